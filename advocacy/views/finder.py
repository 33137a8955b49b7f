"""The chapter finder, which takes a place or a ZIP code."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from advocacy.models.districts import NotAZip
from advocacy.places import NoPlace, places_of_zip
from directory.finder import find_chapters

from .actions import federal_actions, redirect_to

SPEAK_UP = "speak"  # the aim of who presses that button of the home page


# It changes nothing, so it needs no token, and pages with the form can be kept for everybody.
# What is typed may be a ZIP code: it comes by POST so that it stands in no address and no log.
@csrf_exempt
@sensitive_post_parameters("place")
def find(request):
    """From what is typed into the finder to what answers it, or to some help.

    A place leads to its chapter, or for who came to speak up to its state. A ZIP code leads to the
    page with all of it, or for who came to speak up to what they can do.
    """
    place = request.POST.get("place", "").strip()[:100]
    speaks_up = request.POST.get("aim") == SPEAK_UP
    if not place and speaks_up:
        return redirect("advocacy:index")
    if not any(letter.isdigit() for letter in place):
        if speaks_up and (state := one_state(place)):
            return redirect("advocacy:state_detail", state.code.lower())
        return redirect(f"{reverse('directory:find')}?{urlencode({'place': place})}")
    try:
        places = places_of_zip(place)
    except (NotAZip, NoPlace) as error:
        context = {"place": place, "problem": str(error), "suggestions": []}
        return render(request, "directory/find.html", context, status=400)
    action = federal_actions().first() if speaks_up else None
    is_open = action and not action.is_closed(timezone.localdate())
    return redirect_to(action if is_open else None, places)


def one_state(words):
    """The state that `words` mean; None where they mean several, or a region, or nothing."""
    states = [
        state
        for one in find_chapters(words, timezone.localdate())[:2]
        for state in one.states.all()
    ]
    return states[0] if len(states) == 1 else None
