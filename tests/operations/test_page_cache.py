import gzip
from contextlib import contextmanager, suppress
from unittest import mock

import brotli
import time_machine
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import RequestFactory, TestCase, TransactionTestCase

from chapters_portal.content.version import content_version, raise_content_version
from chapters_portal.operations import page_cache
from chapters_portal.operations.outages import pulse
from chapters_portal.operations.page_cache import PageCache
from chapters_portal.pages.models import SiteSettings
from tests.makers import make_chapter


class Portal:
    """The portal as gunicorn sees it. `calls` counts the pages that Django had to make."""

    def __init__(self):
        self.calls = 0
        self.django = WSGIHandler()
        self.cache = PageCache(self.application)

    def application(self, environ, start_response):
        self.calls += 1
        return self.django(environ, start_response)

    def get(self, path, method="GET", **headers):
        request = RequestFactory(headers={"host": "localhost", **headers}).generic(method, path)
        answer = {}

        def start_response(status, headers, exc_info=None):
            answer.update(status=status, headers=dict(headers))

        answer["body"] = b"".join(self.cache(request.environ, start_response))
        return answer


class ContentVersionTests(TestCase):
    """How often the content version rises: each time makes every kept page old."""

    @contextmanager
    def versions(self):
        """A list that gets the version before a transaction, at its end, and as it is committed."""
        versions = [content_version()]
        with self.captureOnCommitCallbacks() as callbacks, transaction.atomic():
            yield versions
            versions.append(content_version())
        for callback in callbacks:
            callback()
            versions.append(content_version())

    def test_it_rises_once_for_a_transaction_with_many_edits(self):
        with self.versions() as versions:
            for name in ["A", "B", "C"]:
                make_chapter(f"{name} Library Association")

        self.assertEqual(len(set(versions)), 2)

    def test_it_rises_after_the_commit_and_not_before_it(self):
        with self.versions() as versions:
            make_chapter()

        before, at_its_end, *_, after = versions
        self.assertEqual(before, at_its_end)
        self.assertNotEqual(before, after)

    def test_it_rises_for_an_edit_beside_one_that_was_taken_back(self):
        with self.versions() as versions:
            with suppress(InterruptedError), transaction.atomic():
                make_chapter("Taken Back Library Association")
                raise InterruptedError
            make_chapter("Kept Library Association")

        self.assertEqual(len(set(versions)), 2)

    def test_it_stays_when_all_was_taken_back(self):
        with (
            self.versions() as versions,
            suppress(InterruptedError),
            transaction.atomic(),
        ):
            make_chapter("Taken Back Library Association")
            raise InterruptedError

        self.assertEqual(len(set(versions)), 1)


class PageCacheTests(TransactionTestCase):
    def setUp(self):
        SiteSettings.objects.create(pk=1, welcome="Good morning")
        self.portal = Portal()

    def welcome_with(self, words):
        site = SiteSettings.current()
        site.welcome = words
        site.save()

    def test_a_page_is_made_once(self):
        first, second = self.portal.get("/"), self.portal.get("/")

        self.assertEqual(self.portal.calls, 1)
        self.assertEqual(first, second)
        self.assertIn(b"Good morning", second["body"])

    def test_an_edit_shows_at_once(self):
        self.portal.get("/")

        self.welcome_with("Good evening")

        self.assertIn(b"Good evening", self.portal.get("/")["body"])

    def test_an_edit_shows_in_every_process(self):
        other = Portal()
        other.get("/")

        self.welcome_with("Good evening")

        self.assertIn(b"Good evening", other.get("/")["body"])

    def test_a_deletion_shows_at_once(self):
        self.portal.get("/")

        SiteSettings.objects.get().delete()

        self.assertNotIn(b"Good morning", self.portal.get("/")["body"])

    def test_what_goes_by_the_clock_shows_within_a_minute(self):
        with mock.patch.object(page_cache, "monotonic") as clock:
            clock.return_value = 1000
            self.portal.get("/")
            SiteSettings.objects.update(welcome="Good evening")  # as if time had brought it
            clock.return_value += 59
            self.assertIn(b"Good morning", self.portal.get("/")["body"])

            clock.return_value += 2

            self.assertIn(b"Good evening", self.portal.get("/")["body"])

    def test_a_clock_that_is_set_back_keeps_no_page_longer(self):
        with mock.patch.object(page_cache, "monotonic", return_value=1000) as clock:
            self.portal.get("/")
            SiteSettings.objects.update(welcome="Good evening")
            clock.return_value += 61

            with time_machine.travel(0):
                self.assertIn(b"Good evening", self.portal.get("/")["body"])

    def test_the_old_page_serves_while_the_database_is_gone(self):
        self.portal.get("/")
        raise_content_version()

        def broken(environ, start_response):
            start_response("500 Internal Server Error", [])
            return [b"broken"]

        self.portal.cache.application = broken

        self.assertIn(b"Good morning", self.portal.get("/")["body"])
        self.assertEqual(self.portal.get("/directory/")["body"], b"broken")
        with self.subTest("another process has its copy from the disk"):
            other = Portal()
            other.cache.application = broken
            self.assertIn(b"Good morning", other.get("/")["body"])

    def test_of_a_page_that_is_gone_no_copy_is_left(self):
        chapter = make_chapter("Vermont Library Association")
        path = chapter.get_absolute_url()
        self.assertTrue(self.portal.get(path)["status"].startswith("200"))

        chapter.delete()
        raise_content_version()
        self.portal.get(path)

        with mock.patch.object(pulse, "is_down", True):
            self.assertTrue(Portal().get(path)["status"].startswith("503"))

    def test_a_full_disk_costs_the_copy_alone(self):
        with (
            mock.patch.object(caches["copies"], "set", side_effect=OSError),
            self.assertLogs("chapters_portal.operations.page_cache", "ERROR"),
        ):
            self.assertTrue(self.portal.get("/")["status"].startswith("200"))

    def test_while_the_shared_cache_is_lost_an_edit_shows_within_a_minute(self):
        self.portal.get("/")

        with (
            mock.patch.object(caches["pages"], "get", side_effect=ConnectionError) as asked,
            mock.patch.object(page_cache, "monotonic") as clock,
            self.assertLogs("chapters_portal.operations.page_cache"),
        ):
            [page] = self.portal.cache.pages.values()
            clock.return_value = page.made_at + 1
            SiteSettings.objects.update(welcome="Good evening")
            self.assertIn(b"Good morning", self.portal.get("/")["body"])
            self.portal.get("/")
            self.assertEqual(asked.call_count, 1)  # the lost cache is left alone

            clock.return_value += 61

            self.assertIn(b"Good evening", self.portal.get("/")["body"])
        self.assertEqual(self.portal.calls, 2)

    def test_an_edit_is_stored_although_the_cache_does_not_take_the_news(self):
        with (
            mock.patch.object(
                caches["pages"], "set", side_effect=OSError("No space left on device")
            ),
            self.assertLogs("django.db.backends.base", "ERROR"),
        ):
            make_chapter("Vermont Library Association")

    def test_kept_pages_have_a_bound_in_bytes(self):
        with mock.patch.object(page_cache, "MOST_BYTES", 40_000):
            for number in range(1, 9):
                self.portal.get(f"/search/?page={number}")

            self.assertLessEqual(self.portal.cache.bytes(), 40_000)
            self.assertGreater(len(self.portal.cache.pages), 1)

    def test_staff_with_a_session_never_meet_a_kept_page(self):
        self.portal.get("/")

        self.portal.get("/", cookie="a=b; sessionid=abc")

        self.assertEqual(self.portal.calls, 2)

    def test_a_cookie_whose_name_only_ends_alike_is_nobodys_session(self):
        self.portal.get("/")

        self.portal.get("/", cookie="a=b; othersessionid=abc; x=sessionid=1")

        self.assertEqual(self.portal.calls, 1)

    def test_only_known_questions_make_an_entry(self):
        for query in ["utm_source=x", "state=VT&x=1", "q=" + "a" * 400]:
            self.portal.get(f"/directory/?{query}")

        self.assertEqual(self.portal.cache.pages, {})

    def test_the_order_of_a_question_does_not_matter(self):
        self.portal.get("/directory/?kind=state&q=vermont")
        self.portal.get("/directory/?q=vermont&kind=state")

        self.assertEqual(self.portal.calls, 1)

    def test_errors_and_the_admin_are_not_kept(self):
        for path in ["/no-such-page/", "/directory/?state=XX", "/admin/login/", "/readyz"]:
            with self.subTest(path=path):
                self.portal.get(path)
                self.assertEqual(self.portal.cache.pages, {})

    def test_the_number_of_pages_is_bounded(self):
        with mock.patch.object(page_cache, "MOST_PAGES", 3):
            for word in "abcde":
                self.portal.get(f"/directory/?q={word}")

        self.assertEqual(
            [dict(key[3]) for key in self.portal.cache.pages], [{"q": "c"}, {"q": "d"}, {"q": "e"}]
        )

    def test_a_visitor_who_has_the_page_gets_304(self):
        etag = self.portal.get("/")["headers"]["ETag"]

        again = self.portal.get("/", if_none_match=etag)
        self.welcome_with("Good evening")
        changed = self.portal.get("/", if_none_match=etag)

        self.assertEqual((again["status"], again["body"]), ("304 Not Modified", b""))
        self.assertEqual(changed["status"], "200 OK")

    def test_bodies_are_pressed_as_the_visitor_accepts(self):
        plain = self.portal.get("/")["body"]

        for accepted, coding, press in [
            ("gzip, br", "br", brotli.decompress),
            ("gzip", "gzip", gzip.decompress),
        ]:
            with self.subTest(accepted=accepted):
                answer = self.portal.get("/", accept_encoding=accepted)
                self.assertEqual(answer["headers"]["Content-Encoding"], coding)
                self.assertEqual(press(answer["body"]), plain)
                self.assertEqual(answer["headers"]["Content-Length"], str(len(answer["body"])))

    def test_head_is_answered_from_the_page_without_its_body(self):
        page, head = self.portal.get("/"), self.portal.get("/", method="HEAD")

        self.assertEqual(head["body"], b"")
        self.assertEqual(head["headers"], page["headers"])
        self.assertEqual(self.portal.calls, 1)
