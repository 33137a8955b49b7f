from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import TestCase

from directory.csv_rows import RowError
from directory.loaders import load_chapters, load_officers
from directory.models import Chapter, OfficeHolder, Person
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

CHAPTERS = """\
slug,name,kind,states,founded,city,phone,joint_student_membership
vermont,Vermont Library Association,state,VT,1893,Montpelier,802-555-0100,
maine,Maine Library Association,state,ME,1891,Augusta,,yes
"""
OFFICERS = """\
chapter,position,name,starts_on,ends_on,email,email_public,phone,phone_public
vermont,president,Ada Lovelace,2026-07-01,2027-06-30,ada@example.org,yes,802-555-0100,no
maine,president,Grace Hopper,2026-07-01,,,,,
"""


class LoaderTests(TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        self.path = self.folder / "rows.csv"

    def write(self, content):
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def load(self, content, **options):
        self.write(content)
        return str(self.loader(self.path, **options))

    def refusal(self, content):
        """The message with which the file is refused, without the folder it is in."""
        with self.assertRaises(RowError) as refusal:
            self.load(content)
        return str(refusal.exception).removeprefix(f"{self.folder}/")


class ChapterLoaderTests(LoaderTests):
    loader = staticmethod(load_chapters)

    def setUp(self):
        super().setUp()
        self.vt, self.me = make_state(), make_state("Maine", "ME")

    def test_a_row_is_a_chapter(self):
        report = self.load(CHAPTERS)

        self.assertEqual(report, "2 added, 0 changed, 0 unchanged.")
        maine, vermont = Chapter.objects.all()
        self.assertEqual(
            (vermont.name, vermont.founded, vermont.city, str(vermont.phone)),
            ("Vermont Library Association", 1893, "Montpelier", "(802) 555-0100"),
        )
        self.assertEqual(list(vermont.states.all()), [self.vt])
        self.assertEqual(
            (maine.joint_student_membership, vermont.joint_student_membership), (True, None)
        )

    def test_a_region_covers_states_and_provinces(self):
        self.load(
            "slug,name,kind,states,council_seat\n"
            "northwest,Northwest Library Association,regional,ME CA-BC VT CA-AB,no\n"
        )

        region = Chapter.objects.get()
        self.assertEqual(list(region.states.all()), [self.me, self.vt])
        self.assertEqual(region.also_covers, "British Columbia, Alberta")
        self.assertFalse(region.has_council_seat)

    def test_a_second_load_changes_nothing_and_says_so(self):
        self.load(CHAPTERS)
        before = list(Chapter.objects.values())

        report = self.load(CHAPTERS)

        self.assertEqual(report, "Nothing to change: 2 rows are as in the file.")
        self.assertEqual(list(Chapter.objects.values()), before)

    def test_a_new_value_in_the_file_is_taken_over(self):
        self.load(CHAPTERS)

        report = self.load(CHAPTERS.replace("Augusta", "Bangor"))

        self.assertEqual(report, "0 added, 1 changed, 1 unchanged.")
        self.assertEqual(Chapter.objects.get(slug="maine").city, "Bangor")

    def test_a_column_that_the_file_leaves_out_is_left_as_it_is(self):
        self.load(CHAPTERS)

        self.load("slug,name,kind,states\nmaine,Maine Library Association,state,ME\n")

        self.assertEqual(Chapter.objects.get(slug="maine").city, "Augusta")

    def test_a_column_that_comes_later_is_taken_over(self):
        self.load("slug,name,kind,states\nmaine,Maine Library Association,state,\n")

        report = self.load(CHAPTERS)

        self.assertEqual(report, "1 added, 1 changed, 0 unchanged.")
        maine = Chapter.objects.get(slug="maine")
        self.assertEqual((maine.city, maine.founded), ("Augusta", 1891))
        self.assertIs(maine.joint_student_membership, True)
        self.assertEqual(list(maine.states.all()), [self.me])

    def test_what_was_emptied_by_hand_stays_empty(self):
        self.load(CHAPTERS)
        Chapter.objects.filter(slug="maine").update(city="", founded=None)

        report = self.load(CHAPTERS)

        self.assertIn("Maine Library Association: city", report)
        maine = Chapter.objects.get(slug="maine")
        self.assertEqual((maine.city, maine.founded), ("", None))

    def test_what_was_edited_by_hand_is_kept_and_reported(self):
        self.load(CHAPTERS)
        Chapter.objects.filter(slug="maine").update(city="Portland")
        Chapter.objects.get(slug="maine").states.add(self.vt)

        report = self.load(CHAPTERS.replace("Augusta", "Bangor").replace("1891", "1892"))

        self.assertEqual(
            report,
            "0 added, 1 changed, 1 unchanged.\n"
            "Kept as edited by hand (--overwrite replaces them):\n"
            "  Maine Library Association: city\n"
            "  Maine Library Association: states covered",
        )
        maine = Chapter.objects.get(slug="maine")
        self.assertEqual((maine.city, maine.founded), ("Portland", 1892))
        self.assertEqual(list(maine.states.all()), [self.me, self.vt])

    def test_it_is_kept_the_next_time_too(self):
        self.load(CHAPTERS)
        Chapter.objects.filter(slug="maine").update(city="Portland")

        for _ in range(2):
            report = self.load(CHAPTERS)
            self.assertIn("Nothing to change: 2 rows", report)
            self.assertIn("Maine Library Association: city", report)
        self.assertEqual(Chapter.objects.get(slug="maine").city, "Portland")

    def test_a_chapter_entered_by_hand_is_kept(self):
        make_chapter("Maine Library Association", city="Portland", states=[self.me])

        report = self.load(CHAPTERS)

        self.assertIn("Maine Library Association: city", report)
        self.assertEqual(Chapter.objects.get(slug="maine").city, "Portland")

    def test_overwrite_replaces_what_was_edited_by_hand(self):
        self.load(CHAPTERS)
        Chapter.objects.filter(slug="maine").update(city="Portland")
        Chapter.objects.get(slug="maine").states.add(self.vt)

        report = self.load(CHAPTERS, overwrite=True)

        self.assertEqual(report, "0 added, 1 changed, 1 unchanged.")
        maine = Chapter.objects.get(slug="maine")
        self.assertEqual(maine.city, "Augusta")
        self.assertEqual(list(maine.states.all()), [self.me])

    def test_a_load_neither_confirms_a_chapter_nor_takes_the_confirmation_back(self):
        self.load(CHAPTERS)
        Chapter.objects.filter(slug="maine").update(assured_on=date(2026, 9, 1))

        self.load(CHAPTERS, overwrite=True)

        self.assertEqual(
            list(Chapter.objects.values_list("slug", "assured_on")),
            [("maine", date(2026, 9, 1)), ("vermont", None)],
        )

    def test_a_bad_row_is_named_with_line_column_and_reason_and_nothing_is_changed(self):
        good = "slug,name,kind,states,founded,phone,council_seat\nmaine,Maine,state,ME,,,\n"
        for row, expected in [
            ("vermont,Vermont,state,XX,,,", 'column states: "XX" is not the code of a state.'),
            (
                "vermont,Vermont,club,VT,,,",
                'column kind: "club" is not one of state, territory, regional.',
            ),
            ("vermont,Vermont,state,VT,old,,", 'column founded: "old" is not a whole number.'),
            ("vermont,Vermont,state,VT,1066,,", "column founded: ALA itself is younger than that."),
            (
                "vermont,Vermont,state,VT,,12,",
                "column phone: The phone number entered is not valid.",
            ),
            (
                "vermont,Vermont,state,VT,,,maybe",
                'column council_seat: "maybe" is neither yes nor no.',
            ),
            ("vermont,,state,VT,,,", "column name: This field cannot be blank."),
            (",Vermont,state,VT,,,", "column slug: This field cannot be blank."),
            (
                "officers,Vermont,state,VT,,,",
                "column slug: This word leads to another page. Choose another.",
            ),
            ("vermont,Maine,state,VT,,,", "column name: Chapter with this Name already exists."),
            ("maine,Maine,state,VT,,,", "column slug: Line 2 is about the same one already."),
            (f"vermont,{'V' * 121},state,VT,,,", "column name: Ensure this value has at most 120"),
        ]:
            with self.subTest(row=row[:50]):
                refusal = self.refusal(f"{good}{row}\n")
                self.assertEqual(refusal[: len(expected) + 18], f"rows.csv, line 3, {expected}")
                self.assertEqual(list(Chapter.objects.all()), [])


class FileTests(LoaderTests):
    """What is wrong with the file itself. Both loaders read it in the same way."""

    loader = staticmethod(load_chapters)

    def setUp(self):
        super().setUp()
        make_state("Maine", "ME")

    def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_changed(self):
        header, row = "slug,name,kind,states", "maine,Maine Library Association,state,ME"
        for content, expected in [
            ("", "line 1, column slug: The column is missing."),
            ("\n\n", "line 1, column slug: The column is missing."),
            ("slug,name,kind\n", "line 1, column states: The column is missing."),
            (f"{header},color\n", "line 1, column color: The column is not known. Known are slug,"),
            (f"{header},slug\n", "line 1, column slug: The column stands there twice."),
            (f"{header}\n{row}\nohio,Ohio,state\n", "line 3: The row has 3 cells"),
            (f"{header}\n{row}\nohio,Ohio,state,,\n", "line 3: The row has 5 cells"),
            (f"{header}\n{row}\n\0\n", "line 3: There is a null character in it."),
            (f"{header}\n{row}\n".encode() + b"\xff\n", "line 3: This is not UTF-8 text."),
            (f"{header}\n{row}\n".encode("utf-16"), "line 1: This is not UTF-8 text."),
            (f'{header}\n{row}\n"a"b,c,d,e\n', "line 3: This is not a CSV row:"),
            (f'{header}\n{row}\n"a,b,c,d\n\ne\n', "line 3: This is not a CSV row:"),
            (f'{header}\n"ohio\n"\n', "line 2: The row has 1 cells"),
            (f"{header}\n\n{row}\n\n\nohio\n", "line 6: The row has 1 cells"),
            (f'"{header}\n', "line 1: This is not a CSV row:"),
        ]:
            with self.subTest(content=content):
                refusal = self.refusal(content)
                self.assertEqual(refusal[: len(expected) + 10], f"rows.csv, {expected}")
                self.assertEqual(list(Chapter.objects.all()), [])

    def test_a_missing_file_is_named(self):
        for path in [self.path, self.folder]:
            with (
                self.subTest(path=path),
                self.assertRaisesMessage(RowError, f"{path}, line 1: The file cannot be read:"),
            ):
                load_chapters(path)

    def test_the_columns_that_are_known_are_told_once(self):
        known = self.refusal("slug,name,kind,states,color\n").split("Known are ")[1]

        names = known.removesuffix(".").split(", ")
        self.assertEqual(len(names), len(set(names)))

    def test_a_header_alone_loads_nothing(self):
        self.assertEqual(
            self.load("slug,name,kind,states\n"), "Nothing to change: 0 rows are as in the file."
        )

    def test_files_as_spreadsheets_write_them_are_read(self):
        text = 'slug,name,kind,states,street\nmaine," Maine, Inc. ",state,ME,"c/o ""Box""\n1"\n'
        text = text.replace("street", "address_street")
        for name, content in [
            ("the mark of Excel", "\ufeff" + text),
            ("lines of Windows", text.replace("\n", "\r\n")),
            ("lines of old Macs", text.replace("\n", "\r")),
            ("no last line end", text.removesuffix("\n")),
            ("empty lines", text.replace("street\n", "street\n\n") + "\n\n"),
        ]:
            with self.subTest(name=name):
                Chapter.objects.all().delete()
                self.load(content)
                chapter = Chapter.objects.get()
                self.assertEqual((chapter.name, chapter.street), ("Maine, Inc.", 'c/o "Box"\n1'))

    def test_a_mark_that_only_looks_like_the_end_of_a_line_is_part_of_its_cell(self):
        for mark in ["\u2028", "\x0b", "\x0c", "\x1c", "\x85"]:
            with self.subTest(mark=mark):
                Chapter.objects.all().delete()
                self.load(f"slug,name,kind,states\nmaine,Ma{mark}ine,state,ME\n")
                self.assertEqual(Chapter.objects.get().name, f"Ma{mark}ine")


class OfficerLoaderTests(LoaderTests):
    loader = staticmethod(load_officers)

    def setUp(self):
        super().setUp()
        self.president = make_position(rank=1)
        self.vermont = make_chapter()
        self.maine = make_chapter("Maine Library Association")

    def terms(self):
        return [
            (holder.chapter.slug, holder.person.name, holder.dates)
            for holder in OfficeHolder.objects.order_by("chapter__slug", "starts_on")
        ]

    def test_a_row_is_a_term_of_a_person(self):
        report = self.load(OFFICERS)

        self.assertEqual(report, "2 added, 0 changed, 0 unchanged.")
        self.assertEqual(
            self.terms(),
            [
                ("maine", "Grace Hopper", "Since July 1, 2026"),
                ("vermont", "Ada Lovelace", "July 1, 2026 to June 30, 2027"),
            ],
        )
        ada = Person.objects.get(name="Ada Lovelace")
        self.assertEqual((ada.email, str(ada.phone)), ("ada@example.org", "(802) 555-0100"))
        self.assertEqual((ada.is_email_public, ada.is_phone_public), (True, False))

    def test_what_the_file_does_not_call_public_stays_private(self):
        self.load(
            "chapter,position,name,starts_on,email,phone\n"
            "maine,president,Grace Hopper,2026-07-01,grace@example.org,802-555-0100\n"
        )

        grace = Person.objects.get()
        self.assertEqual((grace.public_email, grace.public_phone), ("", ""))

    def test_a_second_load_changes_nothing_and_says_so(self):
        self.load(OFFICERS)
        before = [list(model.objects.values()) for model in [Person, OfficeHolder]]

        report = self.load(OFFICERS)

        self.assertEqual(report, "Nothing to change: 2 rows are as in the file.")
        self.assertEqual([list(model.objects.values()) for model in [Person, OfficeHolder]], before)

    def test_terms_of_one_person_share_the_person(self):
        make_position("Executive director")
        self.load(
            "chapter,position,name,starts_on,email\n"
            "vermont,president,Ada Lovelace,2026-07-01,ada@example.org\n"
            "vermont,executive-director,Ada Lovelace,2026-07-01,\n"
            "maine,president,Ada Lovelace,2026-07-01,ada@example.org\n"
        )

        self.assertEqual(Person.objects.count(), 1)

    def test_namesakes_in_two_chapters_are_two_people(self):
        self.load(
            "chapter,position,name,starts_on\n"
            "vermont,president,Ada Lovelace,2026-07-01\n"
            "maine,president,Ada Lovelace,2026-07-01\n"
        )

        self.assertEqual(Person.objects.count(), 2)

    def test_two_addresses_for_one_person_are_refused(self):
        refusal = self.refusal(
            "chapter,position,name,starts_on,ends_on,email\n"
            "vermont,president,Ada Lovelace,2025-07-01,2026-06-30,ada@example.org\n"
            "vermont,president,Ada Lovelace,2026-07-01,,lovelace@example.org\n"
        )

        self.assertEqual(
            refusal,
            "rows.csv, line 3, column email: "
            'An earlier row has "ada@example.org" for Ada Lovelace.',
        )

    def test_a_hand_over_is_loaded_in_any_order_of_its_rows(self):
        self.load("chapter,position,name,starts_on\nvermont,president,Ada Lovelace,2026-07-01\n")
        header = "chapter,position,name,starts_on,ends_on\n"
        closed = "vermont,president,Ada Lovelace,2026-07-01,2027-06-30\n"
        opened = "vermont,president,Grace Hopper,2027-07-01,\n"

        for rows in [opened + closed, closed + opened]:
            with self.subTest(rows=rows):
                self.load(header + rows)
                self.assertEqual(
                    self.terms(),
                    [
                        ("vermont", "Ada Lovelace", "July 1, 2026 to June 30, 2027"),
                        ("vermont", "Grace Hopper", "Since July 1, 2027"),
                    ],
                )

    def test_a_corrected_address_reaches_the_person(self):
        self.load(OFFICERS)

        report = self.load(OFFICERS.replace("ada@", "lovelace@"))

        self.assertEqual(report, "0 added, 1 changed, 1 unchanged.")
        self.assertEqual(Person.objects.get(name="Ada Lovelace").email, "lovelace@example.org")

    def test_an_empty_cell_leaves_what_is_known_of_a_person(self):
        self.load(OFFICERS)

        self.load(OFFICERS.replace("ada@example.org,yes,802-555-0100,no", ",,,"))

        ada = Person.objects.get(name="Ada Lovelace")
        self.assertEqual((ada.public_email, str(ada.phone)), ("ada@example.org", "(802) 555-0100"))

    def test_what_was_edited_by_hand_is_kept_and_reported(self):
        self.load(OFFICERS)
        Person.objects.filter(name="Ada Lovelace").update(is_email_public=False)
        OfficeHolder.objects.filter(person__name="Ada Lovelace").update(
            starts_on=date(2026, 7, 2), ends_on=date(2027, 5, 31)
        )

        report = self.load(OFFICERS)

        self.assertEqual(
            report,
            "Nothing to change: 2 rows are as in the file.\n"
            "Kept as edited by hand (--overwrite replaces them):\n"
            "  Ada Lovelace, President, Vermont Library Association: "
            "show the e-mail to the public\n"
            "  Ada Lovelace, President, Vermont Library Association: first day\n"
            "  Ada Lovelace, President, Vermont Library Association: last day",
        )
        self.assertEqual(Person.objects.get(name="Ada Lovelace").public_email, "")
        self.assertEqual(self.terms()[1][2], "July 2, 2026 to May 31, 2027")

    def test_overwrite_replaces_what_was_edited_by_hand(self):
        self.load(OFFICERS)
        Person.objects.filter(name="Ada Lovelace").update(email="other@example.org")
        OfficeHolder.objects.filter(person__name="Ada Lovelace").update(
            starts_on=date(2026, 7, 2), ends_on=date(2027, 5, 31)
        )

        report = self.load(OFFICERS, overwrite=True)

        self.assertEqual(report, "0 added, 1 changed, 1 unchanged.")
        self.assertEqual(Person.objects.get(name="Ada Lovelace").email, "ada@example.org")
        self.assertEqual(self.terms()[1][2], "July 1, 2026 to June 30, 2027")

    def test_a_name_corrected_by_hand_is_still_the_person_of_the_row(self):
        self.load(OFFICERS)
        Person.objects.filter(name="Ada Lovelace").update(name="Ada King Lovelace")

        report = self.load(OFFICERS)

        self.assertEqual(report, "Nothing to change: 2 rows are as in the file.")
        self.assertEqual(self.terms()[1][1], "Ada King Lovelace")

    def test_a_bad_row_is_named_with_line_column_and_reason_and_nothing_is_changed(self):
        good = OFFICERS.splitlines(keepends=True)
        for row, expected in [
            ("ohio,president,Joan,2026-07-01,,,,,", 'column chapter: There is no chapter "ohio".'),
            ("maine,king,Joan,2026-07-01,,,,,", 'column position: There is no position "king".'),
            (
                "maine,president,Joan,7/1/2026,,,,,",
                'column starts_on: "7/1/2026" is not a date. Write it as 2026-07-01.',
            ),
            (
                "maine,president,Joan,2026-07-01,2026-02-30,,,,",
                'column ends_on: "2026-02-30" is not a date. Write it as 2026-07-01.',
            ),
            ("maine,president,Joan,,,,,,", "column starts_on: A term needs its first day."),
            (
                "maine,president,Joan,2026-07-01,2026-06-30,,,,",
                "column ends_on: A term cannot end before it begins.",
            ),
            ("maine,president,,2026-07-01,,,,,", "column name: This field cannot be blank."),
            (
                "maine,president,Joan,2026-07-01,,joan,,,",
                "column email: Enter a valid email address.",
            ),
            (
                "maine,president,Joan,2026-07-01,,,perhaps,,",
                'column email_public: "perhaps" is neither yes nor no.',
            ),
            (
                "maine,president,Joan,2026-07-01,,,,911,",
                "column phone: The phone number entered is not valid.",
            ),
            (
                "vermont,president,Ada Lovelace,2026-07-01,,,,,",
                "column name: Line 2 is about the same one already.",
            ),
            ("maine,president,Joan", "The row has 3 cells, and there are 9 columns."),
        ]:
            with self.subTest(row=row):
                refusal = self.refusal("".join([*good[:2], row, "\n"]))
                place = "rows.csv, line 3" + (", " if expected.startswith("column") else ": ")
                self.assertEqual(refusal[: len(place + expected)], place + expected)
                self.assertEqual(self.terms(), [])
                self.assertEqual(list(Person.objects.all()), [])

    def test_crowding_within_the_file_is_refused_with_names_and_dates(self):
        refusal = self.refusal(
            "chapter,position,name,starts_on,ends_on\n"
            "vermont,president,Ada Lovelace,2026-07-01,2027-06-30\n"
            "vermont,president,Grace Hopper,2027-06-30,\n"
            "maine,president,Joan Clarke,2026-07-01,\n"
        )

        self.assertEqual(
            refusal,
            "rows.csv, line 3, column position: President of Vermont Library Association has room "
            "for 1 on one day, but on June 30, 2027 there would be 2: "
            "Ada Lovelace (July 1, 2026 to June 30, 2027); Grace Hopper (Since June 30, 2027). "
            "End one of these terms first.",
        )
        self.assertEqual(self.terms(), [])

    def test_crowding_beside_a_stored_term_is_refused(self):
        make_office_holder("Mary Somerville", chapter=self.vermont, starts_on=date(2020, 1, 1))

        refusal = self.refusal(OFFICERS)

        self.assertIn("Mary Somerville (Since January 1, 2020)", refusal)
        self.assertEqual(self.terms(), [("vermont", "Mary Somerville", "Since January 1, 2020")])

    def test_co_presidents_are_loaded_where_the_chapter_has_two_seats(self):
        make_post(chapter=self.vermont, position=self.president, seats=2)

        self.load(
            "chapter,position,name,starts_on\n"
            "vermont,president,Ada Lovelace,2026-07-01\n"
            "vermont,president,Grace Hopper,2026-07-01\n"
        )

        self.assertEqual(len(self.terms()), 2)

    def test_a_councilor_of_a_region_is_refused(self):
        make_councilor_position(slug="councilor")
        make_region(slug="region")

        refusal = self.refusal(
            "chapter,position,name,starts_on\nregion,councilor,Ada Lovelace,2026-07-01\n"
        )

        self.assertIn("rows.csv, line 2, column position: New England", refusal)
        self.assertIn("has no seat on ALA Council", refusal)

    def test_a_term_entered_by_hand_is_not_entered_twice(self):
        ada = make_person("Ada Lovelace", email="ada@example.org")
        make_office_holder(
            chapter=self.vermont, person=ada, starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30)
        )

        self.load(OFFICERS)

        self.assertEqual(len(self.terms()), 2)
        self.assertEqual(Person.objects.filter(name="Ada Lovelace").count(), 1)
