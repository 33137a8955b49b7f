"""Terms that are acting or interim, or known by month or year alone."""

from datetime import date

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase

from directory.known_days import KnownTo, read_known_day
from directory.models import OfficeHolder
from directory.models.officers import refuse_bad_seating
from tests.directory.test_vcard import read_cards
from tests.directory.today import takes_place_today
from tests.editors import Editor, text_of
from tests.makers import make_chapter, make_office_holder, make_person, make_position, new_term
from tests.reading import read_page
from tests.spreadsheets import exported, import_rows, rows_of

TERMS = "directory/officeholder"
HEADER = ["Chapter", "Position", "Person", "Capacity", "First day", "Last day"]


def known(first, last="", **fields):
    """A term as a form holds it, whose days are as they are written."""
    term = new_term(**fields)
    term.put_start(first)
    term.put_end(last)
    return term


class ReadingTests(SimpleTestCase):
    def test_days_months_and_years_are_read_as_people_write_them(self):
        for text, expected in [
            ("2026-07-01", (date(2026, 7, 1), date(2026, 7, 1), KnownTo.DAY)),
            ("7/1/2026", (date(2026, 7, 1), date(2026, 7, 1), KnownTo.DAY)),
            ("2019", (date(2019, 1, 1), date(2019, 12, 31), KnownTo.YEAR)),
            ("February 2028", (date(2028, 2, 1), date(2028, 2, 29), KnownTo.MONTH)),
            ("Jul 2025", (date(2025, 7, 1), date(2025, 7, 31), KnownTo.MONTH)),
            ("2025-07", (date(2025, 7, 1), date(2025, 7, 31), KnownTo.MONTH)),
        ]:
            with self.subTest(text=text):
                found = read_known_day(text)
                self.assertEqual((found.first, found.last, found.known_to), expected)

    def test_what_is_no_day_is_refused(self):
        for text in ["soon", "0019", "2025-13", "Julember 2025", "20251"]:
            with self.subTest(text=text), self.assertRaises(ValueError):
                read_known_day(text)


class KnownTermTests(TestCase):
    def test_a_term_says_what_is_known(self):
        for first, last, expected in [
            ("2019", "2020", "2019 to 2020"),
            ("July 2025", "June 2026", "July 2025 to June 2026"),
            ("2019", "2019", "2019"),
            ("2019", "", "Since 2019"),
            ("2019", "2020-06-30", "2019 to June 30, 2020"),
        ]:
            with self.subTest(first=first, last=last):
                self.assertEqual(known(first, last).dates, expected)

    def test_all_days_of_a_month_or_year_count(self):
        term = known("2019", "June 2020")
        term.save()

        for day, expected in [
            (date(2018, 12, 31), []),
            (date(2019, 1, 1), [term]),
            (date(2020, 6, 30), [term]),
            (date(2020, 7, 1), []),
        ]:
            with self.subTest(day=day):
                self.assertEqual(list(OfficeHolder.objects.serving_on(day)), expected)

    def test_two_follow_each_other_within_one_year(self):
        ada = known("2019", "2020")
        ada.save()
        grace = known("2020", "2021", person=make_person("Grace Hopper"))

        refuse_bad_seating(ada.chapter, [grace])
        grace.save()

        self.assertEqual(list(OfficeHolder.objects.without_successor()), [grace])

    def test_two_who_surely_share_a_day_are_refused(self):
        ada = known("2019", "2022")
        ada.save()

        with self.assertRaises(ValidationError):
            refuse_bad_seating(ada.chapter, [known("2020", "2021", person=make_person("Grace"))])


@takes_place_today
class WaysInAndOutTests(TestCase):
    def setUp(self):
        self.ada = Editor("Ada")
        self.chapter = make_chapter()
        make_position()

    def test_a_sheet_takes_and_gives_them(self):
        row = [str(self.chapter), "President", "Grace Hopper", "Interim", "July 2025", "2026"]
        import_rows(self.ada, TERMS, HEADER, row)

        term = OfficeHolder.objects.get()
        self.assertEqual((term.dates, term.capacity), ("July 2025 to 2026", "interim"))
        [header, back] = rows_of(exported(self.ada, TERMS))
        cells = dict(zip(header, back, strict=True))
        self.assertEqual([cells[name] for name in HEADER[3:]], ["Interim", "2025-07", "2026"])

    def test_the_form_takes_them_and_sent_again_changes_nothing(self):
        term = make_office_holder()
        self.ada.save(term, starts_on="2025", ends_on="November 2026", capacity="acting")
        versions = OfficeHolder.history.count()

        self.ada.save(term)

        term.refresh_from_db()
        self.assertEqual(term.dates, "2025 to November 2026")
        self.assertEqual(OfficeHolder.history.count(), versions)

    def test_page_and_files_say_it(self):
        term = known("2025", "November 2026", capacity="acting")
        term.save()

        page = read_page(self.client.get("/directory/vermont/").content)
        person = page.select_one(".person")
        self.assertEqual(person.find(class_="role").text, "President (acting)")
        self.assertEqual(person.find(class_="meta").text, "2025 to November 2026")
        document = self.client.get("/directory/vermont/chapter.json").json()
        [membership] = document["memberships"]
        self.assertEqual(
            [membership[name] for name in ["capacity", "label", "start_date", "end_date"]],
            ["acting", "President (acting)", "2025", "2026-11"],
        )
        csv = self.client.get("/directory/officers.csv").content.decode()
        self.assertIn("President,Acting,Ada Lovelace", csv)
        self.assertIn("2025,2026-11", csv)
        chapters = self.client.get("/directory/chapters.csv").content.decode()
        self.assertIn("Ada Lovelace (acting)", chapters)
        [card] = read_cards(
            self.client.get(f"/directory/vermont/officers/{term.pk}.vcf").content.decode()
        )
        self.assertIn(("TITLE", "President (acting)"), card)
        page = read_page(self.client.get("/directory/").content)
        self.assertIn("Ada Lovelace (acting)", text_of(page))
