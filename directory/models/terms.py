"""What every term has: two dates, and the days between them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.dateformat import format as format_date


class TermQuerySet(models.QuerySet):
    def serving_on(self, date):
        """Terms that include `date`. The first and the last day both count."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=date), starts_on__lte=date)

    def starting_after(self, date):
        return self.filter(starts_on__gt=date)

    def ended_after(self, date):
        return self.filter(ends_on__gt=date)

    def ended_before(self, date):
        return self.filter(ends_on__lt=date)

    def ending_between(self, first, last):
        """Terms whose last day is one of these. Both of them count."""
        return self.filter(ends_on__range=(first, last))


class Term(models.Model):
    """From one day to another. Who serves is read from the two dates and never stored."""

    starts_on = models.DateField("first day", help_text="May lie in the future.")
    ends_on = models.DateField(
        "last day", null=True, blank=True, help_text="Leave empty while the end is not known."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message="A term cannot end before it begins.",
            )
        ]

    @property
    def dates(self):
        """The term in words: "July 1, 2026 to June 30, 2027" or "Since July 1, 2026"."""
        first = format_date(self.starts_on, "F j, Y")
        if self.ends_on is None:
            return f"Since {first}"
        return f"{first} to {format_date(self.ends_on, 'F j, Y')}"


def refuse_crowding(terms, seats, what):
    """Raise ValidationError when more than `seats` of `terms` share a day.

    The message names the first such day and everyone who would serve on it; `what` names the
    position for it. Admin, forms and loaders all come through here.
    """
    for day in sorted({term.starts_on for term in terms}):
        serving = [
            term
            for term in terms
            if term.starts_on <= day and (term.ends_on is None or term.ends_on >= day)
        ]
        if len(serving) > seats:
            names = "; ".join(f"{term.person} ({term.dates})" for term in serving)
            raise ValidationError(
                f"{what} has room for {seats} on one day, but on {format_date(day, 'F j, Y')} "
                f"there would be {len(serving)}: {names}. End one of these terms first."
            )
