"""The first screen of the desk: what needs attention, how much of it, and where it is settled."""

from datetime import UTC, date, datetime, timedelta

import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from post_office.models import STATUS, Email

from advocacy.models import DataSource
from answers.models import Inquiry
from chapters_portal.link_checker.models import WatchedLink
from chapters_portal.operations.jobs import EXPECTED, JobRun
from chapters_portal.search.models import MissedSearch
from directory.models import Chapter, OfficeHolder
from tests.advocacy.makers import make_action
from tests.answers.makers import make_answer, make_inquiry
from tests.editors import Editor, text_of
from tests.events.makers import make_celebration, make_occurrence
from tests.makers import (
    make_chapter,
    make_councilor_position,
    make_office_holder,
    make_position,
    make_post,
    make_region,
)

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


class ChapterRuleTests(TestCase):
    def test_a_record_is_old_when_it_was_confirmed_before_the_last_changeover(self):
        for month, assured_on, expected in [
            (11, date(2026, 10, 31), True),
            (11, date(2026, 11, 1), False),
            (12, date(2025, 11, 30), True),
            (12, date(2025, 12, 1), False),
            (1, date(2026, 1, 1), False),
            (1, date(2025, 12, 31), True),
            (1, None, True),
            (None, None, True),
            (None, TODAY - 365 * DAY, True),
            (None, TODAY - 364 * DAY, False),
        ]:
            with self.subTest(month=month, assured_on=assured_on):
                Chapter.objects.all().delete()
                chapter = make_chapter(officers_change_month=month, assured_on=assured_on)

                old = Chapter.objects.assured_before_changeover(TODAY)

                self.assertEqual(list(old), [chapter] if expected else [])


class TermRuleTests(TestCase):
    def test_a_seat_fell_vacant_when_somebody_held_it_and_nobody_does(self):
        vermont, region = make_chapter(), make_region()
        president, treasurer = make_position(), make_position("Treasurer")
        councilor = make_councilor_position()
        make_office_holder("First", ends_on=TODAY - 9 * DAY)
        last = make_office_holder("Last", ends_on=TODAY - DAY)
        make_office_holder("To come", starts_on=TODAY + DAY)
        make_office_holder("Former", position=treasurer, ends_on=TODAY - DAY)
        make_office_holder("Serving", position=treasurer, ends_on=TODAY)
        make_office_holder("Not kept", chapter=region, ends_on=TODAY - DAY)
        make_post(chapter=region, position=president, is_kept=False)
        make_office_holder("No seat", chapter=region, position=councilor, ends_on=TODAY - DAY)

        vacant = OfficeHolder.objects.left_vacant(TODAY)

        self.assertEqual(list(vacant), [last])
        self.assertEqual(
            list(OfficeHolder.objects.filter(chapter=vermont).left_vacant(TODAY)), [last]
        )
        self.assertEqual(list(OfficeHolder.objects.exclude(pk=last.pk).left_vacant(TODAY)), [])

    def test_a_term_ends_without_successor_when_no_later_one_begins_after_it(self):
        ending = make_office_holder("Ending", ends_on=TODAY)
        followed = make_office_holder(
            "Followed", position=make_position("Treasurer"), ends_on=TODAY + 30 * DAY
        )
        make_office_holder("Next", position=followed.position, starts_on=TODAY + 31 * DAY)
        make_office_holder("Later", position=make_position("Editor"), ends_on=TODAY + 31 * DAY)

        soon = OfficeHolder.objects.ending_between(TODAY, TODAY + 30 * DAY).without_successor()

        self.assertEqual(list(soon), [ending])


def one_of_each(number):
    """For each line a row that belongs to it, and one that does not."""
    position = make_position(f"Position {number}")
    chapter = make_chapter(f"Chapter {number}", officers_change_month=11, assured_on=TODAY)
    make_chapter(f"Old {number}", officers_change_month=3, assured_on=date(2025, 1, 1))
    here = {"chapter": chapter, "position": position}
    make_office_holder(f"Gone {number}", ends_on=TODAY - DAY, **here)
    other = {"chapter": chapter, "position": make_position(f"Other {number}")}
    make_office_holder(f"Going {number}", ends_on=TODAY + DAY, **other)
    make_inquiry(fingerprint=f"new {number}", deadline_at=NOW + number * DAY)
    make_inquiry(fingerprint=f"spam {number}", state=3)
    due = {"published_at": NOW - 9 * DAY, "review_due_on": TODAY}
    make_answer(slug=f"due-{number}", checked_on=TODAY - 365 * DAY, **due)
    make_answer(slug=f"new-{number}", question=f"New {number}?", published_at=NOW - DAY)
    make_answer(slug=f"draft-{number}", **{**due, "published_at": None})
    MissedSearch.objects.create(text=f"text {number}", day=TODAY, count=number)
    MissedSearch.objects.create(text=f"text {number}", day=TODAY - 31 * DAY, count=number)
    WatchedLink.objects.create(address=f"https://example.org/{number}", state="gone")
    WatchedLink.objects.create(address=f"https://example.com/{number}", state="alive")
    season = {"is_seasonal": True, "opens_on": TODAY - 310 * DAY, "closes_on": TODAY - 290 * DAY}
    make_action(f"Letters {number}", **season)
    make_action(f"Open {number}", **{**season, "opens_on": TODAY, "closes_on": TODAY})
    celebration = make_celebration(title=f"Day {number}", slug=f"day-{number}")
    for days, state in [(90, "expected"), (40, "confirmed"), (91, "expected")]:
        soon = TODAY + days * DAY
        make_occurrence(celebration=celebration, starts_on=soon, ends_on=soon, state=state)
    for status in [STATUS.failed, STATUS.sent]:
        letter = {"from_email": "a@example.org", "to": "b@example.org", "status": status}
        Email.objects.create(subject=str(number), **letter)


@time_machine.travel(NOW, tick=False)
class FirstScreenTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")

    def lines(self, editor=None):
        return [
            (int(line.b.text), text_of(line.span), line.a["href"])
            for line in (editor or self.ada).page("/admin/").select(".needs li")
        ]

    def test_each_line_counts_what_its_list_shows(self):
        for number in [1, 2]:
            one_of_each(number)
        for kind, dated_on in [("legislators", date(2024, 1, 1)), ("districts", TODAY)]:
            DataSource.objects.create(kind=kind, dated_on=dated_on, loaded_at=NOW)

        lines = self.lines()

        self.assertEqual(
            [(count, sentence) for count, sentence, _ in lines],
            [
                (2, "Chapters whose officers change in November"),
                (2, "Chapters not confirmed since their officers changed"),
                (2, "Seats that fell vacant"),
                (2, "Terms that end within 30 days, nobody to follow"),
                (2, "Actions whose season is near, without its days"),
                (2, "Messages to answer"),
                (2, "Answers past their review"),
                (2, "Answers nobody has checked"),
                (2, "Searches that found nothing, in 30 days"),
                (2, "Links that are gone or have moved"),
                (2, "Celebrations within 90 days to confirm"),
                (1, "Data of Congress out of date"),
                (2, "Letters that could not be sent"),
                (len(EXPECTED), "Jobs that did not run"),
            ],
        )
        for count, sentence, address in lines:
            with self.subTest(sentence=sentence):
                page = self.ada.page(address)
                self.assertEqual(len(page.select("#result_list tbody tr")), count)

    def test_nothing_is_said_as_zero(self):
        for name in EXPECTED:
            JobRun.objects.create(name=name, finished_at=NOW)

        WatchedLink.objects.create(address="https://example.org/", looked_at=NOW, state="alive")

        settled = self.ada.page("/admin/").select(".settled a")

        self.assertEqual(self.lines(), [])
        self.assertEqual(len(settled), 16)
        for line in settled:
            with self.subTest(sentence=line.text):
                self.assertEqual(self.ada.page(line["href"]).select("#result_list tbody tr"), [])

    def test_what_nobody_has_looked_at_is_not_told_as_nothing_to_do(self):
        words = text_of(self.ada.page("/admin/").find(class_="settled"))

        self.assertIn("Not known , for nobody has looked yet: Links that are gone", words)

    def test_the_heading_counts_what_needs_the_reader(self):
        for hour, needs, words in [
            (14, 1, "Good morning, Grace. One thing needs you."),
            (21, 2, "Good afternoon, Grace. Two things need you."),
            (4, 0, "Good evening, Grace. Nothing needs you."),
        ]:
            with self.subTest(words=words):
                codes = ["change_inquiry", "change_chapter"]
                grace = Editor("Grace", Permission.objects.filter(codename__in=codes))
                if needs:
                    make_inquiry()
                if needs == 2:
                    make_chapter(officers_change_month=11, assured_on=TODAY)
                with time_machine.travel(NOW.replace(hour=hour), tick=False):
                    grace.client.force_login(grace.user)
                    self.assertEqual(text_of(grace.page("/admin/").h1), words)
                Inquiry.objects.all().delete()
                Chapter.objects.all().delete()
                grace.user.delete()

    def test_the_details_name_the_most_urgent(self):
        for number in [2, 1]:
            one_of_each(number)

        page = text_of(self.ada.page("/admin/").find(class_="needs"))

        for words in [
            "First: Chapter 1",
            "Oldest: Old 1, January 1, 2025",
            "Latest: Position 2, Chapter 2, since November 23, 2026",
            "Soonest: Other 2, Chapter 2, November 25, 2026",
            "Press deadline: November 25, noon",
            "Oldest evidence: “New 2?”, undated",
            "Most: “text 2”",
        ]:
            with self.subTest(words=words):
                self.assertIn(words, page)

    def test_staff_see_the_lines_that_they_may_settle(self):
        one_of_each(1)
        permissions = Permission.objects.filter(codename__in=["change_chapter", "change_inquiry"])

        lines = self.lines(Editor("Grace", permissions))

        self.assertEqual(
            [sentence for _, sentence, _ in lines],
            [
                "Chapters whose officers change in November",
                "Chapters not confirmed since their officers changed",
                "Messages to answer",
            ],
        )
        self.assertEqual(self.lines(Editor("Bob", [])), [])
        reading = Permission.objects.filter(codename__startswith="view_")
        lines = self.lines(Editor("Eve", reading))
        self.assertEqual([sentence for _, sentence, _ in lines], ["Jobs that did not run"])

    def test_the_screen_makes_as_many_queries_for_three_as_for_one(self):
        counts = []
        for numbers in [[1], [2, 3]]:
            for number in numbers:
                one_of_each(number)
            self.ada.get("/admin/")
            with CaptureQueriesContext(connection) as queries:
                self.ada.get("/admin/")
            counts.append(len(queries))

        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 40)

    def test_lists_stand_in_the_room_they_belong_to(self):
        page = self.ada.page("/admin/")

        self.assertEqual(
            [text_of(name) for name in page.select(".room h2, .room summary")],
            [
                *["Directory", "Advocacy", "Press", "Answers", "Calendar", "Words and pages"],
                "Set up: what is rarely changed",
            ],
        )
        calendar = page.find(id="calendar").parent
        self.assertEqual(
            [text_of(name) for name in calendar.select("li")],
            ["Celebrations", "Celebration dates", "Preparations", "Conferences"],
        )

    def test_who_may_begin_something_finds_its_button(self):
        codes = ["add_answer", "change_person", "add_person"]
        grace = Editor("Grace", Permission.objects.filter(codename__in=codes))

        buttons = {text_of(one): one["href"] for one in grace.page("/admin/").select(".verbs a")}

        self.assertEqual(
            list(buttons), ["Write an answer", "Correct an address", "Take in a spreadsheet"]
        )
        for address in buttons.values():
            self.assertEqual(grace.get(address).status_code, 200)
        self.assertEqual(len(self.ada.page("/admin/").select(".verbs a")), 6)
        self.assertEqual(Editor("Bob", []).page("/admin/").select(".verbs a"), [])

    def test_a_draft_is_on_the_screen_of_who_wrote_it_alone(self):
        answer = make_answer(published_at=None)
        self.ada.save(answer, short="Shorter.")
        bob = Editor("Bob")

        self.assertIn(str(answer), text_of(self.ada.page("/admin/").find(id="drafts").parent))
        self.assertNotIn(str(answer), text_of(bob.page("/admin/").find(id="drafts").parent))

    def test_what_goes_live_next_is_told_in_both_zones_soonest_first(self):
        make_answer(slug="b", question="Second?", published_at=NOW + 2 * DAY)
        make_action("First", published_at=NOW + DAY)
        gone = {"withdrawn_at": NOW + DAY, "withdrawn_reason": "Not needed."}
        make_action("Withdrawn before", published_at=NOW + DAY, **gone)

        coming = self.ada.page("/admin/").find(id="coming").parent.select("li")

        self.assertEqual(
            [text_of(one) for one in coming],
            [
                "First November 25, 2026, 1 p.m. Eastern, noon Central",
                "Second? November 26, 2026, 1 p.m. Eastern, noon Central",
            ],
        )
