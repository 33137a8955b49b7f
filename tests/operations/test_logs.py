"""What machines are told: lines of the log, and errors where SENTRY_DSN says."""

import json
import logging
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from unittest import mock

import brotli
import pytest
import sentry_sdk
from django.test import RequestFactory, SimpleTestCase, override_settings

from chapters_portal.operations import reports
from chapters_portal.operations.logs import Lines, request_id, with_request_id


def line_of(message, *args, **extra):
    record = logging.LogRecord("portal", logging.ERROR, "", 1, message, args, None)
    record.__dict__.update(extra)
    return json.loads(Lines().format(record))


class LineTests(SimpleTestCase):
    def test_a_line_has_the_id_of_its_request_and_its_level(self):
        request_id.set("0123-4567")
        line = line_of("It failed: %s", "why")
        self.assertEqual(line["request_id"], "0123-4567")
        self.assertEqual((line["level"], line["message"]), ("ERROR", "It failed: why"))

    def test_nobody_is_named_in_it(self):
        for words in [
            "Key (email)=(ada@example.org) already exists.",
            'DETAIL: Failing row contains (7, Ada, "Lovelace").',
        ]:
            with self.subTest(words):
                try:
                    raise ValueError(f"It failed.\n{words}\nEnd.")
                except ValueError:
                    record = logging.LogRecord(
                        "portal", logging.ERROR, "", 1, words, None, sys.exc_info()
                    )
                text = Lines().format(record)
                self.assertNotIn("ada@", text)
                self.assertNotIn("Lovelace", text.partition("Traceback")[0])
                self.assertEqual(json.loads(text)["level"], "ERROR")

    def test_requests_and_queries_that_hang_on_a_record_stay_out(self):
        request = RequestFactory().get("/search/?q=ada")
        line = line_of("Not Found", request=request, params=["ada"], status_code=404)
        self.assertNotIn("ada", json.dumps(line))
        self.assertEqual(line["status_code"], 404)


class RequestIdTests(SimpleTestCase):
    def id_of(self, **environ):
        heard = {}
        application = with_request_id(lambda environ, start: start("200 OK", []))
        application(environ, lambda status, headers, exc_info=None: heard.update(headers))
        return heard["X-Request-Id"]

    def test_each_answer_has_its_own(self):
        self.assertNotEqual(self.id_of(), self.id_of())

    def test_that_of_our_own_proxy_is_kept_and_what_is_none_is_not(self):
        with override_settings(BEHIND_PROXY=True):
            self.assertEqual(self.id_of(HTTP_X_REQUEST_ID="0123456789"), "0123456789")
            for bad in ["a", "x" * 65, "<script>alert", "12345678\r\nX: y"]:
                self.assertNotEqual(self.id_of(HTTP_X_REQUEST_ID=bad), bad)
        with override_settings(BEHIND_PROXY=False):
            self.assertNotEqual(self.id_of(HTTP_X_REQUEST_ID="0123456789"), "0123456789")


@pytest.fixture
def heard():
    """What a server that speaks as Sentry does was told, as text."""
    told = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append(brotli.decompress(body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    with override_settings(SENTRY_DSN=f"http://key@127.0.0.1:{server.server_port}/1"):
        reports.begin()
        yield told
        sentry_sdk.get_client().close()
        sentry_sdk.init()
    server.shutdown()
    server.server_close()


def test_an_error_is_told_without_the_visitor_who_met_it(client, heard):
    client.raise_request_exception = False
    client.cookies["note"] = "cookie-of-ada"
    with mock.patch(
        "chapters_portal.operations.views.why_not_ready",
        side_effect=ValueError("No place for ada@example.org"),
    ):
        answer = client.get("/readyz?name=ada-lovelace", headers={"user-agent": "browser-of-ada"})
    assert answer.status_code == 500
    sentry_sdk.flush()
    told = "".join(heard)
    assert "ValueError" in told
    assert "why_not_ready" in told or "readyz" in told
    for word in ["ada-lovelace", "cookie-of-ada", "browser-of-ada", "ada@example.org"]:
        assert word not in told
