"""Every kind of page: its queries, its time from Django and from the page cache, its weight."""

import gzip
import sys
import time
from pathlib import Path
from statistics import median

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.client import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from advocacy.models import PressRelease
from answers.models import Answer, Collection
from chapters_portal.content.published import Published
from chapters_portal.content.registry import registry
from chapters_portal.operations.page_cache import PageCache
from directory.models import Chapter
from events.models import Celebration

# As many as a ZIP code has at most, and one.
DISTRICTS = ["TX-3+TX-4+TX-24+TX-26+TX-32+TX-33", "VT-0"]
STYLESHEET = Path(settings.BASE_DIR) / "static" / "site.css"


def measure_all(times=20):
    """Ask for one page of each kind, each as often as `times`."""
    stylesheet = len(gzip.compress(STYLESHEET.read_bytes(), 9))
    print(f"Stylesheet: {stylesheet} bytes with gzip -9. Times are medians.")
    print(f"{'queries':>8}{'Django ms':>11}{'cache us':>10}{'gzip':>8}{'with CSS':>10}")
    for path in paths():
        measure(path, times, stylesheet)


def paths():
    rows = map(one_row, [Chapter, Collection, Answer, Celebration, PressRelease])
    return [
        *(page.address for page in registry.pages if page.is_in_sitemap),
        *(row.get_absolute_url() for row in rows if row),
        *(reverse("advocacy:district_detail", args=[places]) for places in DISTRICTS),
        reverse("events:calendar_ics"),
    ]


def one_row(model):
    rows = model.objects.all()
    if issubclass(model, Published):
        rows = rows.published(timezone.now())
    return rows.first()


def measure(path, times, stylesheet):
    django, cached = WSGIHandler(), PageCache(WSGIHandler())
    host = next((host for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")
    environ = RequestFactory(headers={"host": host}).get(path, secure=True).environ

    def ask(application):
        status = []
        started = time.perf_counter()
        body = b"".join(application(dict(environ), lambda code, *_: status.append(code)))
        return time.perf_counter() - started, status[0], body

    with CaptureQueriesContext(connection) as captured:
        _, status, body = ask(django)
    queries = len(captured)
    if not status.startswith("200"):
        print(f"{path}: {status}", file=sys.stderr)
        return
    slow = median(ask(django)[0] for _ in range(times))
    ask(cached)
    fast = median(ask(cached)[0] for _ in range(times))
    weight = len(gzip.compress(body, 9))
    print(
        f"{queries:>8}{slow * 1e3:>11.1f}{fast * 1e6:>10.0f}"
        f"{weight:>8}{weight + stylesheet:>10}  {path}"
    )
