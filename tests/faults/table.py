"""What became of the visitors during each fault, and whether the portal kept its promises."""

from collections import Counter
from dataclasses import dataclass, field

LONGEST_FORM, LONGEST_RETURN = 2.5, 5.0  # seconds; the half is for a busy machine
HEADS = ["fault", "pages", "forms", "accepted", "stored", "mailed", "lost", "doubled"]
HEADS += ["slowest form", "well after", ""]


@dataclass
class Row:
    fault: str
    pages: Counter = field(default_factory=Counter)  # by status
    forms: Counter = field(default_factory=Counter)
    accepted: list = field(default_factory=list)  # addresses
    stored: list = field(default_factory=list)  # addresses of the letters that were kept
    mailed: list = field(default_factory=list)  # addresses of those that arrived
    slowest_form: float = 0.0
    well_after: float | None = None  # seconds after the fault ended
    may_double: int = 0  # of a job that is killed, the letter in hand
    may_break: int = 0  # answers, of workers that are killed
    broken: list = field(default_factory=list)  # promises of its own, in sentences

    @property
    def lost(self):
        return sorted({*self.accepted, *self.stored} - {*self.mailed})

    @property
    def doubled(self):
        return len(self.mailed) - len({*self.mailed})

    @property
    def problems(self):
        """In sentences; none where all is kept."""
        served = self.pages[200]
        if self.pages.total() - served > self.may_break:
            yield f"{self.pages.total() - served} of {self.pages.total()} pages were not served"
        unanswered = self.forms.total() - self.forms[302] - self.forms[503]
        if unanswered > self.may_break:
            yield f"{unanswered} forms were answered by neither yes nor a reason: {self.forms}"
        if self.lost:
            yield f"{len(self.lost)} are lost, such as {self.lost[0]}"
        if self.doubled > self.may_double:
            yield f"{self.doubled} letters went twice"
        if self.slowest_form > LONGEST_FORM:
            yield f"a form waited {self.slowest_form:.1f} s"
        if self.well_after is not None and self.well_after > LONGEST_RETURN:
            yield f"it was well only {self.well_after:.1f} s after"
        yield from self.broken

    def cells(self):
        total = self.pages.total()
        yield from [self.fault, f"{self.pages[200]} of {total}" if total else "-"]
        yield from [f"{self.forms[302]} + {self.forms[503]} told" if self.forms else "-"]
        yield from map(str, map(len, [self.accepted, self.stored, self.mailed, self.lost]))
        yield str(self.doubled)
        yield f"{self.slowest_form:.1f} s" if self.forms else "-"
        yield "-" if self.well_after is None else f"{self.well_after:.1f} s"
        yield "; ".join(self.problems) or "kept"


def as_text(rows):
    lines = [HEADS, *(list(row.cells()) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
