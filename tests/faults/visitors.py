"""Visitors under whom a fault happens: they read pages that were visited before, and subscribe."""

import threading
import time
from collections import Counter
from itertools import count

VISITED = ["/", "/directory/", "/answers/", "/events/", "/press/"]
READERS, WRITERS = 4, 2
PAUSE = 0.05  # seconds, of each between two requests
numbers = count(1)


class Visitors:
    """They come from when it is entered until it is left, each writer from networks of its own."""

    def __init__(self, portal):
        self.portal = portal
        self.pages, self.forms = Counter(), Counter()  # by status; "broken" without an answer
        self.accepted = []  # addresses whose form was answered as sent
        self.slowest_form = 0.0  # seconds
        self.ended = threading.Event()

    def __enter__(self):
        for path in VISITED:
            self.portal.wait_for(200, path)
        work = [self.read] * READERS + [self.write] * WRITERS
        self.threads = [threading.Thread(target=one) for one in work]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def read(self):
        while not self.ended.wait(PAUSE):
            for path in VISITED:
                self.pages[self.status_of(path)] += 1

    def write(self):
        while not self.ended.wait(PAUSE):
            number = next(numbers)
            email = f"reader@r{number}.example.org"
            network = {"X-Forwarded-For": f"2001:db8:{number // 65536:x}:{number % 65536:x}::1"}
            begun = time.monotonic()
            status = self.status_of("/advocacy/subscribe/", network, email=email)
            self.slowest_form = max(self.slowest_form, time.monotonic() - begun)
            self.forms[status] += 1
            if status == 302:
                self.accepted.append(email)

    def status_of(self, path, headers=(), **typed):
        try:
            return self.portal.ask(path, headers, **typed)[0]
        except OSError:
            return "broken"
