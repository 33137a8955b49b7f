"""The gold strip of staff: what a page shows, where to edit it, and what is not public yet."""

from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from .models import HomeSection, PageText, SiteSettings
from .publishing.previews import expires_at, is_staff, may, previews_of

# The names by which the contexts of public pages hold the rows that the pages are about.
ROWS_OF_PAGES = [
    *("chapter", "committee", "collection", "answer", "action", "bill", "celebration", "release"),
    *("doors", "welcomes", "sections", "state", "withdrawn"),
]


def strip_of(context):
    """What the strip of a page says, or None where it has none.

    `context` is that of the page after it was rendered, so it knows whose words the page used.
    """
    request = context.get("request")
    if request is None:
        return None
    previews = [preview_of(request, row) for row in previews_of(request)]
    is_shared = hasattr(request, "shared")
    if not is_staff(request):
        return {"previews": previews, "is_shared": is_shared} if previews else None
    page = request.shared.get_absolute_url() if is_shared else request.get_full_path()
    back = urlencode({"next": page})

    def edits(rows):
        allowed = [row for row in rows if may(request, "change", row)]
        return [(words, f"{address}?{back}") for words, address in map(edit_of, allowed)]

    rows = list(rows_of(context))
    edits_of_page = edits(row for row in rows if not is_section(row))
    edits_of_parts = edits([*filter(is_section, rows), *words_of(context)])
    if not (edits_of_page or edits_of_parts or previews):
        return None
    return {
        "is_shared": is_shared,
        "previews": previews,
        "edits_of_page": edits_of_page,
        "edits_of_parts": edits_of_parts,
        # Where no page is, a redirect may lead on to one, and that page tells.
        "messages": [] if "exception" in context else get_messages(request),
    }


def preview_of(request, row):
    """What is told of a row that is not public; its secret address to those who may change it."""
    is_shared = may(request, "change", row) and hasattr(row, "get_absolute_url")
    return {
        "row": row,
        "what": f"the section “{row}”" if is_section(row) else f"this {name_of(row)}",
        "stage": row.stage_at(timezone.now()),
        "share_url": is_shared and request.build_absolute_uri(row.get_preview_url()),
        "share_until": expires_at(),
    }


def rows_of(context):
    for name in ROWS_OF_PAGES:
        found = context.get(name)
        yield from [found] if isinstance(found, Model) else found or []


def words_of(context):
    """The rows of words that the page used, those that are there; then the site settings."""
    yield from (text for text in context["page_texts"].values() if text.pk)
    yield SiteSettings(pk=1)


def edit_of(row):
    meta = row._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    if isinstance(row, PageText):
        return str(row), address
    if is_section(row):
        return f"Section: {row}", address
    if isinstance(row, SiteSettings):
        return "Site settings", address
    return f"Edit this {name_of(row)}", address


def is_section(row):
    return isinstance(row, HomeSection)


def name_of(row):
    return row._meta.verbose_name.removeprefix("press ")
