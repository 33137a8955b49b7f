import csv
import json

from django.contrib.auth import get_user_model
from django.test import TestCase

from directory.models import Chapter
from tests.directory.test_vcard import read_cards
from tests.directory.today import DAY, TODAY, takes_place_today
from tests.makers import (
    make_chapter,
    make_committee_member,
    make_councilor_position,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
    make_state,
)

FILES = ["chapters", "officers", "vermont/chapter"]
ENDINGS = ["csv", "json", "vcf"]


class DownloadTests(TestCase):
    def get(self, path, **query):
        response = self.client.get(f"/directory/{path}", query)
        self.assertEqual(response.status_code, 200, path)
        return response

    def text(self, path, **query):
        return self.get(path, **query).content.decode()

    def csv(self, path, column, **query):
        """One column of a spreadsheet."""
        text = self.text(path, **query).removeprefix("\ufeff")
        return [row[column] for row in csv.DictReader(text.splitlines(keepends=True))]

    def json(self, path, kind, key="name", **query):
        """One fact about each organization, person, post or membership of a document."""
        return [one[key] for one in json.loads(self.text(path, **query))[kind]]

    def vcf(self, path, **query):
        """The names on the cards of an address book."""
        return [dict(card)["FN"] for card in read_cards(self.text(path, **query))]


@takes_place_today
class FileTests(DownloadTests):
    def setUp(self):
        make_office_holder("Ada Lovelace", chapter=make_chapter(states=[make_state()]))

    def test_each_file_says_what_it_is_and_has_a_name(self):
        for name, file_name in zip(FILES, ["chapters", "officers", "vermont"], strict=True):
            for ending, content_type in [
                ("csv", "text/csv; charset=utf-8"),
                ("vcf", "text/vcard; charset=utf-8"),
            ]:
                with self.subTest(name=name, ending=ending):
                    headers = self.get(f"{name}.{ending}").headers
                    self.assertEqual(headers["Content-Type"], content_type)
                    self.assertEqual(
                        headers["Content-Disposition"],
                        f'attachment; filename="{file_name}.{ending}"',
                    )

    def test_data_is_open_to_pages_of_other_sites(self):
        for name in FILES:
            with self.subTest(name=name):
                headers = self.get(f"{name}.json").headers
                self.assertEqual(headers["Content-Type"], "application/json")
                self.assertEqual(headers["Access-Control-Allow-Origin"], "*")

    def test_a_spreadsheet_begins_with_the_mark_of_utf_8(self):
        for name in FILES:
            with self.subTest(name=name):
                self.assertTrue(self.get(f"{name}.csv").content.startswith(b"\xef\xbb\xbf"))

    def test_letters_of_every_language_stay_as_they_are(self):
        make_office_holder("Kaʻiulani 語 😀", chapter=make_chapter("Guam Library Association"))

        self.assertIn("Kaʻiulani 語 😀", self.csv("officers.csv", "Name"))
        self.assertIn("Kaʻiulani 語 😀", self.json("officers.json", "persons"))
        self.assertIn("Kaʻiulani 語 😀", self.vcf("officers.vcf"))

    def test_an_ending_that_is_not_offered_is_404(self):
        for path in [
            "chapters.xlsx",
            "officers.csvx",
            "vermont/chapter.pdf",
            "atlantis/chapter.csv",
        ]:
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"/directory/{path}").status_code, 404)


@takes_place_today
class SameQuestionTests(DownloadTests):
    """A file answers the same question as the page from which it is fetched."""

    def setUp(self):
        self.president = make_position(rank=1)
        self.councilor = make_councilor_position(rank=2)
        self.vermont = make_chapter(states=[make_state()])
        self.maine = make_chapter("Maine Library Association", states=[make_state("Maine", "ME")])
        make_office_holder("Joan Clarke", ends_on=TODAY - DAY)
        make_office_holder("Ada Lovelace", starts_on=TODAY)
        make_office_holder("Grace Hopper", chapter=self.maine)
        make_office_holder("Mary Somerville", chapter=self.maine, position=self.councilor)

    def test_chapters_follow_the_filter(self):
        vermont = "Vermont Library Association"

        self.assertEqual(self.csv("chapters.csv", "Chapter", state="VT"), [vermont])
        self.assertEqual(self.json("chapters.json", "organizations", state="VT"), [vermont])
        self.assertEqual(self.vcf("chapters.vcf", state="VT"), [vermont, "Ada Lovelace"])

    def test_officers_follow_the_filter(self):
        query = {"position": "president", "state": "ME"}

        self.assertEqual(self.csv("officers.csv", "Name", **query), ["Grace Hopper"])
        self.assertEqual(self.json("officers.json", "persons", **query), ["Grace Hopper"])
        self.assertEqual(self.vcf("officers.vcf", **query), ["Grace Hopper"])

    def test_data_of_one_position_has_no_other_post_in_it(self):
        query = {"position": "councilor"}
        self.councilor.slug = "councilor"
        self.councilor.save()

        [post] = self.json("officers.json", "posts", "id", **query)
        for kind, key, expected in [
            ("organizations", "name", ["Maine Library Association"]),
            ("posts", "role", ["councilor"]),
            ("memberships", "post_id", [post]),
            ("persons", "name", ["Mary Somerville"]),
        ]:
            with self.subTest(kind=kind):
                self.assertEqual(self.json("officers.json", kind, key, **query), expected)

    def test_every_file_follows_the_day(self):
        for as_of, name in [(TODAY - DAY, "Joan Clarke"), (TODAY, "Ada Lovelace")]:
            query = {"as_of": as_of, "state": "VT"}
            with self.subTest(as_of=as_of):
                self.assertEqual(self.csv("chapters.csv", "President", **query), [name])
                self.assertEqual(self.csv("officers.csv", "Name", **query), [name])
                self.assertEqual(self.csv("vermont/chapter.csv", "President", **query), [name])
                for path in FILES:
                    self.assertEqual(self.json(f"{path}.json", "persons", **query), [name])
                    self.assertEqual(self.vcf(f"{path}.vcf", **query)[-1:], [name])

    def test_data_says_for_which_day_it_is(self):
        for query, day in [({}, "2026-09-15"), ({"as_of": "2026-01-31"}, "2026-01-31")]:
            for name in FILES:
                with self.subTest(name=name, day=day):
                    content = json.loads(self.text(f"{name}.json", **query))
                    self.assertEqual(content["as_of"], day)

    def test_a_file_for_nobody_is_empty_and_no_error(self):
        self.assertEqual(self.csv("officers.csv", "Name", as_of="1900-01-01"), [])
        self.assertEqual(self.json("officers.json", "memberships", as_of="1900-01-01"), [])
        self.assertEqual(self.text("officers.vcf", as_of="1900-01-01"), "")

    def test_a_question_not_understood_is_refused_with_a_message_and_no_rows(self):
        for path, query, message in [
            ("chapters", "state=XX", "That is not one of the choices."),
            ("chapters", "q=%00", "Null characters are not allowed."),
            ("officers", "position=king", "That is not one of the choices."),
            ("officers", "as_of=yesterday", "Enter a date as year, month and day"),
            ("vermont/chapter", "as_of=2026-02-30", "Enter a date as year, month and day"),
        ]:
            for ending in ENDINGS:
                with self.subTest(path=path, query=query, ending=ending):
                    response = self.client.get(f"/directory/{path}.{ending}?{query}")
                    text = response.content.decode()
                    self.assertEqual(response.status_code, 400)
                    self.assertIn(message, text)
                    self.assertIn(query.split("=")[0], text)
                    self.assertNotIn("Vermont", text)
                    self.assertNotIn("Ada", text)

    def test_a_refusal_can_be_read_by_a_program_of_another_site(self):
        response = self.client.get("/directory/officers.json?position=king")

        self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")
        self.assertEqual(list(response.json()["errors"]), ["position"])


@takes_place_today
class ReferenceTests(DownloadTests):
    def test_every_id_that_is_pointed_to_is_in_the_document(self):
        make_position(rank=1)
        make_councilor_position(rank=2)
        vt = make_state()
        make_region(states=[vt])
        make_office_holder("Ada Lovelace", chapter=make_chapter(states=[vt]))
        make_post(chapter=Chapter.objects.get(slug="vermont"), seats=2)
        make_office_holder("Grace Hopper", chapter=Chapter.objects.get(slug="vermont"))

        for name in FILES:
            with self.subTest(name=name):
                content = json.loads(self.text(f"{name}.json"))
                ids = {
                    kind: [one["id"] for one in content[kind]]
                    for kind in ["organizations", "posts", "memberships", "persons"]
                }
                self.assertEqual(len(ids["memberships"]), 2)
                for found in ids.values():
                    self.assertEqual(len(found), len(set(found)))
                for membership in content["memberships"]:
                    self.assertIn(membership["person_id"], ids["persons"])
                    self.assertIn(membership["post_id"], ids["posts"])
                    self.assertIn(membership["organization_id"], ids["organizations"])
                for post in content["posts"]:
                    self.assertIn(post["organization_id"], ids["organizations"])


@takes_place_today
class OnePersonTests(DownloadTests):
    def setUp(self):
        self.ada = make_office_holder("Ada Lovelace", chapter=make_chapter())
        make_post(email="president@example.org")

    def test_whoever_serves_has_a_card_with_the_mailbox_of_the_role(self):
        [card] = read_cards(self.text(f"vermont/officers/{self.ada.pk}.vcf"))

        self.assertEqual(dict(card)["FN"], "Ada Lovelace")
        self.assertEqual(dict(card)["EMAIL"], "president@example.org")
        self.assertEqual(dict(card)["URL"], "http://testserver/directory/vermont/")

    def test_who_does_not_serve_today_or_in_this_chapter_has_none(self):
        past = make_office_holder("Joan Clarke", ends_on=TODAY - DAY)
        coming = make_office_holder("Grace Hopper", starts_on=TODAY + DAY)
        other = make_office_holder(chapter=make_chapter("Maine Library Association"))

        for holder in [past, coming, other]:
            with self.subTest(holder=holder):
                response = self.client.get(f"/directory/vermont/officers/{holder.pk}.vcf")
                self.assertEqual(response.status_code, 404)


@takes_place_today
class PrivacyTests(DownloadTests):
    """What a person has not made public is on no page and in no file."""

    PATHS = (
        *("", "officers/", "officers/?position=president", "vermont/", "new-england/"),
        *("committee/", "joint-student-membership/", "downloads/", "find/?place=library"),
        *(f"{name}.{ending}" for name in FILES for ending in ENDINGS),
    )

    def setUp(self):
        vermont = make_chapter(states=[make_state()])
        make_region(states=vermont.states.all())
        self.ada = make_person(email="ada.private@example.org", phone="+1 802-555-0142 ext. 77")
        self.holder = make_office_holder(person=self.ada, chapter=vermont)
        make_office_holder(person=self.ada, starts_on=TODAY - 900 * DAY, ends_on=TODAY - 800 * DAY)
        make_office_holder(person=self.ada, starts_on=TODAY + DAY)
        make_committee_member(person=self.ada)
        self.paths = [
            *self.PATHS,
            f"vermont/officers/{self.holder.pk}.vcf",
            *(f"{path}{'&' if '?' in path else '?'}as_of={TODAY}" for path in self.PATHS),
        ]

    def pages_with(self, *words):
        texts = {path: self.text(path).replace("\r\n ", "") for path in self.paths}
        return [path for path, text in texts.items() if any(word in text for word in words)]

    def test_a_private_address_is_nowhere(self):
        self.assertEqual(self.pages_with("ada.private", "555-0142", "5550142"), [])

    def test_a_public_e_mail_is_shown_and_the_private_telephone_is_not(self):
        self.ada.is_email_public = True
        self.ada.save()

        self.assertIn("vermont/", self.pages_with("ada.private"))
        self.assertEqual(self.pages_with("555-0142", "5550142"), [])

    def test_a_public_telephone_is_shown_and_the_private_e_mail_is_not(self):
        self.ada.is_phone_public = True
        self.ada.save()

        self.assertIn("vermont/", self.pages_with("555-0142"))
        self.assertEqual(self.pages_with("ada.private"), [])

    def test_staff_who_look_at_public_pages_see_what_the_public_sees(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))

        self.assertEqual(self.pages_with("ada.private", "555-0142", "5550142"), [])

    def test_the_mailbox_of_a_role_is_shown_today_and_for_no_other_day(self):
        make_post(email="president@example.org")

        today = self.pages_with("president@example.org")

        self.assertEqual(
            today,
            [
                *("", "officers/", "officers/?position=president", "vermont/"),
                *(f"{name}.{ending}" for name in FILES for ending in ENDINGS),
                f"vermont/officers/{self.holder.pk}.vcf",
            ],
        )
