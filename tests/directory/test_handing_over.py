"""A position is handed over in one form: who leaves, who follows, from which day on."""

from datetime import date

import time_machine
from django.test import TestCase
from django.urls import reverse

from directory.models import OfficeHolder, Person
from tests.editors import Editor, text_of
from tests.makers import make_chapter, make_office_holder, make_person, make_position
from tests.reading import read_page

TODAY = date(2026, 11, 24)
PAGE = reverse("admin:directory_chapter_hand_over")


@time_machine.travel("2026-11-24T18:00Z", tick=False)
class HandOverTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")
        cls.chapter = make_chapter("Texas Library Association")
        cls.president = make_position("President")
        cls.old = make_office_holder(
            "Grace Hopper",
            chapter=cls.chapter,
            position=cls.president,
            starts_on=date(2025, 7, 1),
            ends_on=date(2027, 6, 30),
        )

    def seats(self):
        page = self.ada.page(PAGE, chapter=self.chapter.pk)
        return {text_of(one): one["value"] for one in page.select("#id_seat option")}

    def send(self, editor=None, **typed):
        typed = {"seat": f"term-{self.old.pk}-2027-06-30", "last_day": "2026-12-31", **typed}
        return (editor or self.ada).client.post(f"{PAGE}?chapter={self.chapter.pk}", typed)

    def test_the_first_page_asks_for_the_chapter_and_the_second_for_the_seat(self):
        self.assertIn("Texas Library Association", self.ada.page(PAGE).find(id="chapter").text)
        self.assertEqual(
            list(self.seats()), ["Choose one", "President: Grace Hopper, until June 30, 2027"]
        )

    def test_somebody_new_follows_the_day_after_in_one_save(self):
        response = self.send(new_name="Joan Clarke", new_email="joan@example.org")

        self.assertEqual(response.status_code, 302)
        self.old.refresh_from_db()
        self.assertEqual(self.old.ends_on, date(2026, 12, 31))
        new = OfficeHolder.objects.get(person__name="Joan Clarke")
        self.assertEqual((new.starts_on, new.ends_on), (date(2027, 1, 1), None))
        self.assertEqual(new.position, self.president)
        self.assertEqual(new.person.email, "joan@example.org")
        self.assertFalse(new.person.is_email_public)
        self.assertEqual(new.history.first().history_user, self.ada.user)

    def test_somebody_known_follows_on_a_day_of_choice(self):
        joan = make_person("Joan Clarke")

        self.send(follower=joan.pk, first_day="2027-02-01", ends_on="2028-01-31")

        new = joan.office_holders.get()
        self.assertEqual((new.starts_on, new.ends_on), (date(2027, 2, 1), date(2028, 1, 31)))

    def test_a_vacant_seat_is_filled(self):
        vacant = make_position("Treasurer", is_in_every_chapter=True)

        response = self.send(
            seat=f"vacant-{vacant.pk}", last_day="", new_name="Joan", first_day="2026-12-01"
        )

        self.assertEqual(response.status_code, 302)
        self.assertEqual(vacant.office_holders.get().person.name, "Joan")

    def test_who_leaves_may_leave_an_empty_seat(self):
        self.assertEqual(self.send().status_code, 302)
        self.old.refresh_from_db()
        self.assertEqual(self.old.ends_on, date(2026, 12, 31))

    def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(self):
        joan = make_person("Joan Clarke")
        for typed, words in [
            ({"last_day": "", "new_name": "Joan"}, "Say on which day the person leaves."),
            ({"last_day": "2020-01-01", "new_name": "Joan"}, "A term cannot end before it begins."),
            ({"new_name": "Joan", "follower": joan.pk}, "not both."),
            ({"new_name": "Joan", "first_day": "2026-12-01"}, "President of Texas"),
            ({"seat": "term-999-", "new_name": "Joan"}, "This changed meanwhile."),
            ({"seat": "", "new_name": "Joan"}, "This field is required."),
            ({"new_name": "Joan", "new_email": "nonsense"}, "valid email"),
            ({"last_day": "nonsense", "new_name": "Joan"}, "valid date"),
        ]:
            with self.subTest(words=words):
                response = self.send(**typed)

                self.assertEqual(response.status_code, 200)
                page = read_page(response.content)
                self.assertIn(words, page.find(id="errors").text)
                self.assertEqual(page.find(id="id_new_name").get("value"), "Joan")
                self.old.refresh_from_db()
                self.assertEqual(self.old.ends_on, date(2027, 6, 30))
                self.assertEqual(OfficeHolder.objects.count(), 1)
        self.assertFalse(Person.objects.filter(name="Joan").exists())

    def test_of_two_who_hand_over_the_same_seat_one_does(self):
        self.assertEqual(self.send(new_name="Joan").status_code, 302)

        response = self.send(Editor("Bob"), new_name="Somebody else")

        self.assertContains(response, "This changed meanwhile.")
        self.assertEqual(OfficeHolder.objects.count(), 2)

    def test_who_may_not_change_terms_does_not_come_here(self):
        self.assertEqual(Editor("Bob", []).get(PAGE).status_code, 403)
        self.assertEqual(self.send(Editor("Eve", []), new_name="Joan").status_code, 403)
