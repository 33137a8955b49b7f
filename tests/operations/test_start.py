"""What stops the portal before it begins, and how an installation gets its first administrator."""

import os
import re
import subprocess
import sys
import threading
import time
from io import StringIO

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from chapters_portal.management.commands.migrate import alone

GOOD = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-abcdef",
    "ALLOWED_HOSTS": "chapters.example.org",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "dummy:",
    "OFFICE_EMAIL": "office@example.org",
}


def run(*command, **environment):
    return subprocess.run(
        [sys.executable, *command],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class SettingsTests(SimpleTestCase):
    def assertRefused(self, start, *names):
        told = [line for line in start.stderr.splitlines() if "[INFO]" not in line]
        self.assertEqual((start.returncode, len(told)), (1, 1), start.stderr)
        for name in names:
            self.assertIn(name, told[0])

    def test_all_that_is_missing_is_named_in_one_line(self):
        self.assertRefused(run("manage.py", "check"), *GOOD)

    def test_what_is_weak_or_wrong_is_named_and_never_repeated(self):
        for name, value in [
            ("SECRET_KEY", "too-short"),
            ("SECRET_KEY", "a" * 60),
            ("ALLOWED_HOSTS", "*"),
            ("ALLOWED_HOSTS", " , "),
            ("EMAIL_URL", "smtp+tls://user:password@host"),
            ("OFFICE_EMAIL", "nobody"),
            ("PAGES_PER_SECOND", "-7"),
            ("PAGES_PER_SECOND", "many"),
        ]:
            with self.subTest(name, value=value):
                start = run("manage.py", "check", **GOOD | {name: value})
                self.assertRefused(start, name)
                self.assertNotIn(value, start.stderr)

    def test_good_ones_and_those_of_development_say_nothing(self):
        folder = str(settings.VAR_DIR / "development")
        for environment in [GOOD, {"DEBUG": "1", "VAR_DIR": folder}]:
            start = run("manage.py", "check", **environment)
            self.assertEqual((start.returncode, start.stderr), (0, ""))

    def test_nobody_is_served_in_development_or_without_a_database(self):
        gunicorn = ["-m", "gunicorn", "--bind=127.0.0.1:0"]
        self.assertRefused(run(*gunicorn, **GOOD | {"DEBUG": "1"}), "DEBUG")
        for address in ["sqlite:////missing/portal.sqlite3", "postgresql://a:secret@127.0.0.1:1/b"]:
            with self.subTest(address):
                folder = str(settings.VAR_DIR / "nothing-kept")
                start = run(*gunicorn, **GOOD | {"DATABASE_URL": address, "VAR_DIR": folder})
                self.assertRefused(start, "DATABASE_URL")
                self.assertNotIn("secret", start.stderr)

    def test_readme_lists_the_settings_that_the_code_reads(self):
        code = (settings.BASE_DIR / "chapters_portal/settings.py").read_text()
        readme = (settings.BASE_DIR / "README.md").read_text()
        rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", readme, re.MULTILINE)
        listed = {name for row in rows for name in re.findall(r"[A-Z_]+", row)}
        read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
        self.assertEqual(listed, read)


class MigrateTests(TransactionTestCase):
    def test_who_comes_second_waits_for_the_first(self):
        order, tries = [], threading.Event()

        def second():
            tries.set()
            with alone(connection.copy() if connection.vendor == "sqlite" else connection):
                order.append("second")

        with alone(connection):
            other = threading.Thread(target=second)
            other.start()
            tries.wait()
            time.sleep(0.2)
            order.append("first")
        other.join()
        self.assertEqual(order, ["first", "second"])


class SetupTests(TestCase):
    def link(self, email="ada@example.org"):
        told = StringIO()
        call_command("setup", email, stdout=told)
        return re.search(r"http://localhost(/\S+)", told.getvalue())[1]

    def choose(self, link, password):
        form = self.client.get(link, follow=True)
        if not form.redirect_chain:
            return form
        return self.client.post(
            form.redirect_chain[-1][0], {"password1": password, "password2": password}
        )

    def test_the_first_administrator_chooses_a_password_by_a_link_that_is_good_once(self):
        link, password = self.link(), "a long one of four words"
        self.assertEqual(self.choose(link, password).status_code, 302)

        user = User.objects.get(username="ada@example.org")
        self.assertTrue(user.is_superuser and user.check_password(password))
        self.choose(link, "another of four words")
        user.refresh_from_db()
        self.assertTrue(user.check_password(password))

    def test_a_lost_link_is_made_again_until_somebody_came_in(self):
        self.link()
        self.choose(self.link(), "a long one of four words")
        for email in ["ada@example.org", "eve@example.org"]:
            with self.assertRaisesMessage(CommandError, "ada@example.org is an administrator"):
                self.link(email)
        self.assertEqual(User.objects.count(), 1)

    def test_a_slip_of_the_pen_makes_no_account(self):
        with self.assertRaisesMessage(CommandError, "is no e-mail address"):
            self.link("ada")
        self.assertEqual(User.objects.count(), 0)
