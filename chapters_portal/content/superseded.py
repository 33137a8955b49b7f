"""What was right once: the abstract model of a statement that something newer took the place of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


class SupersededQuerySet(models.QuerySet):
    def in_force(self):
        """What nothing newer has taken the place of."""
        return self.filter(superseded_by_words="")


class Superseded(models.Model):
    """It stays readable where it stands, and says first what came after it."""

    superseded_by_words = models.TextField(
        "what came after it",
        max_length=300,
        blank=True,
        help_text="One or two plain sentences. With them it counts as superseded: it leaves "
        "lists and search, and says this before anything else.",
    )
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name="what took its place",
        help_text="Readers are led there. Leave it empty when there is nothing of ours.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(superseded_by=None) | ~Q(superseded_by_words=""),
                name="%(app_label)s_%(class)s_superseded_in_words",
                violation_error_message="Say in words, too, what came after it.",
            )
        ]

    def clean(self):
        super().clean()
        if self.superseded_by_id and self.superseded_by_id == self.pk:
            raise ValidationError({"superseded_by": "Nothing takes its own place. Choose another."})

    @property
    def is_superseded(self):
        return self.superseded_by_words != ""
