"""An action is carried through: from a ZIP code to a number and the words to say."""

from datetime import UTC, datetime

import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.advocacy.makers import make_action, make_delegation, make_legislator, make_zip
from tests.makers import make_chapter, make_state
from tests.reading import read_page

NOON = datetime(2026, 7, 1, 18, tzinfo=UTC)


@time_machine.travel(NOON, tick=False)
class ActingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        state = make_state("Georgia", "GA")
        cls.georgia = make_delegation("GA", name="Georgia", state=state)
        make_zip("30012", (cls.georgia, 4))
        make_legislator(delegation=cls.georgia, name="Sample Senator", phone="202-555-0100")
        make_legislator(
            delegation=cls.georgia, district=4, name="Sample Member", phone="202-555-0104"
        )
        make_chapter("Georgia Library Association", states=[state])
        cls.action = make_action("Fund libraries", phone_ask="to fund libraries")

    def words(self, address):
        page = read_page(self.client.get(address).content)
        return " ".join(page.main.get_text(" ").split())

    def test_a_zip_code_typed_on_an_action_keeps_that_action(self):
        form = {"zip": "30012", "action": self.action.slug}
        self.assertRedirects(
            self.client.post("/advocacy/take-action/", form),
            f"/advocacy/actions/{self.action.slug}/for/GA-4/",
        )

    def test_a_zip_code_that_is_wrong_keeps_it_too(self):
        page = self.client.post(
            "/advocacy/take-action/", {"zip": "99999", "action": self.action.slug}
        )
        self.assertContains(page, "We know no place with this ZIP code", status_code=400)
        self.assertContains(page, f'name="action" value="{self.action.slug}"', status_code=400)

    def test_from_home_it_is_one_step_to_number_and_words(self):
        page = self.client.post("/find/", {"place": "30012", "aim": "speak"}, follow=True)
        self.assertEqual(len(page.redirect_chain), 1)
        self.assertContains(page, 'href="tel:+1-202-555-0104"')
        self.assertContains(page, "I’m calling to ask Representative Sample Member")

    def test_the_representative_comes_first_and_each_has_a_number_and_words(self):
        words = self.words(f"/advocacy/actions/{self.action.slug}/for/GA-4/")
        order = [
            "Sample Member",
            "Call 202-555-0104",
            "I’m calling to ask Representative Sample Member to fund libraries.",
            "Sample Senator",
            "Call 202-555-0100",
            "I’m calling to ask Senator Sample Senator to fund libraries.",
            "I did it",
            "Georgia Library Association",
        ]
        places = [words.index(one) for one in order]
        self.assertEqual(places, sorted(places))
        for part in ["To voicemail", "They may ask"]:
            self.assertIn(part, words)

    def test_other_actions_come_after_and_are_carried_on_as_well(self):
        other = make_action("Another")
        page = read_page(self.client.get(f"/advocacy/actions/{self.action.slug}/for/GA-4/").content)
        buttons = [a["href"] for a in page.select(".cta a")]
        self.assertEqual(buttons, [f"/advocacy/actions/{other.slug}/for/GA-4/"])

    def test_out_of_its_season_the_words_ask_what_is_asked_then(self):
        action = make_action(
            "Letters", phone_ask="to sign", is_seasonal=True, meanwhile="Thank who signed."
        )
        words = self.words(f"/advocacy/actions/{action.slug}/for/GA-4/")
        self.assertNotIn("to sign", words)
        self.assertIn("Thank who signed.", words)

    def test_what_is_over_leads_to_its_page_that_says_so(self):
        ended = make_action("Ended", outcome="ended")
        address = f"/advocacy/actions/{ended.slug}/for/GA-4/"
        self.assertRedirects(self.client.get(address), ended.get_absolute_url())
        for place in ["ZZ-1", "GA-99", "x"]:
            address = f"/advocacy/actions/{self.action.slug}/for/{place}/"
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_after_it_thanks_a_reminder_and_words_to_pass_on_and_no_cookie(self):
        address = f"/advocacy/actions/{self.action.slug}/done/"
        words = self.words(address)
        self.assertIn("Thank you", words)
        self.assertIn("Share by e-mail", words)
        self.assertEqual(dict(self.client.cookies), {})
        reminder = self.client.get(f"/advocacy/actions/{self.action.slug}/reminder.ics").text
        self.assertIn("SUMMARY:Fund libraries", reminder)
        self.assertIn("DTSTART;VALUE=DATE:20260702", reminder)

    def test_three_members_and_actions_take_as_many_queries_as_one(self):
        address, counts = f"/advocacy/actions/{self.action.slug}/for/GA-4/", []
        for number in [5, 6]:
            make_action(f"Other {number}")
            make_legislator(delegation=self.georgia, name=f"Senator {number}", phone="202-555-0100")
            self.client.get(address)
            with CaptureQueriesContext(connection) as queries:
                self.client.get(address)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_a_call_sheet_is_speech_with_a_number_to_press(self):
        member = make_legislator(
            delegation=self.georgia, district=5, name="Five", phone="202-555-0105"
        )
        address = f"/advocacy/districts/GA-5/calls/{member.bioguide}/"
        self.assertIn("Hello, my name is …, and I live in ….", self.words(address))
        self.assertContains(self.client.get(address), 'href="tel:+1-202-555-0105"')
