"""The chapter finder, which takes a place or a ZIP code."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from advocacy.models.districts import NotAZip
from advocacy.places import NoPlace, places_of_zip
from directory.models import Chapter


# It changes nothing, so it needs no token, and pages with the form can be kept for everybody.
# What is typed may be a ZIP code: it comes by POST so that it stands in no address and no log.
@csrf_exempt
@sensitive_post_parameters("place")
def find(request):
    """From what is typed into the finder to a chapter, or to a choice of them, or to some help."""
    place = request.POST.get("place", "").strip()[:100]
    if not any(letter.isdigit() for letter in place):
        return redirect(f"{reverse('directory:find')}?{urlencode({'place': place})}")
    try:
        delegations = dict.fromkeys(one.delegation for one in places_of_zip(place))
    except (NotAZip, NoPlace) as error:
        context = {"place": place, "problem": str(error), "suggestions": []}
        return render(request, "directory/find.html", context, status=400)
    states = [one.state for one in delegations if one.state]
    chapters = Chapter.objects.exclude(kind=Chapter.Kind.REGIONAL).covering(states).in_list()
    if len(chapters) == 1:
        return redirect(chapters[0])
    names = " and ".join(one.name for one in delegations)
    context = {"zip_is_in": names, "chapters": chapters, "suggestions": []}
    return render(request, "directory/find.html", context)
