"""Reading CSV files row by row, and laying their values over what staff have edited."""

import csv
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.core.exceptions import ValidationError


class RowError(Exception):
    """A row that cannot be loaded: the file, the line, the column where known, and the reason."""

    def __init__(self, path, line, column, reason):
        where = f"{path}, line {line}" + (f", column {column}" if column else "")
        super().__init__(f"{where}: {reason}")


@dataclass
class Report:
    """What a load did."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    def count(self, is_new, is_changed):
        if is_new:
            self.created += 1
        elif is_changed:
            self.changed += 1
        else:
            self.unchanged += 1

    def __str__(self):
        if not self.created and not self.changed:
            words = f"Nothing to change: {self.unchanged} rows are as in the file."
        else:
            words = f"{self.created} added, {self.changed} changed, {self.unchanged} unchanged."
        if self.kept:
            words += "\nKept as edited by hand (--overwrite replaces them):\n  " + "\n  ".join(
                self.kept
            )
        return words


def read_rows(path, required, optional=()):
    """Pairs of a row's first line and the row, as a dict of stripped texts by column.

    Raises RowError when the file cannot be read, is not UTF-8, lacks a required column, has one
    that is not known, or has a row with too many or too few cells.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RowError(path, line, None, "This is not UTF-8 text.") from error
    except OSError as error:
        raise RowError(path, 1, None, f"The file cannot be read: {error.strerror}.") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise RowError(path, line, None, "There is a null character in it.")
    known = dict.fromkeys([*required, *optional])
    rows, line = csv.reader(StringIO(text), strict=True), 1
    try:
        columns = next(rows, [])
        for column in required:
            if column not in columns:
                raise RowError(path, line, column, "The column is missing.")
        for column in columns:
            if column not in known:
                reason = f"The column is not known. Known are {', '.join(known)}."
                raise RowError(path, line, column, reason)
            if columns.count(column) > 1:
                raise RowError(path, line, column, "The column stands there twice.")
        line = rows.line_num + 1
        for cells in rows:
            if cells and len(cells) != len(columns):
                reason = f"The row has {len(cells)} cells, and there are {len(columns)} columns."
                raise RowError(path, line, None, reason)
            if cells:
                yield line, dict(zip(columns, map(str.strip, cells), strict=True))
            line = rows.line_num + 1
    except csv.Error as error:
        raise RowError(path, line, None, f"This is not a CSV row: {error}.") from error


def lay_over(instance, values, *, overwrite):
    """Set `values`, by field name, on `instance`, but keep what was edited since the last load.

    A field is taken to be edited by hand when it differs from what was loaded into it before, or
    when it is filled in and nothing was; the instance's `loaded_values` remember that. Returns
    whether anything changed, and the names of the fields that were kept.
    """
    is_new = instance.pk is None
    changed, kept = is_new, []
    loaded = dict(instance.loaded_values)
    for name, value in values.items():
        model_field = instance._meta.get_field(name)
        current = model_field.value_to_string(instance)
        before = getattr(instance, name)
        setattr(instance, name, value)
        wanted = model_field.value_to_string(instance)
        is_untouched = name not in loaded and before in model_field.empty_values
        may_change = is_new or is_untouched or overwrite
        if not may_change and current not in {wanted, loaded.get(name)}:
            setattr(instance, name, before)
            kept.append(name)
            continue
        changed = changed or wanted != current or loaded.get(name) != wanted
        loaded[name] = wanted
    instance.loaded_values = loaded
    return changed, kept


def check(instance, path, line, columns):
    """Run full_clean(); raises RowError for the first field at fault.

    `columns` tells which column a field was read from, where the two have different names.
    """
    try:
        instance.full_clean()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise RowError(path, line, columns.get(name, name), messages[0]) from error


def yes_or_no(text):
    """True, False, or None for an empty cell. Raises ValueError for any other word."""
    try:
        return {"yes": True, "no": False, "": None}[text.lower()]
    except KeyError:
        raise ValueError(f'"{text}" is neither yes nor no.') from None
