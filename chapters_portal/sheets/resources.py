"""What the rows of a sheet would do to the rows of one model, and doing it: all, or nothing."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.functional import cached_property
from django.utils.text import slugify
from import_export.fields import Field
from import_export.resources import Diff, ModelResource
from import_export.results import RowResult

from chapters_portal.content.folding import plain_words, squeezed
from chapters_portal.content.permissions import may_change_public
from chapters_portal.content.unwrapping import Unwrapping
from chapters_portal.history.versions import locked

from .columns import EMPTY, Column, ReadOnlyColumn, column_of
from .outcome import Outcome, Problem, RowOutcome

NEW = "new"  # in the column of ids: not the row that has the same name
# Only in the list and the form does anyone publish.
READ_ONLY = {"published_at", "withdrawn_at", "withdrawn_reason"}


class Pairs(Diff):
    """The cells of a row before and after, as pairs."""

    def as_html(self):
        return list(zip(self.left, self.right, strict=True))


class Resource(ModelResource):
    """The rows of a model as they stand in a sheet. Columns are named as in its form.

    `keys` are sets of fields by which a row is found, in this order; `slug_from` are those that
    make the slug of a new row.
    """

    keys = []
    slug_from = []
    other_names = {}  # what people call columns, too, and the fields of these

    id = Field("pk", "Id", readonly=True)
    id.widget.help_text = (
        "Finds the row whatever else changes. Leave it empty, or write new for one of a name that "
        "is there already."
    )

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        store_instance = True

    def __init__(self, user, portal=""):
        """`user` is None where a program of the office loads; `portal` begins our own addresses."""
        super().__init__()
        self.user, self.portal = user, portal
        self.indexes = {}
        self.removing = frozenset()

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return column_of(
            django_field, field_name, ReadOnlyColumn if field_name in READ_ONLY else Column
        )

    def get_diff_class(self):
        return Pairs

    def get_queryset(self):
        """Rows with what their cells need."""
        return self._meta.model._base_manager.all()

    @property
    def columns(self):
        return self.get_export_headers()

    @property
    def typed_fields(self):
        """What a sheet of new rows has."""
        fields = self.get_export_fields()
        return [one for one in fields if not one.readonly and not isinstance(one, ReadOnlyColumn)]

    def need_of(self, column):
        """Whether a new row needs it, in words."""
        if column.readonly:
            return "may help"
        if isinstance(column, ReadOnlyColumn):
            return "is only told"
        return "needed" if self.is_needed(column.attribute) else "may be empty"

    def is_needed(self, attribute):
        if attribute == "slug" and self.slug_from:
            return False
        model_field = self._meta.model._meta.get_field(attribute)
        return not model_field.blank and not model_field.has_default()

    def table(self, rows):
        """The cells of `rows`, a queryset, one row after the other."""
        fields = self.get_export_fields()
        for row in rows:
            yield [one.export(row) for one in fields]

    # -- What a sheet would do

    def read(self, sheet, removing=()):
        """The outcome of a Sheet. Nothing is written, and nothing stays locked.

        An empty cell leaves alone what is stored, but for the columns `removing`.
        """
        self.removing = frozenset(removing)
        columns, problems = self.columns_of(sheet)
        outcome = Outcome([*problems, *sheet.problems], notes=sheet.notes)
        self.empties = outcome.empties
        if outcome.problems:
            return outcome
        rows = [(line, dict(zip(columns, texts, strict=True))) for line, texts in sheet.rows]
        found = {line: self.pk_of(row) for line, row in rows}
        self.stored = self.fetch({pk for pk in found.values() if isinstance(pk, int)})
        self.found, self.seen = found, {}
        options = {"dry_run": True, "using_transactions": False}
        for line, row in rows:
            result = self.import_row(row, None, row_number=line, **options)
            self.note(line, row, result, outcome)
        outcome.problems += self.problems_of_twins(outcome.at_work)
        if not outcome.problems:
            outcome.problems += self.problems_among(outcome.at_work)
        places = {column: place for place, column in enumerate([*columns, ""])}
        outcome.problems.sort(key=lambda one: (one.line, places.get(one.column, -1)))
        return outcome

    def columns_of(self, sheet):
        """The columns of the sheet as we name them, and what is wrong with them."""
        columns = [self.column_named(name) or name for name in sheet.columns]
        problems = []
        for column in dict.fromkeys(columns):
            if column not in self.columns:
                message = f"This column is not known. Known are: {', '.join(self.columns)}."
                problems.append(Problem(1, column, "", message))
            elif columns.count(column) > 1:
                problems.append(Problem(1, column, "", "This column stands there twice."))
        keys = [[self.fields[name].column_name for name in names] for names in self.keys]
        keys.append(["Id"])
        if not any(set(key) <= set(columns) for key in keys):
            missing = [column for column in keys[0] if column not in columns]
            message = "This column is missing. Without it nobody knows which row is meant."
            problems += [Problem(1, column, "", message) for column in missing]
        return columns, problems

    def column_named(self, text):
        """The column that people may call `text`, None where there is none."""
        return self.columns_by_name.get(squeezed(text))

    @cached_property
    def columns_by_name(self):
        names = {name: one.column_name for name, one in self.fields.items()}
        names |= {other: self.fields[name].column_name for other, name in self.other_names.items()}
        known = {squeezed(name): column for name, column in names.items() if column in self.columns}
        return known | {squeezed(column): column for column in self.columns}

    def cells_with_addresses(self, sheet):
        """The texts of `sheet` in columns whose fields unwrap addresses."""
        unwrapping = {
            one.column_name
            for one in self.fields.values()
            if isinstance(getattr(one.widget, "field", None), Unwrapping)
        }
        places = [
            place
            for place, name in enumerate(sheet.columns)
            if self.column_named(name) in unwrapping
        ]
        return [texts[place] for _, texts in sheet.rows for place in places]

    def note(self, line, row, result, outcome):
        for error in result.errors:
            raise error.error
        if result.validation_error:
            found = self.problems_of(line, row, result.validation_error)
            outcome.problems += [one for one in found if one not in outcome.problems]
            return
        cells = [
            (column, before, after)
            for column, (before, after) in zip(self.get_diff_headers(), result.diff, strict=True)
            if before != after and (column in row or not result.is_new()) and column != "Id"
        ]
        is_same = result.import_type == RowResult.IMPORT_TYPE_SKIP
        what = self.name_of(result.instance)
        outcome.rows.append(
            RowOutcome(line, what, result.instance, result.is_new(), is_same, cells)
        )

    def problems_of(self, line, row, error):
        columns = {one.attribute: one.column_name for one in self.fields.values()}
        for attribute, errors in error.update_error_dict({}).items():
            column = "" if attribute == NON_FIELD_ERRORS else columns.get(attribute, attribute)
            for one in errors:
                is_empty = getattr(one, "code", None) in {"blank", "null", "required"}
                if is_empty and column not in row:
                    yield Problem(1, column, "", "This column is missing, and new rows need it.")
                    continue
                for message in [EMPTY] if is_empty else ValidationError(one).messages:
                    yield Problem(line, column, row.get(column, ""), message)

    def problems_of_twins(self, lines):
        """Where two lines say what only one row may say."""
        meta, seen = self._meta.model._meta, {}
        keys = [(one.name,) for one in meta.concrete_fields if one.unique and not one.primary_key]
        keys += [one.fields for one in meta.constraints if isinstance(one, models.UniqueConstraint)]
        columns = {one.attribute: one.column_name for one in self.fields.values()}
        for line in lines:
            for key in keys:
                values = [getattr(line.instance, meta.get_field(one).attname) for one in key]
                first = seen.setdefault((tuple(key), *map(str, values)), line)
                if first is not line and not any(value in (None, "") for value in values):
                    message = f"Line {first.number} says the same here, and only one row may."
                    column = columns.get(key[-1], "")
                    yield Problem(line.number, column, str(values[-1]), message)

    def problems_among(self, lines):
        """What the lines cannot be together."""
        return []

    def name_of(self, instance):
        return str(instance)

    # -- Which stored row a line means, by id or by one of the keys

    def pk_of(self, row):
        """The key of the stored row, None for a new one, or a ValidationError that says why."""
        number = row.get("Id", "")
        if number.lower() == NEW:
            return None
        if number:
            known = number.isascii() and number.isdecimal() and int(number) in self.ids
            kind = self._meta.model._meta.verbose_name
            message = f"There is no {kind} with this id. Leave the cell empty to find it by name."
            return int(number) if known else ValidationError({"pk": message})
        several = []
        for key in self.keys:
            values = self.key_values(key, row)
            found = self.index(key).get(values, []) if values else []
            if len(found) == 1:
                return found[0]
            several = several or found
        if not several:
            return None
        numbers = ", ".join(map(str, several))
        message = f"That could be several, with the ids {numbers}. Write one of them, or {NEW}."
        return ValidationError({"pk": message})

    def key_values(self, key, row):
        """The values of those cells, or None where one is empty or wrong."""
        try:
            values = [self.fields[name].clean(row) for name in key]
        except (KeyError, ValueError):
            return None
        values = [value.pk if isinstance(value, models.Model) else value for value in values]
        is_whole = not any(value in (None, "") for value in values)
        return self.folded_key(key, values) if is_whole else None

    def folded_key(self, key, values):
        fields = map(self._meta.model._meta.get_field, key)
        return tuple(fold(field, value) for field, value in zip(fields, values, strict=True))

    def index(self, key):
        if key not in self.indexes:
            self.indexes[key] = known = {}
            get = self._meta.model._meta.get_field
            names = [get(name).attname for name in key]
            for pk, *values in self._meta.model._base_manager.values_list("pk", *names):
                known.setdefault(self.folded_key(key, values), []).append(pk)
        return self.indexes[key]

    @property
    def ids(self):
        if "ids" not in self.indexes:
            rows = self._meta.model._base_manager
            self.indexes["ids"] = set(rows.values_list("pk", flat=True))
        return self.indexes["ids"]

    # -- One row

    def fetch(self, pks):
        return {row.pk: row for row in self.get_queryset().filter(pk__in=pks)}

    def get_or_init_instance(self, instance_loader, row):
        line = self.number
        if isinstance(self.found[line], ValidationError):
            raise self.found[line]
        if self.found[line] is None:
            said = tuple(plain_words(row.get(column, "")) for column in self.key_columns)
            is_new, mark = True, ("new", *said)
        else:
            is_new, mark = False, self.found[line]
        first = self.seen.setdefault(mark, line)
        if first != line:
            raise ValidationError(f"Line {first} is about the same one already.")
        return (self._meta.model(), True) if is_new else (self.stored[self.found[line]], False)

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if not self.is_left_alone(field, instance, row):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def is_left_alone(self, field, instance, row):
        """Whether nothing is said of what is stored. Counts where that might be removed."""
        if instance._state.adding or field.readonly or row.get(field.column_name) != "":
            return False
        if field.export(instance) and self.can_be_empty(field):
            self.empties[field.column_name] = self.empties.get(field.column_name, 0) + 1
            return field.column_name not in self.removing
        return True

    def can_be_empty(self, field):
        if isinstance(field, ReadOnlyColumn):
            return False
        try:
            field.clean({field.column_name: ""})
        except (KeyError, ValueError):
            return False
        return True

    @property
    def key_columns(self):
        return {self.fields[name].column_name: None for key in self.keys for name in key}

    def before_import_row(self, row, row_number=None, **kwargs):
        self.number = row_number

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if self.slug_from and not instance.slug and "slug" not in errors:
            words = " ".join(str(getattr(instance, name)) for name in self.slug_from)
            longest = instance._meta.get_field("slug").max_length
            instance.slug = slugify(words)[:longest].strip("-")
        try:
            self.check(instance, set(errors))
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def check(self, instance, exclude):
        """Raise ValidationError when a row must not be stored like that."""
        instance.full_clean(exclude=exclude)
        if self.user and not may_change_public(self.user, instance):
            raise ValidationError("This is public. Only who may publish it may change it.")

    # -- Applying

    def apply(self, sheet, digest, removing=()):
        """Write what `sheet` says, if its outcome still is the one with `digest`.

        Returns the outcome, which tells whether it is applied.
        """
        try:
            with transaction.atomic():
                self.lock(sheet)
                outcome = self.read(sheet, removing)
                if not outcome.problems and outcome.digest == digest:
                    for line in outcome.at_work:
                        self.write(line)
                    outcome.is_applied = True
        except IntegrityError:  # somebody added such a row in this moment
            outcome = type(self)(self.user).read(sheet, removing)
        return outcome

    def lock(self, sheet):
        """One import of a kind at a time; and its rows wait for nobody else."""
        meta = self._meta.model._meta
        kind = ContentType.objects.filter(app_label=meta.app_label, model=meta.model_name)
        list(locked(kind))
        columns, _ = self.columns_of(sheet)
        rows = [dict(zip(columns, texts, strict=True)) for _, texts in sheet.rows]
        self.lock_rows(rows)
        self.indexes.clear()

    def lock_rows(self, rows):
        pks = [pk for row in rows if isinstance(pk := self.pk_of(row), int)]
        list(locked(self._meta.model._base_manager.filter(pk__in=pks)))

    def write(self, line):
        line.instance.save()
        for name, rows in line.instance.__dict__.pop("waiting_links", {}).items():
            getattr(line.instance, name).set(rows)


def fold(field, value):
    """The same for all ways to write a name; an address is compared letter by letter."""
    if not isinstance(value, str):
        return value
    is_address = isinstance(field, models.EmailField | models.URLField | models.SlugField)
    return value.casefold() if is_address else plain_words(value) or value.casefold()
