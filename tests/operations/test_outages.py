"""A portal under gunicorn whose PostgreSQL is paused, stopped and back, as a visitor meets it."""

import threading
from unittest import mock

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.test import SimpleTestCase, TestCase

from chapters_portal.operations.outages import Pulse, pulse
from chapters_portal.operations.outside import LARGEST
from tests.faults.server import PATIENCE, Database, Portal
from tests.reading import read_page


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


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    one = Database(tmp_path_factory.mktemp("database"))
    yield one
    one.end()


@pytest.fixture(scope="module")
def portal(database, tmp_path_factory):
    """Under gunicorn, and empty."""
    one = Portal(tmp_path_factory.mktemp("portal"), database.address())
    one.run("migrate")
    one.begin()
    yield one
    one.end()


@pytest.mark.once
def test_what_a_visitor_says_of_a_proxy_is_not_believed(portal):
    said = {"SCRIPT_NAME": "/evil", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.org"}

    status, text = portal.ask("/answers/?page=1", headers=said)

    assert status == 200
    assert not any(word in text for word in ["evil", "https://localhost"])


@pytest.mark.once
@pytest.mark.parametrize("fault", ["paused", "stopped"])
def test_visitors_are_answered_while_postgresql_is_away_and_well_when_it_is_back(
    portal, database, fault
):
    portal.wait_for(200, "/")
    kept = portal.ask("/")

    with getattr(database, fault)():
        waiting = [threading.Thread(target=portal.ask, args=[f"/answers/?page={n}"]) for n in "123"]
        for one in waiting:
            one.start()
        portal.wait_for(503)

        assert portal.ask("/") == kept
        assert portal.ask("/livez")[0] == 200
        status, text = portal.ask("/advocacy/subscribe/", email="ada@example.org")
        assert (status, "ada@example.org" in text) == (503, True)
        assert portal.ask(f"/directory/?q={fault}")[0] == 503
        for one in waiting:
            one.join(PATIENCE)
            assert not one.is_alive()

    portal.wait_for(200, f"/directory/?q={fault}")
