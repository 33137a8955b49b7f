"""How long staff stay signed in, and how they come back without their password."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.test import Client, TestCase

from tests.sign_in.staff import (
    PASSWORD,
    code_of,
    enter_code,
    is_signed_in,
    make_staff,
    set_up_app,
    sign_in,
)

MORNING = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("still_clock")


class SessionTests(TestCase):
    def setUp(self):
        self.ada = make_staff()

    def is_open_at(self, hours):
        with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
            return is_signed_in(self.client)

    def sign_in_in_the_morning(self):
        with time_machine.travel(MORNING, tick=False):
            sign_in(self.client)

    def test_a_session_ends_after_four_idle_hours(self):
        self.sign_in_in_the_morning()

        self.assertEqual([self.is_open_at(hours) for hours in [3, 6, 10.5]], [True, True, False])

    def test_a_session_ends_after_twelve_hours_however_busy(self):
        self.sign_in_in_the_morning()

        self.assertEqual(
            [self.is_open_at(hours) for hours in [0, 3, 6, 9, 11.9, 12.1, 12.2]],
            [True, True, True, True, True, False, False],
        )

    def test_a_session_ends_with_the_browser(self):
        response = sign_in(self.client)

        self.assertEqual(response.cookies["sessionid"]["max-age"], "")
        self.assertTrue(response.cookies["sessionid"]["httponly"])

    def test_a_busy_session_is_written_only_now_and_then(self):
        sign_in(self.client)
        is_signed_in(self.client)

        with mock.patch("django.contrib.sessions.backends.db.SessionStore.save") as save:
            self.assertTrue(is_signed_in(self.client))

        save.assert_not_called()

    def test_a_new_password_ends_all_other_sessions(self):
        elsewhere = Client()
        sign_in(self.client)
        sign_in(elsewhere)

        response = self.client.post(
            "/admin/password_change/",
            {"oldpassword": PASSWORD, "password1": "a new long one", "password2": "a new long one"},
        )

        self.assertRedirects(response, "/admin/")
        self.assertEqual((is_signed_in(self.client), is_signed_in(elsewhere)), (True, False))
        self.assertEqual(mail.outbox[-1].subject, "Your password was changed")

    def test_whoever_leaves_the_staff_is_out_at_once(self):
        sign_in(self.client)
        self.ada.is_staff = False
        self.ada.save()

        self.assertRedirects(self.client.get("/admin/"), "/admin/login/?next=/admin/")

    def test_visitors_get_no_session_and_one_page_for_all(self):
        response = self.client.get("/")

        self.assertNotIn("Cookie", response.headers.get("Vary", ""))
        self.assertEqual(dict(response.cookies), {})


class ForgottenPasswordTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = make_staff()

    def ask(self, email, client=None):
        return (client or self.client).post("/admin/password_reset/", {"email": email})

    def test_the_link_in_the_letter_gives_a_new_password_but_no_way_round_the_code(self):
        sign_in(self.client)
        key = set_up_app(self.client)
        visitor = Client()
        mail.outbox.clear()
        self.ask("Ada@Example.org", visitor)
        [letter] = mail.outbox
        link = next(line for line in letter.body.splitlines() if line.startswith("http"))
        self.assertIn("account ada", letter.body)

        form = visitor.get(link, follow=True)
        response = visitor.post(
            form.request["PATH_INFO"],
            {"password1": "a new long one", "password2": "a new long one"},
        )

        self.assertRedirects(response, "/admin/password_reset/done/")
        self.assertFalse(is_signed_in(visitor))
        sign_in(visitor, password="a new long one")
        self.assertFalse(is_signed_in(visitor))
        enter_code(visitor, code_of(key))
        self.assertTrue(is_signed_in(visitor))
        self.assertContains(Client().get(link), "This link is no longer good")

    def test_the_answer_does_not_tell_whether_an_account_has_the_address(self):
        answers = []
        for email in ["ada@example.org", "nobody@example.org"]:
            response = self.ask(email)
            page = self.client.get(response.url)
            answers.append((response.status_code, response.url, page.content))
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(
            [(letter.to, letter.subject) for letter in mail.outbox],
            [
                (["ada@example.org"], "A new password for the desk"),
                (["nobody@example.org"], "A new password for the desk"),
            ],
        )
        self.assertNotIn("http", mail.outbox[1].body)

    def test_a_former_address_of_an_account_gets_no_link(self):
        self.ask("ada@example.org")
        self.ada.email = "lovelace@example.org"
        self.ada.save()
        mail.outbox.clear()

        self.ask("ada@example.org")

        self.assertIn("No account has it", mail.outbox[0].body)

    def test_letters_are_limited_whether_or_not_an_account_has_the_address(self):
        with time_machine.travel(MORNING, tick=False):
            for email in ["ada@example.org", "nobody@example.org"]:
                statuses = [self.ask(email).status_code for _ in range(4)]
                self.assertEqual(statuses, [302, 302, 302, 429])

        self.assertEqual(len(mail.outbox), 3 + 3)
