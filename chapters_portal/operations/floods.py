"""How many pages one network may have us make: many for readers, too few for a flood.

Kept pages, static files and uploads cost next to nothing, so nobody counts them. Staff are counted
as visitors are: the desk in use makes fewer pages a second. Each process counts for itself.
"""

import threading
from collections import OrderedDict
from time import monotonic_ns

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from chapters_portal.content.uploads import is_upload

from .limits import network_of
from .outages import ASKED_BY_BALANCER
from .outside import LARGEST, length_of
from .refusals import refused_page

BURST = 100  # pages at once, after a rest
MOST_NETWORKS = 10_000  # that are remembered: those that came last
SECOND = 1_000_000_000  # nanoseconds, which add up exactly


class Allowance:
    """So many pages a second for each network, by the rule that is called GCRA."""

    def __init__(self, per_second):
        self.interval = SECOND // per_second
        self.paid_at = OrderedDict()  # by network: when time has made up for all its pages
        self.lock = threading.Lock()

    def grants(self, network):
        """Whether `network` may have one more page now, which then counts."""
        now = monotonic_ns()
        with self.lock:
            paid_at = max(now, self.paid_at.get(network, 0)) + self.interval
            if paid_at > now + BURST * self.interval:
                return False
            self.paid_at[network] = paid_at
            self.paid_at.move_to_end(network)
            if len(self.paid_at) > MOST_NETWORKS:
                self.paid_at.popitem(last=False)
        return True


def limit(get_response):
    """Middleware that answers 429 beyond the allowance, and gives back what was sent."""
    if not settings.PAGES_PER_SECOND:
        raise MiddlewareNotUsed
    allowance = Allowance(settings.PAGES_PER_SECOND)

    def middleware(request):
        is_counted = request.path not in ASKED_BY_BALANCER and not is_upload(request.path)
        if is_counted and not allowance.grants(network_of(request)):
            return too_many(request)
        return get_response(request)

    return middleware


def too_many(request):
    response = refused_page(
        request,
        429,
        template="too_many.html",
        is_read=length_of(request) <= LARGEST,
        may_be_sent_again=True,
    )
    response.headers["Retry-After"] = "1"
    return response
