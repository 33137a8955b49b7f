"""Each function is a fault: it makes it happen in a World, and gives the Row of what became of it.

Their names stand in the table. A docstring says what is promised beyond what every row is.
"""

import asyncio
import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta

from tests.faults.table import Row
from tests.faults.visitors import READERS, VISITED, WRITERS

WHILE = 15  # seconds that something is away
AT_ONCE = READERS + WRITERS  # requests that a worker may have in hand


def workers_killed(world):
    """Ten in half a minute: only what a worker has in hand goes without an answer."""
    with world.watched("workers killed, 10", may_break=10 * AT_ONCE) as row:
        for _ in range(10):
            os.kill(random.choice(world.portal.workers()), signal.SIGKILL)
            time.sleep(3)
    return row


def away(world, fault, gone, seconds=WHILE):
    """A row of the time in which something is `gone`, a context manager."""
    with world.watched(f"{fault} {seconds} s") as row, gone():
        time.sleep(seconds)
    return row


def postgresql_stopped(world):
    return away(world, "PostgreSQL stopped", world.database.stopped)


def postgresql_paused(world):
    return away(world, "PostgreSQL paused", world.database.paused)


def postgresql_cut(world):
    with world.watched("connections cut, 5 times") as row:
        for _ in range(5):
            world.database.cut()
            time.sleep(2)
    return row


def postgresql_restarted(world):
    return away(world, "PostgreSQL restarted,", world.database.stopped, seconds=0)


def cache_stopped(world):
    return away(world, f"{world.cache.name} stopped", world.cache.stopped)


def cache_paused(world):
    return away(world, f"{world.cache.name} paused", world.cache.paused)


def disk_full(world):
    """The balancer is told."""
    portal = world.on_a_small_disk()
    with world.watched(f"disk full {WHILE} s", portal) as row, portal.disk_full():
        portal.wait_for(503)
        time.sleep(WHILE)
    return row


# -- Mail


def letters_through(world, fault, **server):
    """Letters that such a mail server gets at first, and a good one twenty minutes later."""
    row = Row(fault, accepted=world.subscribe(20))
    row.stored = world.stored_letters()
    with world.mail(**server) as refused:
        world.send()
    with world.mail() as taken:
        world.send_later()
    row.mailed = [letter["To"] for letter in taken]
    return row, refused


def mail_refused(world):
    row, _ = letters_through(
        world, "mail refused for now", answer=lambda letter: "451 4.3.0 Come back later"
    )
    return row


def mail_hanging(world):
    row, _ = letters_through(
        world, "mail server hangs 40 s", answer=lambda letter: time.sleep(40) or "451 4.3.0 Late"
    )
    return row


def mail_dropped(world):
    """What is dropped while it is read was not taken."""

    def drop(letter):
        letter.transport.abort()
        return "451 4.3.0 Gone"

    row, _ = letters_through(world, "mail dropped in DATA", answer=drop)
    return row


def mail_closing(world):
    """What was taken is taken, though the line closes after each."""

    def close(letter):
        asyncio.get_running_loop().call_soon(letter.transport.close)
        return "250 Taken"

    row, taken = letters_through(world, "mail closed after each letter", answer=close)
    row.mailed += [letter["To"] for letter in taken]
    return row


def job_killed(world):
    """Twice the letter in hand at most."""
    row = Row("mail job killed, 3 times", accepted=world.subscribe(40), may_double=3)
    row.stored = world.stored_letters()
    with world.mail(answer=slow) as letters:
        for _ in range(3):
            begun = len(letters)
            job = world.portal.command("send_mail")
            while len(letters) < begun + 5:
                time.sleep(0.02)
            job.kill()
            job.wait()
        world.send_later()
    row.mailed = [letter["To"] for letter in letters]
    return row


def two_jobs(world):
    row = Row("two mail jobs at once", accepted=world.subscribe(40))
    row.stored = world.stored_letters()
    with world.mail(answer=slow) as letters:
        jobs = [world.portal.command("send_mail") for _ in range(2)]
        row.broken += [f"a job ended with {code}" for job in jobs if (code := job.wait())]
    row.mailed = [letter["To"] for letter in letters]
    return row


def slow(letter):
    time.sleep(0.02)
    return "250 Taken"


# -- Migrations and the clock


def two_migrates(world):
    """Both end well, on a database that neither has seen."""
    world.database.create("fresh")
    portal = world.new_portal("fresh")
    jobs = [portal.command("migrate") for _ in range(2)]
    codes = [job.wait() for job in jobs]
    return Row("two migrates at once", broken=[f"one ended with {code}" for code in codes if code])


TERMS = """
from datetime import date, datetime
from zoneinfo import ZoneInfo
from advocacy.models import PressRelease
from directory.models import Chapter, OfficeHolder, Person, Position
chapter = Chapter.objects.create(name="Clock Library Association", slug="clock", kind="state")
position = Position.objects.create(name="President", plural="Presidents", slug="president")
for name, first, last in [("Ada Before", date(2026, 1, 1), date(2026, 6, 30)),
                          ("Grace After", date(2026, 7, 1), None)]:
    OfficeHolder.objects.create(chapter=chapter, position=position, starts_on=first, ends_on=last,
                                person=Person.objects.create(name=name))
PressRelease.objects.create(title="Out At Midnight", slug="out", body="<p>Out.</p>",
    published_at=datetime(2026, 7, 1, tzinfo=ZoneInfo("America/Chicago")))
"""
MIDNIGHT = datetime(2026, 7, 1, 5, tzinfo=UTC)  # in Chicago
CLOCKS_BACK = datetime(2026, 11, 1, 7, tzinfo=UTC)
CLOCKS_FORWARD = datetime(2027, 3, 14, 8, tzinfo=UTC)
AHEAD = timedelta(seconds=20)
KEPT_FOR = 60  # seconds that a page may be behind the clock


def over_a_term(world):
    """A term and an embargo end while the portal runs, and no job does."""
    world.database.create("clock")
    setting_up = world.new_portal("clock")
    setting_up.run("migrate")
    setting_up.run("shell", "-c", TERMS)
    portal = world.new_portal("clock", moment=MIDNIGHT - AHEAD)
    portal.begin()
    row = Row("clock over a term and a release")
    pages = {"/directory/clock/": "Grace After", "/press/": "Out At Midnight"}
    if "Ada Before" not in main_of(portal, "/directory/clock/") or any(
        pages[path] in now_of(portal, path) for path in pages
    ):
        row.broken.append("something was there before its time")
    end = time.monotonic() + AHEAD.total_seconds() + KEPT_FOR + 15
    while any(words not in now_of(portal, path) for path, words in pages.items()):
        if time.monotonic() > end:
            row.broken.append("something was not there a minute after its time")
            break
        time.sleep(1)
    return row


def now_of(portal, path):
    """What a page tells of now: who comes next stands below."""
    return main_of(portal, path).partition("Officers-elect")[0]


def main_of(portal, path):
    return portal.ask(path)[1].partition("<main")[2]


def clocks_change(world):
    """No page breaks in the hour that comes twice, or in that which does not come."""
    row = Row("both clock changes")
    for moment in [CLOCKS_BACK, CLOCKS_BACK + timedelta(hours=1), CLOCKS_FORWARD]:
        portal = world.new_portal("clock", moment=moment - timedelta(seconds=5))
        portal.begin()
        for _ in range(10):
            row.pages.update(portal.ask(f"{path}?q={_}")[0] for path in VISITED)
            time.sleep(1)
        portal.end()
        del portal.process
    return row


SCENARIOS = [
    *[workers_killed, postgresql_stopped, postgresql_paused, postgresql_cut, postgresql_restarted],
    *[cache_stopped, cache_paused, disk_full],
    *[mail_refused, mail_hanging, mail_dropped, mail_closing, job_killed, two_jobs],
    *[two_migrates, over_a_term, clocks_change],
]
