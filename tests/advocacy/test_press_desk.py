"""What a reporter finds at the desk of a state, and in the press kit."""

from datetime import date, timedelta

import pytest
from django.test import TestCase

from advocacy.models import Boilerplate, PressContact
from answers.models import Topic
from tests.advocacy.makers import make_picture, make_release
from tests.advocacy.test_press import NOON, make_entry, page_of, titles
from tests.makers import (
    make_chapter,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
    make_state,
)


class DeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.state = make_state()
        cls.other = make_state("Maine", "ME")
        cls.chapter = make_chapter(
            states=[cls.state], assured_on=date(2026, 3, 3), email="office@vla.example.org"
        )
        cls.region = make_region(states=[cls.state, cls.other])
        cls.president = make_position()

    def test_it_says_who_speaks_today_and_when_that_was_confirmed(self):
        private = make_person("Grace Hopper", email="grace@example.org", phone="802-555-0100")
        make_post(email="president@vla.example.org")
        make_office_holder("Ada Lovelace")
        make_office_holder("Past One", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
        make_office_holder("Coming One", starts_on=date(2090, 1, 1))
        make_office_holder(person=private, position=make_position("Secretary", rank=60))

        page = page_of(self.client, "/press/desk/vt/")

        people = [li.get_text(" ", strip=True) for li in page.select(".person")]
        self.assertEqual(
            people,
            [
                "President Ada Lovelace president@vla.example.org",
                "Secretary Grace Hopper office@vla.example.org",
            ],
        )
        self.assertIn("Confirmed by the chapter on March 3, 2026.", page.text)
        self.assertIn("Not yet confirmed by the chapter", page.text)
        self.assertIn("We know of nobody who serves today.", page.text)
        for secret in ["grace@example.org", "802-555-0100", "(802)"]:
            self.assertNotIn(secret, str(page))

    def test_a_card_has_all_of_it_as_plain_text_to_copy(self):
        Boilerplate.objects.create(title="About ALA", text="It began in 1876 & goes on.")
        make_post(email="president@vla.example.org")
        make_office_holder("Ada Lovelace")
        make_office_holder(person=make_person("Sample Elect", is_sample=True))

        page = page_of(self.client, "/press/desk/vt/")

        card = page.select_one("#card-text").text
        self.assertTrue(card.startswith("Who speaks for libraries in Vermont, as of "), card)
        for line in [
            "President: Ada Lovelace, president@vla.example.org",
            "President: Sample Elect (sample), president@vla.example.org",
            "Office: office@vla.example.org",
            "Confirmed by the chapter on March 3, 2026.",
            "It began in 1876 & goes on.",
            "http://testserver/press/desk/vt/",
        ]:
            self.assertIn(line, card.splitlines())

    def test_releases_about_its_chapters_come_before_the_latest(self):
        make_release("About Vermont").chapters.add(self.chapter)
        make_release("About the region", published_at=NOON).chapters.add(self.region, self.chapter)
        for number in range(7):
            make_release(f"Other {number}", published_at=NOON + timedelta(hours=number))
        ohio = make_chapter("Ohio Library Association", states=[make_state("Ohio", "OH")])
        make_release("About Ohio", published_at=NOON + timedelta(days=1)).chapters.add(ohio)

        page = page_of(self.client, "/press/desk/vt/")

        self.assertEqual(
            titles(page),
            ["About the region", "About Vermont", *(f"Other {n}" for n in [6, 5, 4, 3, 2])],
        )
        headings = [heading.text for heading in page.select(".newsroom > div > section > h2")]
        self.assertEqual(headings[-2:], ["Releases about Vermont", "National releases"])

    def test_it_leads_to_the_form_that_asks_for_outlet_and_deadline(self):
        page = page_of(self.client, "/press/desk/vt/")

        links = [a["href"] for a in page.find("main").select("a[href^='/contact/']")]
        self.assertEqual(
            links,
            [
                "/contact/?topic=press&about=Vermont",
                "/contact/?topic=press&about=Vermont%20Library%20Association",
                "/contact/?topic=press&about=New%20England%20Library%20Association",
            ],
        )

    def test_addresses_are_in_small_letters_and_of_states(self):
        response = self.client.get("/press/desk/VT/")
        self.assertRedirects(response, "/press/desk/vt/", status_code=301)
        for code in ["zz", "vermont", "%00", "v", "x" * 500]:
            with self.subTest(code=code[:10]):
                self.assertEqual(self.client.get(f"/press/desk/{code}/").status_code, 404)

    def test_the_list_has_every_state(self):
        links = page_of(self.client, "/press/desk/").select(".map a")

        self.assertEqual([a["href"] for a in links], ["/press/desk/me/", "/press/desk/vt/"])

    def test_three_of_everything_take_as_many_queries_as_one(self):
        def ask():
            with self.assertNumQueries(15):
                self.client.get("/press/desk/vt/")

        make_office_holder("One")
        make_release().chapters.add(self.chapter)
        ask()
        make_office_holder("Two")
        make_office_holder("Three", position=make_position("Treasurer"))
        make_release().chapters.add(self.chapter)
        make_release()
        make_chapter("Second Library Association", states=[self.state])
        ask()


class KitTests(TestCase):
    def test_it_has_our_words_our_mark_and_pictures_with_their_rights(self):
        Boilerplate.objects.create(title="About ALA", text="Who we are.")
        make_picture(None, alt="Of no release", credit="A. Photographer")
        make_picture(make_release(), alt="Of a release", rights="With credit.")
        make_picture(make_release(), alt="Not for the press", is_for_press=False)

        page = page_of(self.client, "/press/kit/")

        self.assertIn("Who we are.", page.text)
        self.assertTrue(page.find("a", download="mark.svg")["href"].startswith("/static/mark."))
        self.assertEqual([i["alt"] for i in page.select("img")], ["Of no release", "Of a release"])
        self.assertIn("With credit.", page.text)

    def test_superseded_words_are_no_longer_there_to_copy(self):
        Boilerplate.objects.create(title="About ALA", text="Who we are.")
        Boilerplate.objects.create(
            title="Before", text="Who we were.", superseded_by_words="A plan of 2025."
        )

        page = page_of(self.client, "/press/kit/")

        self.assertIn("Who we are.", page.text)
        self.assertNotIn("Who we were.", page.text)

    def test_an_empty_kit_says_what_to_do(self):
        self.assertIn("No pictures yet", page_of(self.client, "/press/kit/").text)

    def test_three_pictures_take_as_many_queries_as_one(self):
        def ask():
            with self.assertNumQueries(7):
                self.client.get("/press/kit/")

        make_picture(make_release())
        ask()
        make_picture(make_release())
        make_picture(make_release())
        ask()


@pytest.mark.django_db(transaction=True)
def test_a_release_prints_with_its_contact_and_an_entry_with_its_address(open_page):
    release = make_release("Record year", slug="record-year")
    PressContact.objects.create(release=release, name="Press desk", email="press@example.org")
    make_entry("Old", 2025, 4, 17, original_url="https://www.ala.org/old")

    page = open_page(release.get_absolute_url())
    page.emulate_media(media="print")
    page.get_by_text("What happened.").wait_for()
    page.get_by_role("link", name="press@example.org").wait_for()
    assert not page.get_by_role("link", name="Press kit").is_visible()
    assert not page.get_by_role("navigation", name="Main").is_visible()

    page.goto("/press/")
    page.get_by_role("link", name="Old").click()
    page.emulate_media(media="print")
    link = page.get_by_role("link", name="Read it at ala.org")
    link.wait_for()
    address = link.evaluate("a => getComputedStyle(a, '::after').content")
    assert address == '": https://www.ala.org/old"'
    assert page.problems == []


@pytest.mark.django_db(transaction=True)
def test_a_reporter_finds_who_speaks_and_asks_with_a_deadline_without_scripts(open_page):
    make_chapter(states=[make_state()])
    make_office_holder("Ada Lovelace")
    Topic.objects.create(slug="press", title="A question from the press", asks_deadline=True)
    make_release("Record year")
    page = open_page("/press/", javascript=False, width=390)

    page.get_by_role("link", name="Who speaks in each state").click()
    page.get_by_title("Vermont").click()
    page.get_by_role("heading", name="Ada Lovelace").wait_for()
    page.get_by_role("link", name="Ask us about Vermont").click()

    assert page.get_by_label("What is it about?").input_value() == "press"
    assert page.locator("[name=about]").input_value() == "Vermont Library Association"
    page.locator("[name=outlet]").wait_for()
