"""How much one visitor may send, and how many letters they may have us write."""

import time
from contextlib import contextmanager
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

HOUR = 60 * 60  # seconds
DAY = 24 * HOUR

# Letters to an address that somebody typed: counted by whom, how many, in how many seconds, and
# what a visitor is told beyond that.
LETTERS = [
    (
        "network",
        20,
        HOUR,
        "Your network has asked for many letters within the hour. What you typed is still here: "
        "send it after the full hour.",
    ),
    (
        "mailbox",
        3,
        HOUR,
        "We have sent several letters to this mailbox within the hour. Look among its junk mail, "
        "or try again after the full hour.",
    ),
    (
        "mailbox",
        6,
        DAY,
        "We have sent many letters to this mailbox today. Look among its junk mail, or try again "
        "tomorrow.",
    ),
    (
        "domain",
        100,
        HOUR,
        "Very many letters have gone to this mail provider within the hour. What you typed is "
        "still here: send it after the full hour.",
    ),
]
DOTS_DO_NOT_COUNT = {"gmail.com", "googlemail.com"}


class TooMany(Exception):
    """As much was sent already as we take, or write, in a time. The words are for the visitor."""


def count_one(kind, who, most, seconds, refusal):
    """Count one more of a `kind` by `who`, in a transaction. Raises TooMany beyond `most`."""
    period = int(time.time()) // seconds
    key = f"count-{kind}-{seconds}-{period}-{who}"
    cache.add(key, 0, seconds)
    if cache.incr(key) > most:
        raise TooMany(refusal)


@contextmanager
def letter_to(email, request):
    """A transaction for a letter to an address that was typed: it is stored and counted, or not."""
    who = {
        "network": network_of(request),
        "mailbox": mailbox_of(email),
        "domain": mailbox_of(email).rpartition("@")[2],
    }
    with transaction.atomic():
        for kind, most, seconds, refusal in LETTERS:
            count_one(kind, who[kind], most, seconds, refusal)
        yield


def mailbox_of(email):
    """Where the letter arrives, however the address is dressed up."""
    name, _, domain = email.lower().rpartition("@")
    name = name.partition("+")[0]
    if domain in DOTS_DO_NOT_COUNT:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def network_of(request):
    """The visitor's address, or for IPv6 the network, in which every household has very many."""
    address = request.META["REMOTE_ADDR"]
    if settings.BEHIND_PROXY:
        # The last entry is our proxy's own word; what stands before it came from outside.
        address = request.headers.get("X-Forwarded-For", address).split(",")[-1].strip()
    try:
        found = ip_address(address)
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 64 if found.version == 6 else 32), strict=False))
