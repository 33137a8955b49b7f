"""The advocacy pages."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from advocacy.filters import BillFilter
from advocacy.forms import ZipForm
from advocacy.models import Action, Bill, DataSource, DisasterNeed, Legislator
from advocacy.places import NoPlace, Place, path_of, places_of_path, seats_of
from chapters_portal.content.pages import page_of, withdrawn_page
from chapters_portal.content.previews import page_row_or_404
from directory.models import Chapter, State

MOST_RELEASES = 5


def index(request):
    return render(
        request,
        "advocacy/index.html",
        {"actions": live_actions(), "states": State.objects.all()},
    )


def action_detail(request, slug):
    """An action, live or over: what is over says so, and points to what is live."""
    moment, today = timezone.now(), timezone.localdate()
    actions = Action.objects.prefetch_related("states")
    action = page_row_or_404(request, actions, moment, slug=slug)
    if action.is_withdrawn(moment):
        list_url = reverse("advocacy:index")
        return withdrawn_page(request, action, area="advocacy", list_url=list_url)
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


def share_links(action, address):
    """Pairs of a service and an address there that offers this page to one's friends."""
    return [
        (
            "Bluesky",
            f"https://bsky.app/intent/compose?{urlencode({'text': f'{action} {address}'})}",
        ),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': address})}"),
        (
            "LinkedIn",
            f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': address})}",
        ),
    ]


def rows_of(bills, date):
    """Pairs of a bill and its stage on `date`."""
    bills = bills.select_related("session__state")
    return [(bill, bill.stage_on(date)) for bill in bills]


def bill_list(request):
    moment, today = timezone.now(), timezone.localdate()
    asked = BillFilter(request.GET, Bill.objects.published(moment), date=today)
    page = page_of(asked.qs.newest_step_first(), request.GET.get("page"))
    return render(
        request,
        "advocacy/bill_list.html",
        {"asked": asked, "page_of_bills": page, "rows": rows_of(page.object_list, today)},
        status=asked.status,
    )


def bill_detail(request, slug):
    moment, today = timezone.now(), timezone.localdate()
    bills = Bill.objects.select_related("session__state")
    bill = page_row_or_404(request, bills, moment, slug=slug)
    if bill.is_withdrawn(moment):
        list_url = reverse("advocacy:bill_list")
        return withdrawn_page(request, bill, area="legislation", list_url=list_url)
    return render(
        request,
        "advocacy/bill_detail.html",
        {
            "bill": bill,
            "stage": bill.stage_on(today),
            "has_session_ended": bill.session.is_over(today),
            "steps": bill.actions.all(),
            "sponsors": bill.sponsors.all(),
            "subjects": bill.subjects.all(),
            "asks": bill.asks.live(moment, today).most_urgent_first(),
            "releases": bill.press_releases.published(moment).in_list()[:MOST_RELEASES],
        },
    )


def disasters(request):
    needs = DisasterNeed.objects.published(timezone.now())
    return render(request, "advocacy/disasters.html", {"needs": needs})


def live_actions():
    return Action.objects.live(timezone.now(), timezone.localdate()).most_urgent_first()


# A ZIP code changes nothing, so it needs no token, and the page that asks for it can be kept for
# everybody. It comes by POST so that it stands in no address and no log.
@csrf_exempt
@sensitive_post_parameters("zip")
def take_action(request):
    """Asks where the visitor votes, and leads to the page of the districts there."""
    form = ZipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("advocacy:district_detail", path_of(form.places))
    return render(
        request,
        "advocacy/take_action.html",
        {"form": form, "states": State.objects.prefetch_related("chapters")},
        status=400 if form.is_bound else 200,
    )


def district_detail(request, places):
    try:
        places = places_of_path(places)
    except NoPlace as error:
        raise Http404(str(error)) from error
    return render(request, "advocacy/district_detail.html", answer_for(places))


def call_sheet(request, places, bioguide):
    """One printable sheet for a call to one office, with everything that is asked of it now."""
    try:
        found = places_of_path(places)
    except NoPlace as error:
        raise Http404(str(error)) from error
    pairs = [(place.delegation, place.district) for place in found]
    member = get_object_or_404(
        Legislator.objects.for_districts(pairs).select_related("delegation"), bioguide=bioguide
    )
    asks = live_actions().filter(scope=Action.Scope.FEDERAL)
    return render(
        request,
        "advocacy/call_sheet.html",
        {
            "places": places,
            "member": member,
            "asks": [(action, action.words_for(f"{member.title} {member}")) for action in asks],
        },
    )


def state_detail(request, code):
    state = get_object_or_404(State.objects.select_related("delegation"), code=code.upper())
    if code != code.lower():
        return redirect("advocacy:state_detail", code.lower(), permanent=True)
    delegation = getattr(state, "delegation", None)
    places = (
        [Place(delegation, district) for district in delegation.districts] if delegation else []
    )
    return render(request, "advocacy/state_detail.html", {**answer_for(places), "state": state})


def answer_for(places):
    """What a visitor of `places` wants to know: whom to write to, who speaks for libraries."""
    delegations, seats = seats_of(places)
    states = [delegation.state for delegation, _ in delegations if delegation.state]
    source = DataSource.objects.filter(kind=DataSource.Kind.LEGISLATORS).first()
    today = timezone.localdate()
    return {
        "places": places,
        "delegations": delegations,
        "seats": seats,
        "chapters": Chapter.objects.covering(states)
        .in_directory_order()
        .prefetch_related("states"),
        "links": [
            link
            for state in State.objects.filter(
                pk__in=[state.pk for state in states]
            ).prefetch_related("links")
            for link in state.links.all()
        ],
        "actions": live_actions().for_states(states).prefetch_related("states"),
        "rows": rows_of(
            Bill.objects.published(timezone.now()).in_play(today, states).newest_step_first(), today
        ),
        "path": path_of(places),
        "source": source,
        "is_outdated": source is not None and source.is_outdated_on(today),
    }
