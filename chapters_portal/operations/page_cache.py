"""Finished pages, kept in memory in front of Django: a hit touches no Django code.

An edit shows at once, because every change of what a page may show raises the content version,
which all processes read from the shared cache (CACHE_URL). What begins or ends by the clock shows
within a minute, because no page lives longer. While the shared cache does not answer, an edit takes
that minute, too. Of each page a copy is on disk, for all processes: it serves, however old, while
the database does not answer.
"""

import gzip
import hashlib
import logging
import math
import threading
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from urllib.parse import parse_qsl

import brotli
from django.conf import settings
from django.core.cache import caches

from chapters_portal.content.filters import known_query_names
from chapters_portal.content.version import content_version

from .metrics import pages
from .outages import pulse

logger = logging.getLogger(__name__)

LIFETIME = 60  # seconds
MOST_PAGES = 500
MOST_BYTES = 64_000_000  # of bodies, before they are pressed
CACHE_LEFT_ALONE = 5  # seconds after it did not answer
LARGEST_PAGE = 1_000_000  # bytes
LONGEST_QUERY = 300
COMPRESSED = (
    "text/",
    "application/json",
    "application/xml",
    "image/svg+xml",
    "application/atom+xml",
    "application/feed+json",
)


@dataclass
class Page:
    """One answer of Django's, and its bodies by content coding."""

    version: str | None  # None when it was not known
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    made_at: float = field(default_factory=lambda: monotonic())
    bodies: dict[str, bytes] = field(default_factory=dict)

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def is_public(self):
        """Whether it is the same for everyone, so that a visitor may hear it has not changed."""
        control = self.header("cache-control")
        return (
            self.status.startswith("200")
            and not self.header("set-cookie")
            and not any(word in control for word in ["no-store", "private", "no-cache"])
        )

    @cached_property
    def digest(self):
        return hashlib.sha256(self.body).hexdigest()[:20]

    def is_fresh(self, version):
        is_of_version = version is None or self.version == version
        return is_of_version and monotonic() - self.made_at < LIFETIME

    def in_coding(self, coding):
        """The body as "br", "gzip" or "" (as it is), pressed once."""
        if coding not in self.bodies:
            press = {"br": lambda b: brotli.compress(b, quality=9), "gzip": gzip.compress}
            self.bodies[coding] = press[coding](self.body) if coding else self.body
        return self.bodies[coding]


class PageCache:
    """A WSGI application that answers public GETs from memory, the rest from `application`."""

    def __init__(self, application):
        self.application = application
        self.pages = {}
        self.locks = [threading.Lock() for _ in range(64)]
        self.cache_failed_at = -math.inf

    def __call__(self, environ, start_response):
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        version, page = self.version(), self.pages.get(key)
        is_kept = is_good(page, version)
        pages.labels("kept" if is_kept else "made").inc()
        if not is_kept:
            with self.locks[hash(key) % len(self.locks)]:
                page = self.pages.get(key)
                if not is_good(page, version):
                    page = self.renew(key, environ, version, page)
        return answer(page, environ, start_response)

    def version(self):
        """The content version, None while the shared cache does not tell it."""
        if monotonic() - self.cache_failed_at < CACHE_LEFT_ALONE:
            return None
        try:
            return content_version()
        except Exception:
            logger.exception("The shared cache does not answer, so an edit shows within a minute.")
            self.cache_failed_at = monotonic()
            return None

    def renew(self, key, environ, version, old):
        """The page as Django makes it now; an old one while Django only reports an error."""
        if pulse.is_down and (copy := self.copy(key)):
            return copy
        page = ask(self.application, environ, version)
        if page.status.startswith("5"):
            return old or self.copy(key) or page
        if page.status.startswith("429"):  # of the visitor, not of the page: floods
            return page
        self.pages.pop(key, None)
        if page.is_public and len(page.body) <= LARGEST_PAGE:
            self.pages[key] = page
            while len(self.pages) > MOST_PAGES or self.bytes() > MOST_BYTES:
                self.pages.pop(next(iter(self.pages)), None)
        self.put_aside(key, self.pages.get(key))
        return page

    def copy(self, key):
        """The last good page on disk, which any process may have made; None without one."""
        kept = caches["copies"].get(name_of_copy(key))
        return kept and Page(*kept)

    def put_aside(self, key, page):
        """Keep `page` on disk for bad times; without a page forget what is there.

        Pages that answer a question are too many to keep.
        """
        if key[-1]:
            return
        kept = page and (page.version, page.status, page.headers, page.body)
        try:
            if kept:
                caches["copies"].set(name_of_copy(key), kept)
            else:
                caches["copies"].delete(name_of_copy(key))
        except OSError:
            logger.exception("No copy of %s can be kept on disk.", key[2])

    def bytes(self):
        return sum(len(page.body) for page in list(self.pages.values()))


def name_of_copy(key):
    return hashlib.sha256(repr(key).encode()).hexdigest()


def is_good(page, version):
    """Whether a kept page answers; any does while the database cannot make a new one."""
    return page is not None and (pulse.is_down or page.is_fresh(version))


def key_of(environ):
    """What tells one public page from another, or None when the request is not for one."""
    path = environ.get("PATH_INFO", "")
    query = environ.get("QUERY_STRING", "")
    scheme = environ["wsgi.url_scheme"]
    if settings.BEHIND_PROXY:
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", scheme)
    if (
        environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or scheme not in {"http", "https"}
        or path.startswith(
            (settings.STATIC_URL, settings.MEDIA_URL, "/admin/", "/livez", "/readyz")
        )
        or len(query) > LONGEST_QUERY
        or has_session(environ)
    ):
        return None
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    if any(name not in known_query_names() for name, _ in pairs):
        return None
    return scheme, environ.get("HTTP_HOST", ""), path, tuple(pairs)


def has_session(environ):
    cookies = environ.get("HTTP_COOKIE", "").split(";")
    name = f"{settings.SESSION_COOKIE_NAME}="
    return any(cookie.strip().startswith(name) for cookie in cookies)


def ask(application, environ, version):
    """The whole answer of `application` to a GET of the same page."""
    start = []

    def start_response(status, headers, exc_info=None):
        start[:] = [status, headers]

    answer = application({**environ, "REQUEST_METHOD": "GET"}, start_response)
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    status, headers = start
    headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
    return Page(version, status, headers, body)


def answer(page, environ, start_response):
    """Send `page` in the best coding the visitor accepts, or 304 when the visitor has it."""
    headers, coding = list(page.headers), ""
    if page.is_public:
        if page.header("content-type").startswith(COMPRESSED):
            accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
            coding = next((name for name in ["br", "gzip"] if name in accepted), "")
            vary = [page.header("vary"), "Accept-Encoding"]
            headers = [(name, value) for name, value in headers if name.lower() != "vary"]
            headers.append(("Vary", ", ".join(filter(None, vary))))
        etag = f'"{page.digest}{coding and "-" + coding}"'
        headers += [("ETag", etag), ("Cache-Control", "public, max-age=0, must-revalidate")]
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        if etag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
            start_response("304 Not Modified", [h for h in headers if h[0] != "Content-Type"])
            return []
    body = page.in_coding(coding)
    if coding:
        headers.append(("Content-Encoding", coding))
    start_response(page.status, [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
