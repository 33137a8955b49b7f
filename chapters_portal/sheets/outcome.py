"""What a sheet would do, line by line, or why it cannot."""

import hashlib
import json
from dataclasses import dataclass, field

from django.db import models


@dataclass
class Problem:
    line: int
    column: str
    cell: str
    message: str


@dataclass
class RowOutcome:
    """What a line of the file would do: `cells` are columns with what stands there and will."""

    number: int
    what: str
    instance: models.Model
    is_new: bool
    is_unchanged: bool
    cells: list[tuple[str, str, str]]


@dataclass
class Outcome:
    """`empties` are columns, and in how many rows an empty cell meets something stored."""

    problems: list[Problem] = field(default_factory=list)
    rows: list[RowOutcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    empties: dict[str, int] = field(default_factory=dict)
    is_applied: bool = False

    @property
    def at_work(self):
        return [row for row in self.rows if not row.is_unchanged]

    @property
    def new(self):
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self):
        return [row for row in self.at_work if not row.is_new]

    @property
    def unchanged(self):
        return [row for row in self.rows if row.is_unchanged]

    @property
    def counts_in_words(self):
        new, changed, unchanged = len(self.new), len(self.changed), len(self.unchanged)
        return f"{new} new, {changed} changed, {unchanged} unchanged."

    @property
    def digest(self):
        """The same for the same outcome, so that nothing is applied but what was looked at."""
        shown = [[row.number, row.instance.pk, row.what, row.cells] for row in self.rows]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
