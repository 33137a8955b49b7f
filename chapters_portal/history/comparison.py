"""Two versions of a row side by side, field by field, in words an editor knows."""

import html
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from simple_history.models import HistoricalChanges

from chapters_portal.content.rich_text import RichTextField

from .versions import History

LONG = 60  # characters; in longer texts the words that differ are marked
TOO_LONG = 20_000  # characters; comparing words would take seconds
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.S)
END_OF_LINE = re.compile(r"<br\s*/?>|</(?:p|li|h\d|tr|blockquote)>", re.I)


@dataclass
class Difference:
    label: str
    before: str
    after: str

    def __post_init__(self):
        before, after = self.before, self.after
        if before and after and LONG < max(len(before), len(after)) < TOO_LONG:
            self.before, self.after = marked(before, after)


@dataclass
class Undoing(Difference):
    """A field as it is now, and as undoing a change would leave it."""

    name: str = ""
    is_changed_since: bool = False


def undoings(row, version):
    """What undoing `version`, which has a `previous` one, would change in `row`."""
    versions = [row, version, version.previous]
    reader = Reader(versions)
    found = []
    for field in fields_of(version):
        now, after, before = (reader.value(one, field) for one in versions)
        if after != before != now:
            words = [reader.in_words(field, value) for value in [now, before]]
            label = capfirst(field.verbose_name)
            found.append(Undoing(label, *words, field.name, is_changed_since=now != after))
    return found


def differences(pairs):
    """For each pair of versions or rows, either of them perhaps None, the fields that differ.

    An empty pair has none.
    However many pairs there are, each kind of row that they name is asked for once.
    """
    reader = Reader([version for pair in pairs for version in pair if version])
    return [reader.differences(*pair) if pair else [] for pair in pairs]


class Reader:
    """Reads versions, and knows the names of all that they point to."""

    def __init__(self, versions):
        self.links = self.read_links(versions)
        self.names = self.read_names(versions)

    def differences(self, before, after):
        """What differs. None stands for a row that was not there, whose fields are empty."""
        found = []
        for field in fields_of(before or after):
            values = [version and self.value(version, field) for version in [before, after]]
            if values[0] != values[1]:
                words = [self.in_words(field, value) for value in values]
                if any(words):
                    found.append(Difference(capfirst(field.verbose_name), *words))
        return found

    def value(self, version, field):
        if field.many_to_many:
            return sorted(self.links[field, key_of(version)])
        return field.to_python(getattr(version, field.attname))

    def in_words(self, field, value):
        if value is None or value in ("", [], {}):
            return ""
        if field.many_to_many:
            return ", ".join(sorted(self.name(field, pk) for pk in value))
        if field.is_relation:
            return self.name(field, value)
        return plain_words(field, value)

    def name(self, field, pk):
        model = field.related_model
        return self.names[model].get(pk, f"a {model._meta.verbose_name} that was deleted")

    # -- What has to be known of all of them

    def read_links(self, versions):
        links = defaultdict(list)
        owners = defaultdict(list)
        for version in versions:
            is_past, pk = key_of(version)
            for field in model_of(version)._meta.local_many_to_many:
                owners[field, is_past].append(pk)
        for (field, is_past), pks in owners.items():
            through = History.m2m_models[field] if is_past else field.remote_field.through
            owner = "history_id" if is_past else f"{field.m2m_field_name()}_id"
            rows = through._base_manager.filter(**{f"{owner}__in": pks})
            for key, pk in rows.values_list(owner, f"{field.m2m_reverse_field_name()}_id"):
                links[field, (is_past, key)].append(pk)
        return links

    def read_names(self, versions):
        wanted = defaultdict(set)
        for version in versions:
            for field in fields_of(version):
                if field.many_to_many:
                    wanted[field.related_model].update(self.value(version, field))
                elif field.is_relation:
                    wanted[field.related_model].add(self.value(version, field))
        return {model: names_of(model, ids) for model, ids in wanted.items()}


def key_of(version):
    return isinstance(version, HistoricalChanges), version.pk


def model_of(version):
    return version.instance_type if isinstance(version, HistoricalChanges) else type(version)


def fields_of(version):
    """What editors see of it."""
    options = model_of(version)._meta
    fields = [field for field in options.concrete_fields if field.editable and field != options.pk]
    return [*fields, *options.local_many_to_many]


def names_of(model, ids):
    """What rows are called. Their words may come from rows they point to."""
    pointed_to = {field.name for field in model._meta.fields if field.is_relation}
    if admin.site.is_registered(model):
        related = admin.site.get_model_admin(model).list_select_related
        pointed_to |= set(related) if isinstance(related, list | tuple) else set()
    rows = model._base_manager.filter(pk__in=ids - {None}).select_related(*pointed_to)
    return {row.pk: str(row) for row in rows}


# -- Words


def plain_words(field, value):
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return format_date(timezone.localtime(value), "F j, Y, g:i A")
    if isinstance(value, date):
        return format_date(value, "F j, Y")
    if isinstance(field, RichTextField):
        return text_of(value)
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def text_of(markup):
    """Rich text as its words, one block a line, each link with its address."""
    text = END_OF_LINE.sub("\n", LINK.sub(r"\2 (\1)", markup))
    return html.unescape(strip_tags(text)).strip()


def marked(before, after):
    """Both texts as HTML, with the words that differ in <del> and <ins>."""
    old, new = re.split(r"(\s+)", before), re.split(r"(\s+)", after)
    left, right = [], []
    for change, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for side, tag, words in [(left, "del", old[i:j]), (right, "ins", new[k:m])]:
            text = escape("".join(words))
            side.append(f"<{tag}>{text}</{tag}>" if change != "equal" and text else text)
    return mark_safe("".join(left)), mark_safe("".join(right))  # noqa: S308 (it is escaped)
