"""What was typed into a form of the desk and could not be saved: kept sealed for who typed it.

Each form carries a signed token: whose it is, and which one. By it a request that is refused as a
whole is put aside for the account that was typing, whoever is signed in by then, and a form that is
sent twice is saved once.
"""

import base64
import hashlib
import json
import secrets
import zlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core import signing
from django.db import models
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac

TOKEN = "form_token"  # the hidden field
GOOD_FOR = timedelta(days=7)
MOST_FORMS = 50  # of one account; the oldest goes first
MOST_BYTES = 5_000_000  # of one form, compressed

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
            return cls(*signer.unsign_object(request.POST.get(TOKEN, ""), max_age=GOOD_FOR))
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
        and name not in {"csrfmiddlewaretoken", "stamp", "opened_with", TOKEN}
        and not name.startswith(("_", "initial-"))
        and not name.endswith(("_FORMS", "-id"))
    )


def digest_of(request):
    """What tells one content of a form from another; which button was pressed does not count."""
    typed = [(name, texts) for name, texts in request.POST.lists() if name[0:1] != "_"]
    typed = sorted(one for one in typed if one[0] not in {TOKEN, "csrfmiddlewaretoken"})
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    return hashlib.sha256(json.dumps([typed, files]).encode()).hexdigest()


def cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("unsaved forms", "", secret=key, algorithm="sha256").digest() for key in keys
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class UnsavedFormQuerySet(models.QuerySet):
    def kept_before(self, moment):
        return self.filter(kept_at__lt=moment)

    def waiting(self, user, moment):
        return self.filter(user=user, kept_at__gte=moment - GOOD_FOR)

    def keep(self, token, address, query, typed, files, reason, moment):
        """Put a form aside; None where it is too large. The same form takes its own place."""
        content = json.dumps({"query": query, "typed": typed, "files": files})
        packed = zlib.compress(content.encode())
        if len(packed) > MOST_BYTES:
            return None
        row, _ = self.update_or_create(
            user_id=token.user_id,
            form=token.form,
            defaults={
                "address": address,
                "sealed": cipher().encrypt(packed).decode(),
                "reason": reason,
                "kept_at": moment,
            },
        )
        newest = self.filter(user_id=token.user_id).values_list("pk", flat=True)[:MOST_FORMS]
        self.filter(user_id=token.user_id).exclude(pk__in=list(newest)).delete()
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

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsaved_forms"
    )
    form = models.CharField(max_length=40)
    address = models.CharField(max_length=500)  # without the query
    sealed = models.TextField()
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

    @cached_property
    def content(self):
        return json.loads(zlib.decompress(cipher().decrypt(self.sealed.encode())))

    @property
    def typed(self):
        """As a browser sends it."""
        data = QueryDict(mutable=True)
        for name, texts in self.content["typed"]:
            data.setlist(name, texts)
        return data

    @property
    def files(self):
        """Pairs of a field and the name of the file that was chosen, which is not kept."""
        return self.content["files"]

    @property
    def place(self):
        return self.address + (f"?{self.content['query']}" if self.content["query"] else "")

    @property
    def has_form(self):
        """Whether its page can show the form with what was typed."""
        try:
            name = resolve(self.address).view_name
        except Resolver404:
            return False
        return name.startswith("admin:") and name.endswith(("_add", "_change"))

    def get_absolute_url(self):
        """Where it is seen again: in its form, or on a page of its own."""
        return self.place if self.has_form else reverse("admin:unsaved", args=[self.pk])
