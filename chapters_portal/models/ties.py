"""What ties rows of two rooms that do not know of each other."""

from django.db import models

from advocacy.models import PressRelease
from chapters_portal.publishing.history import History
from events.models import Celebration


class CelebrationNews(models.Model):
    """A press release is about a celebration."""

    release = models.ForeignKey(
        PressRelease, on_delete=models.CASCADE, related_name="celebration_news"
    )
    celebration = models.ForeignKey(Celebration, on_delete=models.CASCADE, related_name="news")

    history = History()

    class Meta:
        verbose_name = "celebration it is about"
        verbose_name_plural = "celebrations it is about"
        constraints = [
            models.UniqueConstraint(
                fields=["release", "celebration"],
                name="a_release_names_a_celebration_once",
                violation_error_message="The release names this celebration already.",
            )
        ]

    def __str__(self):
        return f"{self.release}: {self.celebration}"
