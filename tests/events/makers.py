"""One valid row of the calendar per call; the test names only the fields it is about."""

from datetime import UTC, date, datetime, timedelta

from django.utils.text import slugify

from directory.models import Chapter
from events.models import Celebration, Conference, Occurrence
from tests.makers import make_chapter

PUBLISHED = datetime(2020, 1, 1, tzinfo=UTC)


def new_celebration(title="National Library Week", **fields):
    """As a form holds it, before it is saved."""
    return Celebration(
        **{
            "title": title,
            "slug": slugify(title),
            "kind": Celebration.Kind.WEEK,
            "published_at": PUBLISHED,
            **fields,
        }
    )


def make_celebration(title="National Library Week", **fields):
    """A published week without a rule."""
    celebration = new_celebration(title, **fields)
    celebration.save()
    return celebration


def new_occurrence(starts_on=date(2027, 4, 11), **fields):
    """A confirmed week, of the first celebration that was made unless one is named."""
    if "celebration" not in fields:
        fields["celebration"] = Celebration.objects.order_by("pk").first() or make_celebration()
    return Occurrence(
        **{"starts_on": starts_on, "ends_on": starts_on + timedelta(days=6), **fields}
    )


def make_occurrence(starts_on=date(2027, 4, 11), **fields):
    occurrence = new_occurrence(starts_on, **fields)
    occurrence.save()
    return occurrence


def make_conference(starts_on=date(2027, 5, 20), **fields):
    chapter = fields.pop("chapter", None) or Chapter.objects.first() or make_chapter()
    return Conference.objects.create(
        **{
            "chapter": chapter,
            "title": f"{chapter} conference",
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(days=1),
            "place": "Burlington, Vermont",
            **fields,
        }
    )
