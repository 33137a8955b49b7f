"""What is read of a file is what a person sees in it."""

from datetime import date
from io import BytesIO

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from openpyxl import Workbook

from chapters_portal.sheets.days import read_day
from chapters_portal.sheets.files import number_under_format, read_sheet

column_named = {"Name": "Name", "City": "City"}.get


def saved(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class SheetTests(SimpleTestCase):
    def setUp(self):
        self.book = Workbook()
        self.page = self.book.active

    def read(self):
        return read_sheet(saved(self.book), column_named)

    def test_the_visible_sheet_in_front_is_read(self):
        self.page.append(["Name"])
        self.page.append(["Old"])
        front = self.book.create_sheet("Officers 2027")
        front.append(["Name"])
        front.append(["New"])
        for state, active, expected in [("hidden", 0, "New"), ("visible", 1, "New")]:
            self.page.sheet_state, self.book.active = state, active
            with self.subTest(state=state):
                self.assertEqual(self.read().rows, [(2, [expected])])
        self.book.active = 0
        sheet = self.read()
        self.assertEqual(sheet.rows, [(2, ["Old"])])
        self.assertIn("“Officers 2027” is not", sheet.notes[0])

    def test_hidden_lines_and_columns_are_not_read_and_named(self):
        for row in [["Name", "x", "City"], ["Ada", "1", "A"], ["Bo", "2", "B"]]:
            self.page.append(row)
        self.page.row_dimensions[2].hidden = True
        self.page.column_dimensions["B"].hidden = True

        sheet = self.read()

        self.assertEqual((sheet.columns, sheet.rows), (["Name", "City"], [(3, ["Bo", "B"])]))
        self.assertEqual(
            sheet.notes,
            [
                "Hidden in the sheet and not read: line 2.",
                "Hidden in the sheet and not read: column B.",
            ],
        )

    def test_a_number_is_read_under_its_format(self):
        phone = "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"
        for number, pattern, expected in [
            (2019, "00000", "02019"),
            (20191234, "00000\\-0000", "02019-1234"),
            (3125550100, phone, "(312) 555-0100"),
            (5550100, phone, "555-0100"),
            (7, "00;@", "07"),
            (1500, "#,##0", "1500"),
            (1876, "General", "1876"),
        ]:
            with self.subTest(pattern=pattern):
                self.assertEqual(number_under_format(number, pattern), expected)
        self.page.append(["Name", "City"])
        self.page.append(["Ada", 2019])
        self.page["B2"].number_format = "00000"
        self.assertEqual(self.read().rows, [(2, ["Ada", "02019"])])

    def test_a_day_shown_as_a_month_is_a_month(self):
        self.page.append(["Name", "City"])
        for pattern in ["mmm-yy", "yyyy", "m/d/yyyy"]:
            self.page.append([date(2031, 7, 1), pattern])
            self.page.cell(self.page.max_row, 1).number_format = pattern

        shown = [texts[0] for _, texts in self.read().rows]
        self.assertEqual(shown, ["July 2031", "2031", "2031-07-01"])

    def test_a_formula_without_result_and_errors_are_named_by_line_and_cell(self):
        self.page.append(["Name", "City"])
        self.page.append(["Ada", '=UPPER("boston")'])
        self.page.append(["Bo", "#REF!"])

        self.assertEqual(
            [(one.line, one.column) for one in self.read().problems], [(2, "City"), (3, "City")]
        )
        for text in ["#N/A", "#NAME?", "########", "8.00545E+09"]:
            with self.subTest(text=text):
                sheet = read_sheet(f"Name,City\nAda,{text}\n".encode(), column_named)
                self.assertEqual([one.cell for one in sheet.problems], [text])


class TextTests(SimpleTestCase):
    def test_titles_separators_and_unicode_text_are_understood(self):
        for content in [
            b"Name,City\nAda,B\n",
            b"sep=;\nName;City\nAda;B\n",
            b'"sep=,"\r\nName,City\r\nAda,B\r\n',
            b"Officers, 2027\n\nName;City\nAda;B\n",
            b"Our list,\nName,City\nAda,B\n",
            "Name\tCity\nAda\tB\n".encode("utf-16"),
            "Na\u200bme,City\nAda\u00a0,\ufeffB\n".encode(),
        ]:
            with self.subTest(content=content):
                sheet = read_sheet(content, column_named)
                self.assertEqual(sheet.columns, ["Name", "City"])
                self.assertEqual([texts for _, texts in sheet.rows], [["Ada", "B"]])
        self.assertIn("line 1", read_sheet(b"Our list,\nName\nAda\n", column_named).notes[0])

    def test_without_any_column_that_is_known_the_first_line_names_them(self):
        with self.assertRaisesMessage(ValidationError, "The first line is empty."):
            read_sheet(b"\n\nColour\nRed\n", column_named)


class DayTests(SimpleTestCase):
    def test_days_are_read_as_people_write_them(self):
        for text in [
            *["2031-07-01", "7/1/2031", "7/1/31", "7/1/2031 0:00", "2031-07-01T00:00:00"],
            *["1-Jul-31", "1-Jul-2031", "1 July 2031", "July 1st, 2031", "Jul. 1, 2031"],
            *["Tuesday, July 1, 2031", "1st of July 2031", "JULY 1 2031", "2031/07/01"],
        ]:
            with self.subTest(text=text):
                self.assertEqual(read_day(text), date(2031, 7, 1))
        self.assertEqual(read_day("Sept 30, 2031"), date(2031, 9, 30))

    def test_what_is_no_whole_day_or_could_be_two_is_asked(self):
        for text, words in [
            ("July 2031", "Which day?"),
            ("2031", "Which day?"),
            ("2031-07", "Which day?"),
            ("31/12/2031", "the month first"),
            ("31.12.2031", "the month first"),
            ("1.7.2031", "Enter a date"),
            ("2/30/2031", "Enter a date"),
            ("next July", "Enter a date"),
        ]:
            with self.subTest(text=text), self.assertRaisesMessage(ValueError, words):
                read_day(text)
