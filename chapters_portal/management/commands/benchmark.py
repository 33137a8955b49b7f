import gzip
import time
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import BaseCommand
from django.db import connection
from django.test.client import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from advocacy.models import PressRelease
from answers.models import Answer, Collection
from chapters_portal.content.published import Published
from chapters_portal.content.sitemap import PAGES
from chapters_portal.operations.page_cache import PageCache
from directory.models import Chapter
from events.models import Celebration

# As many as a ZIP code has at most, and one.
DISTRICTS = ["TX-3+TX-4+TX-24+TX-26+TX-32+TX-33", "VT-0"]
STYLESHEET = Path(settings.BASE_DIR) / "static" / "site.css"


class Command(BaseCommand):
    help = "Measure pages in this process: queries, time from Django and from the cache, weight."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="*", help="Default: one of each kind.")
        parser.add_argument("--times", type=int, default=20, help="How often each is asked for.")

    def handle(self, *, paths, times, **options):
        paths = paths or [
            *(reverse(page) for page in PAGES),
            *filter(
                None,
                map(self.path_of_one, [Chapter, Collection, Answer, Celebration, PressRelease]),
            ),
            *(reverse("advocacy:district_detail", args=[places]) for places in DISTRICTS),
            reverse("events:calendar_ics"),
        ]
        stylesheet = len(gzip.compress(STYLESHEET.read_bytes(), 9))
        self.stdout.write(f"Stylesheet: {stylesheet} bytes with gzip -9. Times are medians.")
        self.stdout.write(
            f"{'queries':>8}{'Django ms':>11}{'cache us':>10}{'gzip':>8}{'with CSS':>10}"
        )
        for path in paths:
            self.measure(path, times, stylesheet)

    def path_of_one(self, model):
        rows = model.objects.all()
        if issubclass(model, Published):
            rows = rows.published(timezone.now())
        row = rows.first()
        return row and row.get_absolute_url()

    def measure(self, path, times, stylesheet):
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
            self.stderr.write(f"{path}: {status}")
            return
        slow = sorted(ask(django)[0] for _ in range(times))[times // 2]
        ask(cached)
        fast = sorted(ask(cached)[0] for _ in range(times))[times // 2]
        weight = len(gzip.compress(body, 9))
        self.stdout.write(
            f"{queries:>8}{slow * 1e3:>11.1f}{fast * 1e6:>10.0f}"
            f"{weight:>8}{weight + stylesheet:>10}  {path}"
        )
