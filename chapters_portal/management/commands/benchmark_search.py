import random
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from django.core.management import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from chapters_portal.search import index
from chapters_portal.search.documents import SOURCES, make_document
from chapters_portal.search.models import SearchDocument
from chapters_portal.search.query import search, suggest
from chapters_portal.search.spelling import corrections
from directory.models import State

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


class Command(BaseCommand):
    help = "Measure search over made-up documents, which are gone again afterwards."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=20_000, help="How many documents.")
        parser.add_argument("--times", type=int, default=30, help="How often each text is asked.")

    def handle(self, *, rows, times, **options):
        with copy_of_sqlite() if connection.vendor == "sqlite" else rolled_back():
            index.write(made_up_documents(rows))
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            self.moment = timezone.now()
            self.measure_all(times)

    def measure_all(self, times):
        count = SearchDocument.objects.visible(self.moment).count()
        self.stdout.write(f"{count} documents to find, on {connection.vendor}. Milliseconds:")
        self.stdout.write(f"{'p50':>8}{'p95':>8}{'found':>8}")
        searches = [
            *((text, self.show_page) for text in ASKED.split(",")),
            *((text, self.correct) for text in MISSPELLED.split(",")),
            *((text, self.complete) for text in TYPED.split(",")),
        ]
        taken = [one for text, ask in searches for one in self.measure(text, ask, times)]
        self.report(taken, "", "all")

    def measure(self, text, ask, times):
        taken, found = [], 0
        for _ in range(times):
            started = time.perf_counter()
            found = ask(text)
            taken.append((time.perf_counter() - started) * 1000)
        self.report(taken, found, f"{ask.__name__.replace('_', ' ')}: {text.strip()}")
        return taken

    def report(self, taken, found, what):
        cuts = quantiles(taken, n=20)
        self.stdout.write(f"{cuts[9]:>8.1f}{cuts[18]:>8.1f}{found:>8}  {what}")

    def show_page(self, text):
        results = search(text, moment=self.moment)
        results[0:20]
        return results.total

    def correct(self, text):
        search(text, moment=self.moment)[0:20]
        return len(corrections(text, moment=self.moment))

    def complete(self, text):
        return len(suggest(text, moment=self.moment))


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def copy_of_sqlite():
    """A database of its own, for what is not committed SQLite reads far more slowly."""
    name = connection.settings_dict["NAME"]
    with TemporaryDirectory() as folder:
        copy = str(Path(folder) / "copy.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [copy])
        connection.close()
        connection.settings_dict["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name


def made_up_documents(rows):
    """Documents of every kind, those of people short, the others long; some are not yet public."""
    chance = random.Random(1)  # noqa: S311 (the same documents each time)
    states = list(State.objects.all())
    names = [f"{chance.choice('bdklmnrstv')}{chance.choice('aeiou')}{n:x}" for n in range(5000)]
    later = timezone.now() + timedelta(days=1)
    for number in range(rows):
        kind = chance.choice(list(SOURCES))
        words = chance.choices(WORDS, k=12 if kind == "person" else 100) + chance.choices(
            names, k=20
        )
        chance.shuffle(words)
        yield make_document(
            kind=kind,
            object_id=10**9 + number,
            title=" ".join(words[:6]),
            keywords=words[6:10],
            body=" ".join(words[10:]),
            states=chance.sample(states, k=1) if states else [],
            url=f"/made-up/{number}/",
            visible_from=later if number % 20 == 0 else None,
        )
