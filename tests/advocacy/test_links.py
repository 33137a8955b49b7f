"""Pages of sites that speak up for libraries, state by state."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from advocacy.models import StateLink
from tests.advocacy.makers import make_delegation
from tests.makers import make_chapter, make_state
from tests.reading import read_page

NOON = datetime(2026, 11, 26, 18, tzinfo=UTC)
TODAY = date(2026, 11, 26)
SAVE, LOCAL = "/advocacy/save-libraries/", "/advocacy/state-and-local/"


def make_link(state, title="A page", **fields):
    number = StateLink.objects.count()
    address = f"https://site-{number}.example/"
    return StateLink.objects.create(
        **{"state": state, "title": title, "url": address, "kind": "save-libraries", **fields}
    )


@time_machine.travel(NOON, tick=False)
class LinkListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.vermont, cls.maine = make_state(), make_state("Maine", "ME")
        cls.ohio = make_state("Ohio", "OH")

    def words(self, address):
        return " ".join(read_page(self.client.get(address).content).main.get_text(" ").split())

    def test_each_link_tells_its_kind_and_when_it_was_seen(self):
        make_delegation(state=self.vermont)
        make_link(self.vermont, "Save ours", seen_on="2026-02")
        make_link(self.vermont, "Friends", kind="advocacy-group", seen_on="2019")
        make_link(self.vermont, "Their blog", kind="blog")

        for address in [SAVE, LOCAL, "/advocacy/states/vt/"]:
            words = self.words(address)
            with self.subTest(address=address):
                self.assertIn("Save ours Campaign for libraries, asked in February 2026", words)
                self.assertIn("Friends Advocacy group, last seen by us in 2019", words)
                self.assertIn("Their blog Blog or social page", words)

    def test_campaigns_that_ended_or_that_nobody_saw_for_a_year_stand_apart(self):
        make_link(self.vermont, "Long ago", seen_on="2023")
        make_link(self.vermont, "Ended", seen_on="2026-11", ended_on="2026-11-25")
        make_link(self.vermont, "Now", seen_on="2026-11")
        make_link(self.vermont, "A group", kind="advocacy-group", seen_on="2014")

        page = read_page(self.client.get(SAVE).content)

        past = [title.text.strip() for title in page.select("details h3")]
        self.assertEqual(past, ["Ended", "Long ago"])

    def test_a_state_of_which_nothing_is_known_says_so_and_asks(self):
        make_link(self.maine, "Maine Legislature", kind="state-legislature")
        make_link(self.vermont)

        page = read_page(self.client.get(SAVE).content)
        self.assertEqual(
            [tile["href"] for tile in page.select("#others .around a")],
            ["/advocacy/states/me/", "/advocacy/states/oh/"],
        )
        words = self.words(LOCAL)
        self.assertIn("We know of no page there that speaks up for libraries. Tell us", words)
        self.assertIn("In these states we know of none.", words)

    def test_the_map_leads_to_each_state_on_the_page(self):
        make_link(self.vermont)
        page = read_page(self.client.get(SAVE).content)
        self.assertEqual(
            [tile["href"] for tile in page.select(".map a")], ["#others", "#others", "#vt"]
        )
        self.assertIsNotNone(page.find(id="vt"))

    def test_more_links_take_no_more_queries(self):
        counts = []
        for state in [self.vermont, self.maine, self.ohio]:
            make_link(state)
            self.client.get(SAVE)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                self.client.get(SAVE)
            counts.append(len(queries))
        self.assertEqual(len(set(counts)), 1, counts)

    def test_a_day_is_written_as_far_as_it_is_known(self):
        for day, words in [("2025", "in 2025"), ("2025-02", "in February 2025")]:
            self.assertEqual(make_link(self.vermont, seen_on=day).when, f"asked {words}")
        for day in ["2025-13", "2025-02-30", "soon", "25"]:
            with self.subTest(day=day), self.assertRaises(ValidationError):
                make_link(self.vermont, seen_on=day).full_clean()

    def test_the_page_of_members_lists_chapters_with_and_without_an_action_page(self):
        make_chapter(take_action_url="https://vt.example/act", states=[self.vermont])
        make_chapter("Maine Library Association", states=[self.maine])

        page = read_page(self.client.get("/advocacy/take-action/").content)

        self.assertEqual(len(page.select('a[href="https://vt.example/act"]')), 1)
        self.assertIn("Maine Library Association", page.select_one("details").text)


class StarterTests(TestCase):
    @pytest.mark.once
    def test_no_shipped_link_leads_to_a_page_of_a_list(self):
        call_command("load_starter_content", congress=False, verbosity=0)
        self.assertFalse(StateLink.objects.filter(url__regex=r"[?&]page=\d").exists())
        self.assertGreater(StateLink.objects.exclude(seen_on="").count(), 30)
