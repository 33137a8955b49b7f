"""The search page, and what the search box offers while somebody types."""

import re

from django import forms
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.text import Truncator
from django.views.decorators.cache import cache_control

from chapters_portal.content.filters import QueryForm
from chapters_portal.content.pages import PAGE, page_of
from chapters_portal.content.registry import registry

from . import query
from .models import MissedSearch
from .spelling import corrections

ZIP = re.compile(r"\d{5}(-\d{4})?", re.ASCII)
MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)


class SearchForm(QueryForm):
    """What the address of the search page may hold. Any text can be asked."""

    q = forms.CharField(required=False)
    kind = forms.CharField(required=False)


def search(request):
    moment = timezone.now()
    results = query.search(request.GET.get("q", ""), request.GET.get("kind"), moment=moment)
    is_missed = bool(results.terms) and not results.total
    found = results.in_part if is_missed and len(results.terms) > 1 else results
    number = request.GET.get(PAGE)
    page = page_of(found, None if number == "all" else number)
    response = render(
        request,
        "search/search.html",
        {
            "results": found,
            "page": page,
            "zip_code": results.text if ZIP.fullmatch(results.text) else "",
            "kinds": [(registry.kinds[kind], count) for kind, count in found.counts.items()],
            "kind": registry.kinds.get(results.kind),
            "corrections": corrections(results.text, moment=moment) if is_missed else [],
        },
    )
    if is_missed:
        # Not kept, so that the next one who asks in vain is counted, too.
        add_never_cache_headers(response)
        if request.method == "GET" and not MACHINES.search(request.headers.get("user-agent", "")):
            MissedSearch.objects.note(results.text, timezone.localdate())
    return response


# Kept by the browser alone: what is typed letter by letter would crowd out the pages we keep.
@cache_control(private=True, max_age=60)
def suggest(request):
    return JsonResponse(
        {
            "suggestions": [
                {
                    "title": document.title,
                    "about": Truncator(document.body).chars(80),
                    "kind": registry.kinds[document.kind].name,
                    "url": document.url,
                }
                for document in query.suggest(request.GET.get("q", ""), moment=timezone.now())
            ]
        }
    )
