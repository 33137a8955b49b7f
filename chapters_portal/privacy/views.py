"""The page that tells what the portal keeps about people."""

from datetime import timedelta

from django.conf import settings
from django.shortcuts import render

from chapters_portal.sign_in.devices import COOKIE, REMEMBERED

from .models import Retention
from .registry import in_words, registry


def privacy(request):
    groups = list(registry.groups(Retention.current()))
    return render(request, "privacy/privacy.html", {"groups": groups, "cookies": cookies()})


def cookies():
    """Tuples of a cookie, who gets it, what for, and for how long."""
    known = [
        (
            settings.CSRF_COOKIE_NAME,
            "Whoever opens a form that sends us something",
            "It shows that the form is sent from our own page.",
            settings.CSRF_COOKIE_AGE,
        ),
        (
            settings.SESSION_COOKIE_NAME,
            "Staff who sign in",
            "It keeps them signed in.",
            settings.SESSION_COOKIE_AGE,
        ),
        (
            COOKIE,
            "Staff who sign in",
            "It tells a device that is known from a new one.",
            REMEMBERED,
        ),
    ]
    return [(*words, in_words(timedelta(seconds=seconds))) for *words, seconds in known]
