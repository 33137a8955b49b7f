"""A portal under gunicorn whose PostgreSQL is paused, stopped and back, as a visitor meets it."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from unittest import mock
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.test import SimpleTestCase, TestCase

from chapters_portal.operations.outages import Pulse, pulse
from chapters_portal.operations.outside import LARGEST
from tests.answers.post import free_port
from tests.environment import new_postgresql
from tests.reading import read_page

PATIENCE = 20  # seconds in which something has to happen on a busy machine


class AnswerTests(TestCase):
    """What is said, with whatever part of the portal finds the database gone."""

    def post(self, path, **typed):
        self.client.raise_request_exception = False
        return self.client.post(path, typed)

    def assertNothingLost(self, answer, **typed):
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer["Retry-After"], "5")
        self.assertIn("no-store", answer["Cache-Control"])
        page = read_page(answer.content)
        for name, value in typed.items():
            field = page.select_one(f"[name='{name}']")
            self.assertEqual(field.get("value") or field.text.removeprefix("\n"), value)
        return page

    def test_a_database_that_fails_in_the_middle_loses_nothing_that_was_typed(self):
        typed = {"message": "Who & <why>?", "name": "Ada", "_save": "Save", "stamp": "x"}
        for error in [OperationalError("gone"), InterfaceError("closed")]:
            with (
                self.subTest(error),
                mock.patch("answers.views.contact.InquiryForm", side_effect=error),
                self.assertLogs("django.request", "ERROR"),
            ):
                page = self.assertNothingLost(self.post("/contact/?topic=press", **typed), **typed)
                self.assertEqual(page.form["action"], "/contact/?topic=press")

    def test_while_it_is_known_to_be_gone_nobody_asks_it(self):
        with mock.patch.object(pulse, "is_down", True), self.assertNumQueries(0):
            for path in ["/contact/", "/advocacy/subscribe/", "/find/", "/admin/login/"]:
                with self.subTest(path):
                    typed = {"email": "ada@example.org", "password": "secret"}
                    page = self.assertNothingLost(self.post(path, **typed), email="ada@example.org")
                    self.assertNotIn("secret", str(page))
            self.assertEqual(self.client.get("/livez").status_code, 200)
            self.assertEqual(self.client.get("/readyz").status_code, 503)
            words = self.client.get("/directory/")
        self.assertContains(words, "Try again in a minute.", status_code=503)
        self.assertIn("default-src", words["Content-Security-Policy"])

    def test_a_large_body_is_not_read_then_either(self):
        file = SimpleUploadedFile("x", b"x" * (LARGEST + 1))
        with (
            mock.patch.object(pulse, "is_down", True),
            mock.patch("django.http.request.HttpRequest._load_post_and_files") as read,
        ):
            self.assertEqual(self.post("/find/", place=file).status_code, 503)
            read.assert_not_called()

    def test_the_desk_gives_back_a_long_text_too(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))
        text = "<p>A long answer.</p>" * 20_000
        with mock.patch.object(pulse, "is_down", True):
            self.assertNothingLost(self.post("/admin/answers/answer/add/", body=text), body=text)

    def test_other_faults_stay_what_they_are(self):
        with (
            mock.patch("answers.views.contact.InquiryForm", side_effect=ValueError),
            self.assertLogs("django.request", "ERROR"),
        ):
            self.assertEqual(self.post("/contact/", name="Ada").status_code, 500)


class PulseTests(SimpleTestCase):
    """What the thread lives through, for nobody starts it anew."""

    def test_a_connection_that_closes_while_it_is_cut_ends_nothing(self):
        class Closing:
            closed = False

            @property
            def pgconn(self):
                raise psycopg.OperationalError("the connection is closed")

        one, closing = Pulse(), Closing()
        one.in_use.add(closing)
        one.cut()

    def test_whatever_goes_wrong_it_asks_again(self):
        one, answers = Pulse(), [RuntimeError("strange"), False, True]

        def answer(database):
            if not answers:
                raise SystemExit
            found = answers.pop(0)
            if isinstance(found, Exception):
                raise found
            return found

        with (
            mock.patch.object(one, "answers", answer),
            mock.patch("chapters_portal.operations.outages.BETWEEN_QUESTIONS", 0),
            self.assertLogs("chapters_portal.operations.outages", "ERROR"),
            self.assertRaises(SystemExit),
        ):
            one.ask_on(None)
        self.assertFalse(one.is_down)


class Server:
    """An empty portal under gunicorn, with a PostgreSQL of its own."""

    def __init__(self, folder):
        self.postgresql = new_postgresql(folder)
        with psycopg.connect(self.postgresql.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE portal")
        self.port = free_port()
        var = folder / "var"
        var.mkdir()
        (var / "static").symlink_to(settings.STATIC_ROOT)
        environment = {
            **os.environ,
            "DATABASE_URL": self.postgresql.get_uri(database="portal"),
            "CACHE_URL": "",
            "VAR_DIR": str(var),
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, env=environment, check=True)
        gunicorn = [sys.executable, "-m", "gunicorn", f"--bind=localhost:{self.port}"]
        self.portal = subprocess.Popen(gunicorn, env=environment, stderr=subprocess.DEVNULL)
        self.wait_for(200)

    def ask(self, path, headers=(), **typed):
        """Status and text of an answer; with something typed it is sent."""
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        try:
            if typed:
                form = {"Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", path, urlencode(typed), form)
            else:
                connection.request("GET", path, headers=dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def wait_for(self, status, path="/readyz"):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                found = self.ask(path)[0]
            except OSError:
                found = None
            if found == status:
                return
            assert time.monotonic() < end, f"{path} answers {found}, not {status}"
            time.sleep(0.2)

    @contextmanager
    def paused(self):
        """The processes of PostgreSQL stand still, with their connections open."""
        with psycopg.connect(self.postgresql.get_uri()) as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
        pids = [self.postgresql.get_pid(), *(pid for [pid] in rows)]
        for pid in pids:
            send(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                send(pid, signal.SIGCONT)

    @contextmanager
    def stopped(self):
        postmaster = self.postgresql.get_postmaster_info().process
        postmaster.send_signal(signal.SIGINT)
        postmaster.wait(PATIENCE)
        try:
            yield
        finally:
            self.postgresql.start()

    def end(self):
        self.portal.terminate()
        self.portal.wait()
        self.postgresql.cleanup()


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # a connection that has ended since


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    one = Server(tmp_path_factory.mktemp("outage"))
    yield one
    one.end()


@pytest.mark.once
def test_what_a_visitor_says_of_a_proxy_is_not_believed(server):
    said = {"SCRIPT_NAME": "/evil", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.org"}

    status, text = server.ask("/answers/?page=1", headers=said)

    assert status == 200
    assert not any(word in text for word in ["evil", "https://localhost"])


@pytest.mark.once
@pytest.mark.parametrize("fault", ["paused", "stopped"])
def test_visitors_are_answered_while_postgresql_is_away_and_well_when_it_is_back(server, fault):
    server.wait_for(200, "/")
    kept = server.ask("/")

    with getattr(server, fault)():
        waiting = [threading.Thread(target=server.ask, args=[f"/answers/?page={n}"]) for n in "123"]
        for one in waiting:
            one.start()
        server.wait_for(503)

        assert server.ask("/") == kept
        assert server.ask("/livez")[0] == 200
        status, text = server.ask("/advocacy/subscribe/", email="ada@example.org")
        assert (status, "ada@example.org" in text) == (503, True)
        assert server.ask(f"/directory/?q={fault}")[0] == 503
        for one in waiting:
            one.join(PATIENCE)
            assert not one.is_alive()

    server.wait_for(200, f"/directory/?q={fault}")
