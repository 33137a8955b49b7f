"""All servers of one run, and how a fault is watched."""

import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.answers.post import free_port, mail_server
from tests.faults.server import ON_A_SMALL_DISK, Cache, Database, Portal
from tests.faults.table import Row
from tests.faults.visitors import Visitors

LATER = timedelta(minutes=20)  # when a letter that was refused or in hand waits no longer


class World:
    def __init__(self, folder):
        self.folder = folder
        (folder / "database").mkdir(mode=0o700)
        self.database, self.cache = Database(folder / "database"), Cache()
        self.mail_port = free_port()
        self.portals = []
        self.portal = self.new_portal(CACHE_URL=self.cache.address)
        self.portal.run("migrate")
        self.portal.begin()

    def new_portal(self, name="portal", **options):
        environment = {"EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}", "BEHIND_PROXY": "1"}
        one = Portal(self.folder, self.database.address(name), **environment, **options)
        self.portals.append(one)
        return one

    def on_a_small_disk(self):
        one = self.new_portal(prefix=ON_A_SMALL_DISK)
        one.begin()
        return one

    @contextmanager
    def watched(self, fault, portal=None, **allowed):
        """Visitors come, the fault happens within, and what they sent is mailed in the end."""
        portal = portal or self.portal
        row = Row(fault, **allowed)
        with Visitors(portal) as visitors:
            time.sleep(1)
            yield row
            row.well_after = seconds_until_well(portal)
            time.sleep(1)
        row.pages, row.forms = visitors.pages, visitors.forms
        row.accepted, row.slowest_form = visitors.accepted, visitors.slowest_form
        row.stored = self.stored_letters()
        with self.mail() as letters:
            self.send()
        row.mailed += [letter["To"] for letter in letters]

    def stored_letters(self):
        """Addresses of letters that wait or went out since this was asked last."""
        rows = self.database.rows('SELECT id, "to" FROM post_office_email ORDER BY id')
        new = [to for pk, to in rows if pk > getattr(self, "counted", 0)]
        self.counted = max((pk for pk, _ in rows), default=0)
        return new

    def mail(self, **options):
        return mail_server(self.mail_port, **options)

    def send(self, **options):
        self.portal.run("send_mail", **options)

    def send_later(self):
        self.send(moment=datetime.now(UTC) + LATER)

    def subscribe(self, count):
        """That many letters to be sent; the addresses."""
        with Visitors(self.portal) as visitors:
            while len(visitors.accepted) < count:
                time.sleep(0.1)
        return visitors.accepted

    def end(self):
        for one in self.portals:
            if hasattr(one, "process"):
                one.end()
        self.cache.end()
        self.database.end()


def seconds_until_well(portal):
    """Until it is ready, and makes a page that nobody visited before."""
    begun = time.monotonic()
    portal.wait_for(200)
    portal.wait_for(200, f"/directory/?q={begun}")
    return time.monotonic() - begun


def doubled(addresses):
    return [one for one, times in Counter(addresses).items() if times > 1]
