"""Two rows of one person become one."""

from django.contrib.auth.models import Permission
from django.test import TestCase

from chapters_portal.history.changes import Change
from directory.models import CommitteeMember, OfficeHolder, Person
from tests.directory.today import takes_place_today
from tests.editors import Editor, desk, text_of
from tests.makers import (
    make_chapter,
    make_committee_member,
    make_office_holder,
    make_person,
    make_position,
)
from tests.spreadsheets import import_rows


class LikelyDoublesTests(TestCase):
    def test_the_same_name_or_e_mail_is_proposed(self):
        for first, second, expected in [
            (["Zoë Clarke"], ["Zoe  Clarke"], True),
            (["O’Neil"], ["O'NEIL"], True),
            (["Ada King", "ada@example.org"], ["Ada Lovelace", "ADA@example.org"], True),
            (["Ada King", "ada@example.org"], ["Ada King"], True),
            (["Ada King", "ada@example.org"], ["Ada King", "king@example.org"], False),
            (["Ada King"], ["Ida King"], False),
        ]:
            with self.subTest(first=first, second=second):
                Person.objects.all().delete()
                for name, *email in [first, second]:
                    make_person(name, email="".join(email))

                self.assertEqual(Person.objects.likely_doubles().count(), 2 if expected else 0)


class OldSheetTests(TestCase):
    def test_the_id_of_a_merged_row_leads_to_the_one_that_was_kept(self):
        kept, other, third = (
            make_person("Zoë Clarke"),
            make_person("Zoe Clarke"),
            make_person("Z C"),
        )
        old, oldest = other.pk, third.pk
        other.take_over(third)
        kept.take_over(other)
        vermont = make_chapter()
        make_position()
        ada = Editor("Ada")

        import_rows(ada, "directory/person", ["Id", "Personal e-mail"], [old, "zoe@example.org"])
        import_rows(
            ada,
            "directory/officeholder",
            ["Chapter", "Position", "Person", "Person’s id", "First day"],
            [vermont.name, "President", "Zoë Clarke", oldest, "2026-07-01"],
        )

        kept.refresh_from_db()
        self.assertEqual(kept.email, "zoe@example.org")
        self.assertEqual(OfficeHolder.objects.get().person, kept)
        self.assertEqual(Person.objects.count(), 1)


class KnownNameTests(TestCase):
    def test_a_known_name_is_known_however_it_is_written(self):
        vermont, ada = make_chapter(), Editor("Ada")
        make_position()
        kept = make_person("Renée O’Neil-Smith", email="renee@example.org")
        header = ["Chapter", "Position", "Person", "First day", "Last day"]
        for year, name in enumerate(
            [
                "Rene\u0301e O'Neil\u2011Smith",
                "RENEE\u00a0O´NEIL–SMITH",
                "Ren\u00adée  O‘Neil-Smith",
            ],
            start=2021,
        ):
            row = [vermont.name, "President", name, f"{year}-01-01", f"{year}-12-31"]
            import_rows(ada, "directory/officeholder", header, row)
        self.assertEqual(list(Person.objects.all()), [kept])
        self.assertEqual(OfficeHolder.objects.filter(person=kept).count(), 3)


@takes_place_today
class MergingTests(TestCase):
    def setUp(self):
        self.kept = make_person("Zoë Clarke", phone="+18025550100")
        self.other = make_person(
            "Zoe Clarke", email="zoe@example.org", is_email_public=True, phone="+18025550199"
        )
        self.vermont = make_chapter()
        self.term = make_office_holder(person=self.other, chapter=self.vermont)
        self.membership = make_committee_member(person=self.other)
        self.ada = Editor("Ada")
        self.address = f"/admin/directory/person/{self.kept.pk}/merge/{self.other.pk}/"

    def merge(self):
        return self.ada.client.post(self.address)

    def choose(self, *people):
        return self.ada.client.post(
            "/admin/directory/person/",
            {"action": "merge", "_selected_action": [person.pk for person in people]},
        )

    def test_two_chosen_rows_are_shown_side_by_side_before_anything_happens(self):
        self.assertRedirects(self.choose(self.other, self.kept), self.address)

        page = self.ada.page(self.address)

        cells = [
            [text_of(cell) for cell in row.select("th, td")]
            for row in page.select(".differences tr")
        ]
        self.assertEqual(
            cells,
            [
                ["Field", "Stays", "Goes to the bin"],
                ["Name", f"Zoë Clarke ({self.kept.pk})", f"Zoe Clarke ({self.other.pk})"],
                ["Personal e-mail", "empty", "zoe@example.org, public"],
                ["Personal telephone", "(802) 555-0100", "(802) 555-0199"],
                ["Made-up sample", "No", "No"],
                [
                    "Terms",
                    "None",
                    f"President, {self.vermont}, {self.term.dates} "
                    f"{self.membership.office}, {self.membership.committee}, "
                    f"{self.membership.dates}",
                ],
            ],
        )
        self.assertEqual(Person.objects.count(), 2)

    def test_one_or_three_rows_are_not_merged(self):
        for chosen in [[self.kept], [self.kept, self.other, make_person()]]:
            with self.subTest(chosen=chosen):
                self.assertRedirects(self.choose(*chosen), "/admin/directory/person/")
        self.assertEqual(
            self.ada.get(self.address.replace(str(self.other.pk), "999")).status_code, 404
        )

    def test_terms_come_over_and_what_is_empty_is_filled(self):
        self.assertRedirects(self.merge(), desk(self.kept))

        [person] = Person.objects.all()
        self.assertEqual(
            [person.name, person.email, person.is_email_public, str(person.phone)],
            ["Zoë Clarke", "zoe@example.org", True, "(802) 555-0100"],
        )
        self.assertEqual(OfficeHolder.objects.get().person, person)
        self.assertEqual(CommitteeMember.objects.get().person, person)
        self.assertIn("Zoë Clarke", self.client.get("/directory/vermont/").content.decode())

    def test_the_history_tells_of_it_and_the_row_lies_in_the_bin(self):
        self.merge()

        self.assertEqual(
            [
                (one.kind, one.act, one.details)
                for one in Change.objects.order_by("pk")
                if one.by == self.ada.user
            ],
            [
                ("directory.officeholder", "~", f"merged with person {self.other.pk}, person"),
                ("directory.committeemember", "~", f"merged with person {self.other.pk}, person"),
                (
                    "directory.person",
                    "~",
                    f"merged with person {self.other.pk}, personal e-mail, show the e-mail to the "
                    "public, ids of rows merged into this one",
                ),
                ("directory.person", "-", f"merged into person {self.kept.pk}"),
            ],
        )
        self.assertEqual([one.label for one in Change.objects.in_trash()], ["Zoe Clarke"])

    def test_the_address_of_the_row_that_went_leads_to_the_one_that_stayed(self):
        self.merge()
        newer = make_person("Zoë Clarke-Young")
        self.ada.client.post(f"/admin/directory/person/{newer.pk}/merge/{self.kept.pk}/")

        for gone in [self.kept, self.other]:
            self.assertRedirects(self.ada.get(desk(gone)), desk(newer))

    def test_a_term_entered_for_both_is_named_and_nothing_is_merged(self):
        make_office_holder(person=self.kept, chapter=self.vermont, position=self.term.position)

        for response in [self.ada.get(self.address), self.merge()]:
            self.assertContains(
                response, "these terms are entered for both", status_code=response.status_code
            )
            self.assertNotContains(response, 'value="Merge"', status_code=response.status_code)

        self.assertEqual(response.status_code, 409)
        self.assertEqual(Person.objects.count(), 2)
        self.assertEqual(OfficeHolder.objects.filter(person=self.other).get(), self.term)

    def test_who_may_not_delete_people_or_change_terms_may_not_merge(self):
        names = ["view_person", "change_person", "delete_person", "change_officeholder"]
        self.ada = Editor("Grace", Permission.objects.filter(codename__in=names))

        self.assertNotIn("Merge two rows", self.ada.page("/admin/directory/person/").text)
        self.assertEqual(self.ada.get(self.address).status_code, 403)
        self.assertEqual(self.merge().status_code, 403)
        self.assertEqual(Person.objects.count(), 2)
