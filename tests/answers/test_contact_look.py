"""Contact CRO in a real browser, without scripts."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from answers.models import Inquiry
from tests.answers.makers import make_inquiry
from tests.browser import problems_of_look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _portal():
    call_command("load_starter_content", congress=False, verbosity=0)


def test_a_correction_is_sent_from_a_chapters_page_without_scripts(open_page):
    page = open_page("/directory/vermont/", javascript=False)

    page.get_by_role("link", name="Suggest a correction").click()
    page.get_by_label("E-mail address").fill("ada@")
    page.get_by_role("button", name="Send message").click()
    alert = page.get_by_role("alert")
    assert alert.get_by_role("listitem").all_inner_texts() == [
        "Enter your name.",
        "Enter an e-mail address, like name@example.org.",
        "Write your message.",
    ]
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Message", exact=True).fill("The president is new.")
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="Send message").click()

    page.get_by_role("heading", name="Sent").wait_for()
    inquiry = Inquiry.objects.get()
    assert inquiry.topic.slug == "directory-correction"
    assert inquiry.about == "Vermont Library Association"


def test_the_errors_of_the_form_are_accessible_and_whole(open_page):
    page = open_page("/contact/")
    assert not page.get_by_label("Leave this empty").is_visible()

    page.get_by_label("What is it about?").select_option("A question from the press")
    page.get_by_role("button", name="Send message").click()

    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Error: ")
    assert problems_of_look(page, narrowest=320) == []


def test_staff_reply_and_make_a_draft_under_the_strict_policy(open_page):
    inquiry = make_inquiry(message="Who may join?")
    staff = get_user_model().objects.create_superuser("staff")
    page = open_page("/admin/answers/inquiry/", user=staff)

    page.get_by_role("link", name="Ada Lovelace").click()
    page.get_by_label("Reply").fill("Anyone may.")
    page.get_by_role("button", name="Send the reply").click()
    page.get_by_text("is on its way").wait_for()
    page.goto(f"/admin/answers/inquiry/{inquiry.pk}/change/")
    page.get_by_role("button", name="Turn this question into a draft answer").click()

    assert page.get_by_label("Question").first.input_value() == "Who may join?"
    assert page.problems == []
