"""Which stored row a line of a sheet means."""

from django.core.exceptions import ValidationError
from django.db import models

NEW = "new"  # in the column of ids: not the row that has the same name


class Finding:
    """The part of a resource that finds rows, by id or by one of its `keys`."""

    def pk_of(self, row):
        """The key of the stored row, None for a new one, or a ValidationError that says why."""
        number = row.get("Id", "")
        if number.lower() == NEW:
            return None
        if number:
            known = number.isascii() and number.isdecimal() and int(number) in self.ids
            message = (
                f"There is no {self.kind} with this id. Leave the cell empty to find it by name."
            )
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
        return None if any(value in (None, "") for value in values) else tuple(map(fold, values))

    def index(self, key):
        if key not in self.indexes:
            self.indexes[key] = known = {}
            get = self._meta.model._meta.get_field
            names = [get(name).attname for name in key]
            for pk, *values in self._meta.model._base_manager.values_list("pk", *names):
                known.setdefault(tuple(map(fold, values)), []).append(pk)
        return self.indexes[key]

    @property
    def ids(self):
        if "ids" not in self.indexes:
            pks = self._meta.model._base_manager.values_list("pk", flat=True)
            self.indexes["ids"] = set(pks)
        return self.indexes["ids"]

    @property
    def kind(self):
        return self._meta.model._meta.verbose_name


def fold(value):
    return value.casefold() if isinstance(value, str) else value
