"""The house's own pages: the home page, search, and what machines ask for."""

import re
from urllib.parse import urlencode, urlsplit

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.text import Truncator
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from advocacy.models import PressRelease
from advocacy.models.districts import NotAZip
from advocacy.places import NoPlace, places_of_zip
from directory.models import Chapter
from events.months import next_events

from .models import HomeLink, HomeSection, MissedSearch
from .publishing.pages import page_of
from .publishing.previews import Expired, keep_secret, note_preview, previewed
from .search import query
from .search.documents import SOURCES
from .search.spelling import corrections

MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)


def home(request):
    moment = timezone.now()
    sections = HomeSection.objects.prefetch_related(
        Prefetch("links", HomeLink.objects.filter(is_shown=True))
    )
    shown = [
        section
        for section in sections
        if section.is_published(moment) or note_preview(request, section)
    ]
    layouts = HomeSection.Layout
    return render(
        request,
        "site/home.html",
        {
            "releases": PressRelease.objects.published(moment).in_list()[:2],
            "events": next_events(moment, timezone.localdate(), 3),
            "doors": [section for section in shown if section.layout == layouts.DOORS],
            "welcomes": [section for section in shown if section.layout == layouts.WELCOME],
            "sections": [
                section
                for section in shown
                if section.layout not in {layouts.DOORS, layouts.WELCOME}
            ],
        },
    )


def preview(request, word):
    """A page that is not public yet, for whoever was given its secret address."""
    try:
        row = previewed(word)
    except Expired:
        return keep_secret(render(request, "site/preview_expired.html", status=410))
    moment, address = timezone.now(), row.get_absolute_url()
    if row.is_on_record(moment):
        return keep_secret(redirect(address))
    if row.published_at and row.published_at <= moment:
        raise Http404("It was withdrawn.")
    request.shared = row
    page = resolve(urlsplit(address).path)
    return keep_secret(page.func(request, *page.args, **page.kwargs))


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
    chapters = (
        Chapter.objects.exclude(kind=Chapter.Kind.REGIONAL)
        .covering([one.state for one in delegations if one.state])
        .in_directory_order()
        .prefetch_related("states")
    )
    if len(chapters) == 1:
        return redirect(chapters[0])
    names = " and ".join(one.name for one in delegations)
    context = {"zip_is_in": names, "chapters": chapters, "suggestions": []}
    return render(request, "directory/find.html", context)


def search(request):
    moment = timezone.now()
    results = query.search(request.GET.get("q", ""), request.GET.get("kind"), moment=moment)
    is_missed = bool(results.terms) and not results.total
    number = request.GET.get("page")
    page = page_of(results, None if number == "all" else number)
    response = render(
        request,
        "site/search.html",
        {
            "results": results,
            "page": page,
            "kinds": [(SOURCES[kind], count) for kind, count in results.counts.items()],
            "kind": SOURCES.get(results.kind),
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
                    "kind": SOURCES[document.kind].name,
                    "url": document.url,
                }
                for document in query.suggest(request.GET.get("q", ""), moment=timezone.now())
            ]
        }
    )


@never_cache
def livez(request):
    """200 while the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def readyz(request):
    """200 when the database answers and has every migration, else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        is_ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        reason = "ready" if is_ready else "migrations are missing"
    except DatabaseError:
        is_ready, reason = False, "the database does not answer"
    return HttpResponse(f"{reason}\n", status=200 if is_ready else 503, content_type="text/plain")


def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def favicon(request):
    return redirect(static("mark.svg"), permanent=True)
