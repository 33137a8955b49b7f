"""What libraries celebrate, and what comes with it."""

from collections import defaultdict
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from chapters_portal.content.published import OnRecord, OnRecordQuerySet
from chapters_portal.content.rich_text import RichTextField
from chapters_portal.content.unwrapping import AddressField
from chapters_portal.content.uploads import DocumentField
from chapters_portal.history.versions import History

from .dates import DateState
from .revisions import Revised
from .rules import Nth, Rule, nth_day
from .trials import best_rule, on_record, trial_of

# Words that stand where a celebration's slug would in an address of this room.
RESERVED_SLUGS = {"calendar", "feed", "year"}


class CelebrationQuerySet(OnRecordQuerySet):
    def expect_dates(self, today):
        """Write the expected dates of all of them; return how many dates were made or moved."""
        own = self.exclude(rule=Rule.Kind.FOLLOWS).exclude(rule=Rule.Kind.NONE)
        return sum(
            celebration.expect_dates(today)
            for celebration in [*own, *self.filter(rule=Rule.Kind.FOLLOWS)]
        )


class Celebration(Revised, OnRecord, Rule):
    """A week, day, month or program that libraries take part in."""

    class Kind(models.TextChoices):
        DAY = "day", "Day"
        WEEK = "week", "Week"
        MONTH = "month", "Month"
        PROGRAM = "program", "Program"

    class Standing(models.TextChoices):
        CURRENT = "current", "Held today"
        RETIRED = "retired", "Retired: another name or form took its place"
        HISTORIC = "historic", "Historic: no longer held"

    title = models.CharField(max_length=160, unique=True)
    slug = models.SlugField(
        max_length=80, unique=True, help_text="The last part of the page's address."
    )
    kind = models.CharField(max_length=10, choices=Kind)
    sponsor = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True, help_text="One or two sentences.")
    text = RichTextField("full text", blank=True)
    url = AddressField("official page", max_length=500, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.CURRENT)
    standing_note = models.CharField(
        max_length=200,
        blank=True,
        help_text="Shown on the page, such as “Now National Library Outreach Day”, or what about "
        "it is not known for certain.",
    )
    source = models.TextField(
        blank=True, help_text="Where these facts come from. Shown to staff only."
    )

    checked_on = models.DateField(
        "checked by us",
        null=True,
        blank=True,
        editable=False,
        help_text="The day on which one of us last checked it against its source.",
    )

    objects = CelebrationQuerySet.as_manager()
    history = History()

    calendar_fields = [
        "title",
        "slug",
        "kind",
        "sponsor",
        "summary",
        "published_at",
        "withdrawn_at",
    ]

    class Meta(OnRecord.Meta):
        ordering = ["title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:celebration_detail", args=[self.slug])

    def clean(self):
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": "This word leads to another page. Choose another."})
        self.clean_rule()

    @property
    def kind_in_words(self):
        return {
            self.Kind.DAY: "Day",
            self.Kind.WEEK: "Celebration week",
            self.Kind.MONTH: "All month",
            self.Kind.PROGRAM: "Program",
        }[self.kind]

    @property
    def is_current(self):
        return self.standing == self.Standing.CURRENT

    def dates_by_rule(self, years):
        """What the rule gives in `years`: first day, last day and state of each date.

        A day of another celebration takes after that one's dates, whether they are sure or not.
        A rule that has failed its trial gives none.
        """
        if not self.is_current:
            return []
        trial = self.trial()
        if trial and trial.has_failed:
            return []
        if self.rule == Rule.Kind.FOLLOWS:
            followed = self.follows.occurrences.filter(starts_on__year__in=years)
            return [dates for one in followed.order_by("starts_on") if (dates := self._within(one))]
        dates = (self.dates_in(year) for year in years)
        return [(*days, DateState.EXPECTED) for days in dates if days]

    def _within(self, followed):
        day = nth_day(followed.starts_on, followed.ends_on, self.weekday, self.nth or Nth.FIRST)
        state = DateState.EXPECTED if followed.state == DateState.CONFIRMED else followed.state
        return day and (day, day, state)

    def trial(self, occurrences=None):
        """How often its rule was right in the years on record; None without a rule of its own.

        `occurrences` are its dates, where the caller has them already.
        """
        if self.pk is None or self.rule in {Rule.Kind.NONE, Rule.Kind.FOLLOWS}:
            return None
        rows = self.occurrences.all() if occurrences is None else occurrences
        return trial_of(self, on_record(rows))

    def better_rule(self):
        """A rule that did better than its own in the years on record, with its Trial, or None."""
        if self.pk is None or self.rule == Rule.Kind.FOLLOWS:
            return None
        known = on_record(self.occurrences.all())
        best = best_rule(type(self), known)
        return best if best and best[1].right > trial_of(self, known).right else None

    def coming_dates(self, today):
        """dates_by_rule() that are not over, for this year and the five after it."""
        return [dates for dates in self.dates_by_rule(coming_years(today)) if dates[1] >= today]

    @transaction.atomic
    def expect_dates(self, today):
        """Write the coming dates of the rule, then those of the days that follow this one.

        A date that the rule made and nobody touched moves with the rule. A year in which a date was
        confirmed, cancelled or entered by a person, or has begun, is left alone. Returns how many
        dates were made, moved or removed.
        """
        if not Celebration.objects.select_for_update().filter(pk=self.pk).first():
            return 0  # deleted meanwhile
        years = coming_years(today)
        given, stored = defaultdict(list), defaultdict(list)
        for dates in self.coming_dates(today):
            given[dates[0].year].append(dates)
        for row in self.occurrences.filter(starts_on__year__in=years).order_by("starts_on"):
            stored[row.starts_on.year].append(row)
        changes = sum(self._expect_in_year(stored[year], given[year], today) for year in years)
        followers = self.followers.select_related("follows")
        return changes + sum(follower.expect_dates(today) for follower in followers)

    def _expect_in_year(self, rows, given, today):
        movable = [row for row in rows if row.is_by_rule and row.starts_on > today]
        if len(movable) < len(rows):
            given = []
        changes = 0
        for row, dates in zip_longest(movable, given):
            if dates is None:
                row.delete()
            elif row is None or dates != (row.starts_on, row.ends_on, row.state):
                row = row or self.occurrences.model(celebration=self, is_by_rule=True)
                row.starts_on, row.ends_on, row.state = dates
                row.save()
            else:
                continue
            changes += 1
        return changes


def coming_years(today):
    return range(today.year, today.year + 6)


class Toolkit(models.Model):
    """Something that helps to take part: a page elsewhere, or a document of ours."""

    celebration = models.ForeignKey(Celebration, on_delete=models.CASCADE, related_name="toolkits")
    title = models.CharField(max_length=120)
    url = AddressField("address", max_length=500, blank=True)
    file = DocumentField(blank=True, help_text="A PDF of at most 20 MB, instead of an address.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    history = History()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title

    def clean(self):
        if bool(self.url) == bool(self.file):
            raise ValidationError("Give either an address or a file.")

    @property
    def address(self):
        return self.url or self.file.url
