"""What every answer tells a browser that it may do: what Mozilla's Observatory asks, and more."""

import json
from unittest import mock

from django.conf import settings
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from chapters_portal.operations import floods
from chapters_portal.operations.outages import pulse
from chapters_portal.operations.outside import LARGEST
from tests.operations.test_start import GOOD, run
from tests.reading import read_page
from tests.site.test_fuzz import routes

WRITTEN = ("text/", "application/xml", "application/atom+xml")
SAME_FOR_ALL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# As an installation starts, without a database: a page behind HTTPS, one that is not, and cookies.
INSTALLED = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "chapters.example.org"})
whole, plain = client.get("/robots.txt", secure=True), client.get("/robots.txt?a=b")
names = [f"{kind}_COOKIE_{part}" for kind in ["SESSION", "CSRF"]
         for part in ["NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH"]]
print(json.dumps([dict(whole.headers), [plain.status_code, plain["Location"]],
                  [getattr(settings, name) for name in names]]))
"""


def pages():
    """An answer for every public address without a parameter, and of the pages of sign-in."""
    client = Client()
    for route in routes():
        is_of_desk = route.startswith("admin/") and not route.startswith("admin/login/")
        if not is_of_desk and "<" not in route:
            yield client.get(f"/{route}")


def refusals():
    client = Client(raise_request_exception=False)
    yield client.get("/no-such-page/")
    yield client.get("/", headers={"host": "evil.example"})
    yield client.get("/admin/")
    yield client.post("/contact/", {"message": "x" * LARGEST})
    yield Client(enforce_csrf_checks=True).post("/admin/login/")
    with mock.patch("chapters_portal.pages.views.render", side_effect=ValueError):
        yield client.get("/accessibility/")
    with mock.patch.object(pulse, "is_down", True):
        yield client.get("/")
    with override_settings(PAGES_PER_SECOND=5), mock.patch.object(floods, "BURST", 0):
        yield Client().get("/")


def policy_of(answer):
    parts = answer["Content-Security-Policy"].split("; ")
    return {name: sources.split() for name, _, sources in (one.partition(" ") for one in parts)}


class HeaderTests(TestCase):
    def test_every_page_and_refusal_has_the_same_strict_ones(self):
        statuses = set()
        for answer in [*pages(), *refusals()]:
            with self.subTest(answer.request["PATH_INFO"], status=answer.status_code):
                statuses.add(answer.status_code)
                found = {name: answer.get(name) for name in SAME_FOR_ALL}
                self.assertEqual(found, SAME_FOR_ALL)
                self.assertEqual(policy_of(answer)["default-src"], ["'none'"])
        self.assertLessEqual({200, 302, 400, 403, 404, 413, 429, 500, 503}, statuses)

    def test_what_is_written_names_its_letters(self):
        for answer in pages():
            with self.subTest(answer.request["PATH_INFO"]):
                kind = answer["Content-Type"]
                self.assertTrue("charset=utf-8" in kind or not kind.startswith(WRITTEN), kind)

    def test_the_policy_lets_in_nothing_that_is_not_named_and_nothing_of_other_sites(self):
        policy = policy_of(self.client.get("/"))

        self.assertEqual(policy["script-src"], ["'self'"])
        for name in ["frame-ancestors", "base-uri", "object-src"]:
            self.assertEqual(policy[name], ["'none'"])
        self.assertEqual(policy["form-action"], ["'self'"])
        sources = {source for named in policy.values() for source in named}
        others = {one for one in sources if not one.startswith("'sha256-")}
        self.assertEqual(others, {"'none'", "'self'"})

    def test_other_sites_read_data_that_is_meant_for_them_and_no_page(self):
        headers = {"origin": "https://other.example"}
        for path, allowed in {
            "/": None,
            "/contact/": None,
            "/admin/login/": None,
            "/events/calendar.json": "*",
            reverse("press:release_json_feed"): "*",
        }.items():
            with self.subTest(path):
                answer = self.client.get(path, headers=headers)
                self.assertEqual(answer.get("Access-Control-Allow-Origin"), allowed)
                self.assertNotIn("Access-Control-Allow-Credentials", answer)

    def test_scripts_and_styles_come_from_the_portal(self):
        for path in ["/", "/directory/", "/admin/login/", "/no-such-page/"]:
            page = read_page(self.client.get(path).content)
            found = [
                one.get("src") or one.get("href")
                for one in page.select("script[src], link[rel=stylesheet], link[rel=icon]")
            ]
            with self.subTest(path):
                self.assertTrue(found)
                self.assertEqual([one for one in found if not one.startswith("/static/")], [])


def test_an_installation_keeps_to_https_and_gives_cookies_to_no_other_host():
    folder = str(settings.VAR_DIR / "headers")
    module = {"DJANGO_SETTINGS_MODULE": "chapters_portal.settings"}
    start = run("-c", INSTALLED, **GOOD, **module, VAR_DIR=folder)
    assert start.returncode == 0, start.stderr
    headers, led, cookies = json.loads(start.stdout)

    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert led == [301, "https://chapters.example.org/robots.txt?a=b"]
    assert cookies == [
        *["__Host-sessionid", True, True, "Lax", None, "/"],
        *["__Host-csrftoken", True, True, "Lax", None, "/"],
    ]
