"""What comes from outside is not believed, and not taken in any size."""

import re

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import get_template

# Bytes of a body. The longest message to the office takes 120,000, each sign as %-codes of 12.
LARGEST = 256_000
LARGEST_AT_DESK = 25_000_000  # with a document of 20 MB
PORT = re.compile(r":\d+$")
# What pages of the portal never ask a browser for.
NEVER_USED = ["camera", "geolocation", "microphone", "payment", "usb"]
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in NEVER_USED)


def with_usual_port(application):
    """A WSGI application to which a host has no port: links in letters are made of it.

    HTTPS has its usual one. A portal on this computer keeps the port that it was given.
    """
    if settings.PLAIN_HTTP:
        return application

    def without_port(environ, start_response):
        environ["HTTP_HOST"] = PORT.sub("", environ.get("HTTP_HOST", ""))
        return application(environ, start_response)

    return without_port


def refuse_large(get_response):
    """Middleware that answers 413 before any of a large body is read.

    It names in each answer what pages do not use, too.
    """

    def middleware(request):
        response = too_large() if is_large(request) else get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware


def length_of(request):
    """Bytes of its body; 0 where it does not say, for then none of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def is_large(request):
    length = length_of(request)
    if length <= LARGEST:
        return False
    is_upload = request.path.startswith("/admin/") and request.user.is_staff
    return not is_upload or length > LARGEST_AT_DESK


def too_large():
    return HttpResponse(get_template("413.html").render(), status=413)
