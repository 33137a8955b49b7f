"""Vacant positions are a list, a count and a download; the board of changes tells who is new."""

import json
from datetime import UTC, date, datetime

import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.makers import (
    make_chapter,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
    make_state,
)
from tests.reading import read_page

NOON = datetime(2026, 11, 26, 18, tzinfo=UTC)
OFFICERS, CHANGES = "/directory/officers/", "/directory/changes/"


def rows_of(page):
    rows = page.select("table.pile tbody tr")
    return [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in rows]


@time_machine.travel(NOON, tick=False)
class VacancyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.president, cls.director = make_position(), make_position("Executive director")
        cls.vermont = make_chapter(states=[make_state()], email="office@vt.example")
        cls.maine = make_chapter("Maine Library Association", states=[make_state("Maine", "ME")])
        for chapter in [cls.vermont, cls.maine]:
            make_office_holder(chapter=chapter, position=cls.president)
        make_post(chapter=cls.maine, position=cls.director, is_kept=False)

    def page(self, address, **query):
        return read_page(self.client.get(address, query).content)

    def test_the_list_has_each_seat_that_nobody_holds_and_its_count(self):
        page = self.page(OFFICERS, vacant="on")
        self.assertEqual(
            rows_of(page),
            [["Executive director", "Vermont Library Association", "office@vt.example"]],
        )
        self.assertIn("1 vacant position", page.h2.text)

    def test_state_position_and_day_choose_among_them(self):
        for query, number in [
            ({"state": "ME"}, 0),
            ({"position": self.president.slug}, 0),
            ({"position": self.director.slug}, 1),
            ({"as_of": "2000-01-01"}, 3),
        ]:
            with self.subTest(query=query):
                self.assertEqual(len(rows_of(self.page(OFFICERS, vacant="on", **query))), number)

    def test_just_these_are_downloaded(self):
        sheet = self.client.get("/directory/officers.csv?vacant=on").text.splitlines()
        self.assertIn("Vermont Library Association,Executive director", sheet[1])
        self.assertEqual(len(sheet), 2)
        found = json.loads(self.client.get("/directory/officers.json?vacant=on").text)
        self.assertEqual([one["position"] for one in found["vacancies"]], ["Executive director"])

    def test_what_cannot_be_asked_is_said(self):
        self.assertEqual(self.client.get(OFFICERS, {"vacant": "perhaps"}).status_code, 400)

    def test_more_vacancies_take_no_more_queries(self):
        counts = []
        for number in range(2):
            make_chapter(f"Chapter {number}", states=[make_state(f"State {number}", f"X{number}")])
            self.client.get(OFFICERS, {"vacant": "on"})
            with CaptureQueriesContext(connection) as queries:
                self.client.get(OFFICERS, {"vacant": "on"})
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_officers_come_twenty_to_a_page_or_all_at_once(self):
        for number in range(25):
            make_office_holder(f"Officer {number}", chapter=self.vermont, position=self.president)
        self.assertEqual(len(rows_of(self.page(OFFICERS))), 20)
        self.assertEqual(len(rows_of(self.page(OFFICERS, page="2"))), 7)
        self.assertEqual(len(rows_of(self.page(OFFICERS, page="all"))), 27)
        download = self.page(OFFICERS, page="2").find("a", string="Spreadsheet (CSV)")
        self.assertNotIn("page", download["href"])


@time_machine.travel(NOON, tick=False)
class ChangesTests(TestCase):
    def test_the_board_tells_who_is_new_what_fell_open_and_who_comes(self):
        position = make_position()
        chapter = make_chapter(
            states=[make_state()], street="1 Elm St", city="Montpelier", postal_code="05601"
        )
        other = make_chapter("Maine Library Association")
        third = make_chapter("Ohio Library Association")
        new = make_person("New One", email="new@example.org", is_email_public=True)
        make_office_holder(
            person=new, chapter=chapter, position=position, starts_on=date(2026, 11, 1)
        )
        make_office_holder(
            "Gone One",
            chapter=other,
            position=position,
            starts_on=date(2025, 1, 1),
            ends_on=date(2026, 11, 20),
        )
        make_office_holder(
            "Next One", chapter=third, position=position, starts_on=date(2026, 12, 1)
        )
        make_office_holder("Old One", chapter=third, position=position, starts_on=date(2024, 1, 1))

        page = read_page(self.client.get(CHANGES).content)
        words = " ".join(page.main.get_text(" ").split())
        parts = [words.index(one) for one in ["New One", "Gone One", "Next One", "1 Elm St"]]

        self.assertEqual(parts, sorted(parts))
        self.assertNotIn("Old One", words)
        self.assertEqual(page.find("textarea").text.strip(), "new@example.org")

    def test_where_nothing_is_known_it_says_so(self):
        self.assertContains(self.client.get(CHANGES), "We know of nobody who took office")


class RegionTests(TestCase):
    def test_the_directory_shows_the_states_of_each_region(self):
        make_region(states=[make_state(), make_state("Maine", "ME")])
        words = " ".join(self.client.get("/directory/").text.split())
        self.assertIn("<span>ME · VT</span>", words)
