"""What to have ready by when before a celebration."""

from datetime import timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from chapters_portal.history.versions import History

from .celebrations import Celebration
from .revisions import Revised


class PreparationQuerySet(models.QuerySet):
    def before(self, occurrence):
        """What to prepare for a date of a celebration, each with its day; nothing for None."""
        if occurrence is None:
            return []
        rows = self.filter(Q(celebration=None) | Q(celebration=occurrence.celebration_id))
        return [(row, occurrence.starts_on - timedelta(weeks=row.weeks_before)) for row in rows]


class Preparation(Revised):
    """One thing to have ready some weeks before a celebration, or before each of them."""

    what = models.CharField(
        max_length=200,
        help_text="As an order, such as: Ask your mayor or governor for a proclamation.",
    )
    weeks_before = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(52)], help_text="Weeks before its first day."
    )
    celebration = models.ForeignKey(
        Celebration,
        on_delete=models.CASCADE,
        related_name="preparations",
        null=True,
        blank=True,
        help_text="Leave empty when it stands on the page of every celebration.",
    )

    objects = PreparationQuerySet.as_manager()
    history = History()

    calendar_fields = ["what", "weeks_before"]

    class Meta:
        ordering = ["-weeks_before", "pk"]

    def __str__(self):
        return self.what
