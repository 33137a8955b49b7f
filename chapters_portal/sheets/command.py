"""Sheets without the desk: for the command line and for the starter content."""

from pathlib import Path

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from .files import LARGEST_FILE, read_sheet


class SheetRefused(Exception):
    """A file that cannot be applied. Each reason names its line and column where it has one."""

    def __init__(self, reasons):
        super().__init__("\n".join(reasons))


def resources():
    """The resources that take rows in, by the names of their kinds: "state-links"."""
    return {
        slugify(one.opts.verbose_name_plural): one.resource_class
        for one in admin.site.model_admins
        if getattr(one, "may_import", False) and one.resource_class
    }


def look_at_file(resource_class, path, removing=()):
    """The Sheet in the file at `path` and its Outcome. Raises SheetRefused; nothing is written."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        sheet = read_sheet(content, resource_class(None).column_named)
    except OSError as error:
        raise SheetRefused([f"{path}: The file cannot be read: {error.strerror}."]) from error
    except ValidationError as error:
        raise SheetRefused([f"{path}: {message}" for message in error.messages]) from error
    outcome = resource_class(None).read(sheet, removing)
    refuse_problems(path, outcome)
    return sheet, outcome


def apply_file(resource_class, path, removing=()):
    """Store all that the file at `path` says and return the Outcome. Raises SheetRefused."""
    sheet, outcome = look_at_file(resource_class, path, removing)
    outcome = resource_class(None).apply(sheet, outcome.digest, removing)
    refuse_problems(path, outcome)
    if not outcome.is_applied:
        raise SheetRefused([f"{path}: Somebody changed these rows meanwhile. Look at it again."])
    return outcome


def refuse_problems(path, outcome):
    if outcome.problems:
        raise SheetRefused(
            [
                f"{path}, line {one.line}"
                + (f", column {one.column}" if one.column else "")
                + (f", “{one.cell}”" if one.cell else "")
                + f": {one.message}"
                for one in outcome.problems
            ]
        )
