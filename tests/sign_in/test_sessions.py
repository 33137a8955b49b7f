"""How long staff stay signed in, and how they come back without their password."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from django.urls import reverse

from chapters_portal.sign_in.urls import urlpatterns as sign_in_pages
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

    def test_a_password_has_twelve_signs_of_any_kind_and_is_not_a_common_one(self):
        for password in ["eleven sign", "1q2w3e4r5t6y", "1234567890123", "ada@example.org"]:
            with self.subTest(password), self.assertRaises(ValidationError):
                validate_password(password, self.ada)

        for password in ["twelve signs", "ß 😀   λ ñ å ≠", "x y" * 40]:
            validate_password(password, self.ada)

    def test_who_changes_the_password_says_the_former_one(self):
        sign_in(self.client)
        typed = {"oldpassword": "not mine", "password1": "a new long one"}

        self.client.post("/admin/password_change/", {**typed, "password2": "a new long one"})

        self.ada.refresh_from_db()
        self.assertTrue(self.ada.check_password(PASSWORD))

    def test_each_step_of_signing_in_begins_another_session(self):
        sign_in(self.client)
        key = set_up_app(self.client)
        self.client.post("/admin/logout/")
        keys = []
        for step in [lambda: sign_in(self.client), lambda: enter_code(self.client, code_of(key))]:
            step()
            keys.append(self.client.cookies["sessionid"].value)

        self.assertTrue(is_signed_in(self.client))
        self.assertNotEqual(*keys)
        self.assertFalse(Session.objects.filter(session_key=keys[0]).exists())

    def test_no_form_of_the_desk_is_taken_from_another_site(self):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.ada)
        names = [pattern.name for pattern in sign_in_pages if "<" not in str(pattern.pattern)]
        paths = [
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
            for model in admin.site._registry
            for page in ["changelist", "add"]
        ]
        paths += [reverse(name) for name in names if not name.endswith("_from_key")]

        taken = [path for path in paths if strict.post(path, {"name": "x"}).status_code != 403]

        self.assertEqual(taken, [])

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
