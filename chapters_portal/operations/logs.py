"""The log: lines of JSON with the id of their request, without secrets or what is a person's."""

import re
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from pythonjsonlogger.json import JsonFormatter

# A signed word, or the key of a letter, in an address. Who has it could act as its owner.
SECRET = re.compile(r"(?<=/)[^/\s]*(?::|%3A)[^/\s]*|(?<=/key/)[^/\s]+", re.IGNORECASE)
# An address, and the values of the row that PostgreSQL tells of with an error.
PERSONAL = re.compile(r"[\w.+-]+@[\w.-]+|DETAIL: (?:[^\"\\\n]|\\[^n])*")
# What a line may hold. Django and libraries hang whole requests and queries on their records.
FIELDS = ["timestamp", "level", "logger", "message", "request_id", "status_code", "exc_info"]
GIVEN_ID = re.compile(r"[\w-]{8,64}", re.ASCII)

request_id = ContextVar("request_id", default=None)


def with_request_id(application):
    """A WSGI application whose answers carry the id under which the log has their request.

    It is that of the web server in front, where there is one.
    """

    def identified(environ, start_response):
        given = environ.get("HTTP_X_REQUEST_ID", "") if settings.BEHIND_PROXY else ""
        own_id = given if GIVEN_ID.fullmatch(given) else str(uuid4())
        request_id.set(own_id)

        def start(status, headers, exc_info=None):
            return start_response(status, [*headers, ("X-Request-Id", own_id)], exc_info)

        return application(environ, start)

    return identified


class Lines(JsonFormatter):
    def __init__(self):
        super().__init__(
            ["levelname", "name", "message", "exc_info"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp=True,
        )

    def process_log_record(self, log_data):
        log_data["request_id"] = request_id.get()
        return {name: log_data[name] for name in FIELDS if log_data.get(name)}

    def format(self, record):
        return without_people(super().format(record))


def without_people(text):
    return PERSONAL.sub("…", text)


def without_secrets(record):
    """Take keys out of the addresses of a record, and the traceback of what is no fault of ours."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    if isinstance(record.args, tuple):
        record.args = tuple(
            SECRET.sub("…", one) if isinstance(one, str) and one.startswith("/") else one
            for one in record.args
        )
    return True
