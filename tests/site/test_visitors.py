"""What four visitors come for, done without scripts on a phone: by what one sees and presses."""

import pytest

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def portal_address(portal_with_samples):
    return portal_with_samples


@pytest.fixture
def phone(open_page):
    page = open_page("/", javascript=False)
    page.set_viewport_size(PHONE)
    page.loads = 1

    def press(role, name):
        page.get_by_role(role, name=name, exact=True).first.click()
        page.wait_for_load_state()
        page.loads += 1

    page.press_on = press
    return page


def test_somebody_speaks_up_for_their_library(phone):
    phone.get_by_label("Your state or ZIP code").fill("30012")
    phone.press_on("button", "Speak up for your library (3 minutes)")

    assert phone.locator("a[href^='tel:+1-202']").first.is_visible()
    assert phone.get_by_text("I’m calling to ask").first.is_visible()
    assert phone.loads <= 3
    phone.press_on("link", "I did it")
    phone.get_by_role("heading", name="Thank you").wait_for()
    assert phone.context.cookies() == []


def test_number_and_words_are_reached_with_few_presses_of_the_tab_key(phone):
    def tab_to(selector, most=20):
        for presses in range(1, most + 1):
            phone.keyboard.press("Tab")
            if phone.evaluate("s => document.activeElement.matches(s)", selector):
                return presses
        raise AssertionError(f"{selector} is not among the first {most}")

    presses = tab_to(".skip")
    phone.keyboard.press("Enter")
    presses += tab_to("#id_place, [name=place]")
    phone.keyboard.type("30012")
    presses += tab_to("button[value=speak]")
    with phone.expect_navigation():
        phone.keyboard.press("Enter")
    presses += tab_to(".skip")
    phone.keyboard.press("Enter")
    presses += tab_to("main a[href^='tel:']")

    assert presses <= 15


def test_a_librarian_finds_the_vacant_positions(phone):
    phone.press_on("link", "Officers")
    phone.press_on("link", "Vacant positions")

    assert "vacant position" in phone.locator("#res-h").inner_text()
    assert phone.locator("table.pile tbody tr").count() > 1
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_student_learns_the_cost_and_where_to_apply(phone):
    phone.press_on("link", "Students")

    assert phone.loads == 2
    assert phone.get_by_text("What it costs:").is_visible()
    form = phone.get_by_role("link", name="ALA’s form for joint student membership")
    assert form.first.is_visible()


def test_a_reporter_finds_who_speaks_in_a_state(phone):
    phone.press_on("link", "Press")
    phone.press_on("link", "Choose a state")
    phone.get_by_role("link", name="Vermont").first.click()

    phone.get_by_role("heading", name="Vermont", exact=True).wait_for()


def test_the_home_page_is_short_on_a_phone(phone):
    assert phone.evaluate("document.documentElement.scrollHeight") <= 5000


def test_a_message_begins_on_the_first_screen(phone):
    phone.press_on("link", "Contact CRO")

    field = phone.get_by_label("Your name").bounding_box()
    assert field["y"] + field["height"] <= PHONE["height"]
