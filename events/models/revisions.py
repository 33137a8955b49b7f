"""What a subscribed calendar must know of a row: how often it changed, and when it last did."""

from django.db import models, transaction
from django.utils import timezone


def revise(rows):
    """Count a change of `rows`, a queryset, that was made elsewhere."""
    rows.update(sequence=models.F("sequence") + 1, changed_at=timezone.now())


class Revised(models.Model):
    """Counts the changes of what it tells calendars: of its fields that `calendar_fields` names."""

    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    calendar_fields = []

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, update_fields=None, **kwargs):
        stored = type(self)._base_manager.select_for_update().filter(pk=self.pk).first()
        if stored:
            is_changed = any(
                getattr(stored, name) != getattr(self, name) for name in self.calendar_fields
            )
            self.sequence = self.sequence_after(stored) if is_changed else stored.sequence
            self.changed_at = timezone.now() if is_changed else stored.changed_at
        if update_fields is not None:
            update_fields = {*update_fields, "sequence", "changed_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def sequence_after(self, stored):
        """The number of a change that makes this of what is `stored`."""
        return stored.sequence + 1
