"""What the answers room does by the clock."""

from django.dispatch import receiver

from chapters_portal.operations.jobs import nightly

from .models import HourlyCount


@receiver(nightly, dispatch_uid="answers")
def forget_past_hours(sender, moment, **kwargs):
    counts, _ = HourlyCount.objects.past(moment).delete()
    return f"Removed {counts} counts of past hours."
