"""The log of who changed what and when, and the bin, which is a part of it."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver

KEPT_IN_TRASH = timedelta(days=30)


def name_of_editor(user):
    return (user.get_full_name() or user.get_username()) if user else "a program"


class ChangeQuerySet(models.QuerySet):
    def in_trash(self):
        """Deletions that can be taken back; what went with something else comes back with it."""
        return self.still_deleted().filter(is_by_cascade=False)

    def still_deleted(self):
        later = Change.objects.filter(
            kind=OuterRef("kind"), object_id=OuterRef("object_id"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), act=Change.Act.DELETED)

    def deleted_before(self, moment):
        return self.still_deleted().filter(made_at__lt=moment)

    def gone_with(self, change):
        """What was deleted because `change` was, and comes back with it."""
        return self.still_deleted().filter(deletion=change.deletion, is_by_cascade=True)


class Change(models.Model):
    """One line of the log. The words and values themselves stand in the version."""

    class Act(models.TextChoices):
        CREATED = "+", "Created"
        CHANGED = "~", "Changed"
        DELETED = "-", "Deleted"
        FORGOTTEN = "x", "Deleted for good"

    made_at = models.DateTimeField("when", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="who",
    )
    by_name = models.CharField(
        max_length=150, blank=True, help_text="Of an account that was removed since."
    )
    act = models.CharField("did", max_length=1, choices=Act)
    kind = models.CharField(max_length=60)  # "directory.chapter"
    object_id = models.PositiveBigIntegerField()
    label = models.CharField("what", max_length=250)
    belongs_to = models.CharField(
        max_length=250, blank=True, help_text="What the row goes with when that is deleted."
    )
    details = models.CharField(max_length=500, blank=True)
    version_id = models.PositiveBigIntegerField(null=True)
    deletion = models.UUIDField(null=True, help_text="The same for all that went at once.")
    is_by_cascade = models.BooleanField(default=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "change"
        verbose_name_plural = "changes in the log"
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["kind", "object_id"]),
            models.Index(fields=["-id"], condition=Q(act="-"), name="deletions"),
        ]

    def __str__(self):
        return self.label

    @property
    def model(self):
        return apps.get_model(self.kind)

    @property
    def kind_in_words(self):
        return self.model._meta.verbose_name

    @property
    def by_in_words(self):
        return self.by_name or name_of_editor(self.by)

    @property
    def version(self):
        """The row as it stood after this change; at a deletion, as it stood before."""
        return self.model.history.filter(history_id=self.version_id).first()


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="leave_name_in_log")
def leave_name_in_log(instance, **kwargs):
    Change.objects.filter(by=instance).update(by_name=name_of_editor(instance)[:150])


class Deleted(Change):
    """A row in the bin."""

    class Meta:
        proxy = True
        verbose_name = "deleted row"
        verbose_name_plural = "rows in the bin"
        default_permissions = ["view", "delete"]  # delete: for good
