"""Who comes in to the desk, with what, and for how long."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from unittest import mock

import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase, override_settings

from tests.site.staff import (
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

    def test_letters_are_limited_by_address_and_by_sender(self):
        with time_machine.travel(MORNING, tick=False):
            statuses = [self.ask("ada@example.org").status_code for _ in range(4)]
            others = [self.ask(f"x{number}@example.org").status_code for number in range(8)]

        self.assertEqual(statuses, [302, 302, 302, 429])
        self.assertEqual(others, [302] * 6 + [429] * 2)
        self.assertEqual(len(mail.outbox), 3 + 6)


class LimitTests(TransactionTestCase):
    def test_limits_are_exact_when_many_try_at_once(self):
        """Each of 24 threads tries one name at the same time; five may, as one after another."""
        make_staff()
        together = Barrier(24)

        def attempt(_):
            client = Client()
            together.wait()
            try:
                return sign_in(client, "ada", "wrong").content.decode()
            finally:
                connection.close()

        with (
            override_settings(
                PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
                ACCOUNT_RATE_LIMITS={"login_failed": "5/5m/key", "login": None},
            ),
            ThreadPoolExecutor(24) as pool,
        ):
            pages = list(pool.map(attempt, range(24)))

        self.assertEqual(sum("do not go together" in page for page in pages), 5)
        self.assertEqual(sum("Too many failed attempts" in page for page in pages), 19)

    def test_a_code_sent_many_times_at_once_works_once(self):
        make_staff()
        sign_in(self.client)
        key = set_up_app(self.client)
        for kind, code in [("app", code_of(key, MORNING.timestamp())), ("recovery", None)]:
            with self.subTest(kind=kind), time_machine.travel(MORNING):
                self.enter_at_once(code or recovery_codes(self.client)[0])

    def enter_at_once(self, code):
        cache.clear()
        clients = [Client() for _ in range(5)]
        for client in clients:
            sign_in(client)
        together = Barrier(len(clients))

        def enter(client):
            together.wait()
            try:
                return enter_code(client, code).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(len(clients)) as pool:
            self.assertEqual(sorted(pool.map(enter, clients)), [200] * 4 + [302])
