"""The celebrations of celebrations.yaml, with the dates that their sources give."""

from django.utils import timezone

from chapters_portal.starter_content.files import read, save

from .models import Celebration, Occurrence, Preparation, Toolkit


def load(published_at):
    """Keep them, then let their rules write the dates to come as seen from that day."""
    content, kept = read("events/celebrations.yaml"), {}
    for preparation in content["preparations"]:
        save(Preparation(**preparation))
    for fields in content["celebrations"]:
        toolkits = fields.pop("toolkits", [])
        dates, followed = fields.pop("dates", []), fields.pop("follows", None)
        celebration = save(
            Celebration(published_at=published_at, follows=kept.get(followed), **fields)
        )
        kept[celebration.slug] = celebration
        for order, toolkit in enumerate(toolkits):
            save(Toolkit(celebration=celebration, order=order, **toolkit))
        for date in dates:
            save(Occurrence(celebration=celebration, **date))
    Celebration.objects.expect_dates(timezone.localdate(published_at))
