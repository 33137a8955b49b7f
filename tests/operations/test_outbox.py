"""What a letter tells is remembered with it or not at all, and nobody else reads its words."""

import re
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client, TestCase
from post_office.models import STATUS, Email

from advocacy.models import Subscriber
from advocacy.models.subscribers import invitations
from answers.models import Inquiry
from chapters_portal.operations.marks import Mark
from chapters_portal.sign_in.models import KnownDevice
from chapters_portal.sign_in.second_factors import take_second_factors
from tests.answers.makers import make_inquiry, make_topic
from tests.answers.post import run_sender, with_outbox, write
from tests.editors import Editor
from tests.makers import make_person
from tests.sign_in.staff import PASSWORD, make_staff, set_up_app, sign_in
from tests.spreadsheets import apply, as_csv, upload

pytestmark = pytest.mark.usefixtures("still_clock")

NEW = {"password1": "a new long one", "password2": "a new long one"}
REMEMBERED = [Authenticator, Inquiry, KnownDevice, Subscriber, User]


def rows():
    """All that a letter can tell of. When somebody signed in last is no news."""
    return {
        model: [
            {name: value for name, value in row.items() if name != "last_login"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in REMEMBERED
    }


@with_outbox
class LetterTests(TestCase):
    def setUp(self):
        self.ada = make_staff()
        sign_in(self.client)
        self.client.raise_request_exception = False
        self.visitor = Client(raise_request_exception=False)

    def assertHappensWithItsLetter(self, act):
        """`act` changes nothing while the outbox fails; and later it does all, with one letter."""
        Email.objects.all().delete()
        before = rows()
        with mock.patch.object(Email, "save", side_effect=OSError("the disk is full")):
            for _ in range(5):
                try:
                    act()
                except OSError:
                    continue
                self.assertEqual(rows(), before)
        self.assertEqual((rows(), Email.objects.count()), (before, 0))

        act()

        self.assertEqual(Email.objects.count(), 1)

    def test_an_invitation_to_the_list(self):
        self.assertHappensWithItsLetter(
            lambda: self.visitor.post("/advocacy/subscribe/", {"email": "reader@example.org"})
        )

    def test_a_place_on_the_list(self):
        token = invitations.sign_object({"email": "reader@example.org", "state": ""})

        self.assertHappensWithItsLetter(lambda: self.visitor.post(f"/advocacy/subscribe/{token}/"))
        self.assertEqual(Subscriber.objects.count(), 1)

    def test_a_message_to_the_office(self):
        make_topic("General")

        self.assertHappensWithItsLetter(lambda: write(self.visitor))

    def test_a_reply(self):
        inquiry = make_inquiry(reply="Anyone may.")

        self.assertHappensWithItsLetter(lambda: inquiry.send_reply(inquiry.received_at))

    def test_a_link_for_a_new_password(self):
        for email in ["ada@example.org", "nobody@example.org"]:
            self.assertHappensWithItsLetter(
                lambda email=email: self.visitor.post("/admin/password_reset/", {"email": email})
            )

    def test_a_new_device(self):
        make_staff("grace")

        self.assertHappensWithItsLetter(lambda: sign_in(self.visitor, "grace"))

    def test_a_new_password(self):
        form = {"oldpassword": PASSWORD, **NEW}

        self.assertHappensWithItsLetter(lambda: self.client.post("/admin/password_change/", form))

    def test_a_new_password_by_a_link(self):
        self.visitor.post("/admin/password_reset/", {"email": "ada@example.org"})
        link = link_in(Email.objects.latest("pk"))
        form = self.visitor.get(link, follow=True).request["PATH_INFO"]

        self.assertHappensWithItsLetter(lambda: self.visitor.post(form, NEW))

    def test_a_second_factor_that_is_removed(self):
        set_up_app(self.client)

        self.assertHappensWithItsLetter(lambda: self.client.post("/admin/security/app/remove/"))

    def test_second_factors_that_are_taken_away(self):
        set_up_app(self.client)

        self.assertHappensWithItsLetter(lambda: take_second_factors(self.ada))


class SheetTests(TestCase):
    def test_a_sheet_that_could_not_be_applied_still_waits(self):
        ada = Editor("Ada")
        make_person("Grace", email="old@example.org")
        header = ["Name", "Personal e-mail"]
        preview = upload(ada, "directory/person", as_csv(header, ["Grace", "new@example.org"]))

        with (
            mock.patch("directory.models.Person.save", side_effect=OSError),
            self.assertRaises(OSError),
        ):
            apply(ada, "directory/person", preview)

        self.assertEqual(Mark.objects.count(), 1)
        self.assertEqual(apply(ada, "directory/person", preview).status_code, 302)


@with_outbox
class SecrecyTests(TestCase):
    """With the words of others' letters one could take their accounts, or speak for them."""

    def setUp(self):
        self.boss = Editor("Boss")
        make_staff()
        visitor = Client()
        visitor.post("/admin/password_reset/", {"email": "ada@example.org"})
        visitor.post("/advocacy/subscribe/", {"email": "ada@example.org"})
        visitor.post(link_in(Email.objects.latest("pk")))
        self.letters = list(Email.objects.order_by("pk"))
        self.links = [link_in(letter) for letter in self.letters]

    def assertSecret(self, response):
        self.assertEqual(response.status_code, 200)
        for link in self.links:
            self.assertNotIn(link, response.content.decode())

    def test_no_page_of_the_desk_shows_the_words_of_a_letter(self):
        pages = ["", "?q=http", "?q=password", "?o=1"]
        for letter in self.letters:
            pages += [f"{letter.pk}/{page}/" for page in ["change", "delete", "history"]]
        for page in pages:
            with self.subTest(page=page):
                self.assertSecret(self.boss.get(f"/admin/post_office/email/{page}"))
        self.assertSecret(self.boss.get("/admin/"))
        for act in ["", "exported"]:
            sent = {"email": "ada@example.org", "act": act}
            with self.subTest(act=act):
                self.assertSecret(
                    self.boss.client.post("/admin/chapters_portal/personrequest/answer/", sent)
                )

    def test_no_list_of_letters_tells_piece_by_piece_what_their_words_are(self):
        for field in ["message", "html_message", "headers"]:
            for lookup in ["", "__contains", "__startswith", "__regex", "__isnull"]:
                with self.subTest(field=field, lookup=lookup):
                    answer = self.boss.get("/admin/post_office/email/", **{field + lookup: "http"})
                    self.assertEqual(answer.status_code, 400)

    def test_the_words_go_as_soon_as_the_letter_is_sent(self):
        run_sender()

        self.assertEqual(
            set(Email.objects.values_list("status", "message", "html_message")),
            {(STATUS.sent, "", "")},
        )


def link_in(letter):
    return re.search(r"http://testserver(\S{40,})", letter.message)[1]
