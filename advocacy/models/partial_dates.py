"""Days of which perhaps no more than the month or the year is known: 2025-02-14, 2025-02, 2025."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.dateformat import format as format_date

FORMS = ["\\i\\n Y", "\\i\\n F Y", "\\o\\n F j, Y"]  # by the number of hyphens
AS_ISO = RegexValidator(
    r"^\d{4}(-\d\d){0,2}$", "Write a year, a month or a day, as 2025, 2025-02 or 2025-02-14."
)


def first_day(text):
    year, month, day = [*map(int, text.split("-")), 1, 1][:3]
    return date(year, month, day)


def validate_partial_date(text):
    AS_ISO(text)
    try:
        first_day(text)
    except ValueError as error:
        raise ValidationError("There is no such day.") from error


def in_words(text):
    """ "in 2025", "in February 2025" or "on February 14, 2025"; no more than is known."""
    return format_date(first_day(text), FORMS[text.count("-")])


def as_known(day, text):
    """The date `day` with no more of it than `text` tells, to be compared with it."""
    return day.isoformat()[: len(text)]
