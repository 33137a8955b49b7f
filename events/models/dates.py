"""What every event of the calendar has: two days, and how sure they are."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dateformat import format as format_date

from .revisions import Revised

YEARS = [
    MinValueValidator(date(1876, 1, 1), "Enter a year from 1876, when ALA was founded, to 2100."),
    MaxValueValidator(date(2100, 12, 31), "Enter a year from 1876, when ALA was founded, to 2100."),
]


class DateState(models.TextChoices):
    """How sure a date is. The public reads these words."""

    PROVISIONAL = "provisional", "Provisional: no announcement known"
    EXPECTED = "expected", "Expected by the usual rule"
    CONFIRMED = "confirmed", "Confirmed"
    CANCELLED = "cancelled", "Cancelled"


class DatedQuerySet(models.QuerySet):
    def within(self, first, last):
        """What has at least one day from `first` to `last`."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def upcoming(self, today):
        """What is not over yet, the next first."""
        return self.filter(ends_on__gte=today).order_by("starts_on", "ends_on", "pk")

    def expected_until(self, today, last):
        """What begins from `today` to `last`, and nobody has confirmed or cancelled."""
        return self.filter(
            starts_on__range=(today, last), state__in=[DateState.EXPECTED, DateState.PROVISIONAL]
        )


class Dated(Revised):
    """Whole days from the first to the last, which both count."""

    starts_on = models.DateField("first day", validators=YEARS)
    ends_on = models.DateField("last day", validators=YEARS, help_text="The same for one day.")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message="The last day comes before the first.",
            )
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"])]

    def clean(self):
        if not self.starts_on or not self.ends_on:
            return
        if self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The last day comes before the first."})
        if (self.ends_on - self.starts_on).days > 366:
            raise ValidationError({"ends_on": "That is more than a year. Check the years."})

    def for_calendars(self, moment):
        """DateState, sequence number and moment of the last change, as calendars read them."""
        return self.state, self.sequence, self.changed_at

    def decide(self, state):
        """Give it the state that a person has decided on."""
        self.state = state

    @property
    def is_cancelled(self):
        return self.state == DateState.CANCELLED

    @property
    def dates(self):
        """The days in words, with the month and the year once where they are the same."""
        return dates_in_words(self.starts_on, self.ends_on)

    @property
    def days(self):
        """The days alone, to stand under the month of the first."""
        first, last = self.starts_on, self.ends_on
        if first == last:
            return str(first.day)
        return f"{first.day}–{last.day}" if _month(first) == _month(last) else f"{first.day} –"

    @property
    def is_in_one_month(self):
        return _month(self.starts_on) == _month(self.ends_on)

    def days_from(self, first):
        """The days as a sheet of the month that begins on `first` tells them."""
        days = self.days if self.starts_on >= first else f"– {self.ends_on.day}"
        return days if self.is_in_one_month else f"{days} {format_date(self.ends_on, 'M j')}"


def dates_in_words(first, last):
    if first == last:
        return format_date(first, "F j, Y")
    if _month(first) == _month(last):
        return f"{format_date(first, 'F j')}–{format_date(last, 'j, Y')}"
    words = "F j" if first.year == last.year else "F j, Y"
    return f"{format_date(first, words)} – {format_date(last, 'F j, Y')}"


def _month(day):
    return day.year, day.month
