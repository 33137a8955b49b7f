"""The pages of sites that speak up for libraries, state by state."""

from django.shortcuts import render

from advocacy.models import StateLink
from directory.models import State

Kind = StateLink.Kind
DEFENSES = [Kind.SAVE_LIBRARIES, Kind.GROUP, Kind.BLOG]


def save_libraries(request):
    """What defends libraries in a state: campaigns, groups, blogs and social pages."""
    return link_list(request, "save-libraries", DEFENSES)


def state_and_local(request):
    """All that we know in a state, its legislature with it."""
    return link_list(request, "state-and-local", Kind.values)


def link_list(request, text, kinds):
    links = StateLink.objects.filter(kind__in=kinds).select_related("state")
    by_state = {state: [] for state in State.objects.all()}
    for link in links:
        by_state[link.state].append(link)
    speaks_up = {
        state: any(link.kind != Kind.LEGISLATURE for link in found)
        for state, found in by_state.items()
    }
    return render(
        request,
        "advocacy/link_list.html",
        {
            "key": text,
            "anchors": [
                (state, state.code.lower() if found else "others")
                for state, found in by_state.items()
            ],
            "known": [
                (state, found, speaks_up[state]) for state, found in by_state.items() if found
            ],
            "unknown": [state for state, found in by_state.items() if not found],
        },
    )
