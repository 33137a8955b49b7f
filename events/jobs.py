"""What the events room does by the clock."""

from django.dispatch import receiver
from django.utils import timezone

from chapters_portal.operations.jobs import nightly

from .models import Celebration


@receiver(nightly, dispatch_uid="events")
def expect_dates(sender, moment, **kwargs):
    dates = Celebration.objects.expect_dates(timezone.localdate(moment))
    return f"Wrote, moved or removed {dates} expected dates of celebrations."
