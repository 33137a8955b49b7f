"""Finds documents: `search` for the page, `suggest` for the box while somebody types."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from chapters_portal.content.registry import registry

from .dialects import DIALECTS, question_for
from .marks import Marker
from .models import SearchDocument
from .question import clean, terms_of

MOST_SUGGESTIONS = 8


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

    def __init__(self, text, kind=None, *, moment, is_being_typed=False):
        self.text = clean(text)
        self.kind = kind if kind in registry.searches else None
        self.terms = terms_of(text, is_being_typed=is_being_typed)
        self.dialect = DIALECTS[connection.vendor]
        self.found = self.dialect.found + VISIBLE
        self.parameters = {
            "question": question_for(self.dialect, self.terms, in_titles=is_being_typed),
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
        return {kind: counts[kind] for kind in registry.searches if kind in counts}

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
                kind=registry.searches[document.kind].name,
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
        return SearchDocument.objects.raw(
            f"SELECT document.id, kind, title, body, url, {self.dialect.score} AS score"
            f" {self.found}{of_kind} ORDER BY score DESC, title, document.id"
            " LIMIT %(most)s OFFSET %(start)s",
            {**self.parameters, "kind": self.kind, "most": stop - start, "start": start},
        )


def search(text, kind=None, *, moment):
    """What the public may find of `text` at `moment`, of one kind or of all."""
    return Results(text, kind, moment=moment)


def suggest(text, *, moment):
    """The few documents whose titles or keywords hold every word of `text`, or its beginning."""
    if len(clean(text)) < 2:
        return []
    return list(Results(text, moment=moment, is_being_typed=True).best(0, MOST_SUGGESTIONS))
