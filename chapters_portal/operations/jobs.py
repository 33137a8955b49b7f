"""What runs by the clock, and whether it did."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import models
from django.dispatch import Signal
from django.utils import timezone
from django.utils.dateformat import format as format_date
from post_office.models import STATUS, Email

# Sent once a night with `moment`. A room's receiver does its part and says it in a sentence.
nightly = Signal()

# How long after its last good end a job is late. compose.yaml says when each begins. A room adds
# its own commands in its jobs.py.
EXPECTED = dict.fromkeys(["nightly", "check_links", "backup"], timedelta(hours=36))
# Mail is sent each minute, so we see that job by what it leaves lying.
MAIL_MAY_WAIT = timedelta(minutes=15)


class JobRunManager(models.Manager):
    def late(self, moment):
        """late_jobs() as stored rows, for lists. A job that never ran gets its row here."""
        late = late_jobs(moment)
        if new := [JobRun(name=run.name) for run in late if run.pk is None]:
            self.bulk_create(new, ignore_conflicts=True)
        return self.filter(name__in=[run.name for run in late])


class JobRun(models.Model):
    """The last run of a job; `finished_at` is the last time that one ended well."""

    name = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField("last started", null=True, blank=True)
    finished_at = models.DateTimeField("last ended well", null=True, blank=True)
    outcome = models.TextField(blank=True)

    objects = JobRunManager()

    class Meta:
        ordering = ["name"]
        verbose_name = "job by the clock"
        verbose_name_plural = "jobs by the clock"

    def __str__(self):
        return self.name.replace("_", " ").capitalize()


@contextmanager
def job(name, clock=timezone.now):
    """Note that `name` runs, and how it ends; the body sets `outcome` of the JobRun it is given."""
    run, _ = JobRun.objects.update_or_create(name=name, defaults={"started_at": clock()})
    try:
        yield run
    except BaseException as error:
        run.outcome = f"Failed: {str(error) or type(error).__name__}"
        run.save()
        raise
    run.finished_at = clock()
    run.save()


def late_jobs(moment):
    """A JobRun, not always a stored one, for each job that has not ended well for too long."""
    known = {run.name: run for run in JobRun.objects.all()}
    late = []
    for name, interval in EXPECTED.items():
        run = known.get(name, JobRun(name=name))
        if not run.finished_at or run.finished_at < moment - interval:
            late.append(run)
    waiting_since = moment - MAIL_MAY_WAIT
    waiting = Email.objects.filter(
        models.Q(scheduled_time=None) | models.Q(scheduled_time__lt=waiting_since),
        created__lt=waiting_since,
        status__in=[STATUS.queued, STATUS.requeued],
    )
    if oldest := waiting.order_by("created").first():
        since = format_date(timezone.localtime(oldest.created), "F j")
        run = known.get("send_mail", JobRun(name="send_mail"))
        run.outcome = f"A letter has been waiting since {since}."
        late.append(run)
    return late
