"""What was typed into a form of the desk and could not be saved: kept for who typed it alone.

Each form carries a signed token: whose it is, and which one. By it a request that is refused as a
whole is put aside for the account that was typing, whoever is signed in by then, and a form that is
sent twice is saved once.
"""

import hashlib
import json
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import DatabaseError, models, transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

logger = logging.getLogger(__name__)

HIDDEN_FIELD = "form_token"
GOOD_FOR = timedelta(days=7)
MOST_FORMS = 50  # of one account; the oldest goes first
MOST_SIGNS = 5_000_000  # of one form

signer = signing.TimestampSigner(salt="chapters_portal.unsaved")


@dataclass(frozen=True)
class FormToken:
    user_id: int
    form: str

    @classmethod
    def new(cls, user):
        return cls(user.pk, secrets.token_urlsafe(16))

    @classmethod
    def of(cls, request):
        """That of the form which was sent; None without a good one."""
        try:
            return cls(*signer.unsign_object(request.POST.get(HIDDEN_FIELD, ""), max_age=GOOD_FOR))
        except signing.BadSignature:
            return None

    def __str__(self):
        return signer.sign_object([self.user_id, self.form])


def token_for(request):
    """What a form that is shown now carries: the token it came with, else a new one."""
    token = FormToken.of(request)
    return token if token and token.user_id == request.user.pk else FormToken.new(request.user)


def texts_in(data):
    """Triples of what was sent: name, text, and whether somebody may have typed it.

    The rest goes along unseen; passwords do not go along.
    """
    return [
        (name, text, is_typed(name, text))
        for name, texts in data.lists()
        for text in texts
        if "password" not in name
    ]


def is_typed(name, text):
    return bool(
        text.strip()
        and name not in {"csrfmiddlewaretoken", "stamp", "opened_with", HIDDEN_FIELD}
        and not name.startswith(("_", "initial-"))
        and not name.endswith(("_FORMS", "-id"))
    )


def is_kept(name):
    return "password" not in name and name not in {"csrfmiddlewaretoken", HIDDEN_FIELD}


def digest_of(request):
    """What tells one content of a form from another; which button was pressed does not count."""
    typed = [(name, texts) for name, texts in request.POST.lists() if not name.startswith("_")]
    typed = sorted(one for one in typed if one[0] not in {HIDDEN_FIELD, "csrfmiddlewaretoken"})
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    return hashlib.sha256(json.dumps([typed, files]).encode()).hexdigest()


class UnsavedFormQuerySet(models.QuerySet):
    def kept_before(self, moment):
        return self.filter(kept_at__lt=moment)

    def waiting(self, user, moment):
        return self.filter(user=user, kept_at__gte=moment - GOOD_FOR)

    def put_aside(self, request, reason, files=None):
        """Keep what was sent; the same form takes its own place.

        None where no form of the desk was sent, or it is too large to be kept. `files` are pairs
        of a field and the name of the file that was chosen.
        """
        token = FormToken.of(request)
        if token is None:
            return None
        if files is None:
            files = [(name, one.name) for name, some in request.FILES.lists() for one in some]
        typed = [(name, texts) for name, texts in request.POST.lists() if is_kept(name)]
        fields = {
            "address": request.path,
            "query": request.GET.urlencode(),
            "typed": typed,
            "files": files,
            "reason": reason,
            "kept_at": timezone.now(),
        }
        if len(json.dumps([typed, files])) > MOST_SIGNS:
            return None
        try:
            with transaction.atomic():
                return self.keep(token, fields)
        except DatabaseError:
            logger.exception("What was typed at %s is given back, and not kept.", request.path)
            return None

    def keep(self, token, fields):
        user = get_user_model().objects.filter(pk=token.user_id, is_active=True, is_staff=True)
        if not user.exists():
            return None
        row, _ = self.update_or_create(user_id=token.user_id, form=token.form, defaults=fields)
        rows = self.filter(user_id=token.user_id)
        rows.exclude(pk__in=list(rows.values_list("pk", flat=True)[:MOST_FORMS])).delete()
        return row


class UnsavedForm(models.Model):
    """One form that somebody typed and the portal refused, until it is saved or thrown away."""

    class Reason(models.TextChoices):
        SIGNED_OUT = "signed-out", "You were signed out while you typed."
        OUT_OF_DATE = "out-of-date", "The form had been open since before you last signed in."
        TOO_LARGE = "too-large", "What you sent was larger than the portal takes."
        NOT_ALLOWED = "not-allowed", "Your account may not save this."
        NOT_READ = "not-read", "The portal could not read what your browser sent."
        BROKEN = "broken", "Something broke on our side."
        LEFT = "left", "You left the form before you saved it."
        NOT_ARRIVED = "not-arrived", "The connection was lost while you saved."

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsaved_forms"
    )
    form = models.CharField(max_length=40)
    address = models.CharField(max_length=500)
    query = models.TextField()  # of the address
    typed = models.JSONField()  # pairs of a field and the texts that were sent for it
    files = models.JSONField()  # pairs of a field and the name of the file chosen, which is lost
    reason = models.CharField(max_length=20, choices=Reason)
    kept_at = models.DateTimeField()

    objects = UnsavedFormQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "form"], name="each_form_is_kept_once")
        ]

    def __str__(self):
        return self.address

    def get_absolute_url(self):
        """Where it is seen again: in its form, or on a page of its own."""
        return self.place if self.has_form else reverse("admin:unsaved", args=[self.pk])

    @property
    def data(self):
        """As a browser sends it."""
        data = QueryDict(mutable=True)
        for name, texts in self.typed:
            data.setlist(name, texts)
        data[HIDDEN_FIELD] = str(FormToken(self.user_id, self.form))
        return data

    @property
    def place(self):
        return self.address + (f"?{self.query}" if self.query else "")

    @property
    def has_form(self):
        """Whether its page can show the form with what was typed."""
        try:
            name = resolve(self.address).view_name
        except Resolver404:
            return False
        return name.startswith("admin:") and name.endswith(("_add", "_change"))
