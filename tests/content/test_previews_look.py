"""A release from draft to its moment in a real browser, without JavaScript."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from chapters_portal.content.moments import in_both_zones
from tests.advocacy.makers import make_release
from tests.browser import axe_violations, problems_of_look

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_schedules_a_release_and_shares_it_with_a_colleague_without_an_account(open_page):
    staff = get_user_model().objects.create_superuser("editor", password="a long password")
    release = make_release("A record year", slug="record", published_at=None)
    moment = (timezone.localtime() + timedelta(days=30)).replace(hour=9, minute=0, second=0)
    words = in_both_zones(moment)
    page = open_page(release.get_absolute_url(), user=staff, javascript=False)
    page.get_by_text("Draft: only staff see this release.").wait_for()

    page.get_by_role("link", name="Edit this release").click()
    page.locator("[name=published_at_0]").fill(moment.strftime("%Y-%m-%d"))
    page.locator("[name=published_at_1]").fill("09:00")
    page.get_by_role("button", name="Save", exact=True).click()

    strip = page.locator(".staff")
    strip.get_by_text("was changed successfully").wait_for()
    assert page.url.endswith(release.get_absolute_url())
    assert f"Scheduled for {words}." in strip.inner_text()
    colleague = open_page(page.get_by_label("Address to share").input_value(), width=390)
    colleague.get_by_role("heading", name="A record year").wait_for()
    assert f"Scheduled for {words}." in colleague.locator(".staff").inner_text()
    assert colleague.get_by_role("link", name="Edit this release").count() == 0
    assert axe_violations(colleague) == []
    assert page.problems == colleague.problems == []


def test_the_strip_is_fit_for_everybody(open_page):
    staff = get_user_model().objects.create_superuser("editor", password="a long password")
    release = make_release("A record year", slug="record", published_at=None)

    page = open_page(release.get_absolute_url(), user=staff)

    assert problems_of_look(page, narrowest=320) == []
    page.emulate_media(media="print")
    assert page.locator(".staff").is_hidden()
