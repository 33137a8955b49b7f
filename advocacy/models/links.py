"""Sites that speak up for libraries, state by state."""

from django.db import models

from chapters_portal.history.versions import History
from directory.models import State


class StateLink(models.Model):
    """A site that speaks up for libraries in one state, or its legislature."""

    class Kind(models.TextChoices):
        SAVE_LIBRARIES = "save-libraries", "Campaign for libraries"
        TAKE_ACTION = "take-action", "Take-action page"
        GROUP = "advocacy-group", "Advocacy group"
        LEGISLATURE = "state-legislature", "State legislature"

    state = models.ForeignKey(State, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(max_length=160)
    url = models.URLField("address", max_length=500)
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(
        max_length=200, blank=True, help_text="Where we found it. Shown to staff only."
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
