import io
import socket
import ssl
import time
from unittest import mock

from django.test import SimpleTestCase

from chapters_portal.link_checker import web as web_module
from chapters_portal.link_checker.web import BrokenOff, NoAnswer, Web, failure_in_words, is_public
from tests.link_checker.other_site import HERE, OtherSite, raw, silence, web_of_this_computer

OURS = "It leads into a private network, where the public cannot follow."


class PublicAddressTests(SimpleTestCase):
    def test_addresses_of_the_public_internet_may_be_asked(self):
        for address in ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2001:4860:4860::8888"]:
            with self.subTest(address=address):
                self.assertTrue(is_public(address))

    def test_all_others_may_not(self):
        for address in [
            *["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"],
            *["169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "203.0.113.1"],
            *["224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"],
            *["::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00::1", "fec0::1", "ff02::1"],
            *["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::a00:1"],
            *["2002:7f00:1::", "2001:0:4136::1", "2001:db8::1"],
        ]:
            with self.subTest(address=address):
                self.assertFalse(is_public(address))


class GuardTests(SimpleTestCase):
    """What is never asked, tried on a server that would answer."""

    def setUp(self):
        self.site = OtherSite(self)
        self.site.pages["/"] = 200
        self.port = self.site.server_port

    def refusal(self, address, **options):
        with self.assertRaises(NoAnswer) as caught:
            Web(**options).ask("GET", address, seconds=2)
        self.assertEqual(self.site.asked, [])
        return str(caught.exception)

    def test_no_writing_of_a_private_address_is_asked(self):
        for host in [
            *[HERE, "127.1", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"],
            *["localhost", "10.1.2.3", "169.254.169.254", "[fe80::1]"],
        ]:
            with self.subTest(host=host):
                said = self.refusal(f"http://{host}:{self.port}/", ports={self.port})
                self.assertEqual(said, OURS)

    def test_a_name_with_one_private_address_among_public_ones_is_not_asked(self):
        found = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ["8.8.8.8", HERE]]
        with (
            mock.patch.object(socket, "getaddrinfo", return_value=found),
            mock.patch.object(socket, "create_connection") as connect,
        ):
            said = self.refusal("http://two-faced.example/")

        self.assertEqual((said, connect.mock_calls), (OURS, []))

    def test_the_address_that_was_checked_is_the_one_that_is_asked(self):
        """A name that is looked up twice could lead elsewhere the second time."""
        asked, look_up = [], socket.getaddrinfo

        def once(host, *args, **options):
            asked.append(host)
            return look_up(HERE, *args, **options)

        with mock.patch.object(socket, "getaddrinfo", once):
            answer = web_of_this_computer().ask(
                "GET", f"http://name.example:{self.port}/", seconds=2
            )

        self.assertEqual((answer.status, asked.count("name.example")), (200, 1))

    def test_only_ports_of_the_web_are_asked(self):
        for port in [self.port, 22, 25, 6379]:
            with self.subTest(port=port):
                said = self.refusal(f"http://{HERE}:{port}/")
                self.assertEqual(said, f"We do not ask at port {port}.")

    def test_only_pages_of_the_web_are_asked(self):
        for address in [
            *["ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "http://"],
            *[f"http://user:word@{HERE}:{self.port}/", "javascript:alert(1)", "", "example.org"],
        ]:
            with self.subTest(address=address):
                said = self.refusal(address, may_reach=lambda ip: True, ports={self.port})
                self.assertEqual(said, "This is not an address of a page on the web.")

    def test_what_is_no_address_is_told_so(self):
        for address in [
            *["http://[::1", "http://example.org:99999/", "http://example.org:x/"],
            *["http://a..b/", f"http://{'a' * 70}.org/"],
        ]:
            with self.subTest(address=address):
                said = self.refusal(address, may_reach=lambda ip: True)
                self.assertEqual(said, "This is not a whole address.")


class AnswerTests(SimpleTestCase):
    def setUp(self):
        self.site = OtherSite(self)
        self.web = web_of_this_computer()

    def ask(self, page, *, method="GET", path="/", seconds=2, **options):
        self.site.pages[path] = page
        return self.web.ask(method, self.site.base + path, seconds=seconds, **options)

    def failure(self, page, **options):
        with self.assertRaises(BrokenOff) as caught:
            self.ask(page, **options)
        return str(caught.exception)

    def test_we_say_who_we_are_and_take_no_packed_answer(self):
        heard = []

        def page(handler):
            heard.append(dict(handler.headers))
            handler.send_error(404)

        self.ask(page)

        self.assertEqual(heard[0]["User-Agent"], "chapters-portal link check")
        self.assertEqual(heard[0]["From"], "office@example.org")
        self.assertEqual(heard[0]["Accept-Encoding"], "identity")
        self.assertEqual(heard[0]["Host"], self.site.base.removeprefix("http://"))

    def test_letters_outside_ascii_go_as_browsers_send_them(self):
        self.site.pages["/caf%C3%A9?q=%C3%A9%20x"] = 200

        answer = self.web.ask("GET", f"{self.site.base}/café?q=é x", seconds=2)

        self.assertEqual(answer.status, 200)

    def test_an_address_in_a_header_is_read_as_utf_8(self):
        page = raw("HTTP/1.1 301 Moved\r\nLocation: /caf\u00e9\r\n\r\n".encode())

        self.assertEqual(self.ask(page).location, "/café")

    def test_weird_bytes_in_headers_are_no_trouble(self):
        page = raw(
            b"HTTP/1.1 200 \xff\xfe\r\nLocation: \xff\xfe\r\nX: \x00\r\nSet-Cookie: \xe9\r\n\r\n"
        )

        self.assertEqual(self.ask(page).status, 200)

    def test_a_body_is_read_only_where_it_is_asked_for(self):
        page = (200, {}, b"words")

        self.assertEqual(self.ask(page).body, b"")
        self.assertEqual(self.ask(page, with_body=True).body, b"words")

    def test_of_a_huge_body_64_kilobytes_are_read(self):
        for name, head, chunk in [
            ("announced", b"Content-Length: 99999999\r\n\r\n", b"x" * 10_000),
            ("endless", b"\r\n", b"x" * 10_000),
            ("chunked", b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n"),
        ]:
            with self.subTest(name):
                page = raw(b"HTTP/1.1 200 OK\r\n", head, *[chunk] * 100)
                body = self.ask(page, with_body=True).body
                self.assertTrue(60_000 < len(body) <= 64 * 1024, len(body))

    def test_endless_headers_end(self):
        for head, chunk, said in [
            (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", "What it answers is not HTTP."),
            (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "What it answers is not HTTP."),
        ]:
            with self.subTest(chunk=chunk):
                self.assertEqual(self.failure(raw(head, *[chunk] * 10_000)), said)

    def test_what_is_no_http_is_told_so(self):
        for bytes_ in [b"SSH-2.0-OpenSSH\r\n", b"\xff\xfe\0\0\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"]:
            with self.subTest(bytes=bytes_):
                self.assertEqual(self.failure(raw(bytes_)), "What it answers is not HTTP.")

    def test_a_host_that_hangs_up_is_told_so(self):
        self.assertEqual(self.failure(raw(b"")), "It hung up without an answer.")

    def test_a_host_that_is_silent_is_left_in_time(self):
        begun = time.monotonic()

        self.assertEqual(self.failure(silence, seconds=0.2), "It did not answer in time.")
        self.assertLess(time.monotonic() - begun, 1)

    def test_a_host_that_drips_is_left_in_time(self):
        def drip(handler):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(100):
                handler.server.over.wait(0.02)
                handler.wfile.write(b"x")

        begun = time.monotonic()

        self.assertEqual(self.failure(drip, seconds=0.2), "It did not answer in time.")
        self.assertLess(time.monotonic() - begun, 1)

    def test_a_port_where_nobody_listens_is_told_so(self):
        with socket.socket() as unused:
            unused.bind((HERE, 0))
            address = f"http://{HERE}:{unused.getsockname()[1]}/"
            with self.assertRaisesMessage(NoAnswer, "Nobody answers at this port of its host."):
                self.web.ask("GET", address, seconds=2)

    def test_a_host_that_cannot_speak_tls_is_told_so(self):
        address = self.site.base.replace("http:", "https:")

        with self.assertRaisesMessage(NoAnswer, "It does not speak HTTPS as it should."):
            self.web.ask("GET", address, seconds=2)

    def test_a_silent_greeting_of_tls_is_left_in_time(self):
        with socket.create_server((HERE, 0)) as server:
            address = f"https://{HERE}:{server.getsockname()[1]}/"
            with self.assertRaisesMessage(NoAnswer, "It did not answer in time."):
                self.web.ask("GET", address, seconds=0.2)

    def test_a_bad_certificate_and_a_lost_name_are_told_in_words(self):
        bad = ssl.SSLCertVerificationError(1, "x")
        bad.verify_message = "certificate has expired"

        self.assertEqual(
            failure_in_words(bad), "Its certificate is not good: certificate has expired."
        )
        self.assertEqual(failure_in_words(socket.gaierror()), "The name of its host leads nowhere.")
        self.assertEqual(
            failure_in_words(OSError(113, "No route to host")),
            "The connection failed: No route to host.",
        )

    def test_the_public_web_checks_certificates_and_its_own_walls(self):
        web = Web()

        self.assertEqual(web.tls.verify_mode, ssl.CERT_REQUIRED)
        self.assertTrue(web.tls.check_hostname)
        self.assertIs(web.may_reach, web_module.is_public)

    def test_a_line_stays_open_for_the_one_who_dialed(self):
        self.assertIsInstance(web_module.LimitedSocket(None, 0), io.RawIOBase)
