"""What identifiers of sessions tell of their names and last days."""

from datetime import date

from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from advocacy.jobs import date_sessions
from advocacy.legislatures import last_day_of_bills, next_identifier, readable_name
from advocacy.models import Bill, Session
from tests.advocacy.makers import make_bill, make_session
from tests.makers import make_state


class RuleTests(SimpleTestCase):
    def test_an_identifier_tells_the_years_and_the_last_day(self):
        for code, identifier, name, last_day in [
            ("VT", "2023-2024 Session", "2023-2024 regular session", date(2025, 1, 31)),
            ("OH", "136", "2025-2026 regular session", date(2027, 1, 31)),
            ("IL", "103rd", "2023-2024 regular session", date(2025, 1, 31)),
            ("GA", "2025_26", "2025-2026 regular session", date(2027, 1, 31)),
            ("CA", "20252026", "2025-2026 regular session", date(2026, 11, 30)),
            ("TX", "89R", "2025 regular session", date(2026, 1, 31)),
            ("WI", "2025", "2025-2026 regular session", date(2027, 1, 31)),
            ("OK", "2025", "2025 regular session", date(2027, 1, 31)),
            ("AL", "2025rs", "2025 regular session", date(2026, 1, 31)),
            ("UT", "2025S1", "2025 special session", None),
            ("MO", "2025", "2025 regular session", None),
            ("WV", "2025", "2025 regular session", None),
            ("AZ", "57th-2nd-regular", "2026 regular session", date(2027, 1, 31)),
            ("TX", "891", "", None),
            ("AZ", "53rd-1st-special", "", None),
            ("NC", "2017E3", "", None),
            ("KY", "Extra B", "", None),
        ]:
            with self.subTest(code=code, identifier=identifier):
                self.assertEqual(readable_name(code, identifier), name)
                self.assertEqual(last_day_of_bills(code, identifier), last_day)

    def test_the_first_of_two_years_is_followed_by_the_second(self):
        for code, identifier, following in [
            ("OK", "2025", "2026"),
            ("OK", "2026", ""),
            ("VA", "2024", "2025"),
            ("MD", "2025", ""),
            ("VT", "2025-2026", ""),
        ]:
            with self.subTest(code=code, identifier=identifier):
                self.assertEqual(next_identifier(code, identifier), following)


class SessionTests(TestCase):
    def test_a_rule_fills_the_last_day_that_is_left_empty(self):
        vermont = make_state()
        session = Session(state=vermont, identifier="2023-2024 Session", name="x")
        session.full_clean()
        self.assertEqual(session.ends_on, date(2025, 1, 31))

    def test_the_night_gives_stored_sessions_the_last_day_that_a_rule_knows(self):
        vermont = make_session(make_state(), "2023-2024", ends_on=None)
        congress = make_session(None, "118", ends_on=None)
        missouri = make_session(make_state("Missouri", "MO"), "2025", ends_on=None)
        date_sessions(sender=None, moment=timezone.now())
        for session, day in [
            (vermont, date(2025, 1, 31)),
            (congress, date(2025, 1, 2)),
            (missouri, None),
        ]:
            session.refresh_from_db()
            self.assertEqual(session.ends_on, day)

    def test_where_no_rule_tells_the_record_of_the_legislature_does(self):
        missouri = make_session(make_state("Missouri", "MO"), "2025", ends_on=None)
        date_sessions(sender=None, moment=timezone.now())
        missouri.refresh_from_db()
        bill = make_bill(
            "HB 1", session=missouri, stage="in-committee", url="https://house.mo.gov/1"
        )
        law = make_bill("HB 2", session=missouri, stage="law")
        for day, stage in [(date(2025, 12, 31), "in-committee"), (date(2026, 1, 1), "unknown")]:
            with self.subTest(day=day):
                self.assertEqual(bill.stage_on(day), stage)
                self.assertEqual(list(Bill.objects.in_stage_on(stage, day)), [bill])
                self.assertEqual(law.stage_on(day), "law")
        self.assertFalse(Bill.objects.open_on(date(2026, 1, 1)).exists())
        page = self.client.get(bill.get_absolute_url())
        self.assertContains(
            page, '<a href="https://house.mo.gov/1">See the legislature’s record</a>'
        )

    def test_congress_is_stored_by_its_number(self):
        session = Session(identifier="119th Congress", name="x")
        session.full_clean()
        self.assertEqual(session.identifier, "119")

    def test_what_may_lie_with_a_governor_is_not_guessed(self):
        session = make_session(make_state(), "2024", ends_on=date(2024, 5, 10))
        after = date(2024, 5, 11)
        for stage, then in [
            ("passed-both", "unknown"),
            ("unknown", "unknown"),
            ("adopted", "adopted"),
            ("withdrawn", "withdrawn"),
            ("in-committee", "died"),
        ]:
            bill = make_bill(f"HB {len(stage)}", session=session, stage=stage)
            with self.subTest(stage=stage):
                self.assertEqual(bill.stage_on(after), then)
                rows = type(bill).objects.in_stage_on(then, after).filter(pk=bill.pk)
                self.assertTrue(rows.exists())
                self.assertFalse(type(bill).objects.open_on(after).filter(pk=bill.pk).exists())
            bill.delete()
