"""Who has a second factor, how its secret is kept, and what becomes of one that was lost."""

import base64

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import salted_hmac

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user):
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


@transaction.atomic
def take_second_factors(user):
    """`user` starts anew with the password alone, is signed out everywhere, and told by mail."""
    Authenticator.objects.filter(user=user).delete()
    user.known_devices.all().delete()
    end_sessions(user)
    if user.email:
        get_adapter().send_mail("account/email/second_factor_taken", user.email, {"user": user})


def end_sessions(user):
    """Sign `user` out on every device. Visitors have no sessions, so there are few to read."""
    for session in Session.objects.all():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def cipher():
    """Encrypts with the key of today; decrypts with former ones (SECRET_KEY_FALLBACKS), too."""
    digests = [
        salted_hmac("second factors", "", secret=key, algorithm="sha256").digest()
        for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


@transaction.atomic
def renew_encryption():
    """Encrypt every secret with the key of today, so that former keys can go."""
    secrets = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    for factor in secrets.select_for_update():
        [name] = {"secret", "seed"} & factor.data.keys()
        factor.data[name] = cipher().rotate(factor.data[name].encode()).decode()
        factor.save(update_fields=["data"])
