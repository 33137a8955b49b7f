"""What is told by a letter is remembered with the letter, or not at all."""

import re
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client, TestCase
from post_office.models import Email

from advocacy.models import Subscriber
from advocacy.models.subscribers import invitations
from answers.models import Inquiry
from chapters_portal.operations.marks import Mark
from chapters_portal.sign_in.models import KnownDevice
from chapters_portal.sign_in.second_factors import take_second_factors
from tests.answers.makers import make_inquiry, make_topic
from tests.answers.post import with_outbox, write
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
        link = re.search(r"http://testserver(\S+)", Email.objects.latest("pk").message)[1]
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
