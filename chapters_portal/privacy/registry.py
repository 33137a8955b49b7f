"""The registry of what is personal: why it is kept, who sees it, and when it goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Model, QuerySet

from chapters_portal.history.restoring import forget
from chapters_portal.history.versions import has_history

from .models import Retention

AT_ONCE = 500  # rows
UNITS = {
    "year": timedelta(days=365),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}


class Group(models.TextChoices):
    """What brings people to us, in the order of the page."""

    WRITERS = "writers", "If you write to us"
    LIST = "list", "If you join the Take Action e-mail list"
    READERS = "readers", "If you read and search"
    OFFICERS = "officers", "If you serve, or speak for libraries, in public"
    STAFF = "staff", "If you work at this office"


@dataclass(frozen=True)
class Time:
    """How long rows are kept, and which those are.

    `length` is a timedelta, or the field of Retention with the days that staff set. `since` ends
    the phrase that it begins: "90 days after it was written". `rows` are those of which that was
    before a moment.
    """

    length: timedelta | str
    since: str
    rows: Callable[[datetime], QuerySet]

    def length_by(self, retention):
        if isinstance(self.length, str):
            return timedelta(days=getattr(retention, self.length))
        return self.length

    def past(self, moment, retention):
        return self.rows(moment - self.length_by(retention))

    def in_words(self, retention):
        length = self.length_by(retention)
        return f"{in_words(length)} {self.since}" if length else f"until the night {self.since}"


def in_words(length):
    """ "2 years", "90 days", "4 hours": the largest unit that fits without a rest."""
    unit, size = next((name, size) for name, size in UNITS.items() if not length % size)
    return f"{length // size} {unit}{'s' if length > size else ''}"


def remove(rows):
    """Delete `rows` for good, with their versions and what Django's own log says of them."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        remove_keys(rows.model, keys[start : start + AT_ONCE])


@transaction.atomic
def remove_keys(model, keys):
    """As remove(), for rows of which perhaps only versions are left."""
    if has_history(model):
        for key in keys:
            forget(model, key)
    else:
        model._base_manager.filter(pk__in=keys).delete()
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id__in=[str(key) for key in keys]).delete()


@dataclass(frozen=True)
class Kept:
    """Rows of one model in which something is about a person.

    `fields` and `secrets` name what is personal in words for the reader; nobody reads secrets, and
    no export holds them. Whose a row is tell `address`, its field with the person's e-mail address,
    or `find`, which gives the rows for such an address, or `part_of`, the relation to another row,
    with which it is exported and goes. A request to erase leaves rows with a reason to stay: always
    with `stays`, where staff choose so with `may_stay`.
    """

    model: type[Model]
    title: str
    group: Group
    fields: dict[str, str]
    why: str
    seen_by: str
    times: Sequence[Time] = ()
    until: str = ""  # how long in words, beside or instead of times
    secrets: dict[str, str] = field(default_factory=dict)
    address: str = ""
    find: Callable[[str], QuerySet] | None = None
    part_of: str = ""
    stays: str = ""
    may_stay: str = ""
    remove: Callable[[QuerySet], None] = remove

    def __post_init__(self):
        if not (self.times or self.until):
            raise ValueError(f"Say how long {self.title!r} is kept.")

    @property
    def what(self):
        """What is kept, each word once."""
        return list(dict.fromkeys([*self.fields.values(), *self.secrets.values()]))

    def how_long(self, retention):
        return [*(time.in_words(retention) for time in self.times), *filter(None, [self.until])]

    def remove_past(self, moment, retention):
        """Remove what is past its time, and return how many rows that were."""
        count = 0
        for time in self.times:
            rows = time.past(moment, retention)
            count += rows.count()
            self.remove(rows)
        return count


@dataclass(frozen=True)
class NotPersonal:
    """Fields that look personal, and why they are not."""

    reason: str
    fields: dict[type[Model], Sequence[str]]


class Registry:
    def __init__(self):
        self.kept: list[Kept] = []
        self.not_personal: list[NotPersonal] = []

    def register(self, *entries):
        for entry in entries:
            (self.kept if isinstance(entry, Kept) else self.not_personal).append(entry)

    @property
    def named(self):
        """Every field of which an entry speaks, as pairs of a model and a name."""
        kept = {(one.model, name) for one in self.kept for name in [*one.fields, *one.secrets]}
        return kept | {
            (model, name)
            for one in self.not_personal
            for model, names in one.fields.items()
            for name in names
        }

    def groups(self, retention):
        """Pairs of a Group and its entries, each entry with how long it is kept."""
        for group in Group:
            yield (
                group,
                [(one, one.how_long(retention)) for one in self.kept if one.group == group],
            )

    def remove_past(self, moment):
        """Remove all that is past its time at `moment`, and say in a sentence what that was."""
        retention = Retention.current()
        counts = {one.title: one.remove_past(moment, retention) for one in self.kept if one.times}
        removed = [f"{title}: {count}" for title, count in counts.items() if count]
        return f"Removed what was past its time ({'; '.join(removed) or 'nothing'})."


registry = Registry()
register = registry.register
