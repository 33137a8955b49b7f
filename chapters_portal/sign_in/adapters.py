"""What the office has decided where django-allauth asks: who may come in, how secrets are kept."""

import logging
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect

from . import devices
from .second_factors import cipher

logger = logging.getLogger(__name__)


class Noted:
    """Puts into the log why a form of sign-in was refused, and not who sent it."""

    def validation_error(self, code, *args):
        logger.warning("A form of sign-in was refused: %s", code)
        return super().validation_error(code, *args)


class AccountAdapter(Noted, DefaultAccountAdapter):
    """Administrators make the accounts, and only active staff come in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": "Too many failed attempts. Try again in five minutes.",
        "username_password_mismatch": "The username and the password do not go together.",
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if not user.is_staff:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def respond_user_inactive(self, request, user):
        request.session.flush()
        self.add_message(
            request, messages.ERROR, message="This account is closed. Ask an administrator."
        )
        return redirect("account_login")

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        devices.greet(request, user, response)
        logger.info("Account %s signed in.", user.pk)
        return response

    def send_mail(self, template_prefix, email, context):
        """Without the name of a site, which our letters do not use: a command has no request."""
        self.render_mail(template_prefix, email, {"email": email, **context}).send()

    def get_password_change_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def is_reauthentication_required(self, *, app, **kwargs):
        """A sign-in just now proves as much as the password asked for once more."""
        records = get_authentication_records(self.request, self.request.user)
        is_recent = (
            records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        )
        return not is_recent


class MFAAdapter(Noted, DefaultMFAAdapter):
    """Second factors are encrypted in the database, with a key made from SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That did not work. A code works once, and one of an app for 30 seconds.",
    }

    def encrypt(self, text):
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type):
        """What tells one passkey from another at first sight; its owner may rename it."""
        return devices.describe(self.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}
