"""Questions to a service that answers in JSON, wants a key, and limits how often it is asked."""

import json
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

from .sources import BadData, LoadError, read_web

TRIES = 5
LONGEST_WAIT = 120  # seconds between two tries
LARGEST_ANSWER = 10 * 1024 * 1024  # bytes
BUSY = {429, 503}
REFUSED = {401, 403}


class Api:
    """A service at `base`. `sleep` waits for a number of seconds; tests pass one that does not.

    With one of `tries` and few seconds as `timeout` it serves a person who waits.
    """

    def __init__(self, base, key, *, sleep=time.sleep, tries=TRIES, timeout=None):
        if urlsplit(base).scheme not in {"http", "https"}:
            raise LoadError(base, "This is no http(s) address.")
        if not key:
            raise LoadError(base, "There is no key for it in the environment; README.md says how.")
        key = key.strip(" \t\r\n\"'")
        if not re.fullmatch(r"[!-~]+", key):
            raise LoadError(base, "Its key in the environment has signs that no key has.")
        self.base = base.rstrip("/")
        self.key = key
        self.sleep = sleep
        self.tries = tries
        self.timeout = timeout

    def get(self, path, **questions):
        """The answer at `path` as a dict. The key goes in a header, so no message can tell it.

        Raises BadData when this one answer is bad, LoadError when the service cannot be used.
        """
        query = urlencode(questions, doseq=True)
        place = f"{self.base}/{path}{query and '?' + query}"
        for attempt in range(1, self.tries + 1):
            try:
                source = read_web(
                    place,
                    headers=[("X-API-KEY", self.key)],
                    largest=LARGEST_ANSWER,
                    timeout=self.timeout,
                )
            except LoadError as error:
                wait = wait_after(error.__cause__, attempt)
                if wait is None:
                    if getattr(error.__cause__, "code", None) in {None, *REFUSED}:
                        raise
                    raise BadData(place, f"There is no answer: {error.__cause__}.") from error
                if attempt == self.tries:
                    raise LoadError(place, f"It is busy still after {attempt} tries.") from error
                if wait > LONGEST_WAIT:
                    raise LoadError(
                        place, f"It wants us to come back in {wait} seconds."
                    ) from error
                self.sleep(wait)
            else:
                return parsed(source)


def wait_after(error, attempt):
    """The seconds to wait before asking again; None when asking again does not help."""
    if not isinstance(error, HTTPError):
        return None
    error.close()
    if error.code not in BUSY:
        return None
    said = (error.headers.get("Retry-After") or "").strip()
    if said.isdecimal():
        return int(said[:9])
    try:
        moment = parsedate_to_datetime(said)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0, round((moment - datetime.now(UTC)).total_seconds()))
    except ValueError:
        return 2**attempt


def parsed(source):
    try:
        answer = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        raise BadData(source.origin, f"The answer is not JSON: {error}.") from error
    if not isinstance(answer, dict):
        raise BadData(source.origin, "The answer is not an object.")
    return answer
