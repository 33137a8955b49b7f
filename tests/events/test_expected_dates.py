"""What rules write by themselves, and what they leave to people."""

from datetime import date, timedelta
from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from events.models import Celebration, Occurrence
from events.models.dates import DateState
from tests.events.makers import make_celebration, make_occurrence, new_celebration
from tests.events.today import TODAY, takes_place_today

THIRD_MONDAY_OF_OCTOBER = {"rule": "weekday", "nth": 3, "weekday": 0, "month": 10, "kind": "day"}


def rows(celebration):
    return [
        (row.starts_on, row.ends_on, row.state)
        for row in celebration.occurrences.order_by("starts_on")
    ]


def day(*date_parts, state=DateState.EXPECTED):
    return date(*date_parts), date(*date_parts), state


class RuleTests(TestCase):
    def make_day(self, today=TODAY, **fields):
        celebration = make_celebration("School Day", **{**THIRD_MONDAY_OF_OCTOBER, **fields})
        celebration.expect_dates(today)
        return celebration

    def test_the_coming_five_years_are_expected(self):
        self.assertEqual(
            rows(self.make_day()),
            [
                day(2027, 10, 18),
                day(2028, 10, 16),
                day(2029, 10, 15),
                day(2030, 10, 21),
                day(2031, 10, 20),
            ],
        )

    def test_what_is_over_this_year_is_not_made_and_what_is_on_is(self):
        on = make_celebration("Games", rule="month", month=11)
        over = make_celebration("Teens", rule="month", month=10)

        for celebration in [on, over]:
            celebration.expect_dates(TODAY)

        self.assertEqual(rows(on)[0], (date(2026, 11, 1), date(2026, 11, 30), DateState.EXPECTED))
        self.assertEqual(rows(over)[0], (date(2027, 10, 1), date(2027, 10, 31), DateState.EXPECTED))

    def test_saving_alone_makes_no_dates(self):
        celebration = make_celebration(**THIRD_MONDAY_OF_OCTOBER)

        self.assertEqual(rows(celebration), [])

    def test_a_second_time_changes_nothing(self):
        celebration = self.make_day()
        before = list(celebration.occurrences.values())

        self.assertEqual(celebration.expect_dates(TODAY), 0)

        self.assertEqual(list(celebration.occurrences.values()), before)

    def test_a_year_later_one_year_is_added(self):
        celebration = self.make_day()

        celebration.expect_dates(date(2027, 11, 24))

        self.assertEqual(len(rows(celebration)), 6)
        self.assertEqual(rows(celebration)[-1], day(2032, 10, 18))

    def test_a_changed_rule_moves_expected_dates_and_each_stays_the_same_event(self):
        celebration = self.make_day()
        before = {row.starts_on.year: row for row in celebration.occurrences.all()}

        celebration.weekday = 1
        celebration.save()
        changes = celebration.expect_dates(TODAY)

        after = {row.starts_on.year: row for row in celebration.occurrences.all()}
        self.assertEqual(changes, 5)
        self.assertEqual(after[2027].starts_on, date(2027, 10, 19))
        self.assertEqual(
            {year: (row.uid, row.sequence) for year, row in after.items()},
            {year: (row.uid, row.sequence + 1) for year, row in before.items()},
        )
        self.assertGreater(after[2027].changed_at, before[2027].changed_at)

    def test_what_people_confirmed_cancelled_or_moved_stays(self):
        celebration = self.make_day()
        confirmed, cancelled, moved = celebration.occurrences.order_by("starts_on")[:3]
        confirmed.decide(DateState.CONFIRMED)
        cancelled.decide(DateState.CANCELLED)
        moved.starts_on = moved.ends_on = date(2029, 10, 1)
        moved.is_by_rule = False
        for row in [confirmed, cancelled, moved]:
            row.save()

        celebration.month = 9
        celebration.save()
        celebration.expect_dates(TODAY)

        self.assertEqual(
            rows(celebration),
            [
                day(2027, 10, 18, state=DateState.CONFIRMED),
                day(2028, 10, 16, state=DateState.CANCELLED),
                day(2029, 10, 1),
                day(2030, 9, 16),
                day(2031, 9, 15),
            ],
        )

    def test_a_date_entered_by_hand_takes_the_place_of_the_expected_one_of_its_year(self):
        celebration = self.make_day()
        make_occurrence(date(2027, 3, 1), celebration=celebration, ends_on=date(2027, 3, 1))

        celebration.expect_dates(TODAY)

        self.assertEqual(
            rows(celebration)[:2],
            [day(2027, 3, 1, state=DateState.CONFIRMED), day(2028, 10, 16)],
        )

    def test_what_has_begun_is_never_moved_and_its_year_gets_no_second_date(self):
        celebration = self.make_day(today=date(2026, 10, 1))
        self.assertEqual(rows(celebration)[0], day(2026, 10, 19))

        celebration.month = 12
        celebration.save()
        celebration.expect_dates(date(2026, 10, 19))

        self.assertEqual(rows(celebration)[:2], [day(2026, 10, 19), day(2027, 12, 20)])

    def test_without_a_rule_the_expected_dates_go_and_the_decided_ones_stay(self):
        for change in [
            {"rule": "", "nth": None, "weekday": None, "month": None},
            {"standing": Celebration.Standing.RETIRED},
        ]:
            Celebration.objects.all().delete()
            celebration = self.make_day()
            first = celebration.occurrences.earliest("starts_on")
            first.decide(DateState.CONFIRMED)
            first.save()
            for name, value in change.items():
                setattr(celebration, name, value)
            celebration.full_clean()
            celebration.save()

            celebration.expect_dates(TODAY)

            with self.subTest(change=change):
                self.assertEqual(rows(celebration), [day(2027, 10, 18, state=DateState.CONFIRMED)])

    def test_the_preview_tells_what_will_be_written(self):
        celebration = new_celebration("School Day", **THIRD_MONDAY_OF_OCTOBER)
        shown = celebration.coming_dates(TODAY)

        celebration.save()
        celebration.expect_dates(TODAY)

        self.assertEqual(rows(celebration), shown)


class FollowingTests(TestCase):
    def setUp(self):
        self.week = make_celebration()
        self.tuesday = make_celebration(
            "Workers Day", kind="day", rule="follows", weekday=1, follows=self.week
        )

    def expect(self):
        return Celebration.objects.expect_dates(TODAY)

    def test_a_day_takes_after_the_week_and_is_as_sure_as_it_but_never_confirmed(self):
        year = 2026
        for state, expected in [
            (DateState.PROVISIONAL, DateState.PROVISIONAL),
            (DateState.EXPECTED, DateState.EXPECTED),
            (DateState.CONFIRMED, DateState.EXPECTED),
            (DateState.CANCELLED, DateState.CANCELLED),
        ]:
            year += 1
            sunday = date(year, 4, 11) + timedelta(days=6 - date(year, 4, 11).weekday())
            make_occurrence(sunday, celebration=self.week, state=state)

            self.expect()

            with self.subTest(state=state):
                tuesday = sunday + timedelta(days=2)
                self.assertEqual(rows(self.tuesday)[-1], (tuesday, tuesday, expected))

    def test_a_day_moves_with_the_week_and_stays_the_same_event(self):
        week = make_occurrence(celebration=self.week, state=DateState.PROVISIONAL)
        self.expect()
        before = self.tuesday.occurrences.get()

        week.starts_on, week.ends_on = date(2027, 4, 4), date(2027, 4, 10)
        week.decide(DateState.CONFIRMED)
        week.save()
        self.week.expect_dates(TODAY)

        after = self.tuesday.occurrences.get()
        self.assertEqual(rows(self.tuesday), [day(2027, 4, 6)])
        self.assertEqual((after.uid, after.sequence), (before.uid, before.sequence + 1))

    def test_a_week_without_dates_gives_no_days(self):
        self.assertEqual(self.expect(), 0)
        self.assertEqual(Occurrence.objects.count(), 0)

    def test_a_removed_date_takes_its_days_along(self):
        week = make_occurrence(celebration=self.week)
        self.expect()

        week.delete()
        self.week.expect_dates(TODAY)

        self.assertEqual(rows(self.tuesday), [])

    def test_a_cancelled_week_is_back_with_its_days_when_it_is_confirmed_after_all(self):
        week = make_occurrence(celebration=self.week, state=DateState.CANCELLED)
        self.expect()
        self.assertEqual(rows(self.tuesday), [day(2027, 4, 13, state=DateState.CANCELLED)])

        week.decide(DateState.CONFIRMED)
        week.save()
        self.week.expect_dates(TODAY)

        self.assertEqual(rows(self.tuesday), [day(2027, 4, 13)])

    def test_a_confirmed_day_stays_where_it_is(self):
        week = make_occurrence(celebration=self.week)
        self.expect()
        tuesday = self.tuesday.occurrences.get()
        tuesday.decide(DateState.CONFIRMED)
        tuesday.save()

        week.starts_on, week.ends_on = date(2027, 4, 4), date(2027, 4, 10)
        week.save()
        self.week.expect_dates(TODAY)

        self.assertEqual(rows(self.tuesday), [day(2027, 4, 13, state=DateState.CONFIRMED)])

    def test_the_last_day_of_a_week(self):
        last = make_celebration(
            "Last Day", kind="day", rule="follows", weekday=7, nth=-1, follows=self.week
        )
        make_occurrence(celebration=self.week)

        self.expect()

        self.assertEqual(rows(last), [day(2027, 4, 17)])


@takes_place_today
class NightlyTests(TestCase):
    def test_the_nightly_command_expects_the_dates_of_all_rules_and_says_how_many(self):
        make_celebration("A month", rule="month", month=4)
        week = make_celebration("A week")
        make_celebration("Its Monday", rule="follows", weekday=0, follows=week)
        make_occurrence(celebration=week)
        out = StringIO()

        call_command("nightly", stdout=out)
        call_command("nightly", stdout=out)

        self.assertEqual(Occurrence.objects.filter(is_by_rule=True).count(), 6)
        lines = [line.partition(" is followed. ")[2] for line in out.getvalue().splitlines()]
        self.assertEqual(
            lines,
            [
                "Wrote, moved or removed 6 expected dates of celebrations.",
                "Wrote, moved or removed 0 expected dates of celebrations.",
            ],
        )
