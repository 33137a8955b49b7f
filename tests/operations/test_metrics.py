"""The numbers for Prometheus. That their port is private: tests/installation."""

import re
from unittest import mock

from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from chapters_portal import VERSION
from chapters_portal.operations.jobs import JobRun
from chapters_portal.operations.metrics import PORT, measured, tell
from chapters_portal.operations.outages import pulse


def told():
    # The connection of a test stays open for the next one.
    with mock.patch("chapters_portal.operations.metrics.close_old_connections"):
        return b"".join(tell(lambda status, headers: None)).decode()


class MetricsTests(TestCase):
    def setUp(self):
        for status in [STATUS.queued, STATUS.failed, STATUS.failed, STATUS.sent]:
            Email.objects.create(from_email="office@example.org", to="a@example.org", status=status)
        JobRun.objects.create(name="nightly", finished_at=timezone.now())

    def test_letters_jobs_and_the_version_are_told(self):
        numbers = told()
        self.assertIn('portal_letters{status="queued"} 1.0', numbers)
        self.assertIn('portal_letters{status="requeued"} 0.0', numbers)
        self.assertIn('portal_letters{status="failed"} 2.0', numbers)
        self.assertRegex(numbers, r'portal_job_end_timestamp_seconds\{job="nightly"\} 1\.\d+e\+09')
        self.assertIn(f'portal_version{{version="{VERSION}"}} 1.0', numbers)

    def test_a_database_that_does_not_answer_is_told_and_not_asked(self):
        pulse.is_down = True
        try:
            with self.assertNumQueries(0):
                numbers = told()
        finally:
            pulse.is_down = False
        self.assertIn("portal_database_up 0.0", numbers)
        self.assertNotIn("portal_letters", numbers)

    def test_numbers_are_told_at_their_port_alone(self):
        asked = []

        def application(environ, start_response):
            asked.append(environ["SERVER_PORT"])
            start_response("200 OK", [])
            return [b"page"]

        for port in ["8000", PORT]:
            with mock.patch("chapters_portal.operations.metrics.close_old_connections"):
                measured(application)({"SERVER_PORT": port}, lambda *args: None)
        self.assertEqual(asked, ["8000"])

    def test_the_desk_shows_version_and_letters_above_the_last_runs(self):
        self.client.force_login(User.objects.create_superuser("root"))
        page = self.client.get(reverse("admin:chapters_portal_jobrun_changelist")).text
        self.assertIn(f"Version {VERSION}", page)
        self.assertTrue(re.search(r"1 wait, 0 are tried again, 2 were given up", page))
