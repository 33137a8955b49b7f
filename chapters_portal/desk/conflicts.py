"""Two editors at once: a form carries what it was opened with, so that nobody overwrites unread.

A hidden field holds every value that the form showed, signed. When the form comes back, three of
each are compared under a lock: opened with, stored now, typed. What only the other editor changed
is taken over into the form, what both changed is shown twice, and nothing is saved before the
editor has seen that.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms import CheckboxInput, MultiWidget
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.text import capfirst

from chapters_portal.history.changes import Change
from chapters_portal.history.comparison import plain_words

OPENED = "opened_with"  # the hidden field


@dataclass
class Forms:
    """The unbound form of a row as it is stored, and those of the rows below it."""

    about: str  # which row, so that the hidden field of another does not pass
    form: object
    formsets: list

    def shown(self):
        return {
            "": {"": shown_by(self.form)} if self.form else {},
            **{formset.prefix: rows_of(formset) for formset in self.formsets},
        }

    @property
    def rows(self):
        """Which rows these are, for the log."""
        rows = [self.form.instance] if self.form else []
        return rows + [form.instance for one in self.formsets for form in one.initial_forms]


def forms_in(context):
    """All forms of a page with a form, from its context: the row's own, then those below it."""
    below = [inline.formset.forms for inline in context["inline_admin_formsets"]]
    return [context["adminform"].form, *chain(*below)]


def seal(shown, about):
    return signing.dumps(shown, salt=f"opened {about}", compress=True)


def unseal(text, about):
    """What a form showed; {} when that is not known, and then all that differs is a conflict."""
    try:
        return signing.loads(text, salt=f"opened {about}")
    except signing.BadSignature:
        return {}


# -- What a browser sends of a form: the texts of each name


def rows_of(formset):
    return {str(form.instance.pk): shown_by(form) for form in formset.initial_forms}


def shown_by(form):
    """What would be sent of an unbound form if nothing was typed."""
    texts = {}
    for name, field in form.fields.items():
        if name != "DELETE" and not field.disabled:
            texts |= sent_by(field.widget, name, form[name].value())
    return texts


def sent_by(widget, name, value):
    widget = getattr(widget, "widget", widget)  # some widgets of the desk wrap another
    if isinstance(widget, MultiWidget):
        texts = {}
        parts = value if isinstance(value, list) else widget.decompress(value)
        for part, suffix, one in zip(widget.widgets, widget.widgets_names, parts, strict=True):
            texts |= sent_by(part, name + suffix, one)
        return texts
    if isinstance(widget, CheckboxInput):
        return {name: ["on"] if widget.check_test(value) else []}
    text = widget.format_value(value)
    return {name: normal(text if isinstance(text, list | tuple) else [text])}


def normal(texts):
    """Browsers end lines in their own way; the order of what is chosen does not matter."""
    return sorted(str("" if text is None else text).replace("\r\n", "\n") for text in texts)


def field_in_words(form, name, texts):
    """What was typed or stored under `name`, as an editor knows it."""
    field = form.fields.get(name)
    if field is None:  # one of several boxes of a field
        return ", ".join(texts)
    data = MultiValueDict({name: texts} if texts else {})
    try:
        value = field.clean(field.widget.value_from_datadict(data, {}, name))
    except ValidationError:
        return ", ".join(texts)
    if value is None or value == "":
        return ""
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if isinstance(value, QuerySet):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, Model):
        return str(value)
    return plain_words(form._meta.model._meta.get_field(name), value)


# -- Three of each


class Resolution(StrEnum):
    MINE = "Yours stands below."
    THEIRS = "You had not touched it. Theirs stands below."
    ADDED = "It stands below."
    GONE = "It is gone below as well."
    ANEW = "Yours stands below, as a new one."


@dataclass
class Clash:
    """One thing that somebody else changed meanwhile."""

    what: str
    theirs: str
    mine: str
    resolution: Resolution


class Conflict:
    """What was stored since a form was opened, and `data`: what was typed, brought up to date."""

    def __init__(self, forms, data):
        opened, stored = unseal(data[OPENED], forms.about), forms.shown()
        self.opened_with = seal(stored, forms.about)
        self.data, self.clashes = data.copy(), []
        self.forms = forms
        if opened != stored:
            if forms.form:
                texts = self.merged(
                    forms.form, opened.get("", {}).get("", {}), stored[""][""], data.getlist
                )
                put(self.data, "", texts)
            for formset in forms.formsets:
                prefix = formset.prefix
                Rows(self, formset, opened.get(prefix, {}), stored[prefix]).merge()

    @cached_property
    def change(self):
        """The newest line of the log about these rows: who it was, as far as that is known."""
        about = Q(pk=None)
        for row in self.forms.rows:
            about |= Q(kind=row._meta.label_lower, object_id=row.pk)
        return Change.objects.filter(about).select_related("by").first()

    @property
    def who(self):
        return self.change.by_in_words if self.change else "somebody else"

    def note(self, *clash):
        self.clashes.append(Clash(*clash))

    def merged(self, form, opened, stored, take, row=""):
        """What to go on with for one form; `take` gives the texts that were sent for a name."""
        texts = {name: normal(take(name)) for name in stored}
        for name, theirs in stored.items():
            before, mine = opened.get(name), texts[name]
            if theirs in (before, mine):
                continue
            if mine == before:
                texts[name] = theirs
            label = form.fields[name].label if name in form.fields else name.replace("_", " ")
            self.note(
                ": ".join(filter(None, [row, capfirst(label)])),
                field_in_words(form, name, theirs),
                field_in_words(form, name, mine),
                Resolution.THEIRS if mine == before else Resolution.MINE,
            )
        return texts


class Rows:
    """The rows below a form: what was opened, stored and sent of each, by its key."""

    def __init__(self, conflict, formset, opened, stored):
        self.conflict, self.formset = conflict, formset
        self.opened, self.stored = opened, stored
        self.key = formset.model._meta.pk.name

    def merge(self):
        data, prefix = self.conflict.data, self.formset.prefix
        sent = sent_rows(data, prefix, self.formset.absolute_max)
        if sent is None:
            return
        new = [row for row in sent if row.get(self.key, [""]) == [""]]
        known = {row[self.key][0]: row for row in sent if row not in new}
        rows = [self.of_stored(form, known) for form in self.formset.initial_forms]
        gone = [self.of_deleted(key, row) for key, row in known.items() if key not in self.stored]
        added = [texts for key, texts in self.stored.items() if key not in known]
        new = [row for row in new if not any(self.is_same(row, texts) for texts in added)]
        put_rows(data, prefix, rows, [*filter(None, gone), *new])

    def of_stored(self, form, known):
        """What to go on with for a row that is stored now."""
        key, row = str(form.instance.pk), known.get(str(form.instance.pk))
        stored, opened = self.stored[key], self.opened.get(key)
        if row is None:
            self.conflict.note(str(form.instance), "Added", "", Resolution.ADDED)
            return stored
        if "DELETE" in row and opened != stored:
            self.conflict.note(str(form.instance), "Changed", "To be deleted", Resolution.MINE)
        texts = self.conflict.merged(
            form, opened or {}, stored, lambda name: row.get(name, []), str(form.instance)
        )
        return {**row, **texts}

    def of_deleted(self, key, row):
        """A row that is gone, as a new one if the editor had worked on it."""
        opened, form = self.opened.get(key, {}), self.formset.empty_form
        if "DELETE" in row:
            return None
        is_touched = any(normal(row.get(name, [])) != texts for name, texts in opened.items())
        words = [
            field_in_words(form, name, row.get(name, [])) for name in opened if name != self.key
        ]
        self.conflict.note(
            capfirst(self.formset.model._meta.verbose_name),
            "Deleted",
            "; ".join(filter(None, words)),
            Resolution.ANEW if is_touched else Resolution.GONE,
        )
        return {**row, self.key: [""]} if is_touched else None

    def is_same(self, row, texts):
        """Whether a new row was stored already: the form was sent twice."""
        return all(normal(row.get(name, [])) == texts[name] for name in texts if name != self.key)


def completed(forms, data):
    """`data` with what is stored of all that the form did not show when it was opened.

    Who proposed it may see less of the form than who publishes it.
    """
    opened, data = unseal(data.get(OPENED, ""), forms.about), data.copy()
    if not opened:
        return data
    stored, seen = forms.shown(), opened[""].setdefault("", {})
    unseen = {name: texts for name, texts in stored[""][""].items() if name not in seen}
    put(data, "", unseen)
    seen |= unseen
    for formset in forms.formsets:
        if formset.prefix not in opened:
            key, rows = formset.model._meta.pk.name, stored[formset.prefix]
            put_rows(data, formset.prefix, [{**row, key: [pk]} for pk, row in rows.items()], [])
            opened[formset.prefix] = rows
    data[OPENED] = seal(opened, forms.about)
    return data


def changes_in(forms, data):
    """What `data` would change in what is stored: a Clash each, `theirs` being what is stored."""
    found, shown = [], forms.shown()

    def compare(form, stored, take, row=""):
        for name, before in stored.items():
            if name in form.fields and form.fields[name].widget.needs_multipart_form:
                continue  # a file is no text
            after = normal(take(name))
            if [*filter(None, after)] != [*filter(None, before)]:
                label = form.fields[name].label if name in form.fields else name.replace("_", " ")
                what = ": ".join(filter(None, [row, capfirst(label)]))
                words = [field_in_words(form, name, texts) for texts in [before, after]]
                found.append(Clash(what, *words, ""))

    compare(forms.form, shown[""][""], data.getlist)
    for formset in forms.formsets:
        key, form = formset.model._meta.pk.name, formset.empty_form
        sent = sent_rows(data, formset.prefix, formset.absolute_max) or []
        known = {row[key][0]: row for row in sent if row.get(key, [""]) != [""]}
        for stored in formset.initial_forms:
            pk, name = str(stored.instance.pk), str(stored.instance)
            row = known.get(pk)
            if row is None or "DELETE" in row:
                found.append(Clash(name, "There", "Deleted", ""))
            else:
                texts = defaultdict(list, row)
                compare(stored, shown[formset.prefix][pk], texts.__getitem__, name)
        for row in sent:
            if row.get(key, [""]) == [""] and "DELETE" not in row:
                words = [field_in_words(form, name, row.get(name, [])) for name in form.fields]
                if words := "; ".join(filter(None, words)):
                    found.append(Clash(capfirst(formset.model._meta.verbose_name), "", words, ""))
    return found


def sent_rows(data, prefix, most):
    """The rows that were sent of a formset; None when they cannot be counted."""
    count = data.get(f"{prefix}-{TOTAL_FORM_COUNT}", "")
    if not (count.isascii() and count.isdecimal() and int(count) <= most):
        return None
    rows = []
    for number in range(int(count)):
        start = f"{prefix}-{number}-"
        names = [name for name in data if name.startswith(start)]
        rows.append({name.removeprefix(start): data.getlist(name) for name in names})
    return rows


def put_rows(data, prefix, stored, new):
    """Write the rows into `data` in the place of those that were sent."""
    numbered = re.compile(rf"{re.escape(prefix)}-\d+-")
    for name in [name for name in data if numbered.match(name)]:
        del data[name]
    for number, texts in enumerate([*stored, *new]):
        put(data, f"{prefix}-{number}-", texts)
    data[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(len(stored) + len(new))
    data[f"{prefix}-{INITIAL_FORM_COUNT}"] = str(len(stored))


def put(data, start, texts):
    for name, some in texts.items():
        data.setlist(start + name, some)
        if not some:  # a box that is not ticked sends nothing
            del data[start + name]


def find_conflict(forms, data):
    """The Conflict of `data` with what is stored now, or None.

    Forms of the desk always bring the hidden field; what comes without it is taken as it is.
    """
    conflict = Conflict(forms, data) if OPENED in data else None
    return conflict if conflict and conflict.clashes else None
