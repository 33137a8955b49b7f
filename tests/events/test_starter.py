"""The celebrations that a fresh portal knows, and how sure it says they are."""

from datetime import date

from django.core.management import call_command
from django.test import TestCase

from events.models import Celebration, Occurrence
from events.models.dates import DateState
from tests.events.today import takes_place_today

EXPECTED_IN_2027 = {
    "black-history-month": (date(2027, 2, 1), date(2027, 2, 28)),
    "womens-history-month": (date(2027, 3, 1), date(2027, 3, 31)),
    "read-across-america-day": (date(2027, 3, 2), date(2027, 3, 2)),
    "freedom-of-information-day": (date(2027, 3, 16), date(2027, 3, 16)),
    "national-poetry-month": (date(2027, 4, 1), date(2027, 4, 30)),
    "school-library-month": (date(2027, 4, 1), date(2027, 4, 30)),
    "school-librarian-day": (date(2027, 4, 4), date(2027, 4, 4)),
    "drop-everything-and-read-day": (date(2027, 4, 12), date(2027, 4, 12)),
    "preservation-week": (date(2027, 4, 25), date(2027, 5, 1)),
    "dia": (date(2027, 4, 30), date(2027, 4, 30)),
    "choose-privacy-week": (date(2027, 5, 1), date(2027, 5, 7)),
    "mental-health-awareness-month": (date(2027, 5, 1), date(2027, 5, 31)),
    "holocaust-remembrance-day": (date(2027, 5, 4), date(2027, 5, 4)),
    "rainbow-book-month": (date(2027, 6, 1), date(2027, 6, 30)),
    "library-card-sign-up-month": (date(2027, 9, 1), date(2027, 9, 30)),
    "teentober": (date(2027, 10, 1), date(2027, 10, 31)),
    "national-friends-of-libraries-week": (date(2027, 10, 17), date(2027, 10, 23)),
    "international-school-library-day": (date(2027, 10, 18), date(2027, 10, 18)),
    "international-games-month": (date(2027, 11, 1), date(2027, 11, 30)),
    "picture-book-month": (date(2027, 11, 1), date(2027, 11, 30)),
}


@takes_place_today
class StarterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with takes_place_today:
            call_command("load_starter_content", congress=False, verbosity=0)

    def dates(self, **conditions):
        rows = Occurrence.objects.filter(**conditions).select_related("celebration")
        return {row.celebration.slug: (row.starts_on, row.ends_on) for row in rows}

    def test_all_forty_five_are_there_and_none_claims_a_check(self):
        self.assertEqual(Celebration.objects.count(), 45)
        self.assertEqual(list(Celebration.objects.exclude(checked_on=None)), [])

    def test_what_is_not_announced_has_no_date_nor_have_the_days_that_follow_it(self):
        for slug in ["national-library-week", "banned-books-week"]:
            week = Celebration.objects.get(slug=slug)
            for one in [week, *week.followers.all()]:
                with self.subTest(celebration=one):
                    late = one.occurrences.filter(starts_on__year__gt=2026)
                    self.assertEqual(list(late), [])

    def test_banned_books_week_of_2026_is_there_with_its_theme(self):
        week = Occurrence.objects.get(celebration__slug="banned-books-week", starts_on__year=2026)

        self.assertEqual(
            (week.starts_on, week.ends_on, week.state, week.note),
            (date(2026, 10, 4), date(2026, 10, 10), DateState.CONFIRMED, "Let Books Be"),
        )

    def test_the_dates_of_2027_say_how_sure_they_are(self):
        for state, expected in [
            (DateState.PROVISIONAL, {}),
            (DateState.EXPECTED, EXPECTED_IN_2027),
            (DateState.CONFIRMED, {}),
            (DateState.CANCELLED, {}),
        ]:
            with self.subTest(state=state):
                self.assertEqual(self.dates(starts_on__year=2027, state=state), expected)

    def test_what_is_announced_has_no_date_beyond_what_was_found(self):
        announced = Celebration.objects.filter(rule="")
        late = Occurrence.objects.filter(celebration__in=announced, starts_on__year__gt=2027)

        self.assertEqual(list(late), [])
        for slug in ["money-smart-week", "youth-media-awards", "crayola-creativity-week"]:
            self.assertEqual(Celebration.objects.get(slug=slug).occurrences.count(), 0)

    def test_announced_weeks_of_the_past_are_confirmed(self):
        for slug, expected in [
            (
                "national-library-week",
                [
                    *[(2021, 4, 4), (2022, 4, 3), (2023, 4, 23), (2024, 4, 7)],
                    *[(2025, 4, 6), (2026, 4, 19)],
                ],
            ),
            (
                "preservation-week",
                [(2010, 5, 9), (2013, 4, 21), (2023, 4, 30), (2024, 4, 28), (2025, 4, 27)],
            ),
            ("childrens-book-week", [(2023, 5, 1), (2023, 11, 6)]),
        ]:
            rows = Occurrence.objects.filter(
                celebration__slug=slug, state=DateState.CONFIRMED
            ).order_by("starts_on")
            with self.subTest(slug=slug):
                self.assertEqual([row.starts_on for row in rows], [date(*day) for day in expected])
                self.assertEqual({(row.ends_on - row.starts_on).days for row in rows}, {6})

    def test_what_is_held_no_more_is_marked(self):
        rows = Celebration.objects.exclude(standing=Celebration.Standing.CURRENT)

        self.assertEqual(
            {row.slug: row.standing for row in rows},
            {
                "glbt-book-month": "retired",
                "international-games-week": "retired",
                "national-bookmobile-day": "retired",
                "teen-read-week": "retired",
                "teen-tech-week": "retired",
                "great-american-read": "historic",
                "national-library-legislative-day": "historic",
                "outside-the-lines": "historic",
                "virtual-library-legislative-day": "historic",
            },
        )

    def test_every_row_would_pass_the_form_it_is_edited_in(self):
        for model in [Celebration, Occurrence]:
            for row in model.objects.all():
                with self.subTest(row=row):
                    row.full_clean()

    def test_sources_are_for_staff_alone(self):
        for path in ["/events/national-library-week/", "/events/", "/events/calendar.json"]:
            with self.subTest(path=path):
                self.assertNotContains(self.client.get(path), "thedailyscout.com")
