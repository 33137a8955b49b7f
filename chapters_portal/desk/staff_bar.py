"""The gold bar of staff: what a page shows, where to edit it, and what is not public yet."""

from urllib.parse import urlencode, urlsplit

from django.contrib.messages import get_messages
from django.db.models import Model
from django.utils import timezone

from chapters_portal.content.previews import expires_at, is_staff, may_edit, previews_of
from chapters_portal.content.registry import registry
from chapters_portal.history.views import edit_url


def staff_bar_of(context):
    """What the bar of a page says, or None where it has none.

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
    path = urlsplit(page).path
    back = urlencode({"next": page})

    def edits(rows, label):
        allowed = [row for row in rows if may_edit(request, row)]
        return [(label(row), f"{edit_url(row)}?{back}") for row in allowed]

    rows = list(rows_of(context, path))
    parts = [row for row in rows if is_part(row)]
    edits_of_page = edits([row for row in rows if row not in parts], edit_label)
    edits_of_parts = edits(parts, part_label) + edits(words_of(context), str)
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
    """What the bar says of a row that is not public; to those who may change it, its address."""
    is_shared = may_edit(request, row) and hasattr(row, "get_absolute_url")
    return {
        "row": row,
        "what": f"the {name_of(row)} “{row}”" if is_part(row) else f"this {name_of(row)}",
        "stage": row.stage_at(timezone.now()),
        "share_url": is_shared and request.build_absolute_uri(row.get_preview_url()),
        "share_until": expires_at(),
    }


def rows_of(context, path):
    """The rows that the page at `path` is about, in the order in which its context names them."""
    found = {}
    for value in context.flatten().values():
        for row in value if isinstance(value, list) else [value]:
            if isinstance(row, Model) and row.pk and registry.is_page_of(row, path):
                found[type(row), row.pk] = row
    return found.values()


def words_of(context):
    """The rows of words that the page used, those that are there; then the site settings."""
    yield from (text for text in context["page_texts"].values() if text.pk)
    yield context["site"]


def edit_label(row):
    return f"Edit this {name_of(row)}"


def part_label(row):
    return f"{name_of(row).capitalize()}: {row}"


def is_part(row):
    return any(entry.is_part for entry in registry.of(type(row)))


def name_of(row):
    return row._meta.verbose_name.split()[-1]
