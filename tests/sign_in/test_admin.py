"""Letters about accounts, and what administrators do for a colleague."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from chapters_portal.content.version import content_version
from chapters_portal.sign_in.devices import describe
from chapters_portal.sign_in.models import KnownDevice
from tests.answers.post import free_port, mail_goes_to, mail_server, run_sender
from tests.editors import Editor
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

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0"

pytestmark = pytest.mark.usefixtures("still_clock")


class LetterTests(TransactionTestCase):
    def test_a_sign_in_from_a_new_device_is_told_by_mail_once(self):
        make_staff()
        make_staff("grace")
        port = free_port()
        before = content_version()

        with mail_goes_to(port), mail_server(port) as letters:
            for username in ["ada", "ada", "grace", "ada", "grace"]:
                sign_in(self.client, username, headers={"User-Agent": FIREFOX})
                self.client.post("/admin/logout/")
            sign_in(Client(), "ada")
            run_sender()

        told = sorted((letter["To"], letter.get_content()) for letter in letters)
        self.assertEqual(
            [to for to, words in told],
            ["ada@example.org", "ada@example.org", "grace@example.org"],
        )
        self.assertIn("as ada with A browser,", told[0][1])
        words = told[1][1]
        self.assertIn("as ada with Firefox on Windows,", words)
        self.assertIn("From: 127.0.0.1", words)
        self.assertIn("http://testserver/admin/password_change/", words)
        self.assertEqual(
            {letter["Subject"] for letter in letters}, {"You signed in on a new device"}
        )
        self.assertEqual(content_version(), before)

    def test_a_device_is_known_by_a_secret_that_the_database_does_not_hold(self):
        ada = make_staff()
        response = sign_in(self.client)
        cookie = response.cookies["device"]

        device = KnownDevice.objects.get(user=ada)

        self.assertNotEqual(device.token_hash, cookie.value)
        self.assertEqual((cookie["httponly"], cookie["samesite"]), (True, "Lax"))
        self.assertGreater(cookie["max-age"], 60 * 60 * 24 * 365)

    def test_a_made_up_secret_is_not_taken_over(self):
        make_staff()
        self.client.cookies["device"] = "known to the thief"

        response = sign_in(self.client)

        self.assertNotEqual(response.cookies["device"].value, "known to the thief")

    def test_only_a_whole_sign_in_makes_a_device_known(self):
        make_staff()
        sign_in(self.client)
        key = set_up_app(self.client)
        mail.outbox.clear()
        thief = Client()

        sign_in(thief)
        self.assertEqual((KnownDevice.objects.count(), mail.outbox), (1, []))
        enter_code(thief, code_of(key))

        self.assertEqual(KnownDevice.objects.count(), 2)
        self.assertEqual(len(mail.outbox), 1)

    def test_changes_of_second_factors_are_told_by_mail(self):
        make_staff()
        sign_in(self.client)
        mail.outbox.clear()

        set_up_app(self.client)
        self.client.post("/admin/security/codes/new/")
        self.client.post("/admin/security/app/remove/")

        self.assertEqual(
            [letter.subject for letter in mail.outbox],
            [
                "You use an authenticator app now",
                "You have new recovery codes",
                "Your authenticator app was removed",
            ],
        )

    def test_browsers_and_systems_are_told_in_words(self):
        for user_agent, words in [
            (FIREFOX, "Firefox on Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36", "Chrome on Linux"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/156 Safari/537 Edg/156", "Edge on Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605",
                "Safari on iPhone",
            ),
            ("Mozilla/5.0 (Linux; Android 16) Chrome/156 Mobile Safari/537", "Chrome on Android"),
            ("", "A browser"),
            ("<script>" * 1000, "A browser"),
        ]:
            with self.subTest(user_agent=user_agent[:60]):
                self.assertEqual(describe(user_agent), words)


class AdministratorTests(TestCase):
    def setUp(self):
        make_staff("grace")
        self.grace = Client()
        sign_in(self.grace, "grace")
        set_up_app(self.grace)
        self.admin = make_staff()
        sign_in(self.client)
        mail.outbox.clear()

    def act(self, action, *users):
        data = {"action": action, "_selected_action": [user.pk for user in users]}
        return self.client.post("/admin/auth/user/", data, follow=True)

    @property
    def grace_row(self):
        return User.objects.get(username="grace")

    def test_a_lost_second_factor_is_taken_away(self):
        response = self.act("take_second_factor", self.grace_row)

        self.assertContains(response, "grace signs in with its password")
        self.assertEqual((is_signed_in(self.grace), is_signed_in(self.client)), (False, True))
        self.assertEqual(Authenticator.objects.count(), 0)
        [letter] = mail.outbox
        self.assertEqual(
            (letter.to, letter.subject),
            (["grace@example.org"], "Your passkeys and codes were taken away"),
        )
        self.assertEqual(LogEntry.objects.get().change_message, "Took away the second factor.")
        sign_in(self.grace, "grace")
        self.assertTrue(is_signed_in(self.grace))

    def test_a_colleague_is_signed_out_on_every_device(self):
        self.act("sign_out", self.grace_row)

        self.assertEqual((is_signed_in(self.grace), is_signed_in(self.client)), (False, True))
        self.assertEqual(Authenticator.objects.count(), 2)

    def test_an_account_of_the_hour_that_comes_twice_is_saved_like_any_other(self):
        comes_twice = datetime(2027, 11, 7, 7, 30, tzinfo=UTC)  # 1:30 a.m., for the second time
        User.objects.filter(username="grace").update(
            date_joined=comes_twice, last_login=comes_twice
        )

        Editor("Boss").save(self.grace_row, first_name="Grace")

        self.assertEqual(
            (self.grace_row.first_name, self.grace_row.date_joined), ("Grace", comes_twice)
        )

    def test_only_who_may_change_accounts_does_so(self):
        reader = make_staff("reader", is_superuser=False)
        reader.user_permissions.add(Permission.objects.get(codename="view_user"))
        self.client.force_login(reader)

        self.assertNotContains(self.client.get("/admin/auth/user/"), "take_second_factor")
        self.act("take_second_factor", self.grace_row)

        self.assertEqual(Authenticator.objects.count(), 2)

    def test_the_list_of_staff_tells_who_lacks_a_second_factor(self):
        def names(query):
            rows = self.client.get(f"/admin/auth/user/?second_factor={query}").context["cl"]
            return [user.username for user in rows.result_list]

        self.assertEqual((names("yes"), names("no")), (["grace"], ["ada"]))

    def test_lists_ask_the_same_number_of_questions_for_one_row_and_for_three(self):
        for path in ["auth/user/", "chapters_portal/knowndevice/"]:
            with self.subTest(path=path):
                self.client.get(f"/admin/{path}")
                with CaptureQueriesContext(connection) as first:
                    self.client.get(f"/admin/{path}")
                for name in ["one", "two"]:
                    visitor = Client()
                    make_staff(path + name)
                    sign_in(visitor, path + name)
                    set_up_app(visitor)
                with CaptureQueriesContext(connection) as second:
                    self.client.get(f"/admin/{path}")
                self.assertEqual(len(first), len(second))

    def test_nobody_sees_a_secret_or_makes_a_device_known_by_hand(self):
        device = KnownDevice.objects.first()

        for path in ["mfa/authenticator/", "account/emailaddress/"]:
            self.assertEqual(self.client.get(f"/admin/{path}").status_code, 404)
        page = self.client.get(f"/admin/chapters_portal/knowndevice/{device.pk}/change/")
        self.assertNotContains(page, device.token_hash)
        add = self.client.get("/admin/chapters_portal/knowndevice/add/")
        self.assertEqual(add.status_code, 403)


class CommandTests(TestCase):
    def test_whoever_has_no_colleague_to_ask_is_helped_on_the_server(self):
        make_staff()
        sign_in(self.client)
        set_up_app(self.client)
        words = StringIO()

        call_command("take_second_factor", "ada", stdout=words)

        self.assertIn("ada signs in with its password", words.getvalue())
        self.assertEqual(Authenticator.objects.count(), 0)
        with self.assertRaisesMessage(CommandError, "There is no account 'nobody'."):
            call_command("take_second_factor", "nobody")

    def test_nights_remove_old_sessions_and_devices(self):
        make_staff()
        long_ago = datetime(2025, 1, 1, tzinfo=UTC)
        with time_machine.travel(long_ago, tick=False):
            sign_in(self.client)
        with time_machine.travel(long_ago + timedelta(days=399), tick=False):
            call_command("nightly", stdout=StringIO())
            self.assertEqual((Session.objects.count(), KnownDevice.objects.count()), (0, 1))
        with time_machine.travel(long_ago + timedelta(days=401), tick=False):
            call_command("nightly", stdout=StringIO())
        self.assertEqual(KnownDevice.objects.count(), 0)

    def test_nights_encrypt_anew_what_a_former_key_encrypted(self):
        make_staff()
        sign_in(self.client)
        key, codes = set_up_app(self.client), recovery_codes(self.client)
        visitor = Client()

        with self.settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            call_command("nightly", stdout=StringIO())

        with self.settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
            for code in [code_of(key), codes[0]]:
                sign_in(visitor, password=PASSWORD)
                enter_code(visitor, code)
                self.assertTrue(is_signed_in(visitor))
                visitor.post("/admin/logout/")
