"""What machines ask for: whether the portal lives, what crawlers may see, the icon."""

from datetime import timedelta
from tempfile import TemporaryFile

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from .outages import pulse

LEAST_ROOM = 100_000  # bytes
GOOD_FOR = timedelta(days=180)


@never_cache
def livez(request):
    """200 while the process answers."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@never_cache
def readyz(request):
    """200 when the database answers and has every migration, else 503 with the reason."""
    reason = why_not_ready()
    text = f"{reason or 'ready'}\n"
    return HttpResponse(
        text, status=503 if reason else 200, content_type="text/plain; charset=utf-8"
    )


def why_not_ready():
    if pulse.is_down:
        return "the database does not answer"
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are missing"
    except DatabaseError:
        return "the database does not answer"
    try:
        with TemporaryFile(dir=settings.VAR_DIR) as file:
            file.write(bytes(LEAST_ROOM))
    except OSError as error:
        return f"nothing can be written: {error.strerror}"
    return ""


def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def security(request):
    """Where to tell of a weakness, as RFC 9116 has it."""
    expires = (timezone.now() + GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: mailto:{settings.OFFICE_EMAIL}",
        f"Expires: {expires}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "Preferred-Languages: en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def favicon(request):
    return redirect(static("mark.svg"), permanent=True)
