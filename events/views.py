"""The calendar's pages."""

import re
from datetime import date, timedelta

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from chapters_portal.content.pages import withdrawn_page
from chapters_portal.content.previews import page_row_or_404

from .filters import EventFilter, years_of_calendar
from .models import Celebration, Conference, Preparation
from .months import KINDS, in_order, last_day_of_twelve_months, months_from, public_events
from .schema_org import event_data

ALL = reverse_lazy("events:calendar_ics")
JUST_MISSED = timedelta(days=30)
NEXT = timedelta(days=60)
FEWEST_NEXT = 3  # however far off they are


def event_list(request):
    """What is on now and comes up; with a year or a month asked for, that month by month."""
    moment, today = timezone.now(), timezone.localdate()
    years = years_of_calendar(moment, today)
    query, asked_of_conferences = (
        EventFilter(request.GET, rows, years=years) for rows in public_events(moment)
    )
    year, number = query.number("year"), query.number("month")
    first = date(year, 1, 1) if year else today.replace(day=1)
    last = last_day_of_twelve_months(first)
    since = first if year else min(first, today - JUST_MISSED)
    events = in_order(query.qs.within(since, last), asked_of_conferences.qs.within(since, last))
    months = months_from(first, [event for event in events if event.ends_on >= first], today)
    kind = query.value("kind")
    if not query.is_valid() or kind not in {None, "", Conference.kind}:
        for month in months:
            month.chapters = []
    shown = [month for month in months if number in {None, month.first.month}]
    return render(
        request,
        "events/event_list.html",
        {
            "query": query,
            "year": year,
            "number": number,
            "kind": dict(KINDS).get(kind),
            "kinds": KINDS,
            "this_month": today.replace(day=1),
            "months": months,
            "shown": shown,
            "is_empty": not any(month.events or month.chapters for month in shown),
            "has_chapters": any(month.chapters for month in months),
            "by_time": None if year or number else by_time(events, today),
            "years": years,
            "sheet_year": year or today.year + (today.month > 6),
            "celebrations": [] if query.given else Celebration.objects.published(moment),
            **subscription(request, reverse("events:kind_ics", args=[kind]) if kind else ALL),
        },
        status=query.status,
    )


def subscription(request, path):
    """The address of a calendar, as a page shows it and as a calendar program subscribes to it."""
    feed = request.build_absolute_uri(path)
    return {"feed": feed, "webcal": re.sub("^https?", "webcal", feed)}


def by_time(events, today):
    """`events` as now, next, later and just missed, the last with the newest first."""
    to_come = [event for event in events if event.starts_on > today]
    soon = sum(event.starts_on <= today + NEXT for event in to_come)
    following = max(soon, FEWEST_NEXT)
    return {
        "now": [event for event in events if event.starts_on <= today <= event.ends_on],
        "next": to_come[:following],
        "later": to_come[following:],
        "missed": [one for one in reversed(events) if today - JUST_MISSED <= one.ends_on < today],
    }


def year_detail(request, year):
    """A year on one sheet, for the wall."""
    moment, today = timezone.now(), timezone.localdate()
    years = years_of_calendar(moment, today)
    if year not in years:
        raise Http404(f"The calendar has nothing in {year}.")
    first, last = date(year, 1, 1), date(year, 12, 31)
    events = in_order(*(rows.within(first, last) for rows in public_events(moment)))
    place = years.index(year)
    return render(
        request,
        "events/year_detail.html",
        {
            "year": year,
            "months": months_from(first, events, today),
            "is_empty": not events,
            "calendar": request.build_absolute_uri(reverse("events:event_list")),
            "before": years[place + 1] if place + 1 < len(years) else None,
            "after": years[place - 1] if place else None,
        },
    )


def celebration_detail(request, slug):
    moment, today = timezone.now(), timezone.localdate()
    celebrations = Celebration.objects.select_related("follows")
    celebration = page_row_or_404(request, celebrations, moment, slug=slug)
    if celebration.is_withdrawn(moment):
        return withdrawn_page(request, celebration, area="events", list_name="events:event_list")
    dates = list(celebration.occurrences.all())
    for one in dates:
        one.celebration = celebration
    to_come = [one for one in reversed(dates) if one.ends_on >= today]
    following = next((one for one in to_come if not one.is_cancelled), None)
    followed = celebration.follows
    return render(
        request,
        "events/celebration_detail.html",
        {
            "celebration": celebration,
            "trial": celebration.trial(dates),
            "next": following,
            "preparations": Preparation.objects.before(following),
            "to_come": to_come,
            "past": [one for one in dates if one.ends_on < today],
            "today": today,
            "followed": followed if followed and followed.is_published(moment) else None,
            "followers": celebration.followers.published(moment),
            "toolkits": celebration.toolkits.all(),
            "releases": celebration.press_releases.published(moment).in_list(),
            "data": event_data(to_come, request.build_absolute_uri),
            **subscription(request, reverse("events:celebration_ics", args=[slug])),
        },
    )
