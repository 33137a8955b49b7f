"""What visitors send beside what they are asked for."""

import logging
from unittest import mock

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, SimpleTestCase, TestCase, override_settings

from chapters_portal.operations import outside
from chapters_portal.operations.limits import network_of
from chapters_portal.operations.logs import without_secrets


class SizeTests(TestCase):
    def test_a_large_body_is_refused_unread_wherever_it_is_sent(self):
        file = SimpleUploadedFile("x", b"x" * (outside.LARGEST + 1))
        for path in ["/find/", "/contact/", "/no-such-page/", "/admin/login/", "/"]:
            with (
                self.subTest(path),
                mock.patch("django.http.request.HttpRequest._load_post_and_files") as read,
            ):
                file.seek(0)
                self.client.cookies["sessionid"] = "made-up"
                answer = self.client.post(path, {"place": file})
                self.assertContains(answer, "too large", status_code=413)
                self.assertIn("default-src", answer["Content-Security-Policy"])
                read.assert_not_called()

    def test_staff_send_documents_and_no_more(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))
        file = SimpleUploadedFile("x", b"x" * (outside.LARGEST + 1))
        import_page = "/admin/directory/person/import/"

        self.assertEqual(self.client.post(import_page, {"file": file}).status_code, 400)
        with mock.patch.object(outside, "LARGEST_AT_DESK", 1000):
            file.seek(0)
            self.assertEqual(self.client.post(import_page, {"file": file}).status_code, 413)

    def test_the_longest_message_of_the_widest_signs_is_taken(self):
        answer = self.client.post("/contact/", {"message": "𝒜" * 10_000})

        self.assertEqual(answer.status_code, 400)
        self.assertContains(answer, "𝒜" * 10_000, status_code=400)

    def test_strange_lengths_are_no_error(self):
        for length in ["", "x", "-1", "²"]:
            with self.subTest(length):
                request = RequestFactory().get("/", CONTENT_LENGTH=length)
                self.assertEqual(outside.length_of(request), 0)


class MethodTests(SimpleTestCase):
    def test_what_neither_browsers_nor_readers_send_is_refused(self):
        for path in ["/", "/contact/", "/find/", "/admin/", "/events/calendar.json", "/no-such/"]:
            for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"]:
                with self.subTest(path, method=method):
                    answer = self.client.generic(method, path)
                    self.assertEqual((answer.status_code, answer.content), (405, b""))
                    self.assertEqual(answer["Allow"], "GET, HEAD, POST")


class HeaderTests(TestCase):
    def test_a_page_may_use_no_camera_and_the_like(self):
        self.assertIn("camera=()", self.client.get("/contact/")["Permissions-Policy"])

    def test_scripts_do_not_read_the_token_of_forms(self):
        cookie = self.client.get("/admin/login/").cookies["csrftoken"]

        self.assertTrue(cookie["httponly"])


class HostTests(SimpleTestCase):
    def host(self, given):
        asked = []
        outside.with_usual_port(lambda environ, start: asked.append(environ["HTTP_HOST"]))(
            {"HTTP_HOST": given}, None
        )
        return asked[0]

    def test_links_in_letters_never_lead_to_a_port_that_somebody_made_up(self):
        with override_settings(PLAIN_HTTP=False):
            for given, host in {
                "chapters.example.org:8443": "chapters.example.org",
                "chapters.example.org": "chapters.example.org",
                "[::1]:8000": "[::1]",
            }.items():
                self.assertEqual(self.host(given), host)
        with override_settings(PLAIN_HTTP=True):
            self.assertEqual(self.host("localhost:8000"), "localhost:8000")


class NetworkTests(SimpleTestCase):
    def test_visitors_are_told_apart_in_every_way_to_write_an_address(self):
        for address, network in {
            "192.0.2.7": "192.0.2.7/32",
            "::ffff:192.0.2.7": "192.0.2.7/32",
            "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
            "unknown": "unknown",
        }.items():
            with self.subTest(address):
                request = RequestFactory().get("/", REMOTE_ADDR=address)
                self.assertEqual(network_of(request), network)


class LogTests(SimpleTestCase):
    def logged(self, path, status=404):
        record = logging.LogRecord("django.request", 30, "", 1, "Not Found: %s", (path,), (1, 2, 3))
        record.status_code = status
        self.assertTrue(without_secrets(record))
        return record

    def test_keys_in_addresses_are_left_out(self):
        for path, told in {
            "/advocacy/subscribe/ImFkYSI:1abc:def/": "/advocacy/subscribe/…/",
            "/advocacy/unsubscribe/ImFkYSI%3A1abc%3Adef/": "/advocacy/unsubscribe/…/",
            "/admin/password/reset/key/1-c4x-9f/": "/admin/password/reset/key/…/",
            "/directory/vermont/": "/directory/vermont/",
        }.items():
            with self.subTest(path):
                self.assertEqual(self.logged(path).getMessage(), f"Not Found: {told}")

    def test_only_a_fault_of_ours_has_a_traceback(self):
        self.assertIsNone(self.logged("/", 403).exc_info)
        self.assertIsNotNone(self.logged("/", 500).exc_info)
