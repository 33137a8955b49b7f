"""A network that asks for very many pages, and everybody else meanwhile."""

from unittest import mock

from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import (
    RequestFactory,
    SimpleTestCase,
    TestCase,
    TransactionTestCase,
    override_settings,
)

from chapters_portal.operations import floods, outside
from chapters_portal.operations.page_cache import key_of, name_of_copy
from chapters_portal.pages.models import SiteSettings
from tests.operations.test_page_cache import Portal
from tests.reading import read_page

PAGE = "/no-such-page/"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self):
        self.seconds = 1000.1

    def __call__(self):
        return int(self.seconds * floods.SECOND)


class Flooded:
    """A test whose clock stands still, with a limit of 5 pages a second."""

    def setUp(self):
        super().setUp()
        self.clock = Clock()
        self.enterContext(mock.patch.object(floods, "monotonic_ns", self.clock))
        self.enterContext(override_settings(PAGES_PER_SECOND=5))


class LimitTests(Flooded, SimpleTestCase):
    def setUp(self):
        super().setUp()
        self.ask = floods.limit(lambda request: HttpResponse("made"))

    def made(self, pages, path=PAGE, **environ):
        """How many of so many requests got their page."""
        request = RequestFactory().get(path, **environ)
        return [self.ask(request).status_code for _ in range(pages)].count(200)

    def test_a_network_has_100_pages_at_once_and_5_in_each_second(self):
        found = []
        for seconds in [0, 1, 1, 0.1, 0.1, 19, 1000]:
            self.clock.seconds += seconds
            found.append(self.made(110))

        self.assertEqual(found, [100, 5, 5, 0, 1, 95, 100])

    def test_a_refusal_says_when_to_come_again_and_is_kept_by_nobody(self):
        self.made(100)

        answer = self.ask(RequestFactory().get(PAGE))

        self.assertEqual((answer.status_code, answer["Retry-After"]), (429, "1"))
        self.assertEqual(answer["Cache-Control"], "no-store")
        self.assertContains(answer, "Wait some seconds, then try again.", status_code=429)

    def test_one_network_is_known_by_all_its_addresses_and_another_is_not_held_back(self):
        for first, second, other in [
            ("192.0.2.7", "::ffff:192.0.2.7", "192.0.2.8"),
            ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4", "2001:db8:1:3::3"),
        ]:
            with self.subTest(first):
                made = [
                    self.made(pages, REMOTE_ADDR=address)
                    for pages, address in [(60, first), (60, second), (60, other), (1, first)]
                ]
                self.assertEqual(made, [60, 40, 60, 0])

    def test_behind_our_proxy_the_address_is_the_one_that_it_saw(self):
        with override_settings(BEHIND_PROXY=True):
            for number in range(100):
                self.made(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 192.0.2.7")

            self.assertEqual(self.made(1, HTTP_X_FORWARDED_FOR="192.0.2.7"), 0)
            self.assertEqual(self.made(1, HTTP_X_FORWARDED_FOR="192.0.2.7, 192.0.2.8"), 1)

    def test_every_kind_of_request_counts(self):
        for method in ["get", "head", "post", "put", "options"]:
            request = getattr(RequestFactory(), method)(PAGE)
            for _ in range(20):
                self.ask(request)

        self.assertEqual(self.made(1), 0)

    def test_the_balancer_and_uploads_are_always_answered_and_missing_uploads_are_pages(self):
        kept = default_storage.save("picture-1.png", ContentFile(b""))
        self.addCleanup(default_storage.delete, kept)
        paths = ["/livez", "/readyz", f"/media/{kept}"]

        for path in paths:
            with self.subTest(path):
                self.assertEqual(self.made(150, path), 150)
        for path in ["missing-1.png", "", ".", "..", "../portal.sqlite3", "a/../b.png", "\0.png"]:
            self.assertEqual(self.made(150, f"/media/{path}", REMOTE_ADDR=f"for {path}"), 100, path)

    def test_a_flood_from_very_many_networks_takes_little_memory(self):
        allowance = floods.Allowance(5)
        with mock.patch.object(floods, "MOST_NETWORKS", 10):
            for number in range(100):
                allowance.grants("the same")
                allowance.grants(f"another {number}")

            self.assertEqual(len(allowance.paid_at), 10)
            self.assertFalse(allowance.grants("the same"))

    def test_a_portal_may_have_no_limit(self):
        with override_settings(PAGES_PER_SECOND=0), self.assertRaises(floods.MiddlewareNotUsed):
            floods.limit(None)


class WholePortalTests(Flooded, TestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch.object(floods, "BURST", 1))

    def test_a_form_gives_back_what_was_typed_and_asks_no_database(self):
        for path in ["/contact/?topic=press", "/advocacy/subscribe/", "/find/", "/admin/login/"]:
            with self.subTest(path):
                self.clock.seconds += 1
                self.client.get(PAGE)
                with self.assertNumQueries(0):
                    answer = self.client.post(path, {"email": "ada & co", "password": "secret"})

                self.assertEqual(answer.status_code, 429)
                self.assertIn("default-src", answer["Content-Security-Policy"])
                form = read_page(answer.content).form
                self.assertEqual(form["action"], path)
                self.assertEqual(form.select_one("[name=email]").text.strip(), "ada & co")
                self.assertNotIn("secret", str(form))

    def test_a_large_body_is_refused_unread(self):
        self.client.get(PAGE)
        file = SimpleUploadedFile("x", b"x" * (outside.LARGEST + 1))
        with mock.patch("django.http.request.HttpRequest._load_post_and_files") as read:
            self.assertEqual(self.client.post("/admin/", {"file": file}).status_code, 429)
            read.assert_not_called()

    def test_staff_are_counted_too(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))
        statuses = [self.client.get("/admin/").status_code for _ in range(2)]

        self.assertEqual(statuses, [200, 429])

    def test_static_files_are_always_sent(self):
        self.client.get(PAGE)
        for _ in range(2):
            answer = self.client.get(static("site.css"))
            answer.close()
            self.assertEqual(answer.status_code, 200)


class KeptPageTests(Flooded, TransactionTestCase):
    def test_kept_pages_are_sent_to_a_flood_and_stay_kept_for_the_others(self):
        site = SiteSettings.objects.create(pk=1, welcome="Good morning")
        portal = Portal()
        portal.get("/")
        while not portal.get(PAGE)["status"].startswith("429"):
            pass

        self.assertIn(b"Good morning", portal.get("/")["body"])

        site.welcome = "Good evening"
        site.save()
        key = key_of(RequestFactory(headers={"host": "localhost"}).get("/").environ)
        self.assertTrue(portal.get("/")["status"].startswith("429"))
        self.assertIsNotNone(caches["copies"].get(name_of_copy(key)))
        self.clock.seconds += 1
        self.assertIn(b"Good evening", portal.get("/")["body"])
