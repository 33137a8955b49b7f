"""What a cell may say, and what is made of it. Each raises ValueError with a plain sentence."""

from collections import defaultdict
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.text import capfirst
from import_export.fields import Field
from import_export.widgets import Widget
from phonenumber_field.modelfields import PhoneNumberField

from chapters_portal.content.folding import plain_words
from chapters_portal.content.rich_text import RichTextField

from .days import read_day

EMPTY = "Fill in this cell."
YES_OR_NO = dict.fromkeys(["yes", "y", "true", "1"], True)
YES_OR_NO |= dict.fromkeys(["no", "n", "false", "0"], False)
WORDS = [  # what to write, by the kind of field
    (models.DateTimeField, "A day and a time, such as 2026-07-01 09:00."),
    (models.DateField, "A date, such as 2026-07-01 or 7/1/2026."),
    (models.IntegerField, "A whole number."),
    (models.EmailField, "An e-mail address."),
    (PhoneNumberField, "A telephone number; from abroad with + and the code of the country."),
    (models.URLField, "An address of a page, such as https://example.org."),
    (RichTextField, "Text. The portal’s own marks for headings, lists and links are kept."),
]


# -- Columns


class Column(Field):
    """A cell that says what is stored already leaves it alone, so no format can harm a value."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        text = row[self.column_name]
        is_left_out = not text and instance._state.adding
        if not is_left_out and without_ends(text) != without_ends(self.export(instance)):
            self.put(instance, row, **kwargs)

    def put(self, instance, row, **kwargs):
        value = self.clean(row)
        *way, name = self.attribute.split("__")
        for step in way:
            instance = getattr(instance, step, None)
        if instance is not None:  # else another column tells what is wrong
            setattr(instance, name, value)


class ReadOnlyColumn(Column):
    """It is exported, and takes no other value."""

    def put(self, instance, row, **kwargs):
        if self.widget.render(self.clean(row)) != self.export(instance):
            raise ValueError(
                "This column is only for reading. Empty it for a new row, put back what stood "
                "there, or remove the column. You publish and withdraw in the list."
            )


class ManyColumn(Column):
    """Several rows of another table. They wait on the instance until that is saved."""

    def get_value(self, instance):
        waiting = instance.__dict__.get("waiting_links", {})
        if self.attribute in waiting or instance._state.adding:
            return waiting.get(self.attribute, [])
        return sorted(getattr(instance, self.attribute).all(), key=lambda row: row.pk)

    def put(self, instance, row, **kwargs):
        rows = sorted(self.clean(row), key=lambda one: one.pk)
        waiting = instance.__dict__.setdefault("waiting_links", {})
        waiting[self.attribute] = rows


def without_ends(text):
    return text.replace("\r\n", "\n").strip()


# -- Cells


class Cell(Widget):
    """A cell that takes what the field's own form takes, and the words of its choices."""

    def __init__(self, field):
        super().__init__()
        self.field = field
        self.choices = {
            str(label): key for key, label in field.flatchoices if key not in ("", None)
        }

    @property
    def help_text(self):
        """What to write, in words."""
        if self.choices:
            words = f"One of: {'; '.join(self.choices)}."
        elif isinstance(self.field, models.BooleanField):
            words = "Yes or No."
        else:
            words = next((words for kind, words in WORDS if isinstance(self.field, kind)), "")
        return f"{words} {self.field.help_text}".strip()

    def clean(self, value, row=None, **kwargs):
        field = self.field
        if not value:
            if field.null or not field.blank:
                return self.nothing()
            return field.to_python("")
        if self.choices:
            return self.choice(value)
        if isinstance(field, models.BooleanField):
            if value.lower() not in YES_OR_NO:
                raise ValueError("Enter Yes or No.")
            return YES_OR_NO[value.lower()]
        if isinstance(field, RichTextField):
            return value if "<" in value else linebreaks(value)
        if type(field) is models.DateField:
            return read_day(value)
        form_field = field.formfield(localize=False)
        try:
            return form_field.clean(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def nothing(self):
        if not self.field.null:
            raise ValueError(EMPTY)

    def choice(self, value):
        known = {plain_words(label): key for label, key in self.choices.items()}
        known |= {plain_words(str(key)): key for key in self.choices.values()}
        if plain_words(value) not in known:
            raise ValueError(f"Enter one of these: {'; '.join(self.choices)}.")
        return known[plain_words(value)]

    def render(self, value, obj=None, **kwargs):
        if value is None or value == "":
            return ""
        if self.choices:
            return next((label for label, key in self.choices.items() if key == value), str(value))
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(self.field, models.DateTimeField):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return str(value)


class One(Widget):
    """A cell that names a row of another table. The first of `names` is how it is exported.

    The table is small, and read once.
    """

    def __init__(self, rows, *names, help_text, may_be_empty=False):
        super().__init__()
        self.rows, self.names, self.help_text = rows, names, help_text
        self.may_be_empty = may_be_empty
        self.known = None

    def clean(self, value, row=None, **kwargs):
        if value:
            return self.find(value)
        if self.may_be_empty:
            return None
        raise ValueError(EMPTY)

    def render(self, value, obj=None, **kwargs):
        return self.names[0](value) if value else ""

    def find(self, text):
        """The row of that name. The first kind of names that knows it decides."""
        if self.known is None:
            self.known = [defaultdict(list) for name in self.names]
            for row in self.rows.all():
                for name, known in zip(self.names, self.known, strict=True):
                    known[plain_words(name(row))].append(row)
        kind = self.rows.model._meta
        for known in self.known:
            found = known.get(plain_words(text), [])
            if len(found) == 1:
                return found[0]
            if found:
                names = "; ".join(self.names[0](row) for row in found)
                raise ValueError(f"That could be several: {names}. Write one of these.")
        spelled = {self.names[0](row): row for rows in self.known[0].values() for row in rows}
        near = get_close_matches(text, spelled, n=1)
        hint = f" Perhaps {near[0]}?" if near else ""
        raise ValueError(f"There is no {kind.verbose_name} “{text}”.{hint}")


class Many(One):
    """A cell that names several rows of another table, with semicolons between them."""

    def clean(self, value, row=None, **kwargs):
        parts = dict.fromkeys(part.strip() for part in value.split(";"))
        return [self.find(part) for part in parts if part]

    def render(self, value, obj=None, **kwargs):
        return "; ".join(sorted(self.names[0](row) for row in value or []))


def column_of(field, attribute, kind=Column):
    """The column of a model's field, named as in its form."""
    return kind(attribute, capfirst(str(field.verbose_name)), Cell(field))
