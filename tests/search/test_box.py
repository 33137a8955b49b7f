"""The search box in a browser: suggestions by keyboard and mouse, and none of it needed."""

import pytest

from tests.browser import axe_violations


@pytest.fixture
def portal_address(portal_with_samples):
    return portal_with_samples


def box(page):
    return page.get_by_role("combobox", name="Search this site").first


def test_a_suggestion_is_chosen_with_the_arrow_keys(open_page):
    page = open_page("/")

    box(page).press_sequentially("verm")
    page.get_by_role("option", name="Vermont Library Association").first.wait_for()
    assert box(page).get_attribute("aria-expanded") == "true"
    assert axe_violations(page) == []
    box(page).press("ArrowDown")
    chosen = page.locator("#" + box(page).get_attribute("aria-activedescendant"))
    assert chosen.get_attribute("aria-selected") == "true"
    box(page).press("Enter")

    page.wait_for_url("**/directory/vermont/")
    assert page.problems == []


def test_the_arrows_go_around_and_pass_the_box(open_page):
    page = open_page("/")
    box(page).press_sequentially("texas")
    page.get_by_role("option").first.wait_for()
    last = page.get_by_role("option").count() - 1

    seen = []
    for key in ["ArrowUp", "ArrowDown", "ArrowDown"]:
        box(page).press(key)
        seen.append(box(page).get_attribute("aria-activedescendant"))

    assert seen == [f"q-suggestions-{last}", None, "q-suggestions-0"]


def test_escape_closes_the_list_and_keeps_the_text(open_page):
    page = open_page("/", width=390)
    page.get_by_role("button", name="Menu").click()
    box(page).press_sequentially("verm")
    page.get_by_role("option").first.wait_for()

    box(page).press("Escape")

    assert page.get_by_role("option").count() == 0
    assert box(page).input_value() == "verm"
    assert box(page).get_attribute("aria-expanded") == "false"


def test_enter_without_a_choice_searches(open_page):
    page = open_page("/")
    box(page).press_sequentially("vermont")
    page.get_by_role("option").first.wait_for()

    box(page).press("Enter")

    page.get_by_role("heading", name="results for “vermont”").wait_for()


def test_a_suggestion_is_chosen_with_the_mouse(open_page):
    page = open_page("/")
    box(page).press_sequentially("texas lib")

    page.get_by_role("option", name="Texas Library Association").first.click()

    page.wait_for_url("**/directory/texas/")


@pytest.mark.parametrize("width", [390, 1280])
def test_searching_needs_no_script(open_page, width):
    page = open_page("/search/", width=width, javascript=False)

    page.locator("main").get_by_label("Search this site").fill("verment")
    page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="vermont", exact=True).click()
    page.get_by_role("link", name="People in office").click()

    assert "Vermont Library Association" in page.locator(".found").inner_text()
    assert page.problems == []
