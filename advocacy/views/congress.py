"""The pages of districts and states: who speaks for a visitor, and what there is to say."""

import qrcode
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from qrcode.image.svg import SvgPathImage

from advocacy.forms import ZipForm
from advocacy.models import Bill, DataSource, Legislator, StateLink
from advocacy.places import Place, path_of, seats_of, states_of
from chapters_portal.content.pages import moved_to
from directory.models import Chapter, State
from directory.rosters import has_samples, holders_in, rosters_on

from .actions import federal_actions, live_actions, places_or_404, redirect_to
from .bills import rows_of

ASKS = 2  # on the page to hand over


# A ZIP code changes nothing, so it needs no token, and the page that asks for it can be kept for
# everybody. It comes by POST so that it stands in no address and no log.
@csrf_exempt
@sensitive_post_parameters("zip")
def take_action(request):
    """Asks where the visitor votes, and leads to the page of the districts there."""
    form = ZipForm(request.POST if request.method == "POST" else None)
    asked = request.POST.get("action", "")[:80]
    action = federal_actions().filter(slug=asked).first() if asked else None
    if form.is_valid():
        return redirect_to(action, form.places)
    return render(
        request,
        "advocacy/take_action.html",
        {
            "form": form,
            "action": action,
            "states": State.objects.with_chapters_on(timezone.localdate()),
            "chapters": Chapter.objects.existing_on(timezone.localdate()).order_by("name"),
        },
        status=400 if form.is_bound else 200,
    )


def district_detail(request, places):
    context = answer_for(places_or_404(places))
    return render(request, "advocacy/district_detail.html", context)


def call_sheet(request, places, bioguide):
    """One printable sheet for a call to one office, with everything that is asked of it now."""
    pairs = [(place.delegation, place.district) for place in places_or_404(places)]
    member = get_object_or_404(
        Legislator.objects.for_districts(pairs).select_related("delegation"), bioguide=bioguide
    )
    asks = federal_actions()
    return render(
        request,
        "advocacy/call_sheet.html",
        {
            "places": places,
            "member": member,
            "asks": [(action, action.words_for(member.full_name)) for action in asks],
        },
    )


def state_detail(request, code):
    state = state_or_404(code)
    if code != code.lower():
        return moved_to(request, reverse("advocacy:state_detail", args=[code.lower()]))
    context = {**answer_for(places_of(state)), "state": state}
    return render(request, "advocacy/state_detail.html", context)


def state_on_one_page(request, code):
    """What to print and hand over on a legislative day."""
    state = state_or_404(code)
    if code != code.lower():
        return moved_to(request, reverse("advocacy:state_on_one_page", args=[code.lower()]))
    answer = who_speaks_for(places_of(state))
    chapters, today = list(answer["chapters"]), timezone.localdate()
    rosters = rosters_on(today, chapters, is_today=True)
    address = request.build_absolute_uri(reverse("advocacy:state_detail", args=[code]))
    context = {
        "state": state,
        "rosters": [(chapter, rosters[chapter.pk]) for chapter in chapters],
        "has_samples": has_samples(holders_in(rosters)),
        "asks": [
            (action, ask) for action in answer["actions"] if (ask := action.phone_ask_on(today))
        ][:ASKS],
        "day": today,
        "address": address,
        "qr": qrcode.make(address, image_factory=SvgPathImage).to_string(encoding="unicode"),
    }
    return render(request, "advocacy/state_on_one_page.html", answer | context)


def state_or_404(code):
    return get_object_or_404(State.objects.select_related("delegation"), code=code.upper())


def places_of(state):
    delegation = getattr(state, "delegation", None)
    districts = delegation.districts if delegation else []
    return [Place(delegation, district) for district in districts]


def answer_for(places):
    """What a visitor of `places` wants to know: whom to write to, who speaks for libraries."""
    answer, today = who_speaks_for(places), timezone.localdate()
    states = states_of(answer["delegations"])
    bills = Bill.objects.published(timezone.now()).in_play(today, states)
    return answer | {
        "places": places,
        "links": StateLink.objects.filter(state__in=states).select_related("state"),
        "rows": rows_of(bills.newest_step_first(), today),
        "path": path_of(places),
    }


def who_speaks_for(places):
    """Members of Congress and chapters of `places`, and what is asked of them now."""
    delegations, seats = seats_of(places)
    states = states_of(delegations)
    source = DataSource.objects.filter(kind=DataSource.Kind.LEGISLATORS).first()
    return {
        "delegations": delegations,
        "seats": seats,
        "chapters": Chapter.objects.existing_on(timezone.localdate()).covering(states).in_list(),
        "actions": live_actions().for_states(states).prefetch_related("states"),
        "source": source,
        "is_outdated": source is not None and source.is_outdated_on(timezone.localdate()),
    }
