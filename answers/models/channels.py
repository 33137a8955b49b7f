"""Where the office and ALA speak with people, now or once."""

from django.db import models

from chapters_portal.content.unwrapping import AddressField
from chapters_portal.history.versions import History

from .collections import Collection


class Channel(models.Model):
    """An account, a list, a blog or a newsletter, shown above the answers of its collection."""

    class State(models.TextChoices):
        LIVING = "living", "Living"
        UNKNOWN = "unknown", "Not known today"
        MOVED = "moved", "Moved"
        ENDED = "ended", "Ended"

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="channels")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.LIVING)
    dated = models.CharField(
        "as of",
        max_length=60,
        help_text="When that was so, as far as is known: “June 2021”, “2012 to 2016”.",
    )
    note = models.CharField(
        max_length=250, blank=True, help_text="What it is, and where it moved or what came after."
    )
    url = AddressField(
        "address", max_length=500, blank=True, help_text="Where one joins or reads it today."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    history = History()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title
