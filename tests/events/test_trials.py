"""A rule that has mostly failed sets no dates, and everybody reads how it did."""

from datetime import date

from django.contrib.auth import get_user_model
from django.test import TestCase

from events.models.dates import DateState
from events.models.trials import Trial
from tests.events.makers import make_celebration, make_occurrence
from tests.events.today import TODAY, takes_place_today
from tests.reading import read_page

ANNOUNCED = [(2021, 4, 4), (2022, 4, 3), (2023, 4, 23), (2024, 4, 7), (2025, 4, 6), (2026, 4, 19)]
SECOND_FULL_WEEK_OF_APRIL = {"rule": "full-week", "nth": 2, "month": 4}


def make_week(days=ANNOUNCED, **rule):
    week = make_celebration(**{**SECOND_FULL_WEEK_OF_APRIL, **rule})
    for day in days:
        make_occurrence(date(*day), celebration=week)
    return week


@takes_place_today
class TrialTests(TestCase):
    def test_a_rule_is_measured_by_the_years_that_people_entered(self):
        week = make_week(nth=1)
        make_occurrence(
            date(2020, 4, 5), celebration=week, state=DateState.EXPECTED, is_by_rule=True
        )
        make_occurrence(date(2019, 4, 7), celebration=week, state=DateState.CANCELLED)
        make_occurrence(date(2018, 4, 1), celebration=week, state=DateState.PROVISIONAL)

        self.assertEqual(week.trial(), Trial(right=4, years=6))

    def test_a_rule_that_was_mostly_wrong_in_three_years_sets_no_date(self):
        for number, nth, has_dates in [
            (6, 2, False),
            (3, 2, False),
            (2, 2, True),
            (6, 1, True),
            (0, 2, True),
        ]:
            week = make_week(ANNOUNCED[:number], nth=nth, title=f"Week {number} {nth}")
            week.expect_dates(TODAY)
            with self.subTest(number=number, nth=nth):
                coming = week.occurrences.filter(starts_on__gt=TODAY)
                self.assertEqual(coming.exists(), has_dates)

    def test_dates_that_a_failed_rule_wrote_go_and_so_do_those_of_the_days_that_follow(self):
        week = make_week([])
        day = make_celebration("Workers Day", rule="follows", follows=week, weekday=1, kind="day")
        week.expect_dates(TODAY)
        self.assertTrue(day.occurrences.exists())

        for announced in ANNOUNCED:
            make_occurrence(date(*announced), celebration=week)
        week.expect_dates(TODAY)

        for one in [week, day]:
            self.assertEqual(list(one.occurrences.filter(starts_on__gt=TODAY)), [])

    def test_the_rule_that_fits_best_is_proposed_with_its_record(self):
        rule, trial = make_week().better_rule()

        self.assertEqual(rule.rule_in_words, "The first full week of April, Sunday to Saturday")
        self.assertEqual(trial, Trial(right=4, years=6))

    def test_nothing_is_proposed_that_did_no_better_or_on_fewer_than_three_years(self):
        self.assertIsNone(make_week(nth=1).better_rule())
        self.assertIsNone(make_week(ANNOUNCED[:2], title="Short").better_rule())

    def test_the_page_says_how_a_rule_did(self):
        week = make_week(nth=1)

        self.assertContains(
            self.client.get(week.get_absolute_url()), "right in 4 of 6 years on record"
        )

    def test_the_page_of_a_failed_rule_names_the_month_alone(self):
        week = make_week()

        page = self.client.get(week.get_absolute_url())

        self.assertContains(page, "Usually in April; we know of no dates yet.")
        self.assertContains(page, "right in 0 of 6 years on record")

    def test_the_form_shows_the_record_and_the_proposal(self):
        week = make_week()
        self.client.force_login(get_user_model().objects.create_superuser("staff"))

        response = self.client.get(f"/admin/events/celebration/{week.pk}/change/")

        words = " ".join(read_page(response.content).find(id="trial").text.split())
        self.assertIn("right in 0 of 6 years on record", words)
        self.assertIn("The first full week of April, Sunday to Saturday fits best", words)
