"""Numbers for Prometheus, on a port of its own that nobody publishes.

Each process of gunicorn counts in a file of its own; whichever is asked adds them up.
"""

import os
import time

from django.db import DatabaseError, close_old_connections
from django.db.models import Count
from post_office.models import STATUS, Email
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from chapters_portal import VERSION

from .jobs import JobRun
from .outages import pulse

# The Dockerfile has gunicorn listen there as well.
PORT = "9100"

answers = Histogram(
    "portal_answer_seconds",
    "Seconds until an answer began.",
    ["status"],
    buckets=[0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
)
pages = Counter("portal_pages", "Public pages, by whether they were kept or made.", ["how"])


def measured(application):
    """A WSGI application that counts its answers, and tells the numbers to who asks at PORT."""

    def measure(environ, start_response):
        if environ["SERVER_PORT"] == PORT:
            return tell(start_response)
        begun = time.perf_counter()

        def start(status, headers, exc_info=None):
            answers.labels(f"{status[0]}xx").observe(time.perf_counter() - begun)
            return start_response(status, headers, exc_info)

        return application(environ, start)

    return measure


def tell(start_response):
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    registry.register(State())
    body = generate_latest(registry)
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
    return [body]


class State:
    """What the database knows: letters and jobs."""

    def describe(self):
        return []  # else it would be asked once more

    def collect(self):
        version = GaugeMetricFamily("portal_version", "The release.", labels=["version"])
        version.add_metric([VERSION], 1)
        yield version
        try:
            found = [] if pulse.is_down else [of_letters(), of_jobs()]
        except DatabaseError:
            found = []
        finally:
            close_old_connections()
        yield GaugeMetricFamily("portal_database_up", "Whether it answers.", bool(found))
        yield from found


def letters_by_status():
    """How many letters of the outbox wait, are tried again, or were given up."""
    rows = Email.objects.order_by().values_list("status").annotate(Count("pk"))
    counts = {STATUS._fields[status]: count for status, count in rows if status is not None}
    return {name: counts.get(name, 0) for name in ["queued", "requeued", "failed"]}


def of_letters():
    letters = GaugeMetricFamily("portal_letters", "Letters not sent.", labels=["status"])
    for status, count in letters_by_status().items():
        letters.add_metric([status], count)
    return letters


def of_jobs():
    jobs = GaugeMetricFamily(
        "portal_job_end_timestamp_seconds", "When a job last ended well.", labels=["job"]
    )
    for run in JobRun.objects.exclude(finished_at=None):
        jobs.add_metric([run.name], run.finished_at.timestamp())
    return jobs
