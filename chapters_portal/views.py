"""The house's own pages: the home page, and what machines ask for."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache

from .models import HomeLink, HomeSection


def home(request):
    shown = HomeSection.objects.filter(is_shown=True).prefetch_related(
        Prefetch("links", HomeLink.objects.filter(is_shown=True))
    )
    layouts = HomeSection.Layout
    return render(
        request,
        "site/home.html",
        {
            "doors": [section for section in shown if section.layout == layouts.DOORS],
            "welcomes": [section for section in shown if section.layout == layouts.WELCOME],
            "sections": [
                section
                for section in shown
                if section.layout not in {layouts.DOORS, layouts.WELCOME}
            ],
        },
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
