"""The pages of what we ask people to do, and of libraries that need help."""

from urllib.parse import quote_plus

from django.shortcuts import render
from django.utils import timezone

from advocacy.models import Action, DisasterNeed
from chapters_portal.content.pages import withdrawn_page
from chapters_portal.content.previews import page_row_or_404
from directory.models import State

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


def live_actions():
    today = timezone.localdate()
    return Action.objects.live(timezone.now(), today).most_urgent_first(today)
