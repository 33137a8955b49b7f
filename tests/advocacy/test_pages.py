from datetime import UTC, date, datetime

import time_machine
from django.test import TestCase
from django.utils import timezone

from advocacy.models import DataSource, StateLink, ZipPrefix
from advocacy.models.congress import congress_on
from directory.models import State
from tests.advocacy.makers import make_delegation, make_legislator, make_zip
from tests.reading import read_page


class TakeActionTests(TestCase):
    PATH = "/advocacy/take-action/"

    def test_a_zip_code_leads_to_a_page_that_does_not_name_it(self):
        georgia = make_delegation("GA")
        make_zip("30012", (georgia, 4), (georgia, 13))

        response = self.client.post(self.PATH, {"zip": "30012-1234"})

        self.assertRedirects(response, "/advocacy/districts/GA-4+GA-13/")
        page = self.client.get(response.url)
        self.assertNotContains(page, "30012")
        self.assertEqual(dict(self.client.cookies), {})

    def test_what_is_no_zip_code_is_explained_beside_the_field_and_kept(self):
        ZipPrefix.objects.create(first="090", last="098", code="AE")
        for text, words in [
            ("", "five-digit"),
            ("K1A 0B1", "Canadian"),
            ("09366", "military"),
            ("99999", "no place"),
            ("x" * 5000, "at most 20"),
            ("12\x0045", "Null characters"),
            ("<b>", "five-digit"),
        ]:
            with self.subTest(text=text[:20]):
                response = self.client.post(self.PATH, {"zip": text})
                self.assertContains(response, words, status_code=400)
                self.assertEqual(response.context["form"]["zip"].value(), text)

    def test_members_vacancies_and_the_choice_between_them_are_shown(self):
        georgia = make_delegation("GA", name="Georgia")
        make_legislator(delegation=georgia, name="Sample Senator", phone="202-555-0100")
        make_legislator(delegation=georgia, district=4, name="Sample Representative")

        page = self.client.get("/advocacy/districts/GA-4+GA-13/")

        for words in [
            "Sample Senator",
            "202-555-0100",
            "Sample Representative",
            "Vacant",
            "more than one",
        ]:
            self.assertContains(page, words)

    def test_a_member_is_found_on_social_media_where_the_data_says(self):
        georgia = make_delegation("GA")
        make_legislator(delegation=georgia, social={"twitter": "sample", "mastodon": "sample"})

        page = read_page(self.client.get("/advocacy/districts/GA-4/").content)

        profiles = page.select(".person p.noprint a")
        self.assertEqual([link["href"] for link in profiles], ["https://x.com/sample"])

    def test_a_district_without_senators_says_so(self):
        make_delegation(
            "DC", name="District", house_seats=1, house_member="delegate", senate_seats=0
        )

        self.assertContains(self.client.get("/advocacy/districts/DC-0/"), "has no senators")

    def test_a_zip_of_mail_boxes_sends_to_the_street_address(self):
        make_delegation("GA")

        self.assertContains(self.client.get("/advocacy/districts/GA/"), "mail boxes")

    def test_an_address_that_names_no_district_is_not_there(self):
        for places in ["XX-1", "GA-99", "%00", "1' OR 1=1", "+" * 50]:
            with self.subTest(places=places):
                self.assertEqual(self.client.get(f"/advocacy/districts/{places}/").status_code, 404)

    def test_the_page_says_how_old_its_data_is_and_when_a_new_congress_has_begun(self):
        make_delegation("GA")
        DataSource.objects.create(
            kind="legislators", dated_on=date(2026, 6, 15), loaded_at=timezone.now()
        )

        for day, is_outdated in [
            (datetime(2027, 1, 2, 18, tzinfo=UTC), False),
            (datetime(2027, 1, 4, 18, tzinfo=UTC), True),
        ]:
            with time_machine.travel(day):
                page = self.client.get("/advocacy/districts/GA-4/").content.decode()
            self.assertIn("June 15, 2026", page)
            self.assertEqual("A new Congress has begun" in page, is_outdated)

    def test_three_districts_take_as_many_queries_as_one(self):
        georgia = make_delegation("GA")
        for district in [1, 2, 3]:
            make_legislator(delegation=georgia, district=district)

        for path in ["GA-1", "GA-1+GA-2+GA-3"]:
            with self.subTest(path=path), self.assertNumQueries(11):
                self.client.get(f"/advocacy/districts/{path}/")


class StateTests(TestCase):
    def setUp(self):
        self.state = State.objects.create(
            code="VT", name="Vermont", fips="50", ocd_division_id="vt", tile_row=2, tile_column=10
        )

    def test_a_state_page_shows_its_links_and_its_delegation(self):
        StateLink.objects.create(
            state=self.state,
            title="Sample campaign",
            url="https://example.org/",
            kind="take-action",
        )
        vermont = make_delegation("VT", state=self.state, house_seats=1)
        make_legislator(delegation=vermont, district=0, name="Sample Representative")

        page = self.client.get("/advocacy/states/vt/")

        self.assertContains(page, "Sample campaign")
        self.assertContains(page, "Sample Representative")

    def test_a_state_without_congressional_data_has_a_page_too(self):
        self.assertContains(self.client.get("/advocacy/states/vt/"), "Vermont")

    def test_one_address_a_state(self):
        self.assertRedirects(
            self.client.get("/advocacy/states/VT/"), "/advocacy/states/vt/", status_code=301
        )
        self.assertEqual(self.client.get("/advocacy/states/xx/").status_code, 404)


class CongressTests(TestCase):
    def test_a_congress_begins_on_the_third_of_january_of_odd_years(self):
        days = [
            date(2025, 1, 2),
            date(2025, 1, 3),
            date(2026, 6, 15),
            date(2027, 1, 2),
            date(2027, 1, 3),
        ]

        self.assertEqual([congress_on(day) for day in days], [118, 119, 119, 119, 120])
