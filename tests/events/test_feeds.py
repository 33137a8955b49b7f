"""The calendar as other programs read it, parsed by programs that are not ours."""

import json
from datetime import date, timedelta
from uuid import UUID

import feedparser
import time_machine
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from chapters_portal.operations import page_cache
from events.models import Celebration, Conference, Occurrence
from events.models.dates import DateState
from tests.events.makers import make_celebration, make_conference, make_occurrence
from tests.events.today import NOW, takes_place_today
from tests.operations.test_page_cache import Portal

ALL = "/events/calendar.ics"
LATER = NOW + timedelta(hours=1)


class CalendarTestCase(TestCase):
    def calendar(self, path=ALL):
        response = self.client.get(path)
        self.assertEqual(response.headers["Content-Type"], "text/calendar; charset=utf-8")
        return Calendar.from_ical(response.content)

    def events(self, path=ALL):
        return {str(event["summary"]): event for event in self.calendar(path).walk("vevent")}

    def summaries(self, path=ALL):
        return list(self.events(path))


@takes_place_today
class ICalendarTests(CalendarTestCase):
    def test_a_calendar_says_what_it_is_and_when_to_look_again(self):
        calendar = self.calendar()

        self.assertEqual(str(calendar["version"]), "2.0")
        self.assertEqual(str(calendar["x-wr-calname"]), "The library year")
        self.assertEqual(calendar["refresh-interval"].dt, timedelta(hours=12))
        self.assertEqual(calendar["refresh-interval"].params["value"], "DURATION")
        self.assertEqual(str(calendar["x-published-ttl"]), "PT12H")
        self.assertTrue(str(calendar["prodid"]))

    def test_an_event_comes_back_from_the_parser_as_it_was_stored(self):
        celebration = make_celebration(
            sponsor="ALA; others, too", summary='Words, with commas; and\nlines \\ and "quotes".'
        )
        stored = make_occurrence(celebration=celebration, note="Find Your Joy 📚" * 10)

        event = self.events()["National Library Week"]

        self.assertEqual(UUID(str(event["uid"])), stored.uid)
        self.assertEqual(event["dtstart"].dt, date(2027, 4, 11))
        self.assertEqual(event["dtend"].dt, date(2027, 4, 18))
        self.assertEqual(event["dtstart"].params["value"], "DATE")
        self.assertEqual(event["last-modified"].dt, stored.changed_at.replace(microsecond=0))
        self.assertEqual(event["dtstamp"].dt, event["last-modified"].dt)
        self.assertEqual(
            str(event["description"]),
            "Confirmed.\n\n" + "\n\n".join([stored.note, celebration.summary, celebration.sponsor]),
        )
        self.assertEqual([str(one) for one in event["categories"].cats], ["Celebration week"])
        self.assertEqual(str(event["url"]), f"http://testserver{stored.get_absolute_url()}")
        self.assertEqual(str(event["transp"]), "TRANSPARENT")

    def test_lines_are_as_the_standard_has_them(self):
        make_occurrence(note="Überraschung 📚 " * 12)

        content = self.client.get(ALL).content

        self.assertEqual(content.count(b"\n"), content.count(b"\r\n"))
        self.assertTrue(content.endswith(b"END:VCALENDAR\r\n"))
        self.assertLessEqual(max(len(line) for line in content.split(b"\r\n")), 75)

    def test_each_state_is_told_by_status_and_in_the_title(self):
        for number, state in enumerate(DateState):
            make_occurrence(date(2027 + number, 4, 11), state=state)

        self.assertEqual(
            {title: str(event["status"]) for title, event in self.events().items()},
            {
                "National Library Week (provisional date)": "TENTATIVE",
                "National Library Week (expected date)": "TENTATIVE",
                "National Library Week": "CONFIRMED",
                "Cancelled: National Library Week": "CANCELLED",
            },
        )

    def test_there_is_one_for_all_one_per_kind_and_one_per_celebration(self):
        for kind in Celebration.Kind.values:
            make_occurrence(celebration=make_celebration(f"A {kind}", kind=kind))
        make_conference(title="Vermont conference")

        self.assertEqual(
            self.summaries(), ["A day", "A week", "A month", "A program", "Vermont conference"]
        )
        for path, expected in [
            ("calendar/day.ics", ["A day"]),
            ("calendar/week.ics", ["A week"]),
            ("calendar/month.ics", ["A month"]),
            ("calendar/program.ics", ["A program"]),
            ("calendar/conference.ics", ["Vermont conference"]),
            ("a-week/calendar.ics", ["A week"]),
        ]:
            with self.subTest(path=path):
                self.assertEqual(self.summaries(f"/events/{path}"), expected)
        for path in ["calendar/nothing.ics", "nothing/calendar.ics", "nothing/calendar.json"]:
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"/events/{path}").status_code, 404)

    def test_a_conference_says_where_it_is(self):
        stored = make_conference(url="https://example.org/vla")

        event = self.events()["Vermont Library Association conference"]

        self.assertEqual(str(event["location"]), "Burlington, Vermont")
        self.assertEqual(event["dtend"].dt, stored.ends_on + timedelta(days=1))
        self.assertIn("https://example.org/vla", str(event["description"]))
        self.assertEqual(str(event["url"]), "http://testserver/directory/vermont/#conferences")

    def test_a_calendar_without_news_stays_the_same_to_the_letter(self):
        make_occurrence()
        make_conference()
        before = self.client.get(ALL).content

        Occurrence.objects.get().save()
        Celebration.objects.get().save()
        Conference.objects.get().save()
        with time_machine.travel(LATER):
            after = self.client.get(ALL).content

        self.assertEqual(after, before)


class ChangeTests(CalendarTestCase):
    def told(self):
        [event] = self.calendar().walk("vevent")
        return str(event["status"]), event["sequence"], event["last-modified"].dt

    def test_number_and_moment_rise_with_every_change_that_is_told(self):
        def withdraw():
            celebration.withdrawn_at = timezone.now()
            celebration.withdrawn_reason = "Old."
            celebration.save()

        def publish_again():
            celebration.withdrawn_at = None
            celebration.save()

        def rename():
            celebration.title = "Library Week"
            celebration.save()

        def move():
            occurrence.ends_on = date(2027, 4, 18)
            occurrence.save()

        def cancel():
            occurrence.decide(DateState.CANCELLED)
            occurrence.save()

        def confirm():
            occurrence.decide(DateState.CONFIRMED)
            occurrence.save()

        with time_machine.travel(NOW) as clock:
            celebration = make_celebration()
            occurrence = make_occurrence(celebration=celebration)
            before = self.told()
            for hour, (change, status) in enumerate(
                [
                    (rename, "CONFIRMED"),
                    (move, "CONFIRMED"),
                    (withdraw, "CANCELLED"),
                    (publish_again, "CONFIRMED"),
                    (cancel, "CANCELLED"),
                    (confirm, "CONFIRMED"),
                    (withdraw, "CANCELLED"),
                ],
                start=1,
            ):
                clock.move_to(NOW + timedelta(hours=hour))
                change()
                after = self.told()
                with self.subTest(change=change.__name__, hour=hour):
                    self.assertEqual(after[0], status)
                    self.assertGreater(after[1], before[1])
                    self.assertGreater(after[2], before[2])
                before = after

    def test_a_withdrawal_set_for_later_is_told_when_its_time_comes(self):
        with time_machine.travel(NOW) as clock:
            make_occurrence(
                celebration=make_celebration(withdrawn_at=LATER, withdrawn_reason="Old.")
            )
            before = self.told()

            clock.move_to(LATER)

            status, sequence, changed_at = self.told()
        self.assertEqual((before[0], status), ("CONFIRMED", "CANCELLED"))
        self.assertGreater(sequence, before[1])
        self.assertEqual(changed_at, LATER)


@takes_place_today
class SecrecyTests(CalendarTestCase):
    PATHS = [
        "/events/",
        "/events/?year=2027",
        "/events/?kind=week&month=4",
        "/events/year/2027/",
        "/events/calendar.ics",
        "/events/calendar/week.ics",
        "/events/calendar.json",
        "/events/calendar/week.json",
        "/events/feed/",
        "/search/?q=secret",
        "/sitemap.xml",
        "/",
    ]

    def test_drafts_are_told_nowhere(self):
        for title, published_at in [("Secret draft", None), ("Secret soon", LATER)]:
            celebration = make_celebration(title, published_at=published_at)
            make_occurrence(celebration=celebration)
            for path in [*self.PATHS, celebration.get_absolute_url()]:
                with self.subTest(path=path, title=title):
                    content = self.client.get(path).content.decode()
                    self.assertNotIn(title, content)
                    self.assertNotIn(celebration.slug, content.replace(path, ""))
            for name in ["", "calendar.ics", "calendar.json"]:
                path = celebration.get_absolute_url() + name
                with self.subTest(path=path):
                    self.assertEqual(self.client.get(path).status_code, 404)

    def test_a_day_does_not_name_the_draft_that_it_follows(self):
        week = make_celebration("Secret draft", published_at=None)
        day = make_celebration("Its Tuesday", rule="follows", weekday=1, follows=week)

        self.assertNotContains(self.client.get(day.get_absolute_url()), "Secret")

    def test_a_week_does_not_name_the_drafts_that_follow_it(self):
        week = make_celebration()
        make_celebration("Secret day", rule="follows", weekday=1, follows=week, published_at=None)

        self.assertNotContains(self.client.get(week.get_absolute_url()), "Secret")

    def test_what_was_withdrawn_stays_in_calendars_as_cancelled_and_is_on_no_page(self):
        celebration = make_celebration("Gone Week", withdrawn_at=NOW, withdrawn_reason="Old.")
        make_occurrence(celebration=celebration)
        make_occurrence(date(2025, 4, 6), celebration=celebration)

        for path in [ALL, "/events/calendar/week.ics", "/events/gone-week/calendar.ics"]:
            with self.subTest(path=path):
                self.assertEqual(self.summaries(path), ["Cancelled: Gone Week"])
        for path in ["/events/", "/events/?year=2025", "/events/feed/", "/search/?q=gone"]:
            with self.subTest(path=path):
                self.assertNotContains(
                    self.client.get(path), "Gone Week", status_code=400 if "2025" in path else 200
                )
        self.assertEqual(self.client.get(celebration.get_absolute_url()).status_code, 410)


@takes_place_today
class JsonTests(TestCase):
    def test_the_same_dates_are_there_for_pages_of_other_sites(self):
        occurrence = make_occurrence(
            celebration=make_celebration(sponsor="ALA", summary="Since 1958."),
            state=DateState.PROVISIONAL,
        )

        response = self.client.get("/events/calendar.json")

        self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")
        content = json.loads(response.content)
        self.assertEqual(
            (content["name"], content["url"]), ("The library year", "http://testserver/events/")
        )
        [event] = content["events"]
        self.assertEqual(event.pop("changed_at")[:16], f"{occurrence.changed_at:%Y-%m-%dT%H:%M}")
        self.assertEqual(
            event,
            {
                "uid": str(occurrence.uid),
                "title": "National Library Week",
                "kind": "week",
                "starts_on": "2027-04-11",
                "ends_on": "2027-04-17",
                "state": "provisional",
                "state_in_words": "Provisional: no announcement known",
                "by": "ALA",
                "place": "",
                "words": ["Since 1958.", "ALA"],
                "url": f"http://testserver{occurrence.get_absolute_url()}",
                "sequence": 0,
            },
        )

    def test_json_and_icalendar_name_the_same_events(self):
        for year in [2025, 2027, 2028]:
            make_occurrence(date(year, 4, 11))
        make_conference()
        calendar = Calendar.from_ical(self.client.get(ALL).content)

        self.assertEqual(
            [event["uid"] for event in self.client.get("/events/calendar.json").json()["events"]],
            [str(event["uid"]) for event in calendar.walk("vevent")],
        )


@takes_place_today
class AnnouncementTests(TestCase):
    def entries(self):
        feed = feedparser.parse(self.client.get("/events/feed/").content)
        self.assertFalse(feed.bozo, feed.get("bozo_exception"))
        return feed.entries

    def test_what_was_decided_is_announced_the_latest_first(self):
        celebration = make_celebration(summary="Since <1958> & on.")
        confirmed, _ = [
            make_occurrence(
                date(2027 + number, 4, 11),
                celebration=celebration,
                state=state,
                changed_at=NOW + timedelta(minutes=number),
            )
            for number, state in enumerate([DateState.CONFIRMED, DateState.CANCELLED])
        ]
        make_occurrence(date(2029, 4, 11), state=DateState.EXPECTED)
        make_occurrence(date(2030, 4, 11), state=DateState.PROVISIONAL)
        make_occurrence(date(2025, 4, 6))
        make_conference(changed_at=NOW - timedelta(minutes=1))

        entries = self.entries()

        self.assertEqual(
            [entry.title for entry in entries],
            [
                "National Library Week, April 11–17, 2028: cancelled",
                "National Library Week, April 11–17, 2027: confirmed",
                "Vermont Library Association conference, May 20–21, 2027: confirmed",
            ],
        )
        self.assertEqual(entries[0].updated, "2026-11-24T18:01:00+00:00")
        self.assertEqual(len({entry.id for entry in entries}), 3)
        self.assertIn("Since &lt;1958&gt; &amp; on.", entries[1].summary)
        self.assertEqual(entries[1].link, f"http://testserver{confirmed.get_absolute_url()}")


def make_weeks():
    return [make_celebration(f"Week {number}") for number in range(20)]


def make_dates(celebrations, numbers=range(250)):
    """The dates with these numbers, of 250 between 1877 and 2081, of each celebration."""
    Occurrence.objects.bulk_create(
        Occurrence(
            celebration=celebration,
            starts_on=date(1877, 1, 3) + timedelta(days=300 * number),
            ends_on=date(1877, 1, 3) + timedelta(days=300 * number + 6),
        )
        for celebration in celebrations
        for number in numbers
    )


@takes_place_today
class ReachTests(TestCase):
    """5,000 dates take as many queries as three."""

    @classmethod
    def setUpTestData(cls):
        cls.weeks = make_weeks()
        for number in range(3):
            make_conference(date(2027, 5, 1 + 7 * number))

    def queries(self, path):
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(self.client.get(path).status_code, 200)
        # Whether a page has sentences depends on what it lacks, not on how much it has.
        return len([one for one in captured if "portal_sentence" not in one["sql"]])

    def test_they_take_as_many_queries_as_three(self):
        paths = [
            *("/events/calendar.ics", "/events/calendar.json", "/events/feed/"),
            *("/events/", "/events/?year=2027&kind=week", "/events/year/2027/"),
            *("/events/week-1/", "/events/week-1/calendar.ics", "/"),
        ]
        _, week_1, *_ = self.weeks
        make_dates([week_1], range(247, 250))
        three = {path: self.queries(path) for path in paths}

        make_dates([week_1], range(247))
        make_dates([week for week in self.weeks if week != week_1])

        self.assertEqual(Occurrence.objects.count(), 5_000)
        self.assertEqual({path: self.queries(path) for path in paths}, three)
        self.assertEqual([three[path] for path in paths[:3]], [2, 2, 3])


class ConditionalTests(TransactionTestCase):
    def test_whoever_has_a_calendar_too_large_to_keep_gets_a_short_answer(self):
        make_dates(make_weeks())
        portal = Portal()

        first = portal.get(ALL)
        again = portal.get(ALL, if_none_match=first["headers"]["ETag"])

        self.assertEqual(first["body"].count(b"BEGIN:VEVENT"), 5_000)
        self.assertGreater(len(first["body"]), page_cache.LARGEST_PAGE)
        self.assertEqual(portal.cache.pages, {})
        self.assertEqual((again["status"], again["body"]), ("304 Not Modified", b""))

    def test_feeds_are_kept_and_answer_whoever_has_them_shortly(self):
        make_occurrence()
        portal = Portal()
        for path in [ALL, "/events/calendar.json", "/events/feed/", "/events/?year=2027&month=4"]:
            first = portal.get(path)
            again = portal.get(path, if_none_match=first["headers"]["ETag"])
            with self.subTest(path=path):
                self.assertEqual((first["status"], again["status"][:3]), ("200 OK", "304"))
        self.assertEqual(portal.calls, 4)
