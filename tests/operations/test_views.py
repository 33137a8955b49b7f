"""What machines ask the house for: health, robots, site map, headers, settings."""

import errno
import os
from datetime import datetime, timedelta
from unittest import mock
from xml.etree import ElementTree

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import TestCase
from django.utils import timezone

from chapters_portal.operations.views import MigrationExecutor
from tests.reading import read_page


class HealthTests(TestCase):
    def test_a_process_is_alive_without_a_database(self):
        with self.assertNumQueries(0):
            self.assertEqual(self.client.get("/livez").status_code, 200)

    def test_a_portal_with_all_its_migrations_is_ready(self):
        response = self.client.get("/readyz")

        self.assertEqual((response.status_code, response.content), (200, b"ready\n"))

    def test_a_portal_that_lacks_a_migration_is_not_ready(self):
        with mock.patch.object(MigrationExecutor, "migration_plan", return_value=["one"]):
            response = self.client.get("/readyz")

        self.assertEqual(
            (response.status_code, response.content), (503, b"migrations are missing\n")
        )

    def test_a_portal_without_its_database_is_not_ready(self):
        with mock.patch.object(connection, "cursor", side_effect=DatabaseError):
            response = self.client.get("/readyz")

        self.assertEqual(
            (response.status_code, response.content), (503, b"the database does not answer\n")
        )

    def test_a_portal_on_a_full_disk_is_not_ready(self):
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with mock.patch("chapters_portal.operations.views.TemporaryFile", side_effect=full):
            response = self.client.get("/readyz")

        self.assertEqual(response.status_code, 503)
        self.assertIn(b"nothing can be written", response.content)


class MachineTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_starter_content", congress=False, verbosity=0)

    def test_robots_are_led_to_the_site_map(self):
        robots = self.client.get("/robots.txt").content.decode()

        self.assertIn("Sitemap: http://testserver/sitemap.xml", robots)

    def test_whoever_found_a_weakness_learns_whom_to_tell(self):
        answer = self.client.get("/.well-known/security.txt")

        fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
        self.assertEqual(fields["Contact"], f"mailto:{settings.OFFICE_EMAIL}")
        left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
        self.assertTrue(timedelta(days=90) < left < timedelta(days=365))

    def test_the_site_map_names_every_chapter_and_its_pages_answer(self):
        tree = ElementTree.fromstring(self.client.get("/sitemap.xml").content)
        paths = [loc.text.removeprefix("http://testserver") for loc in tree.iterfind(".//{*}loc")]

        self.assertEqual(sum(path.startswith("/directory/") for path in paths), 57 + 6)
        self.assertEqual({self.client.get(path).status_code for path in paths[::5]}, {200})

    def test_every_page_tells_what_it_is(self):
        for path in ["/", "/directory/", "/directory/vermont/", "/directory/officers/"]:
            with self.subTest(path=path):
                page = read_page(self.client.get(f"{path}?q=x").content)
                canonical = page.find("link", rel="canonical")["href"]
                description = page.find("meta", attrs={"name": "description"})["content"]
                self.assertEqual(canonical, f"http://testserver{path}")
                self.assertTrue(20 < len(description) <= 160, description)
                self.assertTrue(page.find("meta", property="og:title")["content"])
                self.assertEqual(len(page.find_all("h1")), 1)

    def test_public_pages_and_the_admin_share_one_strict_policy(self):
        policies = {
            self.client.get(path).headers["Content-Security-Policy"]
            for path in ["/", "/directory/", "/admin/login/", "/no-such-page/"]
        }

        self.assertEqual(len(policies), 1)
        policy = policies.pop()
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)

    def test_a_page_that_is_not_there_helps_to_find_one(self):
        response = self.client.get("/no-such-page/")

        self.assertContains(response, "Find chapter", status_code=404)

    def test_the_page_for_our_own_faults_needs_no_database(self):
        self.client.raise_request_exception = False
        with (
            mock.patch("chapters_portal.pages.views.HomeSection.objects") as sections,
            self.assertLogs("django.request", "ERROR"),
            self.assertNumQueries(0),
        ):
            sections.prefetch_related.side_effect = DatabaseError
            response = self.client.get("/")

        self.assertContains(response, "Something broke on our side", status_code=500)

    def test_visitors_get_no_cookie(self):
        for path in ["/", "/directory/", "/directory/vermont/"]:
            self.assertEqual(dict(self.client.get(path).cookies), {})
