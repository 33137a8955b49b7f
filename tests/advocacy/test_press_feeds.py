"""What feeds of releases promise, read with parsers of others; and that 5,000 change nothing."""

from datetime import UTC, datetime, timedelta

import feedparser
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory, TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocacy.models import Correction, PressRelease, PressTopic
from chapters_portal.operations.page_cache import PageCache
from tests.advocacy.makers import make_release

ATOM, JSON = "/press/feed/", "/press/feed.json"
NOON = datetime(2026, 3, 12, 17, tzinfo=UTC)


class AtomTests(TestCase):
    def parsed(self):
        response = self.client.get(ATOM)
        feed = feedparser.parse(
            response.content, response_headers={"content-type": response["Content-Type"]}
        )
        self.assertFalse(feed.bozo, feed.get("bozo_exception"))
        return feed

    def test_a_reader_gets_title_summary_text_topics_and_moments(self):
        release = make_release(
            "First & <best>\x0b", summary="1 < 2", body="<p>Text &amp; more</p>", published_at=NOON
        )
        release.topics.add(PressTopic.objects.create(name="Funding", slug="funding"))
        Correction.objects.create(
            release=release, note="Wrong.", noted_at=NOON + timedelta(hours=2)
        )

        feed = self.parsed()

        (entry,) = feed.entries
        self.assertEqual(feed.version, "atom10")
        self.assertEqual(feed.feed.author, "American Library Association")
        self.assertEqual(entry.title, "First & <best>")
        self.assertEqual(entry.summary, "1 &lt; 2")
        self.assertEqual(entry.content[0].value, "<p>Text &amp; more</p>")
        self.assertEqual([tag.term for tag in entry.tags], ["Funding"])
        self.assertEqual(entry.published, "2026-03-12T12:00:00-05:00")
        self.assertEqual(entry.updated, "2026-03-12T14:00:00-05:00")
        self.assertEqual(entry.link, f"http://testserver{release.get_absolute_url()}")

    def test_an_entry_names_its_original(self):
        release = PressRelease(title="Old", slug="old", original_url="https://www.ala.org/?a=1&b=2")
        release.set_day(2025, 4, 17)
        release.save()

        (entry,) = self.parsed().entries

        links = {link.rel: link.href for link in entry.links}
        self.assertEqual(
            links,
            {"alternate": "http://testserver/press/releases/old/", "via": release.original_url},
        )
        self.assertEqual(entry.published, "2025-04-17T00:00:00-05:00")
        self.assertNotIn("summary", entry)

    def test_an_empty_feed_is_a_feed(self):
        self.assertEqual(self.parsed().entries, [])

    def test_scripts_of_a_text_do_not_reach_readers(self):
        make_release(body="<p onclick='x()'>Text</p><script>alert(1)</script>")

        content = self.client.get(ATOM).content + self.client.get(JSON).content

        self.assertIn(b"Text", content)
        for part in [b"onclick", b"alert(1)"]:
            self.assertNotIn(part, content)


class JsonFeedTests(TestCase):
    def test_it_has_the_fields_of_version_1_1(self):
        release = make_release("First", summary="In short.", published_at=NOON)
        release.topics.add(PressTopic.objects.create(name="Funding", slug="funding"))
        entry = PressRelease(title="Old", slug="old", original_url="https://www.ala.org/old")
        entry.set_day(2001, 3)
        entry.save()

        response = self.client.get(JSON)

        authors = [{"name": "American Library Association"}]
        self.assertEqual(response["Content-Type"], "application/feed+json")
        self.assertEqual(response["Access-Control-Allow-Origin"], "*")
        first = f"http://testserver{release.get_absolute_url()}"
        old = "http://testserver/press/releases/old/"
        self.assertEqual(
            response.json(),
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "Press releases",
                "description": "News from the American Library Association and its chapters,"
                " newest first.",
                "home_page_url": "http://testserver/press/",
                "feed_url": "http://testserver/press/feed.json",
                "language": "en-US",
                "authors": authors,
                "items": [
                    {
                        "id": PressRelease.objects.get(title="First").uid,
                        "url": first,
                        "title": "First",
                        "summary": "In short.",
                        "content_html": "<p>What happened.</p>",
                        "date_published": "2026-03-12T12:00:00-05:00",
                        "date_modified": "2026-03-12T12:00:00-05:00",
                        "tags": ["Funding"],
                    },
                    {
                        "id": PressRelease.objects.get(title="Old").uid,
                        "url": old,
                        "external_url": "https://www.ala.org/old",
                        "title": "Old",
                        "content_text": "Old",
                        "date_published": "2001-03-01T00:00:00-06:00",
                        "date_modified": "2001-03-01T00:00:00-06:00",
                    },
                ],
            },
        )

    def test_an_empty_feed_has_no_items(self):
        self.assertEqual(self.client.get(JSON).json()["items"], [])


class ConditionalTests(TransactionTestCase):
    def ask(self, cache, path, **headers):
        start = []
        environ = RequestFactory().get(path, headers=headers).environ
        body = b"".join(cache(environ, lambda status, headers: start.append((status, headers))))
        return start[0][0], dict(start[0][1]), body

    def test_a_feed_is_sent_again_only_after_a_change(self):
        make_release("First")
        for path in [ATOM, JSON]:
            cache = PageCache(WSGIHandler())
            status, headers, body = self.ask(cache, path, accept_encoding="gzip")
            self.assertEqual((status, headers["Content-Encoding"]), ("200 OK", "gzip"))
            etag = {"if_none_match": headers["ETag"], "accept_encoding": "gzip"}

            with self.subTest(path=path):
                status, _, body = self.ask(cache, path, **etag)
                self.assertEqual((status, body), ("304 Not Modified", b""))
                make_release("News")
                self.assertEqual(self.ask(cache, path, **etag)[0], "200 OK")


class FiveThousandTests(TestCase):
    """As many releases as in fifty years."""

    @classmethod
    def setUpTestData(cls):
        cls.topic = PressTopic.objects.create(name="Funding", slug="funding")
        cls.fill(range(3))

    @classmethod
    def fill(cls, numbers):
        releases = PressRelease.objects.bulk_create(
            [
                PressRelease(
                    title=f"Release {number}",
                    slug=f"release-{number}",
                    summary="In short.",
                    body="<p>What happened.</p>",
                    published_at=timezone.now() - timedelta(days=1 + number),
                )
                for number in numbers
            ]
        )
        PressRelease.topics.through.objects.bulk_create(
            PressRelease.topics.through(pressrelease=release, presstopic=cls.topic)
            for release in releases
        )

    def ask(self, path):
        with CaptureQueriesContext(connection) as captured:
            response = self.client.get(path)
        self.assertEqual(response.status_code, 200)
        return len(captured), len(response.content)

    def test_pages_and_feeds_stay_as_they_are_with_5000_releases(self):
        paths = [ATOM, JSON, "/press/", "/press/?q=short", "/press/?topic=funding", "/press/kit/"]
        few = {path: self.ask(path)[0] for path in paths}
        self.fill(range(3, 60))
        some = {path: self.ask(path)[1] for path in paths}
        self.fill(range(60, 5000))

        many = {path: self.ask(path) for path in paths}

        self.assertEqual({path: queries for path, (queries, _) in many.items()}, few)
        for path, (_, size) in many.items():
            with self.subTest(path=path):
                self.assertLess(size, some[path] + 2_000)
        self.assertEqual(len(feedparser.parse(self.client.get(ATOM).content).entries), 50)
        self.assertEqual(len(self.client.get(JSON).json()["items"]), 50)
