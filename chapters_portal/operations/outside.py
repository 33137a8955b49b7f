"""What comes from outside is not believed, and not taken in any size."""

import re

from django.apps import apps
from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpResponseNotAllowed

from .refusals import Reason, refused, refused_page

# Bytes of a body. The longest message to the office takes 120,000, each sign as %-codes of 12.
LARGEST = 256_000
LARGEST_AT_DESK = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# Of staff the text of a form is read and kept even beside files that are too large, up to here.
LARGEST_READ = 4 * LARGEST_AT_DESK
METHODS = ["GET", "HEAD", "POST"]
PORT = re.compile(r":\d+$")
# What pages of the portal never ask a browser for.
NEVER_USED = ["camera", "geolocation", "microphone", "payment", "usb"]
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in NEVER_USED)


def name_policies(get_response):
    """Middleware that tells browsers, with every answer, what our pages never use.

    Pages of other sites show nothing of ours, unless a view says otherwise of its own.
    """

    def middleware(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def refuse_unused_methods(get_response):
    """Middleware that answers 405 to what neither browsers nor readers of feeds send."""

    def middleware(request):
        return (
            get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        )

    return middleware


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
    """Middleware that answers 413 before any of a large body is read."""

    def middleware(request):
        return too_large(request) if is_large(request) else get_response(request)

    return middleware


def length_of(request):
    """Bytes of its body; 0 where it does not say, for then none of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def is_large(request):
    length = length_of(request)
    if length <= LARGEST:
        return False
    return length > LARGEST_AT_DESK or not is_from_staff(request)


def is_from_staff(request):
    """Whether staff sent it, or a browser from which they once signed in: a session may end."""
    if not request.path.startswith("/admin/"):
        return False
    devices = apps.get_model("chapters_portal.KnownDevice").objects
    return request.user.is_staff or devices.with_token(request.COOKIES.get("device", "")).exists()


class NamesOnly(FileUploadHandler):
    """Reads past files, and notes their fields and names while the request is read."""

    def __init__(self, request):
        super().__init__(request)
        self.names = []

    def new_file(self, field_name, file_name, *args, **kwargs):
        self.names.append((field_name, file_name))
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        """Not asked, as each file is skipped."""

    def file_complete(self, file_size):
        """As above."""


def too_large(request):
    """Of staff the text is kept."""
    if length_of(request) > LARGEST_READ or not is_from_staff(request):
        return refused_page(request, 413, is_read=False)
    files = NamesOnly(request)
    request.upload_handlers = [files]
    return refused(request, 413, Reason.TOO_LARGE, files.names)
