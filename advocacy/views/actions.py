"""The pages of what we ask people to do, and of libraries that need help."""

from datetime import timedelta
from urllib.parse import quote_plus

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from icalendar import Calendar, Event

from advocacy.models import Action, DisasterNeed
from advocacy.places import NoPlace, path_of, places_of_path, seats_of, states_of
from chapters_portal.content.facts import filled
from chapters_portal.content.pages import withdrawn_page
from chapters_portal.content.previews import page_row_or_404
from directory.models import Chapter, State

MOST_RELEASES = 5


def index(request):
    return render(
        request, "advocacy/index.html", {"actions": live_actions(), "states": State.objects.all()}
    )


def action_detail(request, slug):
    """An action, live or over: what is over says so, and points to what is live."""
    moment, today = timezone.now(), timezone.localdate()
    actions = Action.objects.prefetch_related("states")
    action = page_row_or_404(request, actions, moment, slug=slug)
    if action.is_withdrawn(moment):
        return withdrawn_page(request, action, area="advocacy", list_name="advocacy:index")
    is_live = action.is_open(today)
    address = request.build_absolute_uri(action.get_absolute_url())
    return render(
        request,
        "advocacy/action_detail.html",
        {
            "action": action,
            "address": address,
            "is_live": is_live,
            "words": action.words_for(),
            "share_links": share_links(action, address),
            "bills": action.bills.published(moment).select_related("session__state"),
            "releases": action.press_releases.published(moment).in_list()[:MOST_RELEASES],
            "others": [] if is_live else live_actions(),
        },
    )


def action_for(request, slug, places):
    """The action carried to those whom a visitor of `places` calls: their representative first."""
    action = federal_actions().filter(slug=slug).first()
    if action is None:
        return redirect(get_object_or_404(Action.objects.on_record(timezone.now()), slug=slug))
    places = places_or_404(places)
    delegations, seats = seats_of(places)
    in_house = [(seat.member, seat.place) for seat in seats if seat.member]
    in_senate = [(one, None) for _, senators in delegations for one in senators]
    states = states_of(delegations)
    return render(
        request,
        "advocacy/action_for.html",
        {
            "action": action,
            "places": places,
            "members": [*in_house, *in_senate],
            "vacant": [seat.place for seat in seats if not seat.member],
            "path": path_of(places),
            "chapters": Chapter.objects.existing_on(timezone.localdate())
            .covering(states)
            .in_list(),
            "others": live_actions().for_states(states).exclude(pk=action.pk),
        },
    )


def action_done(request, slug):
    """Thanks, a reminder, and words to pass on. Nothing is stored, nor does anyone count."""
    action = get_object_or_404(live_actions(), slug=slug)
    address = request.build_absolute_uri(action.get_absolute_url())
    return render(
        request,
        "advocacy/action_done.html",
        {
            "action": action,
            "address": address,
            "share_links": share_links(action, address),
            "others": live_actions().exclude(pk=action.pk),
        },
    )


def reminder(request, slug):
    """The action as an event of tomorrow, or of its last day if that is sooner."""
    action = get_object_or_404(live_actions(), slug=slug)
    now, day = timezone.now(), timezone.localdate() + timedelta(days=1)
    event = Event()
    event.add("uid", action.uid)
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()) // 60)  # each is newer than the last
    event.add("dtstart", min(filter(None, [day, action.until_on])))
    event.add("summary", filled(str(action)))
    event.add("description", filled(action.asked_on(timezone.localdate())))
    event.add("url", request.build_absolute_uri(action.get_absolute_url()))
    calendar = Calendar()
    calendar.add("prodid", "-//ALA Chapter Relations Office//Chapters Portal//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="reminder.ics"'},
    )


def share_links(action, address):
    """Pairs of a service and an address there that offers this page to one's friends."""
    text, page = quote_plus(f"{action} {address}"), quote_plus(address)
    return [
        ("Bluesky", f"https://bsky.app/intent/compose?text={text}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={page}"),
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={page}"),
    ]


def disasters(request):
    needs = DisasterNeed.objects.published(timezone.now())
    return render(request, "advocacy/disasters.html", {"needs": needs})


def places_or_404(path):
    try:
        return places_of_path(path)
    except NoPlace as error:
        raise Http404(str(error)) from error


def redirect_to(action, places):
    """To the action for those who speak for `places`; without one, to all that is known there."""
    path = path_of(places)
    if action:
        return redirect("advocacy:action_for", action.slug, path)
    return redirect("advocacy:district_detail", path)


def federal_actions():
    return live_actions().filter(scope=Action.Scope.FEDERAL)


def live_actions():
    today = timezone.localdate()
    return Action.objects.live(timezone.now(), today).most_urgent_first(today)
