"""Terms come in as a sheet, with the people who hold them."""

from django.contrib.auth.models import Permission
from django.test import TestCase

from directory.models import OfficeHolder, Person
from tests.editors import Editor
from tests.makers import (
    make_chapter,
    make_councilor_position,
    make_office_holder,
    make_person,
    make_position,
    make_region,
)
from tests.spreadsheets import apply, as_csv, import_rows, problems, summary, told, upload

TERMS = "directory/officeholder"
HEADER = ["Chapter", "Position", "Person", "First day", "Last day", "Personal e-mail"]


def stored():
    terms = OfficeHolder.objects.order_by("pk")
    return [(str(one.person), one.chapter.abbreviation, str(one.ends_on or "")) for one in terms]


class TermSheetTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")
        cls.vermont = make_chapter(abbreviation="VLA")
        cls.maine = make_chapter("Maine Library Association", abbreviation="MLA")
        cls.president = make_position("President")
        cls.trustee = make_position("Trustee", seats=2)

    def test_terms_come_with_people_new_and_known(self):
        grace = make_person("Grace Hopper", email="grace@example.org")
        preview = upload(
            self.ada,
            TERMS,
            as_csv(
                HEADER,
                ["VLA", "president", "Grace Hopper", "2026-07-01", "2027-06-30", ""],
                [
                    "Maine Library Association",
                    "President",
                    "Joan Clarke",
                    "7/1/2026",
                    "",
                    "j@x.us",
                ],
                ["MLA", "Trustee", "Joan Clarke", "2027-07-01", "", "j@x.us"],
            ),
        )

        self.assertEqual(summary(preview), "3 new, 0 changed, 0 unchanged.")
        self.assertIn("Person: Joan Clarke (new person)", told(preview)[1][2])
        apply(self.ada, TERMS, preview)

        self.assertEqual(
            stored(),
            [
                ("Grace Hopper", "VLA", "2027-06-30"),
                ("Joan Clarke", "MLA", ""),
                ("Joan Clarke", "MLA", ""),
            ],
        )
        people = list(Person.objects.order_by("pk"))
        self.assertEqual([(one.name, one.email) for one in people[1:]], [("Joan Clarke", "j@x.us")])
        self.assertEqual((grace.history.count(), people[1].history.count()), (1, 1))

    def test_what_is_wrong_is_named_by_line_and_column(self):
        make_chapter("Montana Library Association", abbreviation="MLA")
        make_person("Grace Hopper", email="other@example.org")
        answer = upload(
            self.ada,
            TERMS,
            as_csv(
                HEADER,
                ["MLA", "President", "Ada", "2026-07-01", "", ""],
                ["Verment Library Association", "Chair", "Ada", "someday", "", ""],
                ["VLA", "President", "Grace Hopper", "2026-07-01", "", "grace@example.org"],
                ["VLA", "President", "", "2026-07-01", "2025-01-01", "new at example"],
            ),
        )

        found = [(line, column) for line, column, _, _ in problems(answer)]
        self.assertEqual(
            found,
            [
                ("2", "Chapter"),
                ("3", "Chapter"),
                ("3", "Position"),
                ("3", "First day"),
                ("4", "Person"),
                ("5", "Person"),
                ("5", "Personal e-mail"),
                ("5", "the whole row"),
            ],
        )
        words = [message for *_, message in problems(answer)]
        self.assertIn("Maine Library Association; Montana Library Association", words[0])
        self.assertIn("Perhaps Vermont Library Association?", words[1])
        self.assertIn("has another e-mail, other@example.org", words[4])

    def test_a_seat_is_filled_once_whether_the_other_is_stored_or_in_the_file(self):
        held = make_office_holder(chapter=self.vermont, position=self.president)
        answer = upload(
            self.ada,
            TERMS,
            as_csv(
                HEADER,
                ["VLA", "President", "New One", "2027-01-01", "", ""],
                ["MLA", "President", "Joan", "2026-01-01", "", ""],
                ["MLA", "President", "Jean", "2026-02-01", "", ""],
                ["MLA", "Trustee", "Jean", "2026-02-01", "", ""],
            ),
        )

        self.assertEqual(
            [one[:2] for one in problems(answer)], [("2", "Position"), ("4", "Position")]
        )
        self.assertIn("End one of these terms first.", problems(answer)[0][3])
        self.assertEqual((OfficeHolder.objects.count(), Person.objects.count()), (1, 1))

        import_rows(
            self.ada,
            TERMS,
            ["Id", *HEADER],
            ["", "VLA", "President", "New One", "2027-01-01", "", ""],
            [held.pk, "VLA", "President", "Ada Lovelace", "2026-01-01", "2026-12-31", ""],
        )
        self.assertEqual(stored(), [("Ada Lovelace", "VLA", "2026-12-31"), ("New One", "VLA", "")])

    def test_a_chapter_without_a_seat_on_council_gets_no_councilor(self):
        make_councilor_position()
        make_region(abbreviation="NELA")

        answer = upload(
            self.ada,
            TERMS,
            as_csv(HEADER, ["NELA", "Chapter councilor", "Ada", "2026-01-01", "", ""]),
        )

        self.assertIn("has no seat on ALA Council", problems(answer)[0][3])

    def test_an_address_that_was_missing_is_filled_in_for_all_of_a_persons_terms(self):
        person = make_person("Grace Hopper", phone="(312) 280-5000")
        make_office_holder(person=person, chapter=self.vermont, position=self.president)

        import_rows(
            self.ada,
            TERMS,
            [*HEADER, "Personal telephone"],
            ["VLA", "President", "Grace Hopper", "2026-01-01", "", "", "(312) 280-5001"],
            ["MLA", "Trustee", "Grace Hopper", "2026-01-01", "", "g@example.org", "(312) 280-5001"],
        )

        person.refresh_from_db()
        self.assertEqual((person.email, str(person.phone)), ("g@example.org", "(312) 280-5001"))
        self.assertEqual(OfficeHolder.objects.filter(person=person).count(), 2)

    def test_who_may_not_see_or_add_people_neither_reads_nor_makes_them_by_a_sheet(self):
        codes = [f"{act}_officeholder" for act in ["view", "add", "change"]]
        clerk = Editor("Clerk", Permission.objects.filter(codename__in=codes))
        person = make_person("Grace Hopper", email="secret@example.org")
        make_office_holder(person=person, chapter=self.vermont, position=self.president)

        sheet = clerk.get("/admin/directory/officeholder/export.csv")
        self.assertNotContains(sheet, "secret@example.org")
        answer = upload(
            clerk, TERMS, as_csv(HEADER[:5], ["MLA", "Trustee", "Somebody", "2026-01-01", ""])
        )
        self.assertEqual(problems(answer)[0][3], "You may not add people.")
