"""Links within the portal that lead nowhere, and links that do not say where they lead."""

import re
from functools import cache
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from chapters_portal.markup import is_ours

MOST_PAGES = 40  # of one form; each is made by the portal itself
# What stands for nothing when read aloud in a list of links.
VAGUE = {
    *("click", "click here", "click on this link", "details", "download", "find out more"),
    *("follow this link", "go", "here", "info", "learn more", "link", "more", "more info"),
    *("more information", "page", "press here", "read more", "see here", "see more", "site"),
    *("tap here", "this", "this link", "this page", "this site", "this website", "view", "website"),
}


class Pages:
    """The portal's own pages as the public gets them at this moment, each asked for once."""

    def __init__(self, host):
        self.requests = RequestFactory(headers={"host": host, "user-agent": "pre-flight bot"})
        self.known = {}

    def get(self, path):
        """The response at `path`. None for static files, and when enough pages were asked for."""
        if path.startswith(settings.STATIC_URL):
            return None
        if path not in self.known and len(self.known) < MOST_PAGES:
            self.known[path] = portal().get_response(self.requests.get(path, secure=True))
        return self.known.get(path)


@cache
def portal():
    return WSGIHandler()


def words_advice(words):
    """A sentence when the words of a link say nothing of where it leads."""
    if re.sub(r"[^\w ]", "", words).strip().casefold() in VAGUE:
        yield f"the link “{words}” does not say where it leads. Name what is there."


def advice(address, pages, *, is_free):
    """Sentences on an address of the portal. `is_free`: it may be written without the host."""
    if address.startswith("#") or not is_ours(address):
        return
    scheme = urlsplit(address).scheme
    if scheme not in {"", "http", "https"}:
        return
    whole, fragment = urldefrag(urljoin("https://portal/", address))
    parts = urlsplit(whole)
    path = f"{parts.path or '/'}{parts.query and '?' + parts.query}"
    short = f"{path}{fragment and '#' + fragment}"
    if scheme and is_free:
        yield f"{address} is a page of this portal. Write {short}, which stays right on any host."
    page = pages.get(path)
    if page is None:
        return
    if page.status_code >= 400:
        yield f"{short} leads to no page that the public can see."
    elif page.status_code == 301:
        yield f"{short} has moved to {page['Location']}."
    elif fragment and f'id="{fragment}"'.encode() not in getattr(page, "content", b""):
        yield f"{path} has no part that is called #{fragment}."
