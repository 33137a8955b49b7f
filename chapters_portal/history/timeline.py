"""All versions of a row and of the rows below it, newest first, each with what it changed."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, Subquery, Value

from .changes import Change, name_of_editor
from .comparison import Difference, differences, names_of


@dataclass
class VersionEntry:
    """One version, what was before it, and what became of it."""

    version: object
    what: str  # "" for the row itself
    differences: list[Difference]
    is_newest: bool

    @property
    def kind(self):
        return kind_of(self.version)

    @property
    def kind_in_words(self):
        return self.version.instance_type._meta.verbose_name

    @property
    def by(self):
        return self.version.name_left or name_of_editor(self.version.history_user)

    @property
    def is_deletion(self):
        return self.version.history_type == Change.Act.DELETED

    @property
    def did(self):
        return Change.Act(self.version.history_type).label

    @property
    def can_be_undone(self):
        return self.version.previous is not None and not self.is_deletion

    @property
    def can_be_restored(self):
        return not self.is_newest and not self.is_deletion


def timeline(model, pk, below=()):
    """The numbers of all versions; `below` are pairs of a model and its field that leads here."""
    parts = [_numbers(model, **{model._meta.pk.attname: pk})]
    parts += [_numbers(child, **{field.attname: pk}) for child, field in below]
    return parts[0].union(*parts[1:], all=True).order_by("-history_date", "-history_id")


def _numbers(model, **which):
    kind = Value(model._meta.label_lower, CharField())
    numbers = model.history.filter(**which).order_by()
    return numbers.annotate(kind_of_row=kind).values_list(
        "history_date", "history_id", "kind_of_row"
    )


def entries(numbers, itself=None):
    """The VersionEntry of each of `numbers`, a page of timeline().

    It makes as many queries for one as for many. The row `itself` needs no name on its own page.
    """
    by_kind = defaultdict(list)
    for _, number, kind in numbers:
        by_kind[kind].append(number)
    found, names = {}, {}
    for kind, wanted in by_kind.items():
        versions = versions_with_previous(apps.get_model(kind), wanted)
        found |= {(kind, version.history_id): version for version in versions}
        names |= {(kind, pk): name for pk, name in names_in_log(versions).items()}
    versions = [found[kind, number] for _, number, kind in numbers]
    pairs = [(version.previous, version) if version.previous else () for version in versions]
    names[itself] = ""
    return [
        VersionEntry(
            version, names[kind_of(version), pk_of_row(version)], changes, not version.has_next
        )
        for version, changes in zip(versions, differences(pairs), strict=True)
    ]


def versions_with_previous(model, numbers):
    """The versions of `numbers`, each with `previous` (or None) and `has_next`."""
    of_same_row = model.history.filter(**{model._meta.pk.attname: OuterRef(model._meta.pk.attname)})
    before = of_same_row.filter(history_id__lt=OuterRef("history_id")).order_by("-history_id")
    after = of_same_row.filter(history_id__gt=OuterRef("history_id"))
    of_version = Change.objects.filter(
        kind=model._meta.label_lower, version_id=OuterRef("history_id")
    )
    versions = list(
        model.history.filter(history_id__in=numbers)
        .select_related("history_user")
        .annotate(
            previous_id=Subquery(before.values("history_id")[:1]),
            has_next=Exists(after),
            name_left=Subquery(of_version.values("by_name")[:1]),
        )
    )
    previous = model.history.in_bulk(
        [version.previous_id for version in versions if version.previous_id]
    )
    for version in versions:
        version.previous = previous.get(version.previous_id)
    return versions


def names_in_log(versions):
    """What the rows are called today, or were called when they were deleted."""
    model = versions[0].instance_type
    keys = {pk_of_row(version) for version in versions}
    names = names_of(model, keys)
    gone = Change.objects.filter(
        kind=model._meta.label_lower, object_id__in=keys - names.keys(), act=Change.Act.DELETED
    )
    return {**dict(gone.values_list("object_id", "label")), **names}


def kind_of(version):
    return version.instance_type._meta.label_lower


def pk_of_row(version):
    return getattr(version, version.instance_type._meta.pk.attname)
