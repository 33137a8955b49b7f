"""Who comes in to the desk, with what, and for how long."""

import json
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, TestCase, override_settings

from tests.sign_in.staff import (
    PASSWORD,
    code_of,
    enter_code,
    is_signed_in,
    make_staff,
    recovery_codes,
    set_up_app,
    sign_in,
)

MORNING = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("still_clock")


class PasswordTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = make_staff()

    def test_staff_come_in_and_go_out(self):
        self.assertRedirects(self.client.get("/admin/"), "/admin/login/?next=/admin/")
        response = self.client.post(
            "/admin/login/?next=/admin/auth/user/", {"login": "ada", "password": PASSWORD}
        )
        self.assertRedirects(response, "/admin/auth/user/")

        self.assertRedirects(self.client.post("/admin/logout/"), "/admin/login/")

        self.assertFalse(is_signed_in(self.client))

    def test_a_next_page_elsewhere_is_not_followed(self):
        response = self.client.post(
            "/admin/login/?next=https://evil.example/", {"login": "ada", "password": PASSWORD}
        )

        self.assertRedirects(response, "/admin/")

    def test_an_account_needs_no_address(self):
        make_staff("staff", email="")

        sign_in(self.client, "staff")
        set_up_app(self.client)

        self.assertTrue(is_signed_in(self.client))
        self.assertEqual(mail.outbox, [])

    def test_only_active_staff_come_in(self):
        make_staff("closed", is_active=False)
        make_staff("visitor", is_staff=False, is_superuser=False)

        for username in ["closed", "visitor"]:
            with self.subTest(username=username):
                response = self.client.post(
                    "/admin/login/", {"login": username, "password": PASSWORD}, follow=True
                )
                self.assertContains(response, "This account is closed.")
                self.assertFalse(is_signed_in(self.client))

    def test_nobody_makes_an_account_for_themselves(self):
        for path in ["signup/", "email/", "security/trust/", "inactive/", "accounts/login/"]:
            self.assertEqual(self.client.get(f"/admin/{path}").status_code, 302)
            self.client.force_login(self.ada)
            self.assertEqual(self.client.get(f"/admin/{path}").status_code, 404, path)
            self.client.logout()

    def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(self):
        answers = {}
        for name in ["ada", "nobody"]:
            with mock.patch.object(
                PBKDF2PasswordHasher, "encode", autospec=True, side_effect=["x"]
            ) as hashing:
                response = sign_in(Client(), name, "wrong")
            words = response.content.decode().replace(name, "NAME")
            token = response.context["csrf_token"]
            answers[name] = response.status_code, words.replace(str(token), ""), hashing.call_count

        self.assertEqual(answers["ada"], answers["nobody"])
        self.assertEqual(answers["ada"][2], 1)
        self.assertIn("The username and the password do not go together.", answers["ada"][1])

    def test_the_log_tells_who_came_in_and_why_somebody_did_not_without_what_they_typed(self):
        with self.assertLogs("chapters_portal.sign_in") as log:
            sign_in(self.client, "nobody", "a wrong one")
            sign_in(self.client, "ada", "a wrong one")
            sign_in(self.client)
            set_up_app(self.client)
            self.client.post("/admin/logout/")
            sign_in(self.client)
            enter_code(self.client, "000000")

        refused = "A form of sign-in was refused:"
        self.assertEqual(
            [record.getMessage() for record in log.records],
            [
                *[f"{refused} username_password_mismatch"] * 2,
                f"Account {self.ada.pk} signed in.",
                f"{refused} incorrect_code",
            ],
        )

    def test_guessing_is_stopped_for_a_name_and_goes_on_later(self):
        with time_machine.travel(MORNING, tick=False):
            for _ in range(5):
                sign_in(self.client, "ada", "wrong")
            response = sign_in(self.client, "ada")
            self.assertContains(response, "Too many failed attempts.")
            self.assertFalse(is_signed_in(self.client))

        with time_machine.travel(MORNING + timedelta(minutes=6), tick=False):
            sign_in(self.client, "ada")
            self.assertTrue(is_signed_in(self.client))

    def test_hostile_input_is_answered_in_words(self):
        for login, password in [("a\0b", "x"), ("a" * 10_000, "x" * 10_000), ("", ""), ("é", "é")]:
            with self.subTest(login=login[:5]):
                self.assertEqual(sign_in(Client(), login, password).status_code, 200)
        for field in ["login", "password"]:
            self.assertEqual(self.client.post("/admin/login/", {field: "x"}).status_code, 200)
        for credential in ["", "x", "[]", "{}", '{"response": {"userHandle": "MQ"}}', "null"]:
            response = self.client.post("/admin/login/passkey/", {"credential": credential})
            self.assertRedirects(response, "/admin/login/", msg_prefix=credential)


class ProxyTests(TestCase):
    def test_limits_count_by_the_address_that_our_own_proxy_saw(self):
        make_staff()

        def attempt(number, forwarded):
            return sign_in(
                self.client, f"guess{number}", "wrong", headers={"X-Forwarded-For": forwarded}
            )

        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
            for number in range(10):
                attempt(number, f"10.0.0.{number}, 203.0.113.7")
            refused = attempt(10, "10.0.0.99, 203.0.113.7")
            other = attempt(11, "203.0.113.8")

        self.assertContains(refused, "Too many failed attempts.")
        self.assertContains(other, "do not go together")

    def test_the_count_of_proxies_follows_the_setting(self):
        self.assertEqual((settings.BEHIND_PROXY, settings.ALLAUTH_TRUSTED_PROXY_COUNT), (False, 0))


class SecondFactorTests(TestCase):
    def setUp(self):
        self.ada = make_staff()
        sign_in(self.client)
        self.key = set_up_app(self.client)
        self.codes = recovery_codes(self.client)
        self.visitor = Client()

    def test_a_password_alone_no_longer_opens_the_desk(self):
        self.assertRedirects(sign_in(self.visitor), "/admin/login/code/")
        self.assertFalse(is_signed_in(self.visitor))
        for path in ["/admin/login/", "/admin/auth/user/"]:
            self.visitor.post(path, {"username": "ada", "password": PASSWORD})
            self.assertFalse(is_signed_in(self.visitor))

        self.assertRedirects(enter_code(self.visitor, code_of(self.key)), "/admin/")

        self.assertTrue(is_signed_in(self.visitor))

    def test_a_code_of_the_app_works_once_and_while_it_is_shown(self):
        with time_machine.travel(MORNING, tick=False):
            code = code_of(self.key)
            sign_in(self.visitor)
            enter_code(self.visitor, code)
            self.assertTrue(is_signed_in(self.visitor))

            thief = Client()
            sign_in(thief)
            self.assertContains(enter_code(thief, code), "That did not work.")
            self.assertFalse(is_signed_in(thief))

        for later in [timedelta(seconds=30), timedelta(seconds=60)]:
            with time_machine.travel(MORNING + later, tick=False):
                self.assertContains(enter_code(thief, code), "That did not work.")

    def test_a_recovery_code_works_once(self):
        self.assertEqual(len(set(self.codes)), 10)
        sign_in(self.visitor)
        enter_code(self.visitor, self.codes[3])
        self.assertTrue(is_signed_in(self.visitor))

        thief = Client()
        sign_in(thief)
        enter_code(thief, self.codes[3])

        self.assertFalse(is_signed_in(thief))
        self.assertEqual(recovery_codes(self.visitor), self.codes[:3] + self.codes[4:])

    def test_new_recovery_codes_replace_the_former_ones(self):
        self.client.post("/admin/security/codes/new/")

        new = recovery_codes(self.client)
        self.assertEqual((len(new), set(new) & set(self.codes)), (10, set()))
        download = self.client.get("/admin/security/codes/download/").content.decode()
        self.assertTrue(all(code in download for code in new))

    def test_guessing_codes_is_stopped(self):
        with time_machine.travel(MORNING, tick=False):
            sign_in(self.visitor)
            wrong = f"{(int(code_of(self.key)) + 1) % 1_000_000:06}"
            for _ in range(5):
                enter_code(self.visitor, wrong)

            response = enter_code(self.visitor, code_of(self.key))

        self.assertContains(response, "Too many failed attempts.")
        self.assertFalse(is_signed_in(self.visitor))

    def test_secrets_are_not_to_be_read_in_the_database(self):
        rows = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

        self.assertEqual(Authenticator.objects.count(), 2)
        for secret in [self.key, *self.codes]:
            self.assertNotIn(secret, rows)
        sessions = [session.get_decoded() for session in Session.objects.all()]
        self.assertNotIn(self.key, json.dumps(sessions))

    def test_the_pages_with_secrets_are_kept_nowhere(self):
        for path in ["", "codes/", "codes/download/", "passkeys/add/"]:
            control = self.client.get(f"/admin/security/{path}").headers.get("Cache-Control", "")
            self.assertIn("no-store", control, path)

    def test_a_while_after_sign_in_changes_ask_who_it_is(self):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=False):
            response = self.client.get("/admin/security/codes/", follow=True)
            self.assertContains(response, "Is it you?")
            self.assertNotContains(response, self.codes[0])

            response = self.client.post(
                "/admin/confirm/", {"password": PASSWORD, "next": "/admin/security/codes/"}
            )

            self.assertRedirects(response, "/admin/security/codes/")


@override_settings(REQUIRE_SECOND_FACTOR=True)
class RequiredTests(TestCase):
    def setUp(self):
        self.ada = make_staff()
        sign_in(self.client)

    def test_staff_without_a_second_factor_are_led_to_one_and_see_nothing_else(self):
        user = f"/admin/auth/user/{self.ada.pk}/change/"
        for path in ["/admin/", "/admin/auth/user/", user, "/admin/jsi18n/", "/admin/nothing/"]:
            with self.subTest(path=path):
                self.assertRedirects(self.client.get(path), "/admin/security/")
                self.assertRedirects(self.client.post(path), "/admin/security/")
        self.assertContains(self.client.get("/admin/security/"), "before the desk opens")

        set_up_app(self.client)

        self.assertTrue(is_signed_in(self.client))

    def test_on_public_pages_they_are_visitors_like_any_other(self):
        response = self.client.get("/")

        self.assertTrue(response.context["user"].is_anonymous)

    def test_recovery_codes_alone_are_no_second_factor(self):
        set_up_app(self.client)
        Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()

        self.assertRedirects(self.client.get("/admin/"), "/admin/security/")

    def test_whoever_removes_the_last_one_makes_another(self):
        set_up_app(self.client)
        self.client.post("/admin/security/app/remove/")

        self.assertRedirects(self.client.get("/admin/"), "/admin/security/")
        self.assertEqual(Authenticator.objects.count(), 0)
