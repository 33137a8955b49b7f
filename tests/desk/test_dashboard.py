"""The first screen of the desk: what needs attention, how much of it, and where it is settled."""

from datetime import UTC, date, datetime, timedelta

import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from post_office.models import STATUS, Email

from advocacy.models import DataSource
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
from tests.reading import read_page

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
            (int(line.b.text), text_of(line.find_all("span")[0]), line.a["href"])
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

        lines = self.lines()

        self.assertEqual({count for count, _, _ in lines}, {0})
        for _, sentence, address in lines:
            with self.subTest(sentence=sentence):
                self.assertEqual(self.ada.page(address).select("#result_list tbody tr"), [])

    def test_the_details_name_the_most_urgent(self):
        for number in [2, 1]:
            one_of_each(number)

        page = text_of(self.ada.page("/admin/").find(class_="needs"))

        for words in [
            "first: Chapter 1",
            "oldest: Old 1, January 1, 2025",
            "latest: Position 2, Chapter 2, since November 23, 2026",
            "soonest: Other 2, Chapter 2, November 25, 2026",
            "press deadline: November 25, noon",
            "oldest evidence: “New 2?”, undated",
            "most: “text 2”",
        ]:
            with self.subTest(words=words):
                self.assertIn(words, page)

    def test_staff_see_the_lines_that_they_may_open(self):
        one_of_each(1)
        permissions = Permission.objects.filter(codename__in=["view_chapter", "change_inquiry"])

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
        self.assertLess(counts[0], 21)

    def test_models_stand_under_the_job_they_belong_to(self):
        page = self.ada.page("/admin/")

        self.assertEqual(
            [text_of(caption) for caption in page.select("#content-main caption")],
            [
                *["Chapters", "Advocacy", "Answers", "Calendar", "Press", "Home page"],
                *["Messages", "Upkeep", "Accounts"],
            ],
        )
        shown = read_page(str(page.find(class_="app-calendar")))
        self.assertEqual(
            [text_of(name) for name in shown.select("th[id]")],
            ["Celebrations", "Celebration dates", "Preparations", "Conferences"],
        )
