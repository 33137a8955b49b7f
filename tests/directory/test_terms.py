from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase

from directory.models import OfficeHolder
from tests.directory.today import DAY
from tests.makers import make_committee_member, make_office_holder, make_position, new_term


class ServingOnTests(TestCase):
    def test_first_and_last_day_both_count(self):
        holder = make_office_holder(starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30))

        for day, expected in [
            (date(2026, 6, 30), []),
            (date(2026, 7, 1), [holder]),
            (date(2027, 6, 30), [holder]),
            (date(2027, 7, 1), []),
        ]:
            with self.subTest(day=day):
                self.assertEqual(list(OfficeHolder.objects.serving_on(day)), expected)

    def test_a_term_without_an_end_goes_on(self):
        holder = make_office_holder(starts_on=date(2026, 7, 1), ends_on=None)

        self.assertEqual(list(OfficeHolder.objects.serving_on(date(2026, 6, 30))), [])
        self.assertEqual(list(OfficeHolder.objects.serving_on(date(2099, 1, 1))), [holder])

    def test_a_term_may_last_one_day(self):
        day = date(2028, 2, 29)
        holder = make_office_holder(starts_on=day, ends_on=day)

        self.assertEqual(list(OfficeHolder.objects.serving_on(day - DAY)), [])
        self.assertEqual(list(OfficeHolder.objects.serving_on(day)), [holder])
        self.assertEqual(list(OfficeHolder.objects.serving_on(day + DAY)), [])


class StageTests(TestCase):
    """On any day a term is past, serving or still to come, and only one of them."""

    def test_every_term_is_in_one_stage(self):
        position = make_position(seats=3)
        day = date(2026, 7, 1)
        past = make_office_holder(position=position, starts_on=day - 9 * DAY, ends_on=day - DAY)
        serving = make_office_holder(position=position, starts_on=day, ends_on=day)
        coming = make_office_holder(position=position, starts_on=day + DAY, ends_on=None)

        self.assertEqual(list(OfficeHolder.objects.ended_before(day)), [past])
        self.assertEqual(list(OfficeHolder.objects.serving_on(day)), [serving])
        self.assertEqual(list(OfficeHolder.objects.starting_after(day)), [coming])


class EndTests(TestCase):
    def test_a_term_cannot_end_before_it_begins(self):
        for make, stored in [
            (make_office_holder, make_office_holder()),
            (make_committee_member, make_committee_member()),
        ]:
            stored.starts_on, stored.ends_on = date(2026, 7, 2), date(2026, 7, 1)
            with self.subTest(make=make.__name__):
                with self.assertRaisesMessage(
                    ValidationError, "A term cannot end before it begins."
                ):
                    stored.full_clean()
                with self.assertRaises(IntegrityError), transaction.atomic():
                    stored.save()


class DatesInWordsTests(TestCase):
    def test_a_term_says_its_days(self):
        term = new_term(starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30))

        self.assertEqual(term.dates, "July 1, 2026 to June 30, 2027")

    def test_a_term_without_an_end_says_since_when(self):
        self.assertEqual(new_term(starts_on=date(2026, 7, 1)).dates, "Since July 1, 2026")
