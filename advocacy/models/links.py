"""Sites that speak up for libraries, state by state."""

from django.db import models

from chapters_portal.content.unwrapping import AddressField
from chapters_portal.history.versions import History
from directory.models import State

from .partial_dates import as_known, in_words, validate_partial_date


class StateLink(models.Model):
    """A site that speaks up for libraries in one state, or its legislature."""

    class Kind(models.TextChoices):
        SAVE_LIBRARIES = "save-libraries", "Campaign for libraries"
        TAKE_ACTION = "take-action", "Take-action page"
        GROUP = "advocacy-group", "Advocacy group"
        BLOG = "blog", "Blog or social page"
        LEGISLATURE = "state-legislature", "State legislature"

    state = models.ForeignKey(State, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(max_length=160)
    url = AddressField("address", max_length=500)
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(
        max_length=200,
        blank=True,
        help_text="The site on which we found it. Shown to staff only.",
    )
    seen_on = models.CharField(
        "last seen",
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text="When we last knew it to be there, as 2025, 2025-02 or 2025-02-14. Public. A "
        "campaign that nobody saw for a year is listed with those that ended.",
    )
    begun_on = models.CharField(
        "begun",
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text="When a campaign began: the year, month or day, as far as it is known.",
    )
    ended_on = models.CharField(
        "ended",
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text="When a campaign ended or will end. Leave empty while it is not known.",
    )

    history = History()

    class Meta:
        ordering = ["state__name", "kind", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "url"],
                name="a_state_lists_an_address_once",
                violation_error_message="This state lists the address already.",
            )
        ]

    def __str__(self):
        return self.title

    def is_past(self, date):
        """Whether it has ended by `date`, or is a campaign that nobody saw in the year before."""
        if self.ended_on:
            return as_known(date, self.ended_on) > self.ended_on
        seen = max(self.seen_on, self.begun_on)
        year_before = f"{date.year - 1}{date:-%m-%d}"[: len(seen)]
        return self.kind == self.Kind.SAVE_LIBRARIES and seen <= year_before

    @property
    def when(self):
        """ "asked in February 2025", with no more than is known; "" where nothing is."""
        seen = "asked" if self.kind == self.Kind.SAVE_LIBRARIES else "last seen by us"
        known = {"begun": self.begun_on, seen: self.seen_on, "ended": self.ended_on}
        return ", ".join(f"{verb} {in_words(day)}" for verb, day in known.items() if day)
