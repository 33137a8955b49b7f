"""Every public page in a real browser: accessible, whole, quiet, light, and usable by keyboard."""

import gzip
import re
from urllib.parse import urljoin

import pytest
from django.conf import settings

from tests.browser import axe_violations, problems_of_look

PAGES = [
    "/",
    "/directory/",
    "/directory/?region=new-england",
    "/directory/?q=nothing+like+this",
    "/directory/vermont/",
    "/directory/vermont/?as_of=2025-01-01",
    "/directory/new-england/",
    "/directory/officers/",
    "/directory/officers/?position=president",
    "/directory/officers/?vacant=on",
    "/directory/changes/",
    "/advocacy/actions/unite-against-book-bans/for/GA-4/",
    "/advocacy/actions/unite-against-book-bans/done/",
    "/directory/committee/",
    "/directory/joint-student-membership/",
    "/directory/downloads/",
    "/directory/find/?place=carolina",
    "/directory/find/?place=verment",
    "/advocacy/",
    "/advocacy/actions/fund-libraries/",
    "/advocacy/disasters/",
    "/advocacy/subscribe/",
    "/advocacy/subscribe/sent/",
    "/search/?q=libraries",
    "/search/?q=zzzqq",
    "/advocacy/legislation/",
    "/advocacy/legislation/?q=nothing+like+this",
    "/advocacy/districts/VT-0/calls/S000033/",
    "/advocacy/take-action/",
    "/advocacy/districts/GA-4+GA-10+GA-13/",
    "/advocacy/districts/GA/",
    "/advocacy/states/dc/",
    "/advocacy/states/tx/",
    "/advocacy/states/tx/one-page/",
    "/press/",
    "/press/?topic=funding",
    "/press/?q=nothing+like+this",
    "/press/?page=all",
    "/press/releases/celebrate-your-library-campaign-for-americas-libraries-to-launch-during-national/",
    "/press/kit/",
    "/press/desk/",
    "/press/desk/vt/",
    "/answers/",
    "/answers/chapter-answers/",
    "/answers/chapter-answers/what-is-a-chapter/",
    "/answers/chapter-answers/what-is-a-chapter/?voted=1",
    "/events/",
    "/events/?kind=week",
    "/events/?kind=conference&month=12",
    "/events/?year=2025",
    "/events/year/2027/",
    "/events/national-library-week/",
    "/events/national-bookmobile-day/",
    "/events/money-smart-week/",
    "/events/library-card-sign-up-month/",
    "/contact/",
    "/privacy/",
    "/advocacy/save-libraries/",
    "/advocacy/state-and-local/",
    "/accessibility/",
    "/contact/?topic=press&about=Vermont",
    "/contact/sent/",
    "/search/",
    "/search/?q=library&page=2",
    "/search/?q=verment",
]
MISTAKES = [
    "/directory/?state=XX",
    "/advocacy/legislation/?stage=x",
    "/press/?year=x",
    "/directory/vermont/?as_of=yesterday",
    "/events/?year=1999&kind=x",
    "/no-such-page/",
]
EXPECTED_OF_A_MISTAKE = re.compile(r"the server responded with a status of 40|specified value")
FIRST_VIEW = 50 * 1024  # bytes with gzip: page, stylesheet and pictures


@pytest.fixture
def portal_address(portal_with_samples):
    return portal_with_samples


@pytest.mark.parametrize("path", PAGES + MISTAKES)
def test_a_page_is_accessible_and_whole(open_page, path):
    page = open_page(path)

    assert problems_of_look(page, narrowest=320) == []
    expected = EXPECTED_OF_A_MISTAKE if path in MISTAKES else re.compile("$^")
    assert [problem for problem in page.problems if not expected.search(problem)] == []


@pytest.mark.parametrize("path", ["/", "/directory/", "/directory/vermont/"])
def test_the_keyboard_reaches_every_control_and_focus_is_seen(open_page, path):
    page = open_page(path)
    controls = page.evaluate(
        """() => [...document.querySelectorAll(
            "a[href], button, input, select, textarea, summary, [tabindex='0']")]
            .filter(e => e.checkVisibility({visibilityProperty: true})).length"""
    )

    reached, unseen = 0, []
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); scrollTo(0, 0)")
    for _ in range(controls + 10):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const e = document.activeElement
                if (e === document.body || e.seen) return null
                e.seen = true
                const style = getComputedStyle(e)
                return [e.outerHTML.slice(0, 80), style.outlineStyle, parseInt(style.outlineWidth)]
            }"""
        )
        if focus:
            reached += 1
            if focus[1] == "none" or focus[2] < 2:
                unseen.append(focus[0])

    assert (reached, unseen) == (controls, [])


@pytest.mark.parametrize("path", ["/", "/directory/", "/advocacy/states/tx/", "/events/"])
def test_in_forced_colors_what_can_be_pressed_still_has_an_edge(open_page, path):
    page = open_page(path)
    page.emulate_media(forced_colors="active")

    without = page.evaluate(
        """() => [...document.querySelectorAll(".btn, a.tile, .months a")]
            .filter(e => e.checkVisibility() && parseInt(getComputedStyle(e).borderTopWidth) < 1)
            .map(e => e.outerHTML.slice(0, 80))"""
    )

    assert without == []


def test_the_first_view_is_light(client, portal_address):
    heavy = {}
    for path in PAGES:
        html = client.get(path).content
        weight = len(gzip.compress(html, 9))
        for link in set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', html)):
            name = urljoin("/", link.decode()).removeprefix(settings.STATIC_URL)
            weight += len(gzip.compress((settings.STATIC_ROOT / name).read_bytes(), 9))
        if weight > FIRST_VIEW:
            heavy[path] = weight

    assert heavy == {}


def test_the_directory_works_without_scripts(open_page):
    page = open_page("/directory/", javascript=False)

    page.get_by_text("By state, region, kind or day").click()
    page.get_by_label("Region").select_option("New England")
    page.get_by_role("button", name="Show chapters").click()
    page.get_by_role("heading", name="7 chapters in New England").wait_for()
    page.get_by_title("Vermont Library Association").click()

    page.get_by_role("heading", name="Vermont Library Association").wait_for()
    page.get_by_role("heading", name="Officers", exact=True).wait_for()


def test_the_finder_leads_from_the_home_page_to_a_chapter(open_page):
    page = open_page("/", javascript=False)

    page.get_by_label("Your state or ZIP code").fill("vt")
    page.get_by_role("button", name="Find your chapter").click()

    page.get_by_role("heading", name="Vermont Library Association").wait_for()


def test_the_menu_opens_on_a_phone_and_closes_with_escape(open_page):
    page = open_page("/", width=390)
    chapters = page.get_by_role("navigation", name="Main").get_by_role("link", name="Chapters")
    assert not chapters.is_visible()

    page.get_by_role("button", name="Menu").click()
    chapters.wait_for()
    assert axe_violations(page, within="#site") == []

    page.keyboard.press("Escape")
    assert not chapters.is_visible()


def test_the_directory_prints_every_chapter_with_its_addresses(open_page):
    page = open_page("/directory/")

    page.emulate_media(media="print")

    assert page.locator(".rows > li").count() == 57
    assert not page.get_by_role("button", name="Show chapters").is_visible()
    address = page.locator(".rows dd a[title]").first.evaluate(
        "a => getComputedStyle(a, '::after').content"
    )
    assert "@example.org" in address
    printed = page.locator(".printed")
    assert printed.is_visible()
    assert "/directory/ · " in printed.inner_text()
    assert not page.locator(".foot").is_visible()


# A year of celebrations, and of states the largest and a small one.
@pytest.mark.parametrize(
    "path",
    ["/events/year/2027/", "/advocacy/states/ca/one-page/", "/advocacy/states/vt/one-page/"],
)
def test_what_is_to_be_handed_out_prints_on_one_sheet(open_page, path):
    page = open_page(path)

    sheets = [
        len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) for paper in ["Letter", "A4"]
    ]

    assert sheets == [1, 1]


# Words that lie right of the paper, between the margins, when a page is printed.
STICKS_OUT = """width => {
    const found = [], range = document.createRange()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const words = walker.currentNode
        if (!words.parentElement.checkVisibility() || words.parentElement.closest(".vh, svg"))
            continue
        range.selectNodeContents(words)
        if ([...range.getClientRects()].some(box => box.right > width + 1))
            found.push(words.textContent.trim())
    }
    return found.filter(Boolean)
}"""
PRINTED = [
    *["/", "/directory/", "/directory/officers/", "/directory/downloads/", "/directory/vermont/"],
    *["/directory/committee/", "/advocacy/", "/answers/", "/events/", "/privacy/"],
]


@pytest.mark.parametrize("path", PRINTED)
def test_no_page_loses_a_letter_on_paper(open_page, path):
    page = open_page(path)
    page.emulate_media(media="print")
    for millimeters in [216 - 28, 210 - 28]:  # Letter and A4, without the margins
        width = int(millimeters / 25.4 * 96)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(STICKS_OUT, width) == [], millimeters


def test_the_list_of_officers_can_be_handed_out(open_page):
    page = open_page("/directory/officers/?page=all")
    rows = page.locator("main tbody tr").count()
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter")))
    assert sheets <= max(2, rows // 20)
    page.emulate_media(media="print")
    assert page.locator("tr").first.evaluate("row => getComputedStyle(row).breakInside") == "avoid"
