"""A letter to whoever signs in from a device that was not seen before."""

import secrets

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .models import KnownDevice

COOKIE = "device"
REMEMBERED = 60 * 60 * 24 * 400  # the longest that browsers allow

BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def greet(request, user, response):
    """Know this device from now on. The first time, say so by mail."""
    description = describe(request.headers.get("User-Agent", ""))
    token = request.COOKIES.get(COOKIE, "")
    if not KnownDevice.objects.with_token(token).exists():
        token = secrets.token_urlsafe(32)
    with transaction.atomic():
        if KnownDevice.objects.see(user, token, description, timezone.now()):
            get_adapter().send_notification_mail(
                "account/email/new_device", user, {"device": description}
            )
    response.set_cookie(
        COOKIE,
        token,
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/admin/",
    )


def describe(user_agent):
    """The browser and the system in words: "Firefox on Windows"."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    if not browser and "Safari" in user_agent:
        browser = "Safari"
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return " on ".join(filter(None, [browser or "A browser", system]))
