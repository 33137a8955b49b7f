"""The Take Action e-mail list: who has asked for it, and said so twice."""

from django.core import signing
from django.core.mail import EmailMessage
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse

from directory.models import State

CONFIRM_WITHIN = 7 * 24 * 60 * 60  # seconds

invitations = signing.TimestampSigner(salt="advocacy.subscribe")
departures = signing.Signer(salt="advocacy.unsubscribe")


def invite(email, state_code, portal):
    """Mail `email` a link to confirm with. Nothing is stored until that is done.

    `portal` is the beginning of our own addresses. The letter is the same for an address that is
    on the list already, so nobody learns who is on it.
    """
    token = invitations.sign_object({"email": email, "state": state_code})
    link = portal + reverse("advocacy:confirm_subscription", args=[token])
    body = render_to_string("advocacy/letters/confirm.txt", {"link": link})
    EmailMessage("Confirm: Take Action e-mail list", body, to=[email]).send()


def read_invitation(token):
    """The e-mail address and state code of a link we mailed. Raises signing.BadSignature."""
    query = invitations.unsign_object(token, max_age=CONFIRM_WITHIN)
    return query["email"], query["state"]


class SubscriberQuerySet(models.QuerySet):
    def add(self, email, state_code, moment):
        """Put `email` on the list, or change its state. Returns it, and whether it is new."""
        state = State.objects.filter(code=state_code).first()
        return self.update_or_create(
            email=email.lower(),
            defaults={"state": state},
            create_defaults={"email": email.lower(), "state": state, "confirmed_at": moment},
        )

    def of_departure(self, token):
        """Those that the unsubscribe link `token` is for: one, or none any more.

        Raises signing.BadSignature when the link is not ours.
        """
        return self.filter(email=departures.unsign_object(token)["email"])


class Subscriber(models.Model):
    """An address on the list. Its row goes when it leaves."""

    email = models.EmailField("e-mail", unique=True)
    state = models.ForeignKey(
        State, on_delete=models.SET_NULL, null=True, blank=True, related_name="subscribers"
    )
    confirmed_at = models.DateTimeField("confirmed")

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["email"]

    def __str__(self):
        return self.email

    @property
    def departure_path(self):
        token = departures.sign_object({"email": self.email})
        return reverse("advocacy:unsubscribe", args=[token])

    def welcome(self, portal):
        """Mail a welcome that carries the way out (RFC 8058)."""
        link = portal + self.departure_path
        body = render_to_string("advocacy/letters/welcome.txt", {"link": link, "portal": portal})
        EmailMessage(
            "You are on the Take Action e-mail list",
            body,
            to=[self.email],
            headers={
                "List-Unsubscribe": f"<{link}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        ).send()
