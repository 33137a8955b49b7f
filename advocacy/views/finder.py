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
from directory.models import Chapter

from .actions import federal_actions, redirect_to

SPEAK_UP = "speak"  # the aim of who presses that button of the home page


# It changes nothing, so it needs no token, and pages with the form can be kept for everybody.
# What is typed may be a ZIP code: it comes by POST so that it stands in no address and no log.
@csrf_exempt
@sensitive_post_parameters("place")
def find(request):
    """From what is typed into the finder to a chapter, or to a choice of them, or to some help.

    Who came to speak up is led to their members of Congress instead.
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
    if speaks_up:
        action = federal_actions().first()
        is_open = action and not action.is_closed(timezone.localdate())
        return redirect_to(action if is_open else None, places)
    delegations = dict.fromkeys(one.delegation for one in places)
    states = [one.state for one in delegations if one.state]
    chapters = Chapter.objects.exclude(kind=Chapter.Kind.REGIONAL).covering(states).in_list()
    if len(chapters) == 1:
        return redirect(chapters[0])
    names = " and ".join(one.name for one in delegations)
    context = {"zip_is_in": names, "chapters": chapters, "suggestions": []}
    return render(request, "directory/find.html", context)


def one_state(words):
    """The state that `words` mean; None where they mean several, or a region, or nothing."""
    states = [state for one in find_chapters(words)[:2] for state in one.states.all()]
    return states[0] if len(states) == 1 else None
