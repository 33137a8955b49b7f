"""When a session ends, and what it opens before there is a second factor."""

import time

from django.conf import settings
from django.contrib.auth import logout, user_logged_in
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.urls import reverse

from chapters_portal.operations.refusals import Reason, is_typed_by_another, refused

from .second_factors import has_second_factor

SEEN_EVERY = 60 * 5  # seconds, so that not each page of the desk writes to the database
# What somebody without a second factor needs on the way to one, beside the pages of it (mfa_...).
ON_THE_WAY = {"account_change_password", "account_logout", "account_reauthenticate"}


class SignInMiddleware:
    """Sessions end, and whoever must have a second factor gets one before anything else.

    It looks only at requests with a session, so public pages stay the same for everybody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_signed_in(request):
            self.keep_or_end_session(request)
        response = self.get_response(request)
        if is_signed_in(request) and response.get("Content-Type", "").startswith("text/html"):
            # Pages tell staff more than the public.
            response["Cache-Control"] = "private, no-store"
        return response

    def keep_or_end_session(self, request):
        session, now = request.session, time.time()
        is_over = now - session.get("signed_in_at", 0) > settings.LONGEST_SESSION
        if is_over or not request.user.is_staff:
            logout(request)
        elif now - session["seen_at"] > SEEN_EVERY:
            session["seen_at"] = now

    def process_view(self, request, view, args, kwargs):
        page = request.resolver_match.view_name
        if is_typed_by_another(request):
            return refused(request, 403, Reason.SIGNED_OUT)
        if (
            not settings.REQUIRE_SECOND_FACTOR
            or page in ON_THE_WAY
            or page.startswith("mfa_")
            or not is_signed_in(request)
            or has_second_factor(request.user)
        ):
            return None
        if request.path.startswith(reverse("admin:index")):
            return redirect("mfa_index")
        request.user = AnonymousUser()
        return None


def is_signed_in(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def follow_sign_ins():
    """Note in each new session when it began."""
    user_logged_in.connect(begin_session, dispatch_uid="begin-session")


def begin_session(sender, request, **kwargs):
    request.session["signed_in_at"] = request.session["seen_at"] = time.time()
