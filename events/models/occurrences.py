"""The dates of celebrations, year by year."""

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import TruncDate

from chapters_portal.history.versions import History

from .celebrations import Celebration
from .dates import Dated, DatedQuerySet, DateState


class OccurrenceQuerySet(DatedQuerySet):
    def published(self, moment):
        return self.filter(celebration__in=Celebration.objects.published(moment).values("pk"))

    def in_calendars(self, moment):
        """What calendars read: what is public, and what was to come when it was withdrawn.

        The latter is cancelled there, so that it goes from subscribers' calendars.
        """
        withdrawn = Q(
            celebration__withdrawn_at__lte=moment,
            ends_on__gte=TruncDate("celebration__withdrawn_at"),
        )
        standing = Q(celebration__withdrawn_at=None) | Q(celebration__withdrawn_at__gt=moment)
        return self.filter(withdrawn | standing, celebration__published_at__lte=moment)

    def of_kind(self, kind):
        return self.filter(celebration__kind=kind)

    def with_celebrations(self):
        return self.select_related("celebration").defer("celebration__text", "celebration__source")


class Occurrence(Dated):
    """A celebration in one year."""

    celebration = models.ForeignKey(
        Celebration, on_delete=models.CASCADE, related_name="occurrences"
    )
    state = models.CharField(max_length=12, choices=DateState, default=DateState.CONFIRMED)
    is_by_rule = models.BooleanField(
        "made by the rule",
        default=False,
        editable=False,
        help_text="It moves with the rule until somebody confirms, cancels or changes it.",
    )
    note = models.CharField(
        "theme or note", max_length=200, blank=True, help_text="Shown with the date."
    )
    source = models.CharField(
        max_length=300, blank=True, help_text="Where the dates come from. Shown to staff only."
    )

    objects = OccurrenceQuerySet.as_manager()
    history = History()

    calendar_fields = ["celebration_id", "starts_on", "ends_on", "state", "note"]

    place = ""  # everywhere; a conference has one

    # A form over several dates of a celebration sets this and checks them together.
    is_checked_with_its_siblings = False

    class Meta(Dated.Meta):
        verbose_name = "celebration date"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_by_rule=False) | ~Q(state=DateState.CONFIRMED),
                name="only_people_confirm",
                violation_error_message="Only people confirm a date.",
            ),
        ]

    def __str__(self):
        return f"{self.celebration}, {self.dates}"

    def get_absolute_url(self):
        return f"{self.celebration.get_absolute_url()}#{self.anchor}"

    def clean(self):
        super().clean()
        if not self.is_checked_with_its_siblings and self.celebration_id:
            refuse_overlaps(self.celebration, [self])

    @property
    def anchor(self):
        return f"on-{self.uid.hex[:12]}"

    @property
    def former_anchor(self):
        """What links of old call it; a cancelled date may share its day with another."""
        return "" if self.is_cancelled else f"on-{self.starts_on:%Y-%m-%d}"

    @property
    def title(self):
        return self.celebration.title

    @property
    def kind(self):
        return self.celebration.kind

    @property
    def kind_in_words(self):
        return self.celebration.kind_in_words

    @property
    def by(self):
        return self.celebration.sponsor

    @property
    def words(self):
        """What a calendar says beside the date."""
        return [words for words in [self.note, self.celebration.summary, self.by] if words]

    def for_calendars(self, moment):
        """The celebration's own changes count, too, and its withdrawal as one more.

        It counts double, so that the number rises again when the withdrawal is taken back.
        """
        celebration = self.celebration
        is_withdrawn = not celebration.is_published(moment)
        changes = [self.changed_at, celebration.changed_at]
        return (
            DateState.CANCELLED if is_withdrawn else self.state,
            self.sequence + 2 * celebration.sequence + is_withdrawn,
            max([*changes, celebration.withdrawn_at] if is_withdrawn else changes),
        )

    def sequence_after(self, stored):
        """Below another celebration it goes on from what calendars were told last."""
        number = super().sequence_after(stored)
        if stored.celebration_id == self.celebration_id:
            return number
        fewer = 2 * (stored.celebration.sequence - self.celebration.sequence)
        return number + max(fewer + 1, 0)  # one more where the other one was withdrawn

    def decide(self, state):
        """The rule leaves it alone from now on."""
        super().decide(state)
        self.is_by_rule = False


def refuse_overlaps(celebration, occurrences, leaving=()):
    """Raise ValidationError when two dates of `celebration` share a day. Cancelled ones may.

    `occurrences` are its new and changed dates as they are to be stored, `leaving` the ids of dates
    that go. Inside a transaction the celebration's row stays locked until its end, so that two
    editors cannot enter one week twice.
    """
    stored = []
    if celebration.pk:
        with transaction.atomic():
            rows = Celebration.objects.select_for_update().filter(pk=celebration.pk)
            if not rows.first():
                raise ValidationError(f"{celebration} was deleted meanwhile.")
            stored = celebration.occurrences.exclude(
                pk__in=[*leaving, *(one.pk for one in occurrences if one.pk)]
            )
    dates = [one for one in [*stored, *occurrences] if one.starts_on and one.ends_on]
    standing = [one for one in dates if not one.is_cancelled]
    for one, following in pairwise(sorted(standing, key=lambda one: one.starts_on)):
        if following.starts_on <= one.ends_on:
            raise ValidationError(
                f"{one.dates} and {following.dates} share a day. Change one of them, or cancel it."
            )
