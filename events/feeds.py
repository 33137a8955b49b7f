"""The calendar for other programs: iCalendar to subscribe to, JSON to build on, Atom to read.

A calendar that someone subscribed to is there for good: it tells of a withdrawn celebration that
its dates are cancelled.
"""

from datetime import timedelta
from itertools import chain
from uuid import uuid5

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, Todo

from chapters_portal.content.facts import filled
from chapters_portal.content.feeds import Entry, atom
from chapters_portal.content.identity import uid_of
from chapters_portal.models import SiteSettings

from .models import Celebration, Conference, Occurrence, Preparation
from .models.dates import DateState
from .months import KINDS, public_events

LOOK_AGAIN = timedelta(hours=12)
MOST_ANNOUNCEMENTS = 50
STATUS = {
    DateState.PROVISIONAL: "TENTATIVE",
    DateState.EXPECTED: "TENTATIVE",
    DateState.CONFIRMED: "CONFIRMED",
    DateState.CANCELLED: "CANCELLED",
}
# Many calendars show nothing but the title, so it says by itself what is not sure.
TITLES = {
    DateState.PROVISIONAL: "{} (provisional date)",
    DateState.EXPECTED: "{} (expected date)",
    DateState.CONFIRMED: "{}",
    DateState.CANCELLED: "Cancelled: {}",
}


def asked_events(moment, kind=None, slug=None):
    """The name of the calendar that was asked for, and its events by date.

    Raises Http404 when there is no such calendar.
    """
    occurrences = Occurrence.objects.in_calendars(moment).with_celebrations()
    conferences = Conference.objects.select_related("chapter")
    name = "The library year"
    if slug is not None:
        celebration = get_object_or_404(Celebration, slug=slug, published_at__lte=moment)
        name = celebration.title
        occurrences = occurrences.filter(celebration=celebration)
        conferences = conferences.none()
    elif kind is not None:
        if kind not in dict(KINDS):
            raise Http404(f"There is no calendar of kind {kind}.")
        name = f"{name}: {dict(KINDS)[kind].lower()}s"
        occurrences, conferences = occurrences.of_kind(kind), conferences.of_kind(kind)
    return name, chain(occurrences.order_by("starts_on", "pk"), conferences.order_by("starts_on"))


def calendar_ics(request, kind=None, slug=None):
    moment = timezone.now()
    name, events = asked_events(moment, kind, slug)
    absolute = request.build_absolute_uri
    return ical_answer(
        name, (ical_event(event, moment, absolute) for event in events), "calendar.ics"
    )


def ical_answer(name, components, filename):
    calendar = Calendar()
    calendar.add("prodid", "-//ALA Chapter Relations Office//Chapters Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for component in components:
        calendar.add_component(component)
    return HttpResponse(
        calendar.to_ical(sorted=False),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}"'},
    )


def celebration_tasks(request, slug):
    """What to have ready before the next date of a celebration; no task while none is known."""
    moment = timezone.now()
    celebration = get_object_or_404(Celebration.objects.published(moment), slug=slug)
    coming = celebration.occurrences.exclude(state=DateState.CANCELLED)
    following = coming.upcoming(timezone.localdate()).select_related("celebration").first()
    address = request.build_absolute_uri(celebration.get_absolute_url())
    tasks = (
        ical_task(preparation, day, following, moment, address)
        for preparation, day in Preparation.objects.before(following)
    )
    return ical_answer(f"{celebration}: to prepare", tasks, "tasks.ics")


def ical_task(preparation, day, occurrence, moment, address):
    _, sequence, changed_at = occurrence.for_calendars(moment)
    changed_at = max(changed_at, preparation.changed_at)
    row = Todo()
    row.add("uid", str(uuid5(occurrence.uid, f"preparation {preparation.pk}")))
    row.add("dtstamp", changed_at)
    row.add("last-modified", changed_at)
    row.add("sequence", sequence + preparation.sequence)
    row.add("due", day)
    row.add("summary", filled(preparation.what))
    row.add("description", filled(f"{occurrence.celebration}, {occurrence.dates}"))
    row.add("url", address)
    return row


def ical_event(event, moment, absolute):
    """`event` as a VEVENT of whole days, whose end is the day after its last.

    DTSTAMP is when it last changed, as RFC 5545 has it for a calendar without a METHOD, so that a
    calendar without news stays the same to the letter.
    """
    state, sequence, changed_at = event.for_calendars(moment)
    row = Event()
    row.add("uid", str(event.uid))
    row.add("dtstamp", changed_at)
    row.add("last-modified", changed_at)
    row.add("sequence", sequence)
    row.add("dtstart", event.starts_on)
    row.add("dtend", event.ends_on + timedelta(days=1))
    words = filter(None, [DateState(state).label + ".", *event.words])
    row.add("summary", filled(TITLES[state].format(event.title)))
    row.add("description", filled("\n\n".join(words)))
    row.add("status", STATUS[state])
    row.add("categories", [event.kind_in_words])
    row.add("url", absolute(event.get_absolute_url()))
    row.add("transp", "TRANSPARENT")
    if event.place:
        row.add("location", event.place)
    return row


def calendar_json(request, kind=None, slug=None):
    moment = timezone.now()
    name, events = asked_events(moment, kind, slug)
    return JsonResponse(
        {
            "name": name,
            "url": request.build_absolute_uri(reverse("events:event_list")),
            "events": [json_event(event, moment, request.build_absolute_uri) for event in events],
        },
        headers={"Access-Control-Allow-Origin": "*"},
    )


def json_event(event, moment, absolute):
    state, sequence, changed_at = event.for_calendars(moment)
    return {
        "uid": str(event.uid),
        "title": event.title,
        "kind": event.kind,
        "starts_on": event.starts_on,
        "ends_on": event.ends_on,
        "state": state,
        "state_in_words": DateState(state).label,
        "by": event.by,
        "place": event.place,
        "words": event.words,
        "url": absolute(event.get_absolute_url()),
        "sequence": sequence,
        "changed_at": changed_at,
    }


def announcement_feed(request):
    """The dates to come that were confirmed or called off, the latest decision first."""
    moment, today = timezone.now(), timezone.localdate()
    decided = [
        rows.upcoming(today)
        .filter(state__in=[DateState.CONFIRMED, DateState.CANCELLED])
        .order_by("-changed_at", "-pk")[:MOST_ANNOUNCEMENTS]
        for rows in public_events(moment)
    ]
    latest = sorted(chain(*decided), key=lambda event: event.changed_at, reverse=True)
    return atom(
        request,
        map(entry_of, latest[:MOST_ANNOUNCEMENTS]),
        uid=SiteSettings.current().uid_of("announcements"),
        title="The library year: announcements",
        about="events/feed.txt",
        page=reverse("events:event_list"),
    )


def entry_of(event):
    state = event.get_state_display()
    return Entry(
        uid=uid_of(event.uid, event.state),  # that it was called off is news of its own
        title=f"{event.title}, {event.dates}: {state.lower()}",
        path=event.get_absolute_url(),
        summary=" ".join([f"{state}: {event.dates}.", *event.words]),
        published_at=event.changed_at,
        updated_at=event.changed_at,
        topics=[event.kind_in_words],
    )
