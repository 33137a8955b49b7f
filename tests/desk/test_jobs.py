"""Jobs of the office in a real browser, as somebody does them who never saw the desk."""

import pytest
from django.contrib.auth import get_user_model

from chapters_portal.models import Draft, UnsavedForm
from tests.answers.makers import make_answer, make_collection
from tests.browser import axe_violations
from tests.editors import desk
from tests.makers import make_chapter, make_office_holder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(db):
    return get_user_model().objects.create_superuser("edna", first_name="Edna", password="x")


def test_a_live_answer_gets_a_draft_by_enter_or_a_key_and_is_published_by_a_press_alone(
    open_page, staff
):
    answer = make_answer(question="Who pays?", short="The council.")
    page = open_page(desk(answer), user=staff)

    page.get_by_label("Question").fill("Who pays now?")
    page.get_by_label("Question").press("Enter")
    page.get_by_role("heading", name="You are editing a draft").wait_for()
    answer.refresh_from_db()
    assert answer.question == "Who pays?"
    assert Draft.objects.get().data_for(staff)["question"] == "Who pays now?"
    assert axe_violations(page) == []
    page.problems.clear()  # axe writes styles of its own

    page.get_by_label("Short answer").fill("The members.")
    page.keyboard.press("Control+s")
    page.get_by_role("cell", name="The members.").wait_for()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview").click()
    opened.value.get_by_text("The members.").first.wait_for()
    page.get_by_role("button", name="Publish changes now").click()
    page.get_by_text("was changed successfully").wait_for()

    answer.refresh_from_db()
    assert (answer.question, answer.short) == ("Who pays now?", "The members.")
    assert page.problems == []


def test_what_is_typed_is_kept_by_itself_and_stands_there_again(open_page, staff):
    answer = make_answer(short="The council.")
    page = open_page(desk(answer), user=staff)

    page.get_by_label("Short answer").fill("Typed and left")
    page.get_by_text("What you type is kept, for you alone.").wait_for()
    assert UnsavedForm.objects.count() == 1
    page.goto("/admin/")
    page.get_by_role("heading", name="You typed this").wait_for()
    page.goto(desk(answer))

    page.get_by_role("heading", name="What you typed is here").wait_for()
    assert page.get_by_label("Short answer").input_value() == "Typed and left"
    assert page.problems == []


def test_rows_are_put_in_order_by_buttons(open_page, staff):
    for place, title in enumerate(["First", "Second", "Third"]):
        make_collection(title=title, slug=title.lower(), order=place)
    page = open_page("/admin/answers/collection/", user=staff)

    page.get_by_role("button", name="Move Third up").press("Enter")
    page.get_by_text("Third is number 2 of 3 now").wait_for()
    page.get_by_role("button", name="Move Third up").press("Enter")
    page.get_by_text("Third is number 1 of 3 now").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("changed successfully").wait_for()

    titles = page.locator("#result_list tbody th").all_inner_texts()
    assert [title.strip() for title in titles] == ["Third", "First", "Second"]
    assert page.problems == []


def test_a_position_is_handed_over_from_the_first_screen(open_page, staff):
    chapter = make_chapter("Texas Library Association")
    term = make_office_holder("Grace Hopper", chapter=chapter)
    page = open_page("/admin/", user=staff)

    page.get_by_role("link", name="Hand over a position").click()
    page.get_by_label("Chapter", exact=True).select_option("Texas Library Association")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Which position").select_option(index=1)
    page.get_by_label("Last day of who leaves").fill("2030-06-30")
    page.get_by_label("Or the name of somebody new").fill("Joan Clarke")
    page.get_by_role("button", name="Hand over").click()
    page.get_by_text("Joan Clarke is President of Texas").wait_for()

    assert chapter.office_holders.exclude(pk=term.pk).get().person.name == "Joan Clarke"
    assert page.problems == []


def test_anything_is_found_by_a_key_and_a_word(open_page, staff):
    make_office_holder("Grace Hopper", chapter=make_chapter("Texas Library Association"))
    page = open_page("/admin/answers/answer/", user=staff)

    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("texas")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Grace Hopper, President, Texas Library Association").wait_for()
    assert page.problems == []


def test_a_reason_is_asked_for_where_something_is_withdrawn(open_page, staff):
    make_answer()
    page = open_page("/admin/answers/answer/", user=staff)

    assert not page.get_by_label("Reason:").is_visible()
    page.get_by_label("Action:").select_option("Withdraw now")

    assert page.get_by_label("Reason:").is_visible()


def test_a_long_text_has_the_whole_screen_and_gives_it_back(open_page, staff):
    page = open_page(desk(make_answer()), user=staff)

    page.get_by_role("button", name="Full screen").click()
    box = page.locator(".prose-editor").bounding_box()
    assert (box["x"], box["y"], box["width"]) == (0, 0, 1280)
    page.keyboard.press("Escape")

    assert page.locator(".prose-editor").bounding_box()["width"] < 1280
    assert page.problems == []


def test_the_rooms_open_on_a_phone(open_page, staff):
    page = open_page("/admin/answers/answer/", user=staff, width=390)

    page.get_by_text("Directory", exact=True).click()
    page.get_by_role("link", name="Chapters", exact=True).click()

    page.get_by_role("heading", name="Chapters").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
