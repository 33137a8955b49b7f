"""What to have ready by when before a celebration."""

from datetime import date, timedelta

from django.test import TestCase
from icalendar import Calendar

from events.models import Preparation
from events.models.dates import DateState
from tests.events.makers import make_celebration, make_occurrence
from tests.events.today import TODAY, takes_place_today
from tests.reading import read_page

WEEK = timedelta(weeks=1)


@takes_place_today
class PreparationTests(TestCase):
    def setUp(self):
        self.week = make_celebration("Library Week")
        self.other = make_celebration("Another Week")
        for weeks, what, celebration in [
            (2, "Post the dates", None),
            (10, "Ask for a proclamation", None),
            (4, "Order the posters", self.week),
            (4, "Bake a cake", self.other),
        ]:
            Preparation.objects.create(what=what, weeks_before=weeks, celebration=celebration)

    def listed(self):
        page = read_page(self.client.get(self.week.get_absolute_url()).content)
        rows = page.select("#prepare ~ table tr")
        return [" | ".join(cell.text.strip() for cell in row.select("th, td")) for row in rows]

    def tasks(self):
        answer = self.client.get(f"{self.week.get_absolute_url()}tasks.ics")
        return Calendar.from_ical(answer.content).walk("vtodo")

    def test_a_page_lists_its_own_and_those_of_all_with_their_days(self):
        make_occurrence(TODAY + 6 * WEEK, celebration=self.week)
        due = TODAY + 2 * WEEK, TODAY + 4 * WEEK

        self.assertEqual(
            self.listed(),
            [
                "By now | Ask for a proclamation",
                *(
                    f"{day:%B} {day.day}, {day.year} | {what}"
                    for day, what in zip(due, ["Order the posters", "Post the dates"], strict=True)
                ),
            ],
        )

    def test_days_that_may_move_are_said_to(self):
        for state, told in {DateState.EXPECTED: True, DateState.CONFIRMED: False}.items():
            with self.subTest(state):
                self.week.occurrences.all().delete()
                make_occurrence(TODAY + 6 * WEEK, celebration=self.week, state=state)
                page = self.client.get(self.week.get_absolute_url())
                self.assertEqual("these days move with it" in page.text, told)

    def test_without_a_date_to_come_there_is_nothing_to_prepare(self):
        make_occurrence(TODAY - 6 * WEEK, celebration=self.week)
        make_occurrence(TODAY + 6 * WEEK, celebration=self.week, state=DateState.CANCELLED)

        self.assertEqual(self.listed(), [])
        self.assertEqual(self.tasks(), [])

    def test_a_calendar_takes_them_as_tasks_that_stay_the_same(self):
        make_occurrence(date(2090, 4, 20), celebration=self.week)

        first, again = self.tasks(), self.tasks()

        self.assertEqual(
            [(str(task["summary"]), task["due"].dt) for task in first],
            [
                ("Ask for a proclamation", date(2090, 2, 9)),
                ("Order the posters", date(2090, 3, 23)),
                ("Post the dates", date(2090, 4, 6)),
            ],
        )
        self.assertEqual([str(task["uid"]) for task in first], [str(task["uid"]) for task in again])
        self.assertEqual(len({str(task["uid"]) for task in first}), 3)
        self.assertIn("Library Week", str(first[0]["description"]))

    def test_a_withdrawn_celebration_has_no_tasks(self):
        self.week.withdrawn_at = self.week.published_at
        self.week.withdrawn_reason = "Another week."
        self.week.save()

        tasks = self.client.get(f"{self.week.get_absolute_url()}tasks.ics")

        self.assertEqual(tasks.status_code, 404)
