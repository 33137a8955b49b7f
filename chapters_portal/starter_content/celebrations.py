"""The celebrations of celebrations.yaml, with the dates that their sources give."""

from events.models import Celebration, Occurrence

from .files import read, save


def load_celebrations(published_at, today):
    """Keep them, then let their rules write the dates to come as seen from `today`."""
    kept = {}
    for fields in read("celebrations.yaml")["celebrations"]:
        dates, followed = fields.pop("dates", []), fields.pop("follows", None)
        celebration = save(
            Celebration(published_at=published_at, follows=kept.get(followed), **fields)
        )
        kept[celebration.slug] = celebration
        for date in dates:
            save(Occurrence(celebration=celebration, **date))
    Celebration.objects.expect_dates(today)
