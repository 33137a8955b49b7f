"""A state on one page, to print and hand over on a legislative day."""

from datetime import date

from django.test import TestCase
from django.utils import timezone

from advocacy.models import DataSource
from tests.advocacy.makers import make_action, make_delegation, make_legislator
from tests.makers import make_chapter, make_office_holder, make_post, make_state
from tests.reading import read_page

PAGE = "/advocacy/states/vt/one-page/"


class OnePageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        state = make_state()
        cls.chapter = make_chapter(states=[state], email="office@vla.example.org")
        make_office_holder("Ada Lovelace")
        make_post(email="president@vla.example.org")
        cls.delegation = make_delegation("VT", house_seats=1, state=state)

    def read(self):
        return read_page(self.client.get(PAGE).content)

    def test_it_has_chapter_officers_and_lawmakers(self):
        make_legislator(delegation=self.delegation, phone="202-224-0001")

        words = " ".join(self.read().main.text.split())

        for expected in [
            "office@vla.example.org",
            "President Ada Lovelace president@vla.example.org",
            "202-224-0001",
        ]:
            self.assertIn(expected, words)

    def test_it_asks_two_things_of_a_lawmaker_and_nothing_that_is_closed(self):
        for number in range(3):
            make_action(f"Action {number}", phone_ask=f"to do {number}")
        make_action("Only for visitors")

        asks = [dd.text.strip() for dd in self.read().select("#asks ~ dl dd")]

        self.assertEqual(asks, ["We ask you to do 0.", "We ask you to do 1."])

    def test_it_names_its_days_and_its_address(self):
        DataSource.objects.create(
            kind="legislators", dated_on=date(2026, 6, 15), loaded_at=timezone.now()
        )

        page = self.read()

        words = " ".join(page.select_one(".scan").text.split())
        self.assertIn("Officers as of ", words)
        self.assertIn("Members of Congress as of June 15, 2026", words)
        self.assertIn("http://testserver/advocacy/states/vt/", words)
        self.assertTrue(page.select_one(".scan svg path"))

    def test_addresses_are_in_small_letters_and_of_states(self):
        self.assertRedirects(
            self.client.get("/advocacy/states/VT/one-page/"), PAGE, status_code=301
        )
        self.assertEqual(self.client.get("/advocacy/states/zz/one-page/").status_code, 404)

    def test_the_states_page_leads_to_it(self):
        page = read_page(self.client.get("/advocacy/states/vt/").content)

        self.assertTrue(page.find("a", href=PAGE))
