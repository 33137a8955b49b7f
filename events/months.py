"""The calendar month by month: celebrations and chapter conferences in one order."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.template.defaultfilters import pluralize

from directory.models import Chapter

from .models import Celebration, Conference, Occurrence
from .models.dates import DateState

KINDS = [*Celebration.Kind.choices, (Conference.kind, Conference.kind_in_words)]


@dataclass
class Month:
    """A month with the events that begin in it, or before the calendar does, and the chapters that
    usually meet in it and of whose dates we know nothing."""

    first: date
    events: list
    chapters: list

    @property
    def anchor(self):
        return f"{self.first:%Y-%m}"

    @property
    def in_words(self):
        """What it has: a number of events, else conferences without dates."""
        number = len(self.events)
        return f"{number} event{pluralize(number)}" if number else "conferences"

    @property
    def rows(self):
        """Pairs of an event and its days as a sheet of the month has them."""
        return [(event, event.days_from(self.first)) for event in self.events]


def public_events(moment):
    """The two kinds of rows that make the calendar, each as a queryset."""
    return [
        Occurrence.objects.published(moment).with_celebrations(),
        Conference.objects.select_related("chapter"),
    ]


def in_order(*querysets):
    return sorted(
        chain(*querysets), key=lambda event: (event.starts_on, event.ends_on, event.title)
    )


def next_events(moment, today, number):
    """The first `number` events that begin today or later and were not called off."""
    coming = [
        rows.filter(starts_on__gte=today).exclude(state=DateState.CANCELLED)
        for rows in public_events(moment)
    ]
    first = (rows.order_by("starts_on", "ends_on", "pk")[:number] for rows in coming)
    return in_order(*first)[:number]


def months_from(first, events, today):
    """The twelve months from `first`, the first day of one, with what of `events` is in them."""
    by_month = defaultdict(list)
    for event in events:
        by_month[max(event.starts_on, first).replace(day=1)].append(event)
    usual = chapters_by_usual_month(first, today)
    starts = [month_after(first, number) for number in range(12)]
    return [Month(start, by_month[start], usual[start]) for start in starts]


def chapters_by_usual_month(first, today):
    """Chapters by the coming month in which they usually meet, without those that have told us
    this year's dates."""
    starts = {start.month: start for start in (month_after(first, n) for n in range(12))}
    since = Conference.objects.filter(starts_on__gte=first.replace(month=1, day=1))
    announced = set(since.values_list("chapter", "starts_on__year"))
    by_month = defaultdict(list)
    chapters = Chapter.objects.existing_on(today).exclude(conference_month=None)
    for chapter in chapters.prefetch_related("states"):
        start = starts[chapter.conference_month]
        is_coming = start >= today.replace(day=1)
        if is_coming and (chapter.pk, start.year) not in announced:
            by_month[start].append(chapter)
    return by_month


def month_after(first, number):
    years, month = divmod(first.month - 1 + number, 12)
    return date(first.year + years, month + 1, 1)


def last_day_of_twelve_months(first):
    return month_after(first, 12) - timedelta(days=1)
