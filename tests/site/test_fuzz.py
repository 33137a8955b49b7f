"""Requests that nobody would send but to see what breaks. `make fuzz` tries many more of them."""

import random
import re
from time import process_time
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from chapters_portal.content.filters import known_query_names

MOST_CPU = 1  # seconds, for one answer
MARKUP = '"><script>alert(1)</script>'
HOSTILE = [
    *["", " ", "\0", "a\0b", "'", '"', "\\", "%", "%00", "%2e%2e%2f", "../../etc/passwd", "null"],
    *[MARKUP, "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "{% debug %}"],
    *["${7*7}", "{joint-chapters}", "' OR 1=1 --", "1; DROP TABLE directory_chapter", "[]", "{}"],
    *["-1", "0", "1", "9" * 30, "9" * 5000, "1e309", "NaN", "١٢", "²", "0x10", "on", "all"],
    *["2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "yesterday"],
    *["vermont", "VT", "vt", "40502", "00000", "president", "2026", "week", "fund-libraries"],
    *["ß" * 200, "İ", "ﬁ", "e\u0301" * 100, "\u202egnp.exe", "😀" * 300, "a" * 3000, "* * *"],
    *["a AND b OR NOT (c", 'NEAR("a b", 2)', "a:b", "col:*", "\r\nSet-Cookie: x=1", "\ud7ff"],
]
HEADERS = {
    "Accept-Encoding": ["br", "gzip;q=0", "x" * 2000],
    "Accept-Language": ["de", "*", "\xff"],
    "Cookie": ["sessionid=x", "csrftoken=" + "a" * 5000, "; ;=;", "messages=x"],
    "If-None-Match": ["*", '"x"', "W/", "," * 500],
    "If-Modified-Since": ["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"],
    "Range": ["bytes=0-1", "bytes=9-1", "x"],
    "Referer": ["javascript:alert(1)", "http://evil.example/" + "a" * 3000],
    "User-Agent": ["", MARKUP],
    "X-Forwarded-For": ["unknown", "1.2.3.4, ::ffff:1.2.3.4", "x" * 500],
    "X-Forwarded-Host": ["evil.example"],
    "X-Requested-With": ["XMLHttpRequest"],
    "Content-Type": [
        "text/xml",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
    ],
}
METHODS = ["GET"] * 6 + ["POST"] * 4 + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]


def routes(patterns=None, before=""):
    """Every address of the portal, with its <converters:names>."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one.url_patterns, route)


class Fuzz:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.routes = sorted(set(routes()))
        self.public = [route for route in self.routes if not route.startswith("admin/")]
        self.names = sorted(known_query_names())
        self.lists = [
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
            for model in admin.site._registry
            for page in ["changelist", "add"]
        ]

    def value(self):
        return self.chance.choice(HOSTILE)

    def path(self, is_staff):
        if is_staff and self.chance.random() < 0.7:
            return self.chance.choice(self.lists)
        route = self.chance.choice(self.routes if self.chance.random() < 0.1 else self.public)
        filled = re.sub(r"<[^>]+>|\(\?P<[^)]*\)", lambda _: quote(self.value(), safe=""), route)
        return "/" + filled.replace("?", "").replace("//", "/")

    def fields(self, names):
        some = self.chance.sample(names, k=min(len(names), self.chance.randrange(4)))
        return {name: self.value() for name in some}

    def request(self, is_staff):
        names = [*self.names, *["q", "o", "p", "e", "all", "page", "next", "as_of", "_popup"]]
        forms = [*["name", "email", "message", "topic", "place", "zip", "action", "aim", "stamp"]]
        forms += ["title", "slug", "published_at", "_save", "key", "file", "select_across", "index"]
        method = self.chance.choice(METHODS)
        query = "&".join(f"{name}={quote(value)}" for name, value in self.fields(names).items())
        headers = {name: self.chance.choice(HEADERS[name]) for name in self.fields([*HEADERS])}
        content_type = headers.pop("Content-Type", None)
        request = {"path": f"{self.path(is_staff)}?{query}", "headers": headers}
        if method == "POST" and content_type is None:
            return "post", {**request, "data": self.fields(forms)}
        return "generic", {
            "method": method,
            **request,
            "data": self.value().encode(),
            "content_type": content_type or "application/octet-stream",
        }


def problem_of(answer):
    """What is wrong with an answer, whatever was asked; "" when nothing is."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    body = b"".join(answer) if answer.streaming else answer.content
    kind = answer.get("Content-Type", "")
    if kind.startswith("text/html") and b"<script>alert" in body:
        return "reflected markup"
    if b"<img src=x onerror" in body and kind.startswith("text/html"):
        return "reflected markup"
    for secret in [settings.SECRET_KEY.encode(), b"Traceback (most recent call last)"]:
        if secret in body:
            return "a leak"
    if any("\n" in value or "\r" in value for _, value in answer.items()):
        return "a split header"
    return ""


@pytest.mark.once
@pytest.mark.parametrize("is_staff", [False, True], ids=["visitor", "staff"])
def test_nothing_that_is_sent_breaks_the_portal(db, request, is_staff):
    call_command("load_starter_content", congress=False, verbosity=0)
    fuzz = Fuzz(request.config.getoption("seed"))
    client = Client(raise_request_exception=False)
    if is_staff:
        client.force_login(get_user_model().objects.create_superuser("staff"))
        session = dict(client.cookies)

    problems = {}
    for number in range(request.config.getoption("cases") // 2):
        method, asked = fuzz.request(is_staff)
        if is_staff:
            client.cookies.update(session)
        else:
            client.cookies.clear()
        before = process_time()
        answer = getattr(client, method)(**asked)
        taken = process_time() - before
        problem = problem_of(answer) or (f"{taken:.1f} s" if taken > MOST_CPU else "")
        if problem:
            problems[number] = (problem, method, asked)

    assert problems == {}
