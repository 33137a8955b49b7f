"""Where former addresses of the portal lead."""

from django.db import models

from chapters_portal.history.versions import History


class Redirect(models.Model):
    """A former address, noted by itself when a page moves, or entered by staff."""

    old_path = models.CharField(
        "former address",
        max_length=500,
        unique=True,
        help_text="Without the host, such as /answers/old-name/.",
    )
    new_path = models.CharField(
        "leads to",
        max_length=500,
        blank=True,
        help_text="A path, or a whole address. Left empty, the page is said to be gone for good.",
    )

    history = History()

    class Meta:
        ordering = ["old_path"]

    def __str__(self):
        return f"{self.old_path} leads to {self.new_path or 'nothing'}"
