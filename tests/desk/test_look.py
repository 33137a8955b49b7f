"""The desk in a real browser, under the strict policy."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests.answers.makers import make_answer
from tests.browser import axe_violations
from tests.editors import desk
from tests.events.makers import make_celebration, make_occurrence
from tests.makers import make_chapter, make_office_holder, make_person
from tests.pages.makers import make_home_section

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_corrects_a_chapter_in_the_admin_under_the_strict_policy(open_page):
    staff = get_user_model().objects.create_superuser("editor", password="a long password")
    make_chapter("Vermont Library Association")
    page = open_page("/admin/", user=staff)
    page.get_by_role("heading", name="Needs you", exact=True).wait_for()

    page.get_by_role("link", name="Chapters", exact=True).last.click()
    page.get_by_role("link", name="Vermont Library Association").click()
    page.get_by_role("textbox", name="City").fill("Montpelier")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    page.goto("/directory/vermont/")

    page.get_by_text("Montpelier").wait_for()
    assert page.problems == []


def test_the_pages_of_every_day_are_accessible(open_page):
    staff = get_user_model().objects.create_superuser("editor", password="a long password")
    chapter = make_chapter("Vermont Library Association")
    person = make_office_holder(chapter=chapter).person
    answer = make_answer()
    section = make_home_section()
    date = make_occurrence(celebration=make_celebration())
    make_person("Gone").delete()
    pages = [
        "/admin/",
        "/admin/directory/chapter/",
        desk(chapter),
        desk(chapter, "history"),
        desk(person),
        f"/admin/directory/person/{person.pk}/merge/{make_person().pk}/",
        desk(answer),
        desk(date.celebration),
        desk(staff),
        "/admin/chapters_portal/homesection/",
        desk(section),
        "/admin/chapters_portal/deleted/",
        "/admin/chapters_portal/draft/",
        "/admin/search/?q=vermont",
        "/admin/take-in/",
        f"/admin/directory/chapter/hand-over/?chapter={chapter.pk}",
    ]
    page = open_page("/admin/login/")
    found = {"login": axe_violations(page)}
    page = open_page("/admin/", user=staff)
    for path in pages:
        page.goto(path)
        for width, scheme in [(1280, "light"), (390, "dark")]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)  # links fade from one color to the other
            found[path, width, scheme] = axe_violations(page)

    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_who_never_saw_the_desk_corrects_an_address_and_confirms_a_date(open_page):
    staff = get_user_model().objects.create_superuser("editor", password="a long password")
    person = make_person("Grace Hopper", email="old@example.org")
    make_office_holder(chapter=make_chapter(), person=person)
    soon = timezone.localdate() + timedelta(days=30)
    date = make_occurrence(
        celebration=make_celebration(), starts_on=soon, ends_on=soon, state="expected"
    )
    page = open_page("/admin/", user=staff)

    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Grace Hopper").click()
    page.get_by_label("Personal e-mail").fill("new@example.org")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    page.goto("/admin/")
    page.get_by_role("link", name="1 Celebrations within 90 days to confirm").click()
    page.locator("tbody .action-select").check()
    page.get_by_label("Action:").select_option("Confirm dates")
    page.get_by_role("button", name="Run the selected action").or_(
        page.get_by_role("button", name="Go", exact=True)
    ).click()
    page.get_by_text("Confirmed: 1.").wait_for()

    person.refresh_from_db()
    date.refresh_from_db()
    assert (person.email, date.state) == ("new@example.org", "confirmed")
