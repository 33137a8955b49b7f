import csv
from datetime import date

from django.test import TestCase

from chapters_portal.sheets.files import harmless, write_csv
from directory.models import OfficeHolder
from directory.rosters import rosters_on
from directory.spreadsheets import chapter_sheet, officer_sheet
from tests.directory.today import TODAY
from tests.makers import (
    make_chapter,
    make_councilor_position,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
    make_state,
)


def read(text):
    """The rows of a sheet as dicts by column."""
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines(keepends=True)))


def chapter_rows(*chapters):
    return read(chapter_sheet(chapters, rosters_on(TODAY, chapters, is_today=True)))


class HarmlessTests(TestCase):
    def test_a_cell_that_a_spreadsheet_would_run_is_text(self):
        for mark in ["=", "+", "-", "@", "\t", "\r", "\n"]:
            with self.subTest(mark=mark):
                self.assertEqual(harmless(f"{mark}SUM(A1)"), f"'{mark}SUM(A1)")

    def test_any_other_cell_stays_as_it_is(self):
        for cell, text in [
            ("Ada", "Ada"),
            ("1-2=3", "1-2=3"),
            ("", ""),
            (None, ""),
            (1893, "1893"),
            (date(2026, 7, 1), "2026-07-01"),
        ]:
            with self.subTest(cell=cell):
                self.assertEqual(harmless(cell), text)


class SheetTests(TestCase):
    def test_excel_is_told_that_it_is_utf_8_and_lines_end_as_in_the_standard(self):
        self.assertEqual(write_csv(["A"], [["ʻŌlelo"]]), "\ufeffA\r\nʻŌlelo\r\n")

    def test_header_and_cells_are_harmless(self):
        self.assertEqual(write_csv(["=A"], [["=1+1"]]), "\ufeff'=A\r\n'=1+1\r\n")

    def test_commas_quotes_and_lines_stay_within_their_cell(self):
        cells = ['Doe, "Jane"', "two\nlines"]

        text = write_csv(["A", "B"], [cells])

        self.assertEqual(list(csv.reader(text.splitlines(keepends=True)))[1], cells)


class ChapterSheetTests(TestCase):
    def test_a_chapter_is_a_row_with_a_pair_of_columns_for_each_position(self):
        make_position(rank=1, seats=2)
        make_councilor_position(rank=2)
        make_position("Executive director", rank=3)
        vermont = make_chapter(
            abbreviation="VLA",
            founded=1893,
            phone="+18025550100",
            officers_change_month=7,
            officers_change_note="It varies.",
            joint_student_membership=True,
            assured_on=date(2026, 9, 1),
            states=[make_state()],
        )
        make_office_holder("Ada Lovelace")
        make_office_holder(
            person=make_person("Grace Hopper", email="grace@example.org", is_email_public=True)
        )

        [row] = chapter_rows(vermont)

        self.assertEqual(
            {column: cell for column, cell in row.items() if cell},
            {
                "Chapter": "Vermont Library Association",
                "Abbreviation": "VLA",
                "Kind": "State chapter",
                "States": "VT",
                "Founded": "1893",
                "Telephone": "(802) 555-0100",
                "Officers change in": "July",
                "Note on the change of officers": "It varies.",
                "Joint student membership": "Yes",
                "Correct as of": "2026-09-01",
                "President": "Ada Lovelace; Grace Hopper",
                "President e-mail": "grace@example.org",
                "Chapter councilor": "Vacant",
                "Executive director": "Vacant",
            },
        )

    def test_a_position_that_a_chapter_does_not_have_is_empty_and_not_vacant(self):
        president, councilor = make_position(rank=1), make_councilor_position(rank=2)
        vermont, region = make_chapter(), make_region()
        make_post(chapter=vermont, position=president, is_kept=False)

        rows = chapter_rows(vermont, region)

        self.assertEqual(
            [(row[str(president)], row[str(councilor)]) for row in rows],
            [("", "Vacant"), ("Vacant", "")],
        )

    def test_names_that_would_run_are_harmless(self):
        make_office_holder('=HYPERLINK("http://evil.example")')

        [row] = chapter_rows(make_office_holder("@Grace").chapter)

        self.assertEqual(row["President"], '\'=HYPERLINK("http://evil.example"); @Grace')


class OfficerSheetTests(TestCase):
    def test_a_term_is_a_row(self):
        make_office_holder(
            person=make_person(
                email="ada@example.org",
                is_email_public=True,
                phone="+18025550100",
                is_phone_public=True,
                is_sample=True,
            ),
            starts_on=date(2026, 7, 1),
            ends_on=date(2027, 6, 30),
        )

        rows = read(officer_sheet(OfficeHolder.objects.all()))

        self.assertEqual(
            rows,
            [
                {
                    "Chapter": "Vermont Library Association",
                    "Position": "President",
                    "Capacity": "",
                    "Name": "Ada Lovelace",
                    "E-mail": "ada@example.org",
                    "Telephone": "(802) 555-0100",
                    "First day": "2026-07-01",
                    "Last day": "2027-06-30",
                    "Note": "Sample person",
                }
            ],
        )

    def test_what_is_private_or_open_is_empty(self):
        make_office_holder(
            person=make_person(email="ada@example.org", phone="+18025550100"),
        )

        [row] = read(officer_sheet(OfficeHolder.objects.all()))

        self.assertEqual(
            (row["E-mail"], row["Telephone"], row["Last day"], row["Note"]), ("", "", "", "")
        )
