"""Secret addresses under which something can be read before it is public, for a time.

The address carries a signed word that names the row and the moment it was made, and nothing is
stored. Whoever has it may read the page, so it is kept nowhere, indexed nowhere, and expires.
"""

from datetime import timedelta

from django.core import signing
from django.utils import timezone

GOOD_FOR = timedelta(days=7)

signer = signing.TimestampSigner(salt="chapters_portal.previews")


class Expired(Exception):
    """The word was good once."""


def preview_word(row):
    return signer.sign_object([row._meta.label, row.pk])


def expires_at():
    """When a word that is made now expires."""
    return timezone.now() + GOOD_FOR


def previewed(rows, word):
    """The one of `rows`, a queryset, that `word` names.

    Raises Expired when its time is over, and the model's DoesNotExist when it names none of them.
    """
    try:
        label, pk = signer.unsign_object(word, max_age=GOOD_FOR)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature as error:
        raise rows.model.DoesNotExist from error
    if label != rows.model._meta.label:
        raise rows.model.DoesNotExist
    return rows.get(pk=pk)


def keep_secret(response):
    """Tell caches and search engines to keep nothing of it, and other sites not whence one came."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
