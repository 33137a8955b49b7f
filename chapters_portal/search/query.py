"""Finds documents: `search` for the page, `suggest` for the box while somebody types."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models.expressions import RawSQL

from chapters_portal.content.folding import squeezed
from chapters_portal.content.registry import PAGE, registry

from .dialects import DIALECTS, question_for
from .marks import Marker
from .models import SearchDocument
from .question import YEAR, clean, terms_of

MOST_SUGGESTIONS = 8
# A page that gathers others steps back behind what it gathers.
WEIGHT = f"CASE kind WHEN '{PAGE}' THEN 0.5 ELSE 1 END"

VISIBLE = """
    AND (visible_from IS NULL OR visible_from <= %(moment)s)
    AND (visible_until IS NULL OR visible_until > %(moment)s)
"""


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as the page shows it."""

    kind: str
    title: str
    snippet: str
    url: str


class Results:
    """What was found, best first: a sequence for a Paginator, which asks the database by slices."""

    def __init__(self, text, kind=None, *, moment, is_being_typed=False, is_any_enough=False):
        self.text = clean(text)
        self.kind = kind if kind in registry.kinds else None
        self.moment = moment
        self.is_any_enough = is_any_enough
        self.terms = terms_of(text, is_being_typed=is_being_typed)
        self.dialect = DIALECTS[connection.vendor]
        self.found = self.dialect.found + VISIBLE
        self.parameters = {
            "question": question_for(
                self.dialect,
                self.terms,
                columns="AB" if is_being_typed else "",
                is_any_enough=is_any_enough,
            ),
            "moment": connection.ops.adapt_datetimefield_value(moment),
        }

    @cached_property
    def counts(self):
        """How many were found of each kind, in the order of the kinds."""
        if not self.terms:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT kind, count(*) {self.found} GROUP BY kind", self.parameters)
            counts = dict(cursor.fetchall())
        return {kind: counts[kind] for kind in registry.kinds if kind in counts}

    @property
    def total(self):
        """How many were found of all kinds, whichever is shown."""
        return sum(self.counts.values())

    def __len__(self):
        return self.counts.get(self.kind, 0) if self.kind else self.total

    def __getitem__(self, part):
        """The hits of a slice."""
        marker = Marker(self.terms)
        return [
            Hit(
                kind=registry.kinds[document.kind].name,
                title=marker.marked(document.title),
                snippet=marker.snippet(document.body),
                url=document.url,
            )
            for document in self.best(part.start, part.stop)
        ]

    def best(self, start, stop):
        if not self.terms:
            return []
        of_kind = " AND kind = %(kind)s" if self.kind else ""
        name_rank, names = rank_of_names(self.text)
        return SearchDocument.objects.raw(
            f"SELECT document.id, kind, title, body, url, {self.dialect.score} * {WEIGHT} AS score"
            f" {self.found}{of_kind} ORDER BY {name_rank}, score DESC, title, document.id"
            " LIMIT %(most)s OFFSET %(start)s",
            {**self.parameters, **names, "kind": self.kind, "most": stop - start, "start": start},
        )

    @cached_property
    def in_part(self):
        """What holds some of the words, for whom all of them found nothing."""
        return Results(self.text, self.kind, moment=self.moment, is_any_enough=True)


def rank_of_names(text):
    """SQL that puts first what is called `text`, by its title or else by another name.

    "National Library Week 2027" is the name of the week, too, where nothing has it with its year.
    """
    years = [f"{text[: year.start()]} {text[year.end() :]}" for year in YEAR.finditer(text)]
    keys = dict.fromkeys(map(squeezed, [text, *years, YEAR.sub(" ", text)]))
    patterns = [pattern for key in keys if key for pattern in [f"|{key}|%", f"%|{key}|%"]]
    names = {f"name{rank}": pattern for rank, pattern in enumerate(patterns)}
    whens = " ".join(
        f"WHEN name_keys LIKE %({name})s THEN {rank}" for rank, name in enumerate(names)
    )
    return f"CASE {whens} ELSE {len(names)} END", names


def search(text, kind=None, *, moment):
    """What the public may find of `text` at `moment`, of one kind or of all."""
    return Results(text, kind, moment=moment)


def suggest(text, *, moment):
    """The few documents whose titles or keywords hold every word of `text`, or its beginning."""
    if len(clean(text)) < 2:
        return []
    return list(Results(text, moment=moment, is_being_typed=True).best(0, MOST_SUGGESTIONS))


def matching(text, source, *, columns=""):
    """The ids of the rows that hold every word of `text`, for `pk__in`. The last may go on.

    Public or not: the list that asks knows which of its rows are.
    """
    terms = terms_of(text)
    if not terms:
        return []
    dialect = DIALECTS[connection.vendor]
    return RawSQL(  # noqa: S611 (all that was typed is a parameter)
        f"SELECT object_id {dialect.found % {'question': '%s'}} AND source = %s",
        [question_for(dialect, terms, columns=columns), source],
    )
