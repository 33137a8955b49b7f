"""Pages before they are public: for staff, and for whoever has a secret address of one.

Staff read them under their real addresses. A secret address carries a signed word that names the
row and the moment it was made, and nothing is stored. Whoever has it may read the page, so it is
kept nowhere, indexed nowhere, and expires.
"""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from .permissions import may, may_change_public, may_see

GOOD_FOR = timedelta(days=7)

signer = signing.TimestampSigner(salt="chapters_portal.previews")


class Expired(Exception):
    """The word was good once."""


def preview_word(row):
    return signer.sign_object([row._meta.label, row.pk])


def expires_at():
    """When a word that is made now expires."""
    return timezone.now() + GOOD_FOR


def previewed(word):
    """The row that `word` names.

    Raises Expired when its time is over, and Http404 when it names none that is there.
    """
    try:
        label, pk = signer.unsign_object(word, max_age=GOOD_FOR)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature as error:
        raise Http404("This is no address of a preview.") from error
    return get_object_or_404(apps.get_model(label), pk=pk)


def page_row_or_404(request, rows, moment, **which):
    """The row of a page: for the public once it is on record, for a previewer before that, too.

    What is shown to a previewer alone is noted in `request.previews`; the page tells.
    """
    row = get_object_or_404(rows, **which)
    if not row.is_on_record(moment) and not note_preview(request, row):
        raise Http404("It is not public.")
    return row


def note_preview(request, row):
    """Whether who asks may see `row`, which the public does not; if so, the page will tell."""
    is_allowed = row == getattr(request, "shared", None) or (
        is_staff(request) and may_see(request.user, row)
    )
    if is_allowed:
        request.previews = [*previews_of(request), row]
    return is_allowed


def previews_of(request):
    return getattr(request, "previews", [])


def is_staff(request):
    """Whether staff ask. The session of a visitor, who has none, is not looked at."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff


def may_edit(request, row):
    """Whether the one who asks is staff, and may change this row."""
    return (
        is_staff(request)
        and may(request.user, "change", row)
        and may_change_public(request.user, row)
    )


def keep_secret(response):
    """Tell caches and search engines to keep nothing of it, and other sites not whence one came."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
