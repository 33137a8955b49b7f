"""The desk in a real browser, under the strict policy."""

import pytest
from django.contrib.auth import get_user_model

from tests.makers import make_chapter

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_corrects_a_chapter_in_the_admin_under_the_strict_policy(open_page):
    staff = get_user_model().objects.create_superuser("editor", password="a long password")
    make_chapter("Vermont Library Association")
    page = open_page("/admin/", user=staff)
    assert page.get_by_role("heading", name="The desk").is_visible()

    page.get_by_role("link", name="Chapters", exact=True).last.click()
    page.get_by_role("link", name="Vermont Library Association").click()
    page.get_by_label("City").fill("Montpelier")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    page.goto("/directory/vermont/")

    assert page.get_by_text("Montpelier").is_visible()
    assert page.problems == []
