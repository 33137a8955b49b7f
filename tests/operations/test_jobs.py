import io
from datetime import UTC, datetime, timedelta

import time_machine
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.urls import reverse
from post_office.models import STATUS, Email

from chapters_portal.operations.jobs import EXPECTED, JobRun, job, late_jobs, nightly

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def late(moment=NOW):
    return [run.name for run in late_jobs(moment)]


class JobTests(TestCase):
    def test_a_run_is_noted_from_its_beginning_to_its_end(self):
        moments = iter([NOW, NOW + HOUR])

        with job("nightly", clock=lambda: next(moments)) as run:
            begun = JobRun.objects.get()
            run.outcome = "Done."

        self.assertEqual((begun.started_at, begun.finished_at), (NOW, None))
        run = JobRun.objects.get()
        self.assertEqual((run.finished_at, run.outcome), (NOW + HOUR, "Done."))

    def test_a_run_that_fails_says_why_and_when_it_last_ended_well(self):
        with job("nightly", clock=lambda: NOW):
            pass
        with self.assertRaises(OSError), job("nightly", clock=lambda: NOW + HOUR):
            raise OSError("the disk is full")

        run = JobRun.objects.get()
        self.assertEqual(run.outcome, "Failed: the disk is full")
        self.assertEqual((run.started_at, run.finished_at), (NOW + HOUR, NOW))

    def test_a_run_that_is_stopped_is_noted(self):
        with self.assertRaises(KeyboardInterrupt), job("nightly"):
            raise KeyboardInterrupt

        self.assertEqual(JobRun.objects.get().outcome, "Failed: KeyboardInterrupt")

    def test_the_nightly_job_notes_its_run(self):
        with time_machine.travel(NOW, tick=False):
            call_command("nightly", stdout=io.StringIO())

        run = JobRun.objects.get(name="nightly")
        self.assertEqual(run.finished_at, NOW)
        of_rooms = [said for _, said in nightly.send(sender=None, moment=NOW) if said]
        self.assertEqual(
            run.outcome,
            "Removed what was past its time (nothing). Removed 0 files that nothing shows. "
            + " ".join(of_rooms),
        )


class LateTests(TestCase):
    def ended(self, ago):
        for name in EXPECTED:
            JobRun.objects.update_or_create(name=name, defaults={"finished_at": NOW - ago})

    def test_a_job_that_never_ran_is_late(self):
        self.assertEqual(late(), list(EXPECTED))

    def test_a_job_is_late_when_its_last_good_end_is_too_long_ago(self):
        for name, interval in EXPECTED.items():
            JobRun.objects.create(name=name, finished_at=NOW - interval)
        self.assertEqual(late(), [])

        JobRun.objects.filter(name="nightly").update(finished_at=NOW - 37 * HOUR)
        self.assertEqual(late(), ["nightly"])

    @override_settings(EMAIL_BACKEND="chapters_portal.operations.outbox.Outbox")
    def test_a_letter_that_lies_in_the_outbox_tells_that_nobody_sends(self):
        self.ended(HOUR)
        with time_machine.travel(NOW, tick=False):
            send_mail("Hello", "Words", None, ["ada@example.org"])

        found = [late(NOW + timedelta(minutes=minutes)) for minutes in [10, 20]]

        self.assertEqual(found, [[], ["send_mail"]])
        (run,) = late_jobs(NOW + HOUR)
        self.assertEqual(run.outcome, "A letter has been waiting since November 24.")

    @override_settings(EMAIL_BACKEND="chapters_portal.operations.outbox.Outbox")
    def test_a_letter_that_is_sent_failed_or_waits_for_its_next_try_tells_nothing(self):
        self.ended(HOUR)
        with time_machine.travel(NOW - HOUR, tick=False):
            send_mail("Hello", "Words", None, ["ada@example.org"])
        for values in [
            {"status": STATUS.sent},
            {"status": STATUS.failed},
            {"status": STATUS.requeued, "scheduled_time": NOW},
        ]:
            Email.objects.update(**values)
            self.assertEqual(late(), [], values)


class DeskTests(TestCase):
    def test_staff_see_the_jobs_and_change_nothing(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))
        run = JobRun.objects.create(name="nightly", outcome="Done.")

        page = self.client.get(reverse("admin:chapters_portal_jobrun_changelist"))
        form = self.client.get(reverse("admin:chapters_portal_jobrun_change", args=[run.pk]))

        self.assertContains(page, "Done.")
        self.assertNotContains(form, "_save")
