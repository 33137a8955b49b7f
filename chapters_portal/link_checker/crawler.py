"""Follows a link as a polite guest: asks the robots.txt first, waits, takes no for an answer."""

import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urldefrag, urljoin, urlsplit

from protego import Protego

from chapters_portal.content.markup import is_ours

from .models import WatchedLink
from .web import AGENT, BrokenOff, NoAnswer

TIMEOUT = 10  # seconds for one question
LONGEST = 30  # seconds for all questions about one link
DELAY = 2  # seconds between two questions to one host
LONGEST_DELAY = 30  # seconds; a robots.txt that wants more gets no more
MOST_REDIRECTS = 5

PERMANENT = {301, 308}
REDIRECTS = {*PERMANENT, 302, 303, 307}
# 999 is what LinkedIn says to robots.
REFUSALS = {401, 402, 403, 407, 429, 451, 999}

State = WatchedLink.State


@dataclass(frozen=True)
class Verdict:
    """What became of a link: UNANSWERED stands for one failure, however many there were before."""

    state: State
    reason: str = ""
    moved_to: str = ""


class Robots:
    """What a robots.txt asks of us, or of everyone where it does not name us (RFC 9309).

    The standard library's own reader takes the first rule that fits, where the longest decides,
    and knows no wildcards.
    """

    def __init__(self, text, reason="Its robots.txt asks robots to stay away."):
        self.rules, self.reason = Protego.parse(text), reason

    def allows(self, address):
        return self.rules.can_fetch(address, AGENT)

    @property
    def delay(self):
        """The seconds that it wants between two questions; 0 where it says nothing of it."""
        return self.rules.crawl_delay(AGENT) or 0


@dataclass
class Patience:
    left: float = LONGEST


class Crawler:
    """One walk through the web. It remembers what each robots.txt said, and whose turn it is."""

    def __init__(self, web, *, sleep=time.sleep, clock=time.monotonic):
        self.web, self.sleep, self.clock = web, sleep, clock
        self.robots, self.delays, self.turns = {}, {}, {}
        self.lock = threading.Lock()

    def crawl(self, address):
        """The Verdict on `address`. Many threads may ask at once."""
        begin = at = f"https:{address}" if address.startswith("//") else address.strip()
        moved_to, is_moved, patience = "", True, Patience()
        try:
            refuse_what_is_no_page(at)
            for _ in range(1 + MOST_REDIRECTS):
                if is_ours(at):
                    return good(moved_to)
                robots = self._robots_of(at, patience)
                if not robots.allows(at):
                    return Verdict(State.REFUSES, robots.reason)
                answer = self._look(at, patience)
                if answer.status not in REDIRECTS or not answer.location:
                    return judged(answer.status, moved_to)
                at = onward(at, answer.location)
                is_moved = is_moved and answer.status in PERMANENT
                moved_to = at if is_moved and at != begin else moved_to
            raise NoAnswer(f"It leads on more than {MOST_REDIRECTS} times.")
        except NoAnswer as error:
            where = "" if at == begin else f"It leads on to {urlsplit(at).netloc}. "
            return Verdict(State.UNANSWERED, f"{where}{error}")

    def _look(self, at, patience):
        try:
            answer = self._ask("HEAD", at, patience)
            if answer.status < 400 or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                return answer
        except BrokenOff:
            pass  # Some servers do not know HEAD, and say so in many ways.
        return self._ask("GET", at, patience)

    def _ask(self, method, at, patience, **options):
        self._wait_for_turn(urlsplit(at).hostname)
        if patience.left <= 0:
            raise NoAnswer(f"It took more than {LONGEST} seconds.")
        begun = self.clock()
        try:
            return self.web.ask(method, at, seconds=min(TIMEOUT, patience.left), **options)
        finally:
            patience.left -= self.clock() - begun

    def _wait_for_turn(self, host):
        with self.lock:
            now = self.clock()
            turn = max(now, self.turns.get(host, now))
            self.turns[host] = turn + self.delays.get(host, DELAY)
        if turn > now:
            self.sleep(turn - now)

    # -- robots.txt

    def _robots_of(self, at, patience):
        """The rules for `at`. Raises NoAnswer where they cannot be had: then we must stay away."""
        place = urljoin(at, "/robots.txt")
        if place not in self.robots:
            try:
                self.robots[place] = self._read_robots(place, patience)
            except NoAnswer as error:
                self.robots[place] = error
        known = self.robots[place]
        if isinstance(known, NoAnswer):
            raise NoAnswer(str(known))
        return known

    def _read_robots(self, place, patience):
        at = place
        for _ in range(1 + MOST_REDIRECTS):
            answer = self._ask("GET", at, patience, with_body=True)
            if answer.status in REDIRECTS and answer.location:
                at = onward(at, answer.location)
                continue
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                return Robots("User-agent: *\nDisallow: /", "It wants no more questions now.")
            if answer.status >= 500:
                raise NoAnswer(
                    f"It answers {status_in_words(answer.status)} when asked what we may see."
                )
            if answer.status != HTTPStatus.OK:
                return Robots("")
            robots = Robots(answer.body.decode("utf-8", "replace"))
            host = urlsplit(place).hostname
            self.delays[host] = max(DELAY, min(robots.delay, LONGEST_DELAY))
            return robots
        return Robots("")


def refuse_what_is_no_page(address):
    try:
        parts = urlsplit(address)
        is_page = parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        is_page = False
    if not is_page:
        raise NoAnswer("This is not an address of a page on the web.")
    if len(address.encode()) > WatchedLink.LONGEST:
        raise NoAnswer("This address is too long.")


def onward(at, location):
    """Where a redirect leads. The part of the page that was asked for stays the same."""
    fragment = urldefrag(at).fragment
    try:
        onward = urljoin(at, location)
    except ValueError as error:
        raise NoAnswer("It leads on to something that is no address.") from error
    onward = f"{onward}#{fragment}" if fragment and "#" not in onward else onward
    refuse_what_is_no_page(onward)
    return onward


def good(moved_to):
    if moved_to:
        return Verdict(State.MOVED, "It has moved for good.", moved_to)
    return Verdict(State.ALIVE)


def judged(status, moved_to):
    if 200 <= status < 300:
        return good(moved_to)
    if status in REFUSALS:
        return Verdict(
            State.REFUSES, f"It answers {status_in_words(status)} to robots. See for yourself."
        )
    return Verdict(State.UNANSWERED, f"It answers {status_in_words(status)}.")


def status_in_words(status):
    return f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)
