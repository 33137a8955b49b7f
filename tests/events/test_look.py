"""Where a browser matters: what a rule means is told without scripts, and under the policy."""

import pytest
from django.contrib.auth import get_user_model

from events.models import Celebration
from tests.events.makers import make_celebration

pytestmark = pytest.mark.django_db(transaction=True)


def test_staff_see_the_next_five_years_before_saving_without_scripts(open_page):
    staff = get_user_model().objects.create_superuser("editor", password="a long password")
    page = open_page("/admin/events/celebration/add/", javascript=False, user=staff)

    page.get_by_label("Title:").fill("Reading Day")
    page.get_by_label("Kind").select_option("Day")
    page.get_by_label("Slug").fill("reading-day")
    page.get_by_label("It comes back on").select_option(
        "A weekday of a month, such as the third Monday"
    )
    page.get_by_label("Which one").select_option("fifth")
    page.get_by_label("Weekday").select_option("Monday")
    page.get_by_label("Month:", exact=True).select_option("February")
    page.get_by_role("button", name="Show the next five years").click()
    page.get_by_text("Not every year has a fifth Monday of February").first.wait_for()

    page.get_by_label("Which one").select_option("last")
    page.get_by_role("button", name="Show the next five years").click()

    preview = page.locator("#preview")
    preview.get_by_role("heading", name="The last Monday of February").wait_for()
    assert preview.get_by_role("listitem").count() == 5
    assert Celebration.objects.count() == 0

    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for()
    assert Celebration.objects.get().occurrences.count() == 5


def test_the_form_keeps_the_strict_policy_with_scripts(open_page):
    staff = get_user_model().objects.create_superuser("editor", password="a long password")
    celebration = make_celebration(rule="month", month=4)
    page = open_page(f"/admin/events/celebration/{celebration.pk}/change/", user=staff)

    page.get_by_role("button", name="Show the next five years").click()
    page.get_by_text("Nothing is saved yet.").wait_for()

    assert page.problems == []
