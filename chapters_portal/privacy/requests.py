"""All that the portal keeps about an e-mail address: found, exported, erased."""

import re
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from simple_history.models import HistoricalChanges

from chapters_portal.history.comparison import differences
from chapters_portal.history.versions import has_history

from .models import PersonRequest, hashes_of
from .registry import Kept, registry, remove_keys

MENTIONED = (
    "The address stands in words about something or somebody else. Staff change them by hand."
)


def keys_naming(model, names, email):
    """The keys of rows in one of whose fields `names` the whole address stands."""
    whole = re.compile(rf"(?<![\w.+%-]){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)
    about = Q(pk=None)
    for name in names:
        about |= Q(**{f"{name}__icontains": email})
    rows = model._base_manager.filter(about).values_list("pk", *names)
    return {key for key, *texts in rows if any(whole.search(str(text)) for text in texts)}


def rows_naming(model, *names):
    """A Kept.find for rows that name the person in the text of their fields `names`."""
    return lambda email: model._base_manager.filter(pk__in=keys_naming(model, names, email))


@dataclass
class Found:
    """The rows of one entry that are about a person; of deleted ones there may be versions only."""

    entry: Kept
    keys: list
    whole: "Found | None" = None  # that of which these are parts

    def __len__(self):
        return len(self.keys)

    @property
    def rows(self):
        return self.entry.model._base_manager.filter(pk__in=self.keys)

    @property
    def versions(self):
        if not has_history(self.entry.model):
            return []
        key = self.entry.model._meta.pk.attname
        return self.entry.model.history.filter(**{f"{key}__in": self.keys}).order_by("history_id")

    def stays_because(self, staying=()):
        """Why an erasure leaves these rows, or "". `staying` are titles of entries that may."""
        if self.whole:
            return self.whole.stays_because(staying)
        return self.entry.stays or (self.entry.may_stay if self.entry.title in staying else "")


def found_about(email):
    """A Found for each entry that has something about the person with this address."""
    wholes = {}
    for entry in registry.kept:
        if not entry.part_of and (keys := keys_of_owner(entry, email)):
            wholes.setdefault(entry.model, []).append(Found(entry, keys))
    found = [one for several in wholes.values() for one in several]
    for entry in registry.kept:
        if entry.part_of:
            relation = entry.model._meta.get_field(entry.part_of)
            for whole in wholes.get(relation.related_model, []):
                if keys := keys_where(entry.model, **{f"{relation.attname}__in": whole.keys}):
                    found.append(Found(entry, keys, whole))
    return found


def keys_of_owner(entry, email):
    if entry.find:
        return sorted(entry.find(email).values_list("pk", flat=True))
    if entry.address:
        return keys_where(entry.model, **{f"{entry.address}__iexact": email})
    return []


def keys_where(model, **condition):
    """The keys of rows that are so, or were in one of their versions."""
    keys = set(model._base_manager.filter(**condition).values_list("pk", flat=True))
    if has_history(model):
        keys |= set(
            model.history.filter(**condition).values_list(model._meta.pk.attname, flat=True)
        )
    return sorted(keys)


def mentions(email, besides=()):
    """Pairs of a model and how many of its rows name the address, beside those Found already."""
    known = {}
    for one in besides:
        known.setdefault(one.entry.model, set()).update(one.keys)
    for model in apps.get_models():
        names = [
            one.name
            for one in model._meta.concrete_fields
            if isinstance(one, (models.CharField, models.TextField, models.JSONField))
            and (one.max_length is None or one.max_length >= len(email))
        ]
        if model._meta.proxy or not names:
            continue
        keys = keys_naming(model, names, email)
        if issubclass(model, HistoricalChanges):
            row = model.instance_type
            versions = model._base_manager.filter(pk__in=keys)
            count = versions.exclude(**{f"{row._meta.pk.attname}__in": known.get(row, [])}).count()
        else:
            count = len(keys - known.get(model, set()))
        if count:
            yield model, count


# -- Export


def everything_about(email):
    """What the portal keeps about the person, for a JSON file."""
    found = found_about(email)
    return {
        "kept": [
            {
                "kind": one.entry.title,
                "why": one.entry.why,
                "rows": [values_of(row, one.entry) for row in one.rows],
                **({"versions": list(map(version_in_words, one.versions))} if one.versions else {}),
            }
            for one in found
        ],
        "named_in_other_words": {
            str(model._meta.verbose_name_plural): count for model, count in mentions(email, found)
        },
    }


def values_of(row, entry):
    return {
        field.name: in_json(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if field.name not in entry.secrets
    }


def in_json(value):
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def version_in_words(version):
    [whole] = differences([(None, version)])
    return {
        "saved_at": version.history_date.isoformat(),
        **{difference.label: str(difference.after) for difference in whole},
    }


# -- What is done, with its receipt


def export(email, by, moment):
    """Everything about the person, and the receipt of that."""
    content = everything_about(email)
    lines = [
        line(kind["kind"], len(kind["rows"]) or len(kind["versions"]), "exported")
        for kind in content["kept"]
    ]
    return content, receipt(email, PersonRequest.Act.EXPORTED, by, moment, lines)


@transaction.atomic
def erase(email, staying, by, moment):
    """Erase what has no reason to stay, and return the receipt.

    `staying` are titles of entries that staff let stand, of those that may.
    """
    found = found_about(email)
    lines = [
        line(one.entry.title, len(one), "kept" if why else "erased", why)
        for one in found
        for why in [one.stays_because(staying)]
    ]
    for one in found:
        if not one.whole and not one.stays_because(staying):
            remove_keys(one.entry.model, one.keys)
    standing = [one for one in found if one.stays_because(staying)]
    for model, count in mentions(email, standing):
        lines.append(line(str(model._meta.verbose_name_plural), count, "kept", MENTIONED))
    return receipt(email, PersonRequest.Act.ERASED, by, moment, lines)


def line(kind, count, done, why=""):
    return {"kind": kind, "count": count, "done": done, "why": why}


def receipt(email, act, by, moment, lines):
    return PersonRequest.objects.create(
        address_hash=hashes_of(email)[0], act=act, by=by, done_at=moment, lines=lines
    )
