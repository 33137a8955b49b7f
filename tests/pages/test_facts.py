"""What stands in many texts is kept once, by its mark."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from chapters_portal.content.facts import filled
from chapters_portal.content.registry import registry
from chapters_portal.desk.advice import advise
from chapters_portal.pages.facts import Fact
from chapters_portal.pages.models import PageText, Sentence, SiteSettings
from chapters_portal.search.models import SearchDocument
from tests.answers.makers import make_answer
from tests.editors import Editor, desk
from tests.events.makers import make_celebration, make_occurrence
from tests.pages.makers import make_home_link, make_home_section

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
SAID = "{joint-chapters} chapters, counted {joint-chapters:when}."
READ = "44 chapters, counted between 2016 and 2019."


def make_fact(**fields):
    return Fact.objects.create(
        **{
            "key": "joint-chapters",
            "name": "Chapters with a joint student membership",
            "value": "44",
            "dated": "between 2016 and 2019",
            "source": "A page of those years",
            **fields,
        }
    )


class FilledTests(TestCase):
    def test_a_fact_stands_wherever_staff_write_for_the_public(self):
        make_fact()
        answer = make_answer(question=SAID, short=SAID, body=f"<p>{SAID}</p>")
        make_home_link(section=make_home_section(title=SAID, intro=SAID), description=SAID)
        PageText.objects.create(key="directory", title=SAID, lead=SAID, body=SAID)
        SiteSettings.objects.create(pk=1, welcome=SAID, footer=SAID)

        for address in [answer.get_absolute_url(), "/", "/directory/", "/answers/", "/contact/"]:
            with self.subTest(address=address):
                page = self.client.get(address).text
                self.assertIn(READ, page)
                self.assertNotIn("{joint-chapters", page)

    def test_it_does_in_sentences_of_pages_and_letters(self):
        make_fact()
        for key in ["no-answers", "letter-confirm-time"]:
            Sentence.objects.update_or_create(key=key, defaults={"shipped": "x", "text": SAID})

        self.assertIn(READ, self.client.get("/answers/").text)
        self.assertIn(READ, render_to_string("advocacy/letters/confirm.txt", {"link": "x"}))

    def test_a_calendar_and_a_feed_say_it_in_their_own_writing(self):
        make_fact(value="44, of 57")
        week = make_celebration(title="Week of {joint-chapters}", summary=SAID)
        make_occurrence(celebration=week)

        calendar = self.client.get("/events/calendar.ics").text.replace("\r\n ", "")

        self.assertIn("Week of 44\\, of 57", calendar)
        self.assertIn("Week of 44, of 57", self.client.get("/events/calendar.json").text)

    def test_a_prepared_letter_has_it_in_its_address(self):
        self.assertEqual(
            filled(
                "mailto:?body=In%20%7Bjoint-chapters%3Awhen%7D.", {"{joint-chapters:when}": "a b"}
            ),
            "mailto:?body=In%20a%20b.",
        )

    def test_a_text_cut_short_in_a_mark_shows_no_half_of_it(self):
        self.assertEqual(filled("There are {joint-cha…", {}), "There are…")

    def test_a_mark_that_nobody_keeps_stays_to_be_seen(self):
        answer = make_answer(short="There are {no-such-fact}.")
        self.assertContains(self.client.get(answer.get_absolute_url()), "{no-such-fact}")

    def test_the_ways_to_reach_the_office_are_facts(self):
        SiteSettings.objects.create(pk=1, phone="312-555-0100", postal_address="1 Oak St\nChicago")
        answer = make_answer(short="Call {office-telephone}, or write to {office-address}.")
        self.assertContains(
            self.client.get(answer.get_absolute_url()),
            "Call 312-555-0100, or write to 1 Oak St, Chicago.",
        )

    def test_a_page_with_facts_asks_the_database_no_more_often(self):
        make_fact()
        addresses = [make_answer(short=words).get_absolute_url() for words in ["44.", SAID]]
        counts = []
        for address in addresses:
            self.client.get(address)
            with CaptureQueriesContext(connection) as queries:
                self.client.get(address)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_search_finds_the_fact_and_what_it_becomes(self):
        fact = make_fact(value="44 of all")
        answer = make_answer(short=SAID)
        find = SearchDocument.objects.get(source="answer", object_id=answer.pk)
        self.assertIn("44 of all chapters", find.body)

        fact.value = "45 of all"
        fact.save()

        find.refresh_from_db()
        self.assertIn("45 of all chapters", find.body)

    def test_no_value_can_break_a_page(self):
        for value in ["<b>44</b>", 'a "b"', "a & b", "a\\b", "{name}"]:
            with self.subTest(value=value), self.assertRaises(ValidationError):
                Fact(key="a-b", name="x", value=value, dated="now", source="y").full_clean()
            with self.subTest(value=value), self.assertRaises(ValidationError):
                SiteSettings(postal_address=value).full_clean()

    def test_a_fact_is_nothing_without_its_day_and_its_source(self):
        with self.assertRaises(ValidationError) as raised:
            Fact(key="a-b", name="x", value="1").full_clean()
        self.assertEqual(set(raised.exception.message_dict), {"dated", "source"})


class DeskTests(TestCase):
    def test_the_form_lists_where_a_fact_is_used_and_shows_its_mark(self):
        fact = make_fact()
        answer = make_answer(question="How many take part?", short=SAID, published_at=None)
        editor = Editor()

        page = editor.page(desk(fact))

        used = page.find("div", class_="field-used_in")
        self.assertEqual([one["href"] for one in used("a")], [desk(answer)])
        self.assertIn("How many take part?", used.text)
        self.assertIsNone(page.find("input", attrs={"name": "key"}))
        self.assertIn(SAID, editor.page(desk(answer)).find("textarea", id="id_short").text)

    def test_what_is_used_is_not_deleted(self):
        fact = make_fact()
        answer = make_answer(short=SAID)
        editor = Editor()
        self.assertEqual(editor.client.post(desk(fact, "delete"), {"post": "yes"}).status_code, 403)

        answer.delete()
        editor.client.post(desk(fact, "delete"), {"post": "yes"})
        self.assertFalse(Fact.objects.exists())

    def test_advice_on_what_is_kept_but_written_by_hand(self):
        make_fact()
        SiteSettings.objects.create(pk=1, phone="312-555-0100")
        for short, expected in [
            ("Call 312-555-0100.", ["“312-555-0100” is kept as a fact. Write {office-telephone}"]),
            ("There are 44 joint memberships.", ["“44” is kept as a fact. Write {joint-chapters}"]),
            ("Take bus 44.", []),
            ("Call 1-312-555-01001.", []),
            (SAID, []),
            ("Call {office-phone}.", ["{office-phone} is the mark of no fact"]),
        ]:
            with self.subTest(short=short):
                found = [one for one in advise(make_answer(short=short), NOW) if "fact" in one]
                self.assertEqual(len(found), len(expected), found)
                for sentence, wanted in zip(found, expected, strict=True):
                    self.assertIn(wanted, sentence)

    def test_a_fact_gets_no_advice_about_itself(self):
        SiteSettings.objects.create(pk=1, phone="312-555-0100")
        self.assertEqual(advise(SiteSettings.current(), NOW), [])
        self.assertEqual(advise(make_fact(), NOW), [])


class StarterTests(TestCase):
    @pytest.mark.once
    def test_no_shipped_text_writes_a_kept_fact_by_hand_or_a_mark_of_none(self):
        call_command("load_starter_content", congress=False, verbosity=0)
        found = {
            f"{row._meta.label} {row}: {sentence}"
            for content in registry.contents
            for row in content.model._default_manager.all()
            for sentence in advise(row, NOW)
            if "is kept as a fact" in sentence or "is the mark of no fact" in sentence
        }
        self.assertEqual(found, set())
