"""The desk: rules with a preview, dates confirmed and called off, and who hears of it."""

from datetime import date, timedelta

import time_machine
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from events.models import Celebration, Occurrence, Toolkit
from events.models.dates import DateState
from tests.directory.test_admin import filled_in
from tests.events.makers import make_celebration, make_conference, make_occurrence
from tests.events.today import NOW, TODAY, takes_place_today
from tests.operations.test_page_cache import Portal
from tests.reading import read_page
from tests.uploads import PDF, document, picture

THIRD_MONDAY_OF_OCTOBER = {"rule": "weekday", "nth": 3, "weekday": 0, "month": 10}
PREVIEW = {"_preview": "Show the next five years"}


class DeskTestCase(TestCase):
    def setUp(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))

    def page(self, name, *args, query=""):
        response = self.client.get(reverse(f"admin:events_{name}", args=args) + query)
        self.assertEqual(response.status_code, 200)
        return read_page(response.content)

    def submit(self, name, *args, answers):
        response = self.client.post(reverse(f"admin:events_{name}", args=args), answers)
        return read_page(response.content), response.status_code

    def new(self, **answers):
        return {
            **filled_in(self.page("celebration_add")),
            "title": "School Library Day",
            "slug": "school-library-day",
            "kind": "day",
            **answers,
        }

    def errors(self, page):
        """The messages of the form, by the field beside which they stand."""
        return {
            listed["id"].removeprefix("id_").removesuffix("_error"): [
                item.text for item in listed.select("li")
            ]
            for listed in page.select(".errorlist[id]")
        }

    def act(self, name, action, rows):
        self.client.post(
            reverse(f"admin:events_{name}_changelist"),
            {"action": action, "_selected_action": [row.pk for row in rows]},
        )


@takes_place_today
class RuleFormTests(DeskTestCase):
    def test_the_next_five_years_are_shown_before_anything_is_saved(self):
        answers = self.new(**THIRD_MONDAY_OF_OCTOBER, summary="Half written")

        page, status = self.submit("celebration_add", answers=answers | PREVIEW)

        preview = page.find(id="preview")
        self.assertEqual(status, 200)
        self.assertEqual(preview.h2.text, "The third Monday of October")
        self.assertIn("Nothing is saved yet.", preview.text)
        self.assertEqual(
            [li.text for li in preview.select("li")],
            [
                "Monday, October 18, 2027",
                "Monday, October 16, 2028",
                "Monday, October 15, 2029",
                "Monday, October 21, 2030",
                "Monday, October 20, 2031",
            ],
        )
        self.assertEqual(Celebration.objects.count(), 0)
        self.assertEqual(page.find(id="id_summary").text.strip(), "Half written")
        self.assertEqual(page.select(".errornote"), [])

    def test_what_was_previewed_is_saved_with_one_more_press(self):
        page, _ = self.submit(
            "celebration_add", answers=self.new(**THIRD_MONDAY_OF_OCTOBER) | PREVIEW
        )

        self.submit("celebration_add", answers=filled_in(page))

        self.assertEqual(
            [row.starts_on.year for row in Occurrence.objects.order_by("starts_on")],
            [2027, 2028, 2029, 2030, 2031],
        )
        self.assertEqual(
            set(Occurrence.objects.values_list("state", "is_by_rule")), {(DateState.EXPECTED, True)}
        )

    def test_a_preview_of_a_changed_rule_leaves_rule_and_dates_alone(self):
        celebration = make_celebration("School Day", kind="day", **THIRD_MONDAY_OF_OCTOBER)
        celebration.expect_dates(TODAY)
        before = list(Occurrence.objects.values())
        answers = filled_in(self.page("celebration_change", celebration.pk)) | {"weekday": 1}

        page, _ = self.submit("celebration_change", celebration.pk, answers=answers | PREVIEW)

        self.assertEqual(page.find(id="preview").h2.text, "The third Tuesday of October")
        self.assertEqual(Celebration.objects.get().weekday, 0)
        self.assertEqual(list(Occurrence.objects.values()), before)

    def test_a_preview_of_a_day_of_another_celebration_names_how_sure_it_is(self):
        week = make_celebration()
        make_occurrence(celebration=week, state=DateState.PROVISIONAL)
        answers = self.new(rule="follows", weekday=1, follows=week.pk)

        page, _ = self.submit("celebration_add", answers=answers | PREVIEW)

        preview = page.find(id="preview")
        self.assertEqual(preview.h2.text, "Tuesday of National Library Week")
        self.assertEqual(
            [li.text for li in preview.select("li")], ["Tuesday, April 13, 2027 (provisional)"]
        )
        self.assertIn("as soon as National Library Week has dates for more years", preview.text)

    def test_a_preview_without_a_rule_says_that_nothing_is_computed(self):
        page, _ = self.submit("celebration_add", answers=self.new() | PREVIEW)

        self.assertIn("The portal computes no dates.", page.find(id="preview").text)

    def test_a_rule_that_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(self):
        rule = {"rule": "weekday", "nth": 5, "weekday": 0, "month": 2}
        for button in [PREVIEW, {"_save": "Save"}]:
            page, status = self.submit(
                "celebration_add", answers=self.new(**rule, sponsor="ALA") | button
            )
            with self.subTest(button=button):
                self.assertEqual(status, 200)
                self.assertEqual(
                    self.errors(page),
                    {
                        "nth": [
                            "Not every year has a fifth Monday of February: 2027 has none. Choose "
                            "“last” instead, or no rule, and enter each year’s dates by hand."
                        ]
                    },
                )
                self.assertIsNone(page.find(id="preview"))
                self.assertEqual(page.find(id="id_sponsor")["value"], "ALA")
                self.assertEqual(Celebration.objects.count(), 0)

    def test_a_mistyped_value_gets_one_message(self):
        for typed in ["99", "first", "-1", "1e9", "x" * 10_000]:
            page, _ = self.submit(
                "celebration_add", answers=self.new(rule="fixed", month=4, day=typed)
            )
            with self.subTest(typed=typed[:10]):
                [(field, messages)] = self.errors(page).items()
                self.assertEqual((field, len(messages)), ("day", 1))

    def test_the_form_has_the_button_that_needs_no_script(self):
        button = self.page("celebration_add").find("input", value="Show the next five years")

        self.assertEqual((button["type"], button["name"]), ("submit", "_preview"))


@takes_place_today
class DatesFormTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.week = make_celebration("Friends Week", rule="sunday-week", nth=3, month=10)
        self.week.expect_dates(TODAY)

    def answers(self, **changes):
        return filled_in(self.page("celebration_change", self.week.pk)) | changes

    def line_of(self, year):
        rows = list(self.week.occurrences.all())
        return next(number for number, row in enumerate(rows) if row.starts_on.year == year)

    def added(self, *rows):
        total = self.week.occurrences.count()
        changes = {"occurrences-TOTAL_FORMS": total + len(rows)}
        for number, (starts_on, ends_on) in enumerate(rows, start=total):
            changes |= {
                f"occurrences-{number}-starts_on": starts_on,
                f"occurrences-{number}-ends_on": ends_on,
                f"occurrences-{number}-state": "confirmed",
                f"occurrences-{number}-celebration": self.week.pk,
            }
        return changes

    def test_a_date_that_was_edited_no_longer_moves_with_the_rule(self):
        line = f"occurrences-{self.line_of(2027)}"
        self.submit(
            "celebration_change",
            self.week.pk,
            answers=self.answers(
                **{f"{line}-starts_on": "2027-10-10", f"{line}-ends_on": "2027-10-16"}
            ),
        )
        self.submit("celebration_change", self.week.pk, answers=self.answers(month=9))

        first, second = self.week.occurrences.order_by("starts_on")[:2]
        self.assertEqual((first.starts_on, first.is_by_rule), (date(2027, 10, 10), False))
        self.assertEqual((second.starts_on, second.is_by_rule), (date(2028, 9, 17), True))

    def test_a_theme_alone_leaves_the_date_with_the_rule(self):
        line = f"occurrences-{self.line_of(2027)}"
        self.submit(
            "celebration_change", self.week.pk, answers=self.answers(**{f"{line}-note": "Thanks"})
        )

        first = self.week.occurrences.earliest("starts_on")
        self.assertEqual((first.note, first.is_by_rule), ("Thanks", True))

    def test_dates_that_share_days_are_refused_and_nothing_is_saved_half(self):
        for rows in [
            [("2027-10-20", "2027-10-22")],
            [("2027-03-01", "2027-03-07"), ("2027-03-07", "2027-03-13")],
        ]:
            page, status = self.submit(
                "celebration_change",
                self.week.pk,
                answers=self.answers(title="New title", **self.added(*rows)),
            )
            with self.subTest(rows=rows):
                self.assertEqual(status, 200)
                self.assertIn("share a day. Change one of them, or cancel it.", page.text)
                self.assertEqual(self.week.occurrences.count(), 5)
                self.assertEqual(Celebration.objects.get().title, "Friends Week")

    def test_an_end_before_the_start_gets_one_message(self):
        page, _ = self.submit(
            "celebration_change",
            self.week.pk,
            answers=self.answers(**self.added(("2027-03-07", "2027-03-01"))),
        )

        self.assertEqual(
            [li.text for li in page.select("#occurrences-group .errorlist li")],
            ["The last day comes before the first."],
        )

    def test_two_dates_may_change_places_in_one_form(self):
        one, other = (f"occurrences-{self.line_of(year)}" for year in [2027, 2028])

        page, status = self.submit(
            "celebration_change",
            self.week.pk,
            answers=self.answers(
                **{
                    f"{one}-starts_on": "2028-10-15",
                    f"{one}-ends_on": "2028-10-21",
                    f"{other}-starts_on": "2027-10-17",
                    f"{other}-ends_on": "2027-10-23",
                }
            ),
        )

        self.assertEqual(status, 302, page.select(".errorlist"))

    def test_a_toolkit_is_a_pdf_that_is_one(self):
        kit = {
            "toolkits-TOTAL_FORMS": 1,
            "toolkits-0-title": "Posters",
            "toolkits-0-order": 0,
            "toolkits-0-celebration": self.week.pk,
        }
        page, _ = self.submit(
            "celebration_change",
            self.week.pk,
            answers=self.answers(**kit, **{"toolkits-0-file": picture("posters.pdf")}),
        )
        self.assertIn("This is not a PDF, whatever its name says. Choose a PDF.", page.text)
        self.assertEqual(Toolkit.objects.count(), 0)

        self.submit(
            "celebration_change",
            self.week.pk,
            answers=self.answers(**kit, **{"toolkits-0-file": document("posters.pdf")}),
        )

        toolkit = Toolkit.objects.get()
        self.addCleanup(default_storage.delete, toolkit.file.name)
        page = read_page(self.client.get("/events/friends-week/").content)
        link = page.find("a", string="Posters")
        self.assertEqual(link["href"], toolkit.file.url)
        response = self.client.get(link["href"])
        self.assertEqual(response.getvalue(), PDF)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")

    def test_three_dates_take_as_many_queries_as_one_more(self):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                self.page("celebration_change", self.week.pk)
            return len(captured)

        queries()
        before = queries()
        make_occurrence(date(2020, 1, 5), celebration=self.week)
        make_occurrence(date(2021, 1, 5), celebration=self.week)

        self.assertEqual(queries(), before)


@takes_place_today
class ListTests(DeskTestCase):
    def shown(self, name, query):
        page = self.page(f"{name}_changelist", query=query)
        return [row.text for row in page.select("th.field-celebration, th.field-title")]

    def test_dates_to_be_confirmed_within_ninety_days_are_a_list(self):
        for title, starts_on, state in [
            ("Today", TODAY, DateState.EXPECTED),
            ("In 90 days", TODAY + timedelta(days=90), DateState.PROVISIONAL),
            ("In 91 days", TODAY + timedelta(days=91), DateState.EXPECTED),
            ("Yesterday", TODAY - timedelta(days=1), DateState.EXPECTED),
            ("Sure", TODAY, DateState.CONFIRMED),
            ("Off", TODAY, DateState.CANCELLED),
        ]:
            make_occurrence(starts_on, celebration=make_celebration(title), state=state)

        self.assertEqual(self.shown("occurrence", "?when=expected"), ["In 90 days", "Today"])
        self.assertEqual(self.shown("occurrence", "?when=past"), [])
        self.assertEqual(len(self.shown("occurrence", "?when=coming")), 6)

    def test_the_list_of_celebrations_shows_what_comes_next(self):
        celebration = make_celebration(**THIRD_MONDAY_OF_OCTOBER)
        make_occurrence(date(2026, 4, 19), celebration=celebration)
        make_occurrence(date(2027, 4, 11), celebration=celebration, state=DateState.CANCELLED)
        make_occurrence(date(2027, 5, 2), celebration=celebration)

        row = self.page("celebration_changelist").select_one("#result_list tbody tr")

        self.assertEqual(row.select_one(".field-next_on").text, "May 2, 2027")
        self.assertEqual(row.select_one(".field-rule_in_words").text, "The third Monday of October")

    def test_confirming_and_cancelling_are_actions(self):
        week = make_celebration()
        tuesday = make_celebration("Tuesday", rule="follows", weekday=1, follows=week)
        occurrence = make_occurrence(celebration=week, state=DateState.PROVISIONAL)
        week.expect_dates(TODAY)

        self.act("occurrence", "confirm_dates", [occurrence])
        occurrence.refresh_from_db()
        self.assertEqual(occurrence.state, DateState.CONFIRMED)
        self.assertEqual(tuesday.occurrences.get().state, DateState.EXPECTED)

        self.act("occurrence", "cancel", [occurrence])
        occurrence.refresh_from_db()
        self.assertEqual(occurrence.state, DateState.CANCELLED)
        self.assertEqual(tuesday.occurrences.get().state, DateState.CANCELLED)

    def test_confirming_what_would_share_days_is_refused(self):
        cancelled = make_occurrence(date(2027, 4, 11), state=DateState.CANCELLED)
        make_occurrence(date(2027, 4, 13))

        self.act("occurrence", "confirm_dates", [cancelled])

        cancelled.refresh_from_db()
        self.assertEqual(cancelled.state, DateState.CANCELLED)
        self.assertIn("share a day", self.page("occurrence_changelist").text)

    def test_conferences_are_confirmed_and_cancelled_alike(self):
        conference = make_conference(state=DateState.PROVISIONAL)
        for action, state in [
            ("confirm_dates", DateState.CONFIRMED),
            ("cancel", DateState.CANCELLED),
        ]:
            self.act("conference", action, [conference])
            conference.refresh_from_db()
            self.assertEqual(conference.state, state)

    def test_every_list_and_form_opens_for_rows_of_each_kind(self):
        rows = [make_celebration(), make_occurrence(), make_conference()]
        for row in rows:
            name = row._meta.model_name
            with self.subTest(name=name):
                self.page(f"{name}_changelist", query="?q=library")
                self.page(f"{name}_add")
                self.page(f"{name}_change", row.pk)

    def test_three_rows_in_a_list_take_as_many_queries_as_one(self):
        def queries(name):
            with CaptureQueriesContext(connection) as captured:
                self.page(f"{name}_changelist")
            return len(captured)

        names = ["celebration", "occurrence", "conference"]
        week = make_celebration()
        make_celebration("Day", rule="follows", weekday=1, follows=week)
        make_occurrence()
        make_conference()
        one = {name: queries(name) for name in names}
        for number in range(2):
            make_celebration(f"Day {number}", rule="follows", weekday=1, follows=week)
            make_occurrence(date(2028 + number, 4, 11))
            make_conference(date(2028 + number, 4, 11))

        self.assertEqual({name: queries(name) for name in names}, one)


@takes_place_today
class DeletingTests(DeskTestCase):
    def test_what_the_public_has_seen_is_withdrawn_and_not_deleted(self):
        public = make_celebration("Public")
        draft = make_celebration("Draft", published_at=None)

        self.act("celebration", "delete_selected", [public])
        response = self.client.post(
            reverse("admin:events_celebration_delete", args=[public.pk]), {"post": "yes"}
        )
        self.client.post(
            reverse("admin:events_celebration_delete", args=[draft.pk]), {"post": "yes"}
        )

        self.assertEqual(response.status_code, 403)
        self.assertEqual(list(Celebration.objects.all()), [public])

    def test_a_deleted_date_takes_the_days_that_follow_along(self):
        week = make_celebration()
        make_celebration("Tuesday", rule="follows", weekday=1, follows=week)
        occurrence = make_occurrence(celebration=week)
        week.expect_dates(TODAY)

        self.client.post(
            reverse("admin:events_occurrence_delete", args=[occurrence.pk]), {"post": "yes"}
        )

        self.assertEqual(Occurrence.objects.count(), 0)


class SubscriptionTests(TransactionTestCase):
    def event(self, answer):
        [event] = Calendar.from_ical(answer["body"]).walk("vevent")
        return event

    def test_a_subscribed_calendar_changes_after_staff_confirm_a_date(self):
        path = "/events/calendar/week.ics"
        portal = Portal()
        with time_machine.travel(NOW) as clock:
            occurrence = make_occurrence(state=DateState.PROVISIONAL)
            first = portal.get(path)
            etag = first["headers"]["ETag"]
            self.assertEqual(portal.get(path, if_none_match=etag)["status"], "304 Not Modified")

            clock.shift(10)
            self.client.force_login(get_user_model().objects.create_superuser("staff"))
            self.client.post(
                reverse("admin:events_occurrence_changelist"),
                {"action": "confirm_dates", "_selected_action": [occurrence.pk]},
            )
            second = portal.get(path, if_none_match=etag)

        before, after = self.event(first), self.event(second)
        self.assertEqual(second["status"], "200 OK")
        self.assertNotEqual(second["headers"]["ETag"], etag)
        self.assertEqual(str(after["uid"]), str(before["uid"]))
        self.assertGreater(after["sequence"], before["sequence"])
        self.assertGreater(after["last-modified"].dt, before["last-modified"].dt)
        self.assertEqual(
            [str(event["status"]) for event in [before, after]], ["TENTATIVE", "CONFIRMED"]
        )
        self.assertEqual(
            [str(event["summary"]) for event in [before, after]],
            ["National Library Week (provisional date)", "National Library Week"],
        )
