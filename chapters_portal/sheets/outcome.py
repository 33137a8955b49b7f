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
class Line:
    """What a line of the file would do: `cells` are columns with what stands there and will."""

    number: int
    what: str
    instance: models.Model
    is_new: bool
    is_unchanged: bool
    cells: list[tuple[str, str, str]]


@dataclass
class Outcome:
    problems: list[Problem] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    is_applied: bool = False

    @property
    def at_work(self):
        return [line for line in self.lines if not line.is_unchanged]

    @property
    def new(self):
        return [line for line in self.lines if line.is_new]

    @property
    def changed(self):
        return [line for line in self.at_work if not line.is_new]

    @property
    def unchanged(self):
        return [line for line in self.lines if line.is_unchanged]

    @property
    def digest(self):
        """The same for the same outcome, so that nothing is applied but what was looked at."""
        told = [[line.number, line.instance.pk, line.what, line.cells] for line in self.lines]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()
