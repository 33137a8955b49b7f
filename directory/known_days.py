"""Days of which perhaps only the month or the year is known: "2019", "July 2025"."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateformat import format as format_date

from chapters_portal.sheets.days import read_day

MONTH_FORMATS = ["%Y-%m", "%m/%Y", "%B %Y", "%B, %Y", "%b %Y", "%b, %Y", "%b. %Y"]
NOT_KNOWN = "Enter a date, a month or a year, such as 2026-07-01, July 2026 or 2026."


class KnownTo(models.TextChoices):
    DAY = "day", "The day"
    MONTH = "month", "The month"
    YEAR = "year", "The year"


WRITTEN = {KnownTo.DAY: "%Y-%m-%d", KnownTo.MONTH: "%Y-%m", KnownTo.YEAR: "%Y"}
IN_WORDS = {KnownTo.DAY: "F j, Y", KnownTo.MONTH: "F Y", KnownTo.YEAR: "Y"}


@dataclass(frozen=True)
class KnownDay:
    """Some day from `first` to `last`, which are one where the day itself is known."""

    first: date
    last: date
    known_to: KnownTo


def read_known_day(text):
    """The KnownDay that `text` means. Raises ValueError with a plain sentence."""
    text = " ".join(text.split())
    if text.isascii() and text.isdecimal() and len(text) == 4 and int(text) >= 1800:
        return KnownDay(date(int(text), 1, 1), date(int(text), 12, 31), KnownTo.YEAR)
    for one in MONTH_FORMATS:
        try:
            first = datetime.strptime(text, one).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return KnownDay(first, last, KnownTo.MONTH)
    try:
        day = read_day(text)
    except ValueError as error:
        raise ValueError(NOT_KNOWN) from error
    return KnownDay(day, day, KnownTo.DAY)


def written(day, known_to):
    """As files and forms have it, which is read again as the same: 2019, 2025-07, 2026-07-01."""
    return day.strftime(WRITTEN[known_to]) if day else ""


def in_words(day, known_to):
    return format_date(day, IN_WORDS[known_to])


HELP = "A day, a month or a year, as far as it is known: 2026-07-01, July 2026 or 2026."


class KnownDayField(forms.CharField):
    """Takes a day, a month or a year, and gives it back as it is written."""

    widget = AdminDateWidget

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return text
        try:
            known = read_known_day(text)
        except ValueError as error:
            raise ValidationError(str(error), "invalid") from error
        return written(known.first, known.known_to)

    def in_words(self, value):
        known = read_known_day(value)
        return in_words(known.first, known.known_to)
