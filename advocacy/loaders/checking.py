"""Whether a service has a bill whose key a person typed, asked while that person waits."""

from django.conf import settings

from . import congress_gov, openstates
from .api import Api
from .sources import BadData

TIMEOUT = 4  # seconds


def unknown_to_service(name, key):
    """What is wrong with `key` for the field `name` of Bill; "" when it is known, or nobody knows.

    Raises LoadError when the service cannot be asked.
    """
    if name == "congress_key":
        service, its_key = congress_gov, settings.CONGRESS_API_KEY
        path, label = f"bill/{key}", "Congress.gov"
    else:
        service, its_key = openstates, settings.OPENSTATES_API_KEY
        path, label = f"bills/{key}", "Open States"
    if not its_key:
        return ""
    try:
        Api(service.BASE, its_key, tries=1, timeout=TIMEOUT).get(path)
    except BadData as error:
        if getattr(error.__cause__.__cause__, "code", None) == 404:
            return f"{label} has no bill with this key."
        raise
    return ""
