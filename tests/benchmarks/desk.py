"""The longest lists of the desk, over made-up rows of every kind that grows, and an import."""

import time
from datetime import timedelta
from itertools import islice
from statistics import median

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from post_office.models import STATUS, Email

from advocacy.models import Subscriber
from answers.models import Inquiry, Topic
from chapters_portal.models import Change, Deleted, MissedSearch
from chapters_portal.sheets.files import MOST_ROWS, Sheet
from directory.models import Chapter, OfficeHolder, Person, Position
from directory.resources import PersonResource

from .database import left_as_it_was, take_statistics

DAY = timedelta(days=1)


def measure_all(rows=100_000, times=5):
    """Make `rows` rows of each kind and ask for each list as often as `times`."""
    with left_as_it_was():
        staff = get_user_model().objects.create_superuser("benchmark")
        fill(rows, staff)
        take_statistics()
        print(f"{rows} rows of each kind, on {connection.vendor}. Milliseconds:")
        measure("first screen", admin.site.index, {}, staff, times)
        for model, query in [
            *((Person, query) for query in [{}, {"q": "person 99"}, {"p": 500}]),
            *((OfficeHolder, query) for query in [{}, {"q": "person 99"}, {"when": "now"}]),
            *((Change, query) for query in [{}, {"q": "person 99"}, {"kind": "x.y"}]),
            *((model, {}) for model in [Deleted, Inquiry, MissedSearch, Email, Subscriber]),
        ]:
            view = admin.site.get_model_admin(model).changelist_view
            name = model._meta.verbose_name_plural
            measure(f"{name} {query or ''}", view, query, staff, times)
        measure_import(staff)


def measure(name, view, query, staff, times):
    taken = []
    for _ in range(times):
        request = RequestFactory().get("/admin/", query)
        request.user, request.session = staff, {}
        started = time.perf_counter()
        response = view(request)
        response.render()
        taken.append((time.perf_counter() - started) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{name}: {response.status_code}")
    print(f"{median(taken):>8.0f}  {name}")


def measure_import(staff):
    """Of as many people as one file may hold: looking at it, and applying it."""
    rows = [(n + 2, [f"Imported {n}", f"i{n}@example.org"]) for n in range(MOST_ROWS)]
    sheet = Sheet(["Name", "Personal e-mail"], rows)
    started = time.perf_counter()
    digest = PersonResource(staff).read(sheet).digest
    looked = time.perf_counter()
    if not PersonResource(staff).apply(sheet, digest).is_applied:
        raise RuntimeError("The import was not applied.")
    applied = time.perf_counter()
    print(f"{(looked - started) * 1000:>8.0f}  {MOST_ROWS} rows looked at")
    print(f"{(applied - looked) * 1000:>8.0f}  {MOST_ROWS} rows imported")


def fill(rows, staff):
    """Made-up rows of every kind that can grow large."""
    now, numbers = timezone.now(), range(10**9, 10**9 + rows)
    make(Person(pk=n, name=f"Person {n % rows}", email=f"p{n}@example.org") for n in numbers)
    chapters, positions = list(Chapter.objects.all()), list(Position.objects.all())
    make(
        OfficeHolder(
            chapter=chapters[n % len(chapters)],
            position=positions[n % len(positions)],
            person_id=n,
            starts_on=now.date() - (n % 9000) * DAY,
        )
        for n in numbers
    )
    make(
        Change(
            made_at=now - (numbers[-1] - n) * timedelta(minutes=5),
            by=staff,
            act="-" if n % 50 == 0 else "~",
            kind="directory.person",
            object_id=n,
            label=f"Person {n % rows}",
            details="e-mail",
            version_id=n,
        )
        for n in numbers
    )
    topic = Topic.objects.first()
    make(
        Inquiry(
            topic=topic,
            name=f"Person {n}",
            email="p@example.org",
            message="Words " * 50,
            received_at=now,
            fingerprint=f"made up {n}",
        )
        for n in numbers
    )
    make(
        MissedSearch(text=f"text {n % 5000}", day=now.date() - (n // 5000 % 1000) * DAY, count=1)
        for n in numbers
    )
    make(
        Email(
            from_email="a@example.org",
            to="p@example.org",
            subject=f"Subject {n}",
            message="Words " * 50,
            status=STATUS.sent,
        )
        for n in numbers
    )
    make(Subscriber(email=f"s{n}@example.org", confirmed_at=now) for n in numbers)


def make(rows):
    while some := list(islice(rows, 5000)):
        type(some[0]).objects.bulk_create(some)
