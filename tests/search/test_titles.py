"""Whoever types a title finds its page first, over the content that a fresh portal starts from."""

import re
from collections import defaultdict
from datetime import UTC, datetime

from django.core.management import call_command
from django.test import TestCase

from advocacy.models import Action, PressRelease
from answers.models import Answer, Collection
from chapters_portal.content.folding import folded
from chapters_portal.content.registry import registry
from chapters_portal.pages.models import (
    HomeLink,
    HomeSection,
    MenuLink,
    PageLink,
    PageText,
    SiteSettings,
)
from chapters_portal.search.query import search
from directory.models import Chapter
from events.models import Celebration

NOW = datetime(2036, 11, 24, 18, tzinfo=UTC)  # when all that was loaded has long been public
page_found_by = registry.page_found_by
FORMER_NAMES = {
    "Contact CRO": "/contact/",
    "District Dispatch": "/answers/washington-office/district-dispatch/",
    "Public Awareness Office": "/#support",
    "Office for Library Advocacy": "/#support",
    "Office of Government Relations": "/#support",
    "Money Smart Week": "/answers/money-smart-week/",
    "ALA Chapter Relations Committee": "/directory/committee/",
    "State of the Chapter annual report": "/answers/state-of-the-chapter/",
    "Joint Student Membership Program": "/directory/joint-student-membership/",
    "Press Releases of the American Library Association": "/press/",
    "State and Regional Chapters Directory": "/directory/",
    "Celebration Weeks and Promotional Events": "/events/",
}


def without_marks(title):
    """As somebody in a hurry types it: no accents, and no punctuation but what parts two words."""
    bare = re.sub(r"[.,:;!?“”\"()…]", "", folded(title))
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


WAYS = [str, str.lower, str.upper, without_marks, "{} 2027".format]


class TitleTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_starter_content", samples=True, congress=False, verbosity=0)

    def pages_of(self, rows):
        return [(str(row), row.get_absolute_url()) for row in rows]

    def links_that_lead_to_pages(self):
        """What the home page, the menus and the page texts call our pages."""
        shown = HomeLink.objects.filter(is_shown=True)
        links = [*shown, *MenuLink.objects.exclude(url="/admin/"), *PageLink.objects.all()]
        return [(str(link), link.url) for link in links if link.url.startswith("/")]

    def titles_of_pages(self):
        texts = PageText.objects.all()
        return [
            *[(site.home_title, "/") for site in SiteSettings.objects.all()],
            *[(text.title, page.address) for text in texts if (page := page_found_by(text.key))],
            *self.pages_of(HomeSection.objects.all()),
            *self.pages_of(Collection.objects.all()),
        ]

    def titles_of_rows(self):
        return [
            *[(answer.question, answer.get_absolute_url()) for answer in self.answers()],
            *self.pages_of(Celebration.objects.all()),
        ]

    def answers(self):
        return Answer.objects.in_force().select_related("collection")

    def failures(self, titles):
        """Each way to write one of `titles` that does not find one of its addresses first.

        They are pairs of a title and an address. Some titles have two pages: Money Smart Week is
        in the calendar and among the answers.
        """
        addresses = defaultdict(set)
        for title, address in [
            *titles,
            *self.links_that_lead_to_pages(),
            *self.titles_of_pages(),
            *self.titles_of_rows(),
        ]:
            addresses[title.casefold()].add(address)
        asked = {way(title): addresses[title.casefold()] for title, _ in titles for way in WAYS}
        self.assertNotEqual(asked, {})
        found = {text: self.first(text) for text in asked}
        return {text: url for text, url in found.items() if url not in asked[text]}

    def first(self, text):
        return next((hit.url for hit in search(text, moment=NOW).best(0, 1)), None)

    def test_every_row_of_the_home_page_finds_where_it_leads(self):
        links = HomeLink.objects.filter(is_shown=True).select_related("section")
        own = [link for link in links if not link.url.startswith(("/", "#"))]

        titles = [(link.title, link.section.get_absolute_url()) for link in own]

        self.assertGreater(len(own), 4)
        self.assertEqual(self.failures(titles + self.links_that_lead_to_pages()), {})

    def test_the_rows_of_the_page_that_was_here_before_find_what_took_their_place(self):
        self.assertEqual(self.failures(list(FORMER_NAMES.items())), {})

    def test_every_page_is_found_by_its_title(self):
        self.assertEqual(self.failures(self.titles_of_pages()), {})

    def test_every_answer_is_found_by_its_question(self):
        titles = [(answer.question, answer.get_absolute_url()) for answer in self.answers()]

        self.assertEqual(self.failures(titles), {})

    def test_every_celebration_is_found_by_its_title(self):
        self.assertEqual(self.failures(self.pages_of(Celebration.objects.all())), {})

    def test_every_chapter_is_found_by_its_name_and_that_of_its_place(self):
        chapters = Chapter.objects.prefetch_related("states")
        places = [(chapter.place, chapter.get_absolute_url()) for chapter in chapters]

        self.assertEqual(self.failures(self.pages_of(chapters) + places), {})

    def test_every_release_and_every_action_is_found_by_its_title(self):
        rows = [*PressRelease.objects.all(), *Action.objects.all()]

        self.assertEqual(self.failures(self.pages_of(rows)), {})
