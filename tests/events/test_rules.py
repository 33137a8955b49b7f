"""Which days a rule means, held against dates on which celebrations were really kept."""

from datetime import date

from django.core.exceptions import ValidationError
from django.test import TestCase

from events.models import Celebration
from events.models.rules import Nth, Weekday
from tests.events.makers import make_celebration, new_celebration

SECOND_FULL_WEEK_OF_APRIL = {"rule": "full-week", "nth": Nth.SECOND, "month": 4}
WEEK_OF_LAST_SUNDAY_OF_APRIL = {"rule": "sunday-week", "nth": Nth.LAST, "month": 4}
WEEK_OF_LAST_SUNDAY_OF_SEPTEMBER = {"rule": "sunday-week", "nth": Nth.LAST, "month": 9}
WEEK_OF_THIRD_SUNDAY_OF_OCTOBER = {"rule": "sunday-week", "nth": Nth.THIRD, "month": 10}


def starts(rule, years):
    celebration = new_celebration(**rule)
    return [celebration.dates_in(year)[0] for year in years]


class KnownDateTests(TestCase):
    def test_national_library_week_was_the_second_full_week_of_april_until_it_was_not(self):
        held = {
            2010: date(2010, 4, 11),
            2021: date(2021, 4, 4),
            2022: date(2022, 4, 3),
            2023: date(2023, 4, 23),
            2024: date(2024, 4, 7),
            2025: date(2025, 4, 6),
            2026: date(2026, 4, 19),
        }

        by_rule = dict(zip(held, starts(SECOND_FULL_WEEK_OF_APRIL, held), strict=True))

        self.assertEqual(
            [year for year in held if by_rule[year] == held[year]], [2010], "the rule fits these"
        )
        self.assertEqual(by_rule[2023], date(2023, 4, 9))
        self.assertEqual(by_rule[2026], date(2026, 4, 12))

    def test_preservation_week_is_that_of_the_last_sunday_of_april_but_for_2013(self):
        held = {
            2013: date(2013, 4, 21),
            2023: date(2023, 4, 30),
            2024: date(2024, 4, 28),
            2025: date(2025, 4, 27),
        }

        by_rule = dict(zip(held, starts(WEEK_OF_LAST_SUNDAY_OF_APRIL, held), strict=True))

        self.assertEqual([year for year in held if by_rule[year] != held[year]], [2013])
        self.assertEqual(by_rule[2013], date(2013, 4, 28))

    def test_banned_books_week_often_left_its_rule(self):
        held = {
            2014: date(2014, 9, 21),
            2016: date(2016, 9, 25),
            2018: date(2018, 9, 23),
            2020: date(2020, 9, 27),
            2023: date(2023, 10, 1),
            2024: date(2024, 9, 22),
            2025: date(2025, 10, 5),
        }

        by_rule = dict(zip(held, starts(WEEK_OF_LAST_SUNDAY_OF_SEPTEMBER, held), strict=True))

        self.assertEqual([y for y in held if by_rule[y] == held[y]], [2016, 2020])

    def test_friends_of_libraries_week_kept_its_rule(self):
        held = [
            date(2012, 10, 21),
            date(2013, 10, 20),
            date(2015, 10, 18),
            date(2020, 10, 18),
            date(2024, 10, 20),
            date(2025, 10, 19),
        ]

        self.assertEqual(starts(WEEK_OF_THIRD_SUNDAY_OF_OCTOBER, [day.year for day in held]), held)


class DatesTests(TestCase):
    def test_each_kind_of_rule_gives_the_first_and_the_last_day(self):
        for rule, first, last in [
            ({"rule": "fixed", "month": 4, "day": 30}, date(2027, 4, 30), date(2027, 4, 30)),
            (
                {"rule": "fixed", "month": 5, "day": 1, "until_day": 7},
                date(2027, 5, 1),
                date(2027, 5, 7),
            ),
            (
                {"rule": "fixed", "month": 4, "day": 28, "until_month": 5, "until_day": 4},
                date(2027, 4, 28),
                date(2027, 5, 4),
            ),
            ({"rule": "month", "month": 2}, date(2027, 2, 1), date(2027, 2, 28)),
            (
                {"rule": "weekday", "nth": 3, "weekday": 0, "month": 10},
                date(2027, 10, 18),
                date(2027, 10, 18),
            ),
            (
                {"rule": "weekday", "nth": -1, "weekday": 7, "month": 2},
                date(2027, 2, 28),
                date(2027, 2, 28),
            ),
            (SECOND_FULL_WEEK_OF_APRIL, date(2027, 4, 11), date(2027, 4, 17)),
            (
                {"rule": "full-week", "nth": -1, "month": 9},
                date(2027, 9, 19),
                date(2027, 9, 25),
            ),
            (WEEK_OF_LAST_SUNDAY_OF_SEPTEMBER, date(2027, 9, 26), date(2027, 10, 2)),
        ]:
            celebration = new_celebration(**rule)
            celebration.full_clean()
            with self.subTest(rule=celebration.rule_in_words):
                self.assertEqual(celebration.dates_in(2027), (first, last))

    def test_a_full_week_ends_in_its_month(self):
        celebration = new_celebration(rule="full-week", nth=Nth.LAST, month=4)

        for year in range(2000, 2060):
            first, last = celebration.dates_in(year)
            self.assertEqual((first.weekday(), last.weekday()), (Weekday.SUNDAY, Weekday.SATURDAY))
            self.assertEqual((first.month, last.month), (4, 4))

    def test_a_leap_day_belongs_to_the_month(self):
        self.assertEqual(
            new_celebration(rule="month", month=2).dates_in(2028),
            (date(2028, 2, 1), date(2028, 2, 29)),
        )

    def test_what_is_announced_is_never_computed(self):
        self.assertIsNone(new_celebration().dates_in(2027))
        self.assertEqual(new_celebration().dates_by_rule(range(2027, 2032)), [])


class WordsTests(TestCase):
    def test_a_rule_reads_as_staff_would_say_it(self):
        week = make_celebration("Banned Books Week")
        for rule, words in [
            ({}, ""),
            ({"rule": "fixed", "month": 3, "day": 2}, "March 2"),
            ({"rule": "fixed", "month": 5, "day": 1, "until_day": 7}, "May 1 to 7"),
            (
                {"rule": "fixed", "month": 4, "day": 28, "until_month": 5, "until_day": 4},
                "April 28 to May 4",
            ),
            ({"rule": "month", "month": 4}, "All of April"),
            (
                {"rule": "weekday", "nth": 3, "weekday": 0, "month": 10},
                "The third Monday of October",
            ),
            (
                SECOND_FULL_WEEK_OF_APRIL,
                "The second full week of April, Sunday to Saturday",
            ),
            (
                WEEK_OF_LAST_SUNDAY_OF_APRIL,
                "The week of the last Sunday of April, Sunday to Saturday",
            ),
            ({"rule": "follows", "weekday": 1, "follows": week}, "Tuesday of Banned Books Week"),
            (
                {"rule": "follows", "weekday": 7, "nth": -1, "follows": week},
                "The last day of Banned Books Week",
            ),
        ]:
            with self.subTest(words=words):
                self.assertEqual(new_celebration(**rule).rule_in_words, words)


class RefusalTests(TestCase):
    def refusal(self, **rule):
        with self.assertRaises(ValidationError) as caught:
            new_celebration("A new one", **rule).full_clean()
        return caught.exception.message_dict

    def test_a_rule_that_never_occurs_is_refused_beside_its_field(self):
        for rule, expected in [
            (
                {"rule": "fixed", "month": 4, "day": 31},
                {"day": ["No year has an April 31. Choose another day."]},
            ),
            (
                {"rule": "fixed", "month": 2, "day": 30},
                {"day": ["No year has a February 30. Choose another day."]},
            ),
            (
                {"rule": "fixed", "month": 4, "day": 20, "until_day": 31},
                {"until_day": ["No year has an April 31. Choose another day."]},
            ),
        ]:
            with self.subTest(rule=rule):
                self.assertEqual(self.refusal(**rule), expected)

    def test_a_rule_that_skips_years_is_refused_and_a_year_without_it_named(self):
        way_out = "Choose “last” instead, or no rule, and enter each year’s dates by hand."
        for rule, expected in [
            (
                {"rule": "weekday", "nth": 5, "weekday": 0, "month": 2},
                {
                    "nth": [
                        f"Not every year has a fifth Monday of February: 2027 has none. {way_out}"
                    ]
                },
            ),
            (
                {"rule": "weekday", "nth": 5, "weekday": 0, "month": 3},
                {"nth": [f"Not every year has a fifth Monday of March: 2028 has none. {way_out}"]},
            ),
            (
                {"rule": "full-week", "nth": 4, "month": 4},
                {
                    "nth": [
                        f"Not every year has a fourth full week of April: 2027 has none. {way_out}"
                    ]
                },
            ),
            (
                {"rule": "sunday-week", "nth": 5, "month": 4},
                {"nth": [f"Not every year has a fifth Sunday of April: 2027 has none. {way_out}"]},
            ),
            (
                {"rule": "fixed", "month": 2, "day": 29},
                {"day": ["Not every year has a February 29: 2027 has none. Choose another day."]},
            ),
        ]:
            with self.subTest(rule=rule):
                self.assertEqual(self.refusal(**rule), expected)

    def test_an_end_before_the_start_is_refused(self):
        message = (
            "The last day comes before the first. Days over New Year are entered by hand, without "
            "a rule."
        )
        for rule in [
            {"day": 7, "month": 5, "until_day": 1},
            {"day": 30, "month": 12, "until_day": 2, "until_month": 1},
        ]:
            with self.subTest(rule=rule):
                self.assertEqual(self.refusal(rule="fixed", **rule), {"until_day": [message]})

    def test_what_a_rule_lacks_and_what_it_cannot_use_is_said_beside_each_field(self):
        needed = ["This kind of rule needs it."]
        unused = ["This kind of rule does not use it. Leave it empty."]
        week = make_celebration()
        for rule, expected in [
            ({"rule": "month"}, {"month": needed}),
            (
                {"rule": "weekday", "day": 3},
                {"nth": needed, "weekday": needed, "month": needed, "day": unused},
            ),
            ({"rule": "month", "month": 4, "day": 31}, {"day": unused}),
            ({"rule": "", "month": 4}, {"month": unused}),
            ({"rule": "follows", "weekday": 1}, {"follows": needed}),
            ({"rule": "month", "month": 4, "follows": week}, {"follows": unused}),
            (
                {"rule": "fixed", "month": 4, "day": 1, "until_month": 5},
                {"until_day": ["Enter the last day, or leave its month empty."]},
            ),
        ]:
            with self.subTest(rule=rule):
                self.assertEqual(self.refusal(**rule), expected)

    def test_a_value_that_is_no_choice_gets_one_message(self):
        for rule, field in [
            ({"rule": "month", "month": 13}, "month"),
            ({"rule": "weekday", "nth": 9, "weekday": 0, "month": 3}, "nth"),
            ({"rule": "weekday", "nth": 1, "weekday": 12, "month": 3}, "weekday"),
            ({"rule": "fixed", "month": 3, "day": 99}, "day"),
            ({"rule": "moon"}, "rule"),
        ]:
            with self.subTest(rule=rule):
                refusal = self.refusal(**rule)
                self.assertEqual({name: len(why) for name, why in refusal.items()}, {field: 1})

    def test_a_celebration_follows_one_that_has_dates_of_its_own(self):
        week = make_celebration()
        day = make_celebration("Workers Day", rule="follows", weekday=1, follows=week)
        other = make_celebration("Other Week")

        day_of_day = {"rule": "follows", "weekday": 1, "follows": day}
        self.assertEqual(
            self.refusal(**day_of_day),
            {"follows": ["Workers Day follows National Library Week itself. Choose that one."]},
        )
        for followed, message in [
            (week, "A celebration cannot follow itself. Choose another one."),
            (other, "Other celebrations follow this one, so it needs dates of its own."),
        ]:
            row = Celebration.objects.get(pk=week.pk)
            row.rule, row.weekday, row.follows = "follows", 1, followed
            with self.subTest(message=message), self.assertRaises(ValidationError) as caught:
                row.full_clean()
            self.assertEqual(caught.exception.message_dict, {"follows": [message]})

    def test_of_a_week_one_day_is_chosen_by_its_name(self):
        rule = {"rule": "follows", "weekday": 1, "nth": 2, "follows": make_celebration()}

        self.assertEqual(
            self.refusal(**rule),
            {"nth": ["For a day of another celebration choose first or last."]},
        )

    def test_words_that_lead_to_other_pages_are_no_slugs(self):
        for slug in ["year", "calendar", "feed"]:
            with self.subTest(slug=slug):
                self.assertEqual(
                    self.refusal(slug=slug),
                    {"slug": ["This word leads to another page. Choose another."]},
                )
