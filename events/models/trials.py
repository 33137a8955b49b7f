"""Rules on trial: how often one was right in the years whose dates people have entered."""

from collections import defaultdict
from dataclasses import dataclass

from .dates import DateState
from .rules import EVERY_KIND_OF_YEAR, Nth, Rule, Weekday

FEWEST_YEARS = 3  # on which a rule is judged


@dataclass(frozen=True)
class Trial:
    right: int
    years: int

    @property
    def has_failed(self):
        """Whether it was wrong in most of enough years. Then it sets no dates."""
        return self.years >= FEWEST_YEARS and self.right * 2 < self.years


def on_record(occurrences):
    """The pairs of days of each year that people have confirmed or entered, by year."""
    known = defaultdict(set)
    for one in occurrences:
        if one.state == DateState.CONFIRMED and not one.is_by_rule:
            known[one.starts_on.year].add((one.starts_on, one.ends_on))
    return known


def trial_of(rule, known):
    right = sum(rule.dates_in(year) in days for year, days in known.items())
    return Trial(right, len(known))


def best_rule(model, known):
    """The rule, as a `model` not stored, that was right most often, and its Trial.

    None when nobody could rely on any of them. Of two that did as well, the simpler one.
    """
    judged = [(rule, trial_of(rule, known)) for rule in _candidates(model, known)]
    judged = [
        (rule, trial)
        for rule, trial in judged
        if trial.years >= FEWEST_YEARS
        and not trial.has_failed
        and all(rule.dates_in(year) for year in EVERY_KIND_OF_YEAR)
    ]
    return max(judged, key=lambda pair: pair[1].right, default=None)


def _candidates(model, known):
    spans = sorted(days for pairs in known.values() for days in pairs)
    kind = Rule.Kind
    for month in dict.fromkeys(first.month for first, _ in spans):
        yield model(rule=kind.MONTH, month=month)
        for nth in [one for one in Nth if one != Nth.FIFTH]:
            yield model(rule=kind.FULL_WEEK, month=month, nth=nth)
            yield model(rule=kind.SUNDAY_WEEK, month=month, nth=nth)
            for weekday in [one for one in Weekday if one != Weekday.ANY]:
                yield model(rule=kind.WEEKDAY, month=month, nth=nth, weekday=weekday)
    for first, last in spans:
        until = {} if first == last else {"until_month": last.month, "until_day": last.day}
        if first.year == last.year:
            yield model(rule=kind.FIXED, month=first.month, day=first.day, **until)
