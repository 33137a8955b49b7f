import re
from datetime import timedelta

import time_machine
from django.contrib.auth import get_user_model
from django.test import TestCase
from django.utils import timezone
from post_office.models import Email

from advocacy.models import Subscriber
from directory.models import State
from tests.answers.post import with_outbox

PATH = "/advocacy/subscribe/"


@with_outbox
class SubscriptionTests(TestCase):
    def setUp(self):
        self.vermont = State.objects.create(
            code="VT", name="Vermont", fips="50", ocd_division_id="vt", tile_row=2, tile_column=10
        )

    def letters(self):
        return list(Email.objects.order_by("pk"))

    def link_in(self, letter):
        return re.search(r"http://testserver(/advocacy/\w+/\S+)", letter.message)[1]

    def join(self, email="reader@example.org", **fields):
        self.client.post(PATH, {"email": email, **fields})
        self.client.post(self.link_in(self.letters()[-1]))

    def test_an_address_is_on_the_list_once_its_owner_has_said_so(self):
        response = self.client.post(PATH, {"email": "Reader@Example.org", "state": "VT"})

        self.assertRedirects(response, "/advocacy/subscribe/sent/")
        self.assertEqual(Subscriber.objects.count(), 0)
        link = self.link_in(self.letters()[0])

        self.client.get(link)
        self.assertEqual(Subscriber.objects.count(), 0)

        self.client.post(link)
        subscriber = Subscriber.objects.get()
        self.assertEqual((subscriber.email, subscriber.state), ("reader@example.org", self.vermont))

    def test_the_welcome_carries_the_way_out_in_one_click(self):
        self.join()

        welcome = self.letters()[-1]
        headers = welcome.headers
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        way_out = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")

        self.client.get(way_out)
        self.assertEqual(Subscriber.objects.count(), 1)
        self.client.post(way_out, {"List-Unsubscribe": "One-Click"})
        self.assertEqual(Subscriber.objects.count(), 0)
        self.assertEqual(self.client.post(way_out).status_code, 200)

    def test_nobody_learns_who_is_on_the_list(self):
        self.join("known@example.org")

        answers = [
            self.client.post(PATH, {"email": email}, follow=True).content
            for email in ["known@example.org", "unknown@example.org"]
        ]

        self.assertEqual(answers[0], answers[1])
        known, unknown = self.letters()[-2:]
        self.assertEqual(known.subject, unknown.subject)

    def test_confirming_twice_leaves_one_row_and_one_welcome(self):
        self.join()
        link = self.link_in(self.letters()[0])

        self.client.post(link)

        self.assertEqual(Subscriber.objects.count(), 1)
        self.assertEqual(len(self.letters()), 2)

    def test_what_is_typed_stays_when_the_mailbox_had_enough_letters(self):
        typed = {"email": "reader@example.org", "state": "VT"}
        with time_machine.travel(timezone.now(), tick=False):
            answers = [self.client.post(PATH, typed) for _ in range(4)]

        self.assertEqual([answer.status_code for answer in answers], [302, 302, 302, 429])
        self.assertContains(answers[-1], "Look among its junk mail", status_code=429)
        self.assertEqual({**answers[-1].context["form"].data.dict()}, typed)
        self.assertEqual(len(self.letters()), 3)

    def test_a_machine_that_fills_the_trap_sends_no_letter(self):
        response = self.client.post(PATH, {"email": "reader@example.org", "subject": "x"})

        self.assertEqual(response.status_code, 302)
        self.assertEqual(self.letters(), [])

    def test_what_is_no_address_is_explained_and_kept(self):
        for email in ["", "reader", "a@b", "reader@example.org\nBcc: x@example.org", "x" * 300]:
            with self.subTest(email=email[:20]):
                response = self.client.post(PATH, {"email": email})
                self.assertEqual(response.status_code, 400)
                self.assertEqual(response.context["form"]["email"].value(), email)
        self.assertEqual(self.letters(), [])

    def test_a_link_is_good_for_a_week_and_cannot_be_made_up(self):
        self.client.post(PATH, {"email": "reader@example.org"})
        link = self.link_in(self.letters()[0])

        with time_machine.travel(timezone.now() + timedelta(days=8)):
            self.assertEqual(self.client.post(link).status_code, 404)
        self.assertEqual(self.client.post("/advocacy/subscribe/made-up/").status_code, 404)
        self.assertEqual(self.client.post("/advocacy/unsubscribe/made-up/").status_code, 404)
        self.assertEqual(Subscriber.objects.count(), 0)

    def test_staff_download_the_list_with_the_way_out_of_each(self):
        self.join(state="VT")
        self.client.force_login(get_user_model().objects.create_superuser("staff"))

        answer = self.client.post(
            "/admin/advocacy/subscriber/",
            {"action": "export_csv", "_selected_action": [Subscriber.objects.get().pk]},
        )

        header, row = answer.content.decode("utf-8-sig").splitlines()
        self.assertEqual(header, "E-mail,State,Confirmed,Unsubscribe")
        self.assertTrue(row.startswith("reader@example.org,VT,"))
        self.assertIn(",http://testserver/advocacy/unsubscribe/", row)
