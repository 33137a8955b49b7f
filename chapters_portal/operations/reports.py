"""Errors are told to Sentry, or what speaks as it does, where SENTRY_DSN names one."""

import sentry_sdk
from django.conf import settings

from chapters_portal import VERSION

from .logs import SECRET, request_id, without_people


def begin():
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=VERSION,
        before_send=without_visitors,
        include_local_variables=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
    )


def without_visitors(event, hint):
    """The event with the place of the error, and nothing of who met it."""
    event.pop("user", None)
    asked = event.pop("request", {})
    event["tags"] = {
        **event.get("tags", {}),
        "request_id": request_id.get() or "",
        "method": asked.get("method", ""),
        "url": SECRET.sub("…", asked.get("url", "")),
    }
    for one in event.get("exception", {}).get("values", []):
        one["value"] = without_people(one.get("value") or "")
    for name in {"logentry", "message", "extra"} & event.keys():
        event.pop(name)
    return event
