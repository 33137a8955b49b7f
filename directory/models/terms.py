"""What every term has: two dates, and the days between them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.dateformat import format as format_date

from directory.known_days import KnownTo, in_words, read_known_day, written


class TermQuerySet(models.QuerySet):
    def serving_on(self, date):
        """Terms that include `date`. The first and the last day both count.

        Where only a month or a year is known, all its days count, for somebody served on some of
        them: "2019 to 2020" serves from January 1, 2019 to December 31, 2020. So two who follow
        each other within one such month or year both serve in it; refuse_crowding() allows that.
        """
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
    """From one day to another. Who serves is read from the two dates and never stored.

    Where a month or a year is all that is known, `starts_on` is its first and `ends_on` its last
    day: see put_start() and put_end().
    """

    class Capacity(models.TextChoices):
        ACTING = "acting", "Acting"
        INTERIM = "interim", "Interim"

    starts_on = models.DateField("first day", help_text="May lie in the future.")
    ends_on = models.DateField(
        "last day", null=True, blank=True, help_text="Leave empty while the end is not known."
    )

    starts_known_to = models.CharField(
        "first day is known to",
        max_length=5,
        choices=KnownTo,
        default=KnownTo.DAY,
    )
    ends_known_to = models.CharField(
        "last day is known to", max_length=5, choices=KnownTo, default=KnownTo.DAY
    )
    capacity = models.CharField(
        max_length=7,
        choices=Capacity,
        blank=True,
        help_text="Fill in only for who holds it for a time, acting or interim. Public.",
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
        """The term in words: "July 1, 2026 to June 30, 2027", "Since July 2026", "2019"."""
        if self.ends_on is None:
            return f"Since {self.start_in_words}"
        if self.ends_known_to != KnownTo.DAY and self.start_in_words == self.end_in_words:
            return self.end_in_words
        return f"{self.start_in_words} to {self.end_in_words}"

    @property
    def start_in_words(self):
        return in_words(self.starts_on, self.starts_known_to)

    @property
    def end_in_words(self):
        return in_words(self.ends_on, self.ends_known_to)

    @property
    def start_as_written(self):
        return written(self.starts_on, self.starts_known_to)

    @property
    def end_as_written(self):
        return written(self.ends_on, self.ends_known_to)

    @property
    def in_capacity(self):
        """What follows a name or a position: " (acting)", mostly nothing."""
        return f" ({self.get_capacity_display().lower()})" if self.capacity else ""

    def put_start(self, text):
        """Begin as `text` says. Raises ValueError with a plain sentence."""
        known = read_known_day(text)
        self.starts_on, self.starts_known_to = known.first, known.known_to

    def put_end(self, text):
        """End as `text` says, "" for not known. Raises ValueError with a plain sentence."""
        if not text:
            self.ends_on, self.ends_known_to = None, KnownTo.DAY
            return
        known = read_known_day(text)
        self.ends_on, self.ends_known_to = known.last, known.known_to

    @property
    def surely_from(self):
        """The last day on which it may have begun."""
        return read_known_day(self.start_as_written).last

    @property
    def surely_until(self):
        """The first day on which it may have ended."""
        return read_known_day(self.end_as_written).first


def refuse_crowding(terms, seats, what):
    """Raise ValidationError when more than `seats` of `terms` surely share a day.

    The message names the first such day and everyone who would serve on it; `what` names the
    position for it. Admin, forms and loaders all come through here.
    """
    for day in sorted({term.surely_from for term in terms}):
        serving = [
            term
            for term in terms
            if term.surely_from <= day and (term.ends_on is None or term.surely_until >= day)
        ]
        if len(serving) > seats:
            names = "; ".join(f"{term.person} ({term.dates})" for term in serving)
            raise ValidationError(
                f"{what} has room for {seats} on one day, but on {format_date(day, 'F j, Y')} "
                f"there would be {len(serving)}: {names}. End one of these terms first."
            )
