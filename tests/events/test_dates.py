"""What holds of every date: its order, its words, how often it changed."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from events.models import Occurrence, Toolkit
from events.models.dates import DateState
from tests.events.makers import (
    make_celebration,
    make_conference,
    make_occurrence,
    new_occurrence,
)


class OrderTests(TestCase):
    def refusal(self, **fields):
        with self.assertRaises(ValidationError) as caught:
            new_occurrence(**fields).full_clean()
        return caught.exception.message_dict

    def test_an_end_before_the_start_gets_one_message_beside_the_end(self):
        self.assertEqual(
            self.refusal(ends_on=date(2027, 4, 10)),
            {"ends_on": ["The last day comes before the first."]},
        )
        conference = make_conference()
        conference.ends_on = conference.starts_on - timedelta(days=1)
        with self.assertRaises(ValidationError) as caught:
            conference.full_clean()
        self.assertEqual(
            caught.exception.message_dict, {"ends_on": ["The last day comes before the first."]}
        )

    def test_the_database_refuses_it_too(self):
        for make in [make_occurrence, make_conference]:
            with self.assertRaises(IntegrityError), transaction.atomic():
                make(date(2027, 4, 11), ends_on=date(2027, 4, 10))

    def test_a_slip_in_the_year_is_caught(self):
        self.assertEqual(
            self.refusal(ends_on=date(2072, 4, 17)),
            {"ends_on": ["That is more than a year. Check the years."]},
        )
        self.assertEqual(
            self.refusal(starts_on=date(27, 4, 11)),
            {
                name: ["Enter a year from 1876, when ALA was founded, to 2100."]
                for name in ["starts_on", "ends_on"]
            },
        )

    def test_two_dates_of_a_celebration_share_no_day(self):
        make_occurrence(date(2027, 4, 11))

        for starts_on, is_refused in [
            (date(2027, 4, 4), False),
            (date(2027, 4, 5), True),
            (date(2027, 4, 11), True),
            (date(2027, 4, 17), True),
            (date(2027, 4, 18), False),
        ]:
            with self.subTest(starts_on=starts_on):
                if is_refused:
                    [[message]] = self.refusal(starts_on=starts_on).values()
                    self.assertIn("April 11–17, 2027", message)
                    self.assertIn("share a day. Change one of them, or cancel it.", message)
                else:
                    new_occurrence(starts_on).full_clean()

    def test_dates_of_two_celebrations_may_share_days_and_so_may_cancelled_ones(self):
        make_occurrence(date(2027, 4, 11), state=DateState.CANCELLED)
        make_occurrence(date(2027, 4, 13), celebration=make_celebration("Another"))

        new_occurrence(date(2027, 4, 12)).full_clean()

    def test_a_date_does_not_stand_in_its_own_way(self):
        occurrence = make_occurrence()
        occurrence.starts_on = date(2027, 4, 12)

        occurrence.full_clean()

    def test_postgresql_refuses_shared_days_that_passed_no_form(self):
        """SQLite has no constraint for it; there the form's check holds the one writing lock."""
        has_constraint = connection.vendor == "postgresql"
        make_occurrence(date(2027, 4, 11))
        make_occurrence(date(2027, 4, 13), state=DateState.CANCELLED)
        make_occurrence(date(2027, 4, 13), celebration=make_celebration("Another"))

        refusal = self.assertRaises(IntegrityError) if has_constraint else nullcontext()
        with refusal, transaction.atomic():
            make_occurrence(date(2027, 4, 17))
            connection.check_constraints()

        self.assertEqual(Occurrence.objects.count(), 3 if has_constraint else 4)

    def test_only_people_confirm(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_occurrence(state=DateState.CONFIRMED, is_by_rule=True)


class WordsTests(TestCase):
    def test_days_read_as_people_write_them(self):
        for first, last, words, days in [
            ((2027, 4, 13), (2027, 4, 13), "April 13, 2027", "13"),
            ((2027, 4, 11), (2027, 4, 17), "April 11–17, 2027", "11–17"),
            ((2027, 4, 25), (2027, 5, 1), "April 25 – May 1, 2027", "25 –"),
            ((2027, 12, 28), (2028, 1, 3), "December 28, 2027 – January 3, 2028", "28 –"),
        ]:
            occurrence = Occurrence(starts_on=date(*first), ends_on=date(*last))
            with self.subTest(words=words):
                self.assertEqual((occurrence.dates, occurrence.days), (words, days))


class RevisionTests(TestCase):
    def test_the_number_rises_with_a_change_and_not_without_one(self):
        occurrence = make_occurrence()
        first = occurrence.changed_at

        occurrence.save()
        self.assertEqual((occurrence.sequence, occurrence.changed_at), (0, first))

        occurrence.source = "A letter"  # which calendars do not tell
        occurrence.save()
        self.assertEqual((occurrence.sequence, occurrence.changed_at), (0, first))

        for number, (name, value) in enumerate(
            [
                ("note", "Find Your Joy"),
                ("ends_on", date(2027, 4, 18)),
                ("state", DateState.CANCELLED),
                ("state", DateState.CONFIRMED),
            ],
            start=1,
        ):
            setattr(occurrence, name, value)
            occurrence.save()
            stored = Occurrence.objects.get()
            with self.subTest(name=name):
                self.assertEqual(stored.sequence, number)
                self.assertGreater(stored.changed_at, first)
            first = stored.changed_at

    def test_a_row_read_long_ago_does_not_turn_the_number_back(self):
        make_occurrence()
        one, other = Occurrence.objects.get(), Occurrence.objects.get()
        one.note = "First"
        one.save()

        other.note = "Second"
        other.save()

        self.assertEqual(Occurrence.objects.get().sequence, 2)

    def test_the_number_rises_when_a_date_moves_to_a_celebration_that_changed_less(self):
        edited, new = make_celebration(), make_celebration("Library Card Month", slug="cards")
        for title in ["Library Week", "National Library Week"]:
            edited.title = title
            edited.save()
        for withdrawn_at in [None, datetime(2026, 9, 1, tzinfo=UTC)]:
            edited.withdrawn_at, edited.withdrawn_reason = withdrawn_at, "It is no more."
            edited.save()
            occurrence = make_occurrence(celebration=edited)
            occurrence = Occurrence.objects.get(pk=occurrence.pk)
            _, told, _ = occurrence.for_calendars(timezone.now())
            occurrence.celebration = new
            occurrence.save()
            with self.subTest(withdrawn_at=withdrawn_at):
                self.assertGreater(occurrence.for_calendars(timezone.now())[1], told)
            occurrence.delete()

    def test_saving_some_fields_saves_the_number_too(self):
        occurrence = make_occurrence()
        occurrence.note = "Find Your Joy"

        occurrence.save(update_fields=["note"])

        stored = Occurrence.objects.get()
        self.assertEqual((stored.note, stored.sequence), ("Find Your Joy", 1))

    def test_what_a_celebration_tells_counts_for_all_its_dates(self):
        celebration = make_celebration()
        for name, value, number in [
            ("title", "Library Week", 1),
            ("summary", "New words", 2),
            ("text", "<p>Not in calendars</p>", 2),
            ("url", "https://example.org/", 2),
        ]:
            setattr(celebration, name, value)
            celebration.save()
            with self.subTest(name=name):
                self.assertEqual(celebration.sequence, number)


class ToolkitTests(TestCase):
    def test_a_toolkit_has_an_address_or_a_file_and_not_both(self):
        celebration = make_celebration()
        Toolkit(celebration=celebration, title="Kit", url="https://example.org/").full_clean()

        for fields in [{}, {"url": "https://example.org/", "file": "kit.pdf"}]:
            with self.subTest(fields=fields), self.assertRaises(ValidationError) as caught:
                Toolkit(celebration=celebration, title="Kit", **fields).full_clean()
            self.assertEqual(caught.exception.messages, ["Give either an address or a file."])
