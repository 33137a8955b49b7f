"""What machines ask for: whether the portal lives, what crawlers may see, the icon."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache


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
