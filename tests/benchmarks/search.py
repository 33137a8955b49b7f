"""Search, corrections and suggestions over made-up documents."""

import random
import time
from datetime import timedelta
from statistics import quantiles

from django.db import connection
from django.utils import timezone

from chapters_portal.content.registry import registry
from chapters_portal.models import SearchDocument
from chapters_portal.search import index
from chapters_portal.search.index import make_document
from chapters_portal.search.query import search, suggest
from chapters_portal.search.spelling import corrections
from directory.models import State

from .database import left_as_it_was, take_statistics

ASKED = """library, libraries, chapter councilor, president, tx president, new york, texas, w,
    zebra, how do we join, membership advoc, money smart week, statistics of public libraries"""
MISSPELLED = "presidnet, libarry, verment"
TYPED = "li, pres, ala lib, chapter coun"
WORDS = """library libraries librarian chapter association president councilor student membership
    join advocacy legislation congress bill letter support funding public school academic state
    regional conference meeting committee report year officer term election vote member dues week
    money smart celebrate read book reader catalog program event calendar press release contact
    office answer question statistics digital access literacy community trustee friend""".split()
PAGE = 20


def measure_all(rows=20_000, times=30):
    """Make `rows` documents and ask for each text as often as `times`."""
    with left_as_it_was():
        index.write(made_up_documents(rows))
        take_statistics()
        moment = timezone.now()
        count = SearchDocument.objects.visible(moment).count()
        print(f"{count} documents to find, on {connection.vendor}. Milliseconds:")
        print(f"{'p50':>8}{'p95':>8}{'found':>8}")
        searches = [
            *((text, show_page) for text in ASKED.split(",")),
            *((text, correct) for text in MISSPELLED.split(",")),
            *((text, complete) for text in TYPED.split(",")),
        ]
        taken = [one for text, ask in searches for one in measure(text, ask, moment, times)]
        report(taken, "", "all")


def measure(text, ask, moment, times):
    taken, found = [], 0
    for _ in range(times):
        started = time.perf_counter()
        found = ask(text, moment)
        taken.append((time.perf_counter() - started) * 1000)
    report(taken, found, f"{ask.__name__.replace('_', ' ')}: {text.strip()}")
    return taken


def report(taken, found, what):
    cuts = quantiles(taken, n=20)
    print(f"{cuts[9]:>8.1f}{cuts[18]:>8.1f}{found:>8}  {what}")


def show_page(text, moment):
    results = search(text, moment=moment)
    results[0:PAGE]
    return results.total


def correct(text, moment):
    search(text, moment=moment)[0:PAGE]
    return len(corrections(text, moment=moment))


def complete(text, moment):
    return len(suggest(text, moment=moment))


def made_up_documents(rows):
    """Documents of every kind, those of people short, the others long; some are not yet public."""
    chance = random.Random(1)  # the same documents each time
    states = list(State.objects.all())
    names = [f"{chance.choice('bdklmnrstv')}{chance.choice('aeiou')}{n:x}" for n in range(5000)]
    later = timezone.now() + timedelta(days=1)
    for number in range(rows):
        kind = chance.choice(list(registry.kinds))
        words = chance.choices(WORDS, k=12 if kind == "person" else 100) + chance.choices(
            names, k=20
        )
        chance.shuffle(words)
        yield make_document(
            source=kind,
            kind=kind,
            object_id=10**9 + number,
            title=" ".join(words[:6]),
            keywords=words[6:10],
            body=" ".join(words[10:]),
            states=chance.sample(states, k=1) if states else [],
            url=f"/made-up/{number}/",
            visible_from=later if number % 20 == 0 else None,
        )
