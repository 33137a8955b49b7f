"""The abstract models of what is a draft, then public from a moment on, and perhaps withdrawn."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from .moments import MomentField
from .previews import preview_word


class PublishedQuerySet(models.QuerySet):
    def published(self, moment):
        """What the public may see at `moment`: its time has come, and it is not withdrawn."""
        return self.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), published_at__lte=moment
        )


class Published(models.Model):
    """Something that is a draft, then public from a moment on, and perhaps withdrawn at another."""

    published_at = MomentField(
        "published",
        null=True,
        blank=True,
        help_text="Central time. Leave empty for a draft; a time to come schedules it.",
    )
    withdrawn_at = MomentField(
        "withdrawn",
        null=True,
        blank=True,
        help_text="Central time. From then on the public no longer sees it.",
    )

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ["add", "change", "delete", "view", "publish"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None)
                | Q(published_at__isnull=False, withdrawn_at__gte=F("published_at")),
                name="%(app_label)s_%(class)s_withdrawn_after_published",
                violation_error_message="Only what was published can be withdrawn, and later.",
            )
        ]

    def is_published(self, moment):
        """Whether the public may see it at `moment`: published(), for one object."""
        return (
            self.published_at is not None
            and self.published_at <= moment
            and (self.withdrawn_at is None or self.withdrawn_at > moment)
        )

    def is_on_record(self, moment):
        """Whether the public has a page of it at `moment`."""
        return self.is_published(moment)

    def get_preview_url(self):
        """A secret path of its page, for readers before it is public. It expires."""
        return reverse("preview", args=[preview_word(self)])

    def stage_at(self, moment):
        """Where it is on its way at `moment`, in a word."""
        if self.published_at is None:
            return "Draft"
        if self.published_at > moment:
            return "Scheduled"
        return "Live" if self.is_published(moment) else "Withdrawn"


class OnRecordQuerySet(PublishedQuerySet):
    def on_record(self, moment):
        """What was ever public up to `moment`: published(), and what was withdrawn since."""
        return self.filter(published_at__lte=moment)


class OnRecord(Published):
    """Something whose page stays when it is withdrawn, and tells why."""

    withdrawn_reason = models.TextField(
        "why it is withdrawn",
        max_length=500,
        blank=True,
        help_text="One or two plain sentences. They stand on its page from then on.",
    )

    objects = OnRecordQuerySet.as_manager()

    class Meta(Published.Meta):
        abstract = True
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="%(app_label)s_%(class)s_withdrawn_with_reason",
                violation_error_message="What is withdrawn needs a reason.",
            ),
        ]

    def clean(self):
        super().clean()
        if self.withdrawn_at and not self.withdrawn_reason.strip():
            raise ValidationError(
                {"withdrawn_reason": "Say why it is withdrawn. Its page stays, and tells."}
            )

    def is_on_record(self, moment):
        return self.published_at is not None and self.published_at <= moment

    def is_withdrawn(self, moment):
        return self.withdrawn_at is not None and self.withdrawn_at <= moment
