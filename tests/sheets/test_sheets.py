"""Import and export: what every kind of row has in common, tried with people."""

import tracemalloc
import zipfile
from io import BytesIO

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase
from openpyxl import load_workbook

from chapters_portal.history.changes import Change
from chapters_portal.operations.marks import Mark
from chapters_portal.sheets.files import (
    LARGEST_UNPACKED,
    Sheet,
    as_typed,
    harmless,
    read_sheet,
)
from chapters_portal.sheets.resources import Resource
from directory.models import Person
from tests.editors import Editor
from tests.makers import make_person
from tests.spreadsheets import (
    apply,
    as_csv,
    as_xlsx,
    exported,
    import_rows,
    key_of,
    problems,
    rows_of,
    soup,
    summary,
    told,
    upload,
)

PEOPLE = "directory/person"
HEADER = ["Name", "Personal e-mail"]


class Desk(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")


class ImportTests(Desk):
    def test_a_file_is_looked_at_then_applied_as_a_whole(self):
        grace = make_person("Grace Hopper", email="old@example.org")
        same = make_person("Same")
        rows = [["Grace Hopper", "new@example.org"], ["Joan Clarke", "joan@example.org"], ["Same"]]
        for kind in [as_csv, as_xlsx]:
            preview = upload(self.ada, PEOPLE, kind(HEADER, *rows))

            self.assertEqual(summary(preview), "1 new, 1 changed, 1 unchanged.")
            self.assertEqual(
                told(preview),
                [
                    (
                        "2",
                        "Grace Hopper",
                        "Changed Personal e-mail: old@example.org → becomes new@example.org",
                    ),
                    (
                        "3",
                        "Joan Clarke",
                        "New Name: Joan Clarke Personal e-mail: joan@example.org",
                    ),
                ],
            )
            self.assertEqual(Person.objects.count(), 2)
        applied = apply(self.ada, PEOPLE, preview)

        self.assertRedirects(applied, "/admin/directory/person/")
        self.assertEqual(
            list(Person.objects.values_list("name", "email")),
            [
                ("Grace Hopper", "new@example.org"),
                ("Joan Clarke", "joan@example.org"),
                ("Same", ""),
            ],
        )
        changes = Change.objects.filter(by=self.ada.user)
        self.assertEqual(
            [(one.label, one.act, one.details) for one in changes],
            [("Joan Clarke", "+", ""), ("Grace Hopper", "~", "personal e-mail")],
        )
        self.assertEqual((grace.history.count(), same.history.count()), (2, 1))

    def test_one_bad_row_keeps_all_from_being_applied_and_is_named(self):
        preview = upload(
            self.ada,
            PEOPLE,
            as_csv(
                [*HEADER, "Show the e-mail to the public"],
                ["Grace Hopper", "grace@example.org", "yes"],
                ["Joan Clarke", "joan at example.org", "perhaps"],
                ["", "lost@example.org", ""],
                ["Grace Hopper", "grace@example.org", ""],
            ),
        )

        self.assertEqual(preview.status_code, 422)
        self.assertContains(preview, "4 things to mend; nothing is imported yet", status_code=422)
        self.assertIsNone(soup(preview).select_one("input[name=key]"))
        self.assertEqual(
            problems(preview),
            [
                ("3", "Personal e-mail", "joan at example.org", "Enter a valid email address."),
                ("3", "Show the e-mail to the public", "perhaps", "Enter Yes or No."),
                ("4", "Name", "empty", "Fill in this cell."),
                ("5", "the whole row", "empty", "Line 2 is about the same one already."),
            ],
        )

    def test_columns_are_named_as_in_the_form_or_as_the_fields_in_any_case(self):
        import_rows(self.ada, PEOPLE, ["PERSONAL E-MAIL", "name"], ["a@example.org", "Ada"])

        self.assertEqual(Person.objects.get().email, "a@example.org")
        for header, expected in [
            (["Name", "Colour"], ("1", "Colour", "empty")),
            (["Name", "name"], ("1", "Name", "empty")),
            (["Personal telephone"], ("1", "Personal e-mail", "empty")),
        ]:
            with self.subTest(header=header):
                answer = upload(self.ada, PEOPLE, as_csv(header, ["x"]))
                self.assertEqual(answer.status_code, 422)
                self.assertEqual(problems(answer)[0][:3], expected)

    def test_namesakes_are_told_apart_by_address_id_or_the_word_new(self):
        one = make_person("Jo Smith", email="one@example.org")
        two = make_person("Jo Smith", email="two@example.org")

        answer = upload(self.ada, PEOPLE, as_csv(["Name"], ["Jo Smith"]))
        self.assertEqual(
            problems(answer),
            [
                (
                    *("2", "Id", "empty"),
                    f"That could be several, with the ids {one.pk}, {two.pk}. Write one of them, "
                    "or new.",
                )
            ],
        )
        import_rows(
            self.ada,
            PEOPLE,
            ["Id", *HEADER],
            ["", "Jo B. Smith", "TWO@example.org"],
            [one.pk, "Jo Smith", "uno@example.org"],
            ["new", "Jo Smith", "three@example.org"],
        )

        self.assertEqual(
            list(Person.objects.order_by("pk").values_list("name", "email")),
            [
                ("Jo Smith", "uno@example.org"),
                ("Jo B. Smith", "TWO@example.org"),
                ("Jo Smith", "three@example.org"),
            ],
        )
        for wrong in ["999999", "-1", "²"]:
            answer = upload(self.ada, PEOPLE, as_csv(["Id", "Name"], [wrong, "Jo"]))
            self.assertIn("There is no person with this id", problems(answer)[0][3])

    def test_an_empty_cell_removes_only_where_the_preview_is_told_so(self):
        grace = make_person("Grace", email="g@example.org", is_email_public=True)
        header = [*HEADER, "Show the e-mail to the public"]

        preview = upload(self.ada, PEOPLE, as_csv(header, ["Grace", "", ""]))
        self.assertEqual(told(preview), [])
        [box] = soup(preview).select("input[name=removing]")
        self.assertEqual(box["value"], "Personal e-mail")
        sent = {"key": key_of(preview), "removing": "Personal e-mail"}
        again = self.ada.client.post("/admin/directory/person/import/", sent)
        self.assertIn("g@example.org → becomes empty", told(again)[0][2])
        self.assertNotContains(again, "meanwhile")
        grace.refresh_from_db()
        self.assertEqual(grace.email, "g@example.org")
        sent |= {"key": key_of(again), "shown_removing": "Personal e-mail"}
        self.ada.client.post("/admin/directory/person/import/", sent)

        grace.refresh_from_db()
        self.assertEqual((grace.email, grace.is_email_public), ("", True))


BILLION = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def rewritten(name, part, *rows):
    """An XLSX with another part under that name."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(as_xlsx(["Name"], ["Ada"], *rows))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in sorted({*old.namelist(), name}):
            new.writestr(one, part if one == name else old.read(one))
    return out.getvalue()


class BadFileTests(Desk):
    def test_what_is_no_sheet_is_refused_in_plain_words_beside_the_field(self):
        bomb = BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/worksheets/sheet1.xml", b" " * (LARGEST_UNPACKED + 1))
        name = b"Name\n"
        for content, expected in [
            (b"", "The file is empty."),
            (name, "There are no rows in the file."),
            (b"\n\nColour\nRed\n", "The first line is empty."),
            (b"Name,,x\n1,2,3\n", "Column 2 has no name"),
            (name + b"a,b\n", "Line 2 has 2 cells"),
            (name + b"Ren\xe9\n", "Line 2 is not UTF-8 text."),
            (name + b"a\0b\n", "Line 2 holds a null character"),
            (name + b'Ada\n"Grace\n', "Line 3 cannot be read as CSV."),
            (name + b"x" * 5 * 1024 * 1024, "is the most that we take"),
            (name + b"a\n" * 1001, "more than 1,000 rows"),
            (b"PK\x03\x04 broken", "This XLSX file cannot be read."),
            (bomb.getvalue(), "Unpacked, the file has"),
            (rewritten("xl/styles.xml", b"<x/>" * 1_100_000), "very much beside its rows"),
            (rewritten("xl/sharedStrings.xml", b"<si/>" * 1_100_000), "very much beside its rows"),
            (rewritten("xl/workbook.xml", BILLION), "definitions that no spreadsheet has"),
            (rewritten("xl/workbook.xml", BILLION.decode().encode("utf-16")), "definitions that"),
            (b"\xd0\xcf\x11\xe0 an old Excel file", "The file is of the old kind XLS."),
            (
                b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
                "The file is protected with a password.",
            ),
        ]:
            with self.subTest(expected=expected):
                answer = upload(self.ada, PEOPLE, content)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(expected, soup(answer).select_one(".upload .errorlist").text)

        answer = self.ada.client.post("/admin/directory/person/import/")
        self.assertContains(answer, "Choose a file first.", status_code=400)

    def test_a_cell_at_the_far_end_of_a_sheet_costs_no_more_than_one_beside_it(self):
        def with_cell(at, row):
            cells = f'<c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="{row}">'
            cell = f'<c r="{at}{row}" t="inlineStr"><is><t>Ada</t></is></c>'
            sheet = (
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                f'<sheetData><row r="1">{cells}{cell}</row></sheetData></worksheet>'
            )
            return rewritten("xl/worksheets/sheet1.xml", sheet.encode())

        for at, row, words in [
            ("XFD", 2, "A cell stands very far to the right in the file."),
            ("A", 1_048_576, "The file goes on after line 10,000."),
            ("ZZ", 3, "Line 3 has 702 cells, but the first line names 1 columns."),
        ]:
            with self.subTest(at=at), self.assertRaisesMessage(ValidationError, words):
                tracemalloc.start()
                try:
                    read_sheet(with_cell(at, row))
                finally:
                    _, most = tracemalloc.get_traced_memory()
                    tracemalloc.stop()
                    self.assertLess(most, 20_000_000)
        self.assertEqual(read_sheet(with_cell("A", 3)).rows, [(3, ["Ada"])])

    def test_semicolons_tabs_and_numbers_with_their_formats_are_read(self):
        for content in ["Name;Personal e-mail\nAda;a@example.org\n", "Name\tId\nAda\t\n"]:
            self.assertEqual(upload(self.ada, PEOPLE, content.encode()).status_code, 200)


class ApplyTests(Desk):
    def test_what_somebody_changed_meanwhile_is_shown_before_it_is_applied(self):
        grace = make_person("Grace", email="old@example.org")
        preview = upload(self.ada, PEOPLE, as_csv(HEADER, ["Grace", "mine@example.org"]))
        Editor("Joan").save(grace, email="theirs@example.org")

        late = apply(self.ada, PEOPLE, preview)

        self.assertContains(late, "Somebody changed something meanwhile", status_code=409)
        self.assertIn("theirs@example.org → becomes mine@example.org", told(late)[0][2])
        grace.refresh_from_db()
        self.assertEqual(grace.email, "theirs@example.org")
        self.assertEqual(apply(self.ada, PEOPLE, late).status_code, 302)
        grace.refresh_from_db()
        self.assertEqual(grace.email, "mine@example.org")

    def test_a_preview_is_applied_once_by_its_owner_and_within_the_hour(self):
        rows = as_csv(["Id", "Name"], ["new", "Ada"])
        preview = upload(self.ada, PEOPLE, rows)

        self.assertEqual(apply(Editor("Joan"), PEOPLE, preview).status_code, 409)
        self.assertEqual(apply(self.ada, PEOPLE, preview).status_code, 302)
        again = apply(self.ada, PEOPLE, preview)
        self.assertContains(again, "Applied already, or too late", status_code=409)
        self.assertEqual(Person.objects.count(), 1)

        preview = upload(self.ada, PEOPLE, rows)
        cache.clear()
        self.assertEqual(apply(self.ada, PEOPLE, preview).status_code, 409)

    def test_the_file_waits_encrypted_and_its_key_is_in_the_form_alone(self):
        preview = upload(self.ada, PEOPLE, as_csv(["Name"], ["Secret Person"]))

        [mark] = Mark.objects.all()
        self.assertNotIn("Secret", mark.value)
        self.assertNotIn(key_of(preview), f"{mark.key} {mark.value}")


class ExportTests(Desk):
    def test_what_the_list_shows_leaves_on_all_its_pages_in_its_order(self):
        for number in range(101):
            make_person(f"Person {number:03}", is_sample=number % 2)

        rows = rows_of(exported(self.ada, PEOPLE, is_sample__exact=0, o="-1", p=1))

        self.assertEqual(
            [row[1] for row in rows[1:]], [f"Person {n:03}" for n in range(100, -1, -2)]
        )
        page = self.ada.page("/admin/directory/person/", is_sample__exact=0)
        link = page.find("a", string="Export 51 rows as CSV")["href"]
        self.assertEqual(len(rows_of(self.ada.get(link).content)), 52)

    def test_a_file_name_tells_kind_and_day_and_other_kinds_are_not_there(self):
        answer = self.ada.get("/admin/directory/person/export.xlsx")

        self.assertRegex(
            answer["Content-Disposition"], r'^attachment; filename="people-\d{4}-\d\d-\d\d.xlsx"$'
        )
        self.assertEqual(self.ada.get("/admin/directory/person/export.pdf").status_code, 404)
        lost = self.ada.get("/admin/directory/person/export.csv?nonsense=1")
        self.assertEqual(lost.status_code, 302)

    def test_chosen_rows_leave_by_an_action(self):
        one, _ = make_person("One"), make_person("Two")

        sent = {"action": "export_csv", "_selected_action": [one.pk]}
        answer = self.ada.client.post("/admin/directory/person/", sent)

        self.assertEqual([row[1] for row in rows_of(answer.content)], ["Name", "One"])

    def test_no_cell_runs_as_a_formula_and_each_comes_back_as_it_was(self):
        names = [
            "=1+1",
            "-5",
            "+1",
            "@x",
            "'=1",
            "''-x",
            "'quoted'",
            "a,b",
            'say "x"',
            "two\nlines",
        ]
        for name in names:
            make_person(name)
        for ending in ["csv", "xlsx"]:
            content = exported(self.ada, PEOPLE, ending)

            self.assertEqual(
                summary(upload(self.ada, PEOPLE, content))[:20], "Nothing would change"
            )
        cells = [row[1].value for row in load_workbook(BytesIO(content)).active]
        self.assertEqual([cell for cell in cells if cell[0] in "=+-@"], [])
        self.assertEqual([as_typed(harmless(name)) for name in names], names)

    def test_an_empty_table_has_the_columns_to_fill_in(self):
        answer = self.ada.get("/admin/directory/person/import/empty.csv")

        self.assertEqual(
            rows_of(answer.content),
            [
                [
                    *HEADER,
                    "Show the e-mail to the public",
                    "Personal telephone",
                    "Show the telephone to the public",
                    "Made-up sample",
                ]
            ],
        )


class WithoutKeysTests(SimpleTestCase):
    def test_rows_are_found_by_id_alone(self):
        class PlainResource(Resource):
            class Meta:
                model = Person
                fields = ["id", "name"]

        _, problems = PlainResource(None).columns_of(Sheet(["Name"], []))

        self.assertEqual([one.column for one in problems], ["Id"])
