"""Links within the portal that lead nowhere, and links that do not say where they lead."""

import re
from functools import cache
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from chapters_portal.content.markup import is_ours

MOST_PAGES = 40  # of one form; each is made by the portal itself
# What stands for nothing when read aloud in a list of links.
VAGUE = set(
    (
        "click, click here, click on this link, details, download, find out more, "
        "follow this link, go, here, info, learn more, link, more, more info, "
        "more information, page, press here, read more, see here, see more, site, tap here, "
        "this, this link, this page, this site, this website, view, website"
    ).split(", ")
)


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


def host_advice(address, *, is_free):
    """A sentence on an address of ours with its host, where the path is enough (`is_free`)."""
    if is_free and is_page_of_ours(address) and urlsplit(address).scheme:
        short = "".join(path_of(address))
        yield f"{address} is a page of this portal. Write {short}, which stays right on any host."


def page_advice(address, pages):
    """Sentences on what `address`, if it is one of the portal's, leads to."""
    if not is_page_of_ours(address):
        return
    path, anchor = path_of(address)
    page = pages.get(path)
    if page is None:
        return
    if page.status_code >= 400:
        yield f"{path}{anchor} leads to no page that the public can see."
    elif page.status_code == 301:
        yield f"{path}{anchor} has moved to {page['Location']}."
    elif anchor and f'id="{anchor[1:]}"'.encode() not in getattr(page, "content", b""):
        yield f"{path} has no part that is called {anchor}."


def is_page_of_ours(address):
    return (
        not address.startswith("#")
        and is_ours(address)
        and urlsplit(address).scheme in {"", "http", "https"}
    )


def path_of(address):
    """The path with its query, and the anchor with its #, of an address of the portal."""
    whole, fragment = urldefrag(urljoin("https://portal/", address))
    parts = urlsplit(whole)
    return f"{parts.path or '/'}{parts.query and '?' + parts.query}", fragment and f"#{fragment}"
