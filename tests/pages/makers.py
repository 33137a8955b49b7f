"""One valid row of the house per call; the test names only the fields it is about."""

from datetime import UTC, datetime

from chapters_portal.pages.models import HomeLink, HomeSection

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_home_section(**fields):
    given = {"title": "Support", "slug": "support", "published_at": LONG_AGO, **fields}
    return HomeSection.objects.create(**given)


def make_home_link(**fields):
    section = fields.pop("section", None) or HomeSection.objects.first() or make_home_section()
    return HomeLink.objects.create(**{"section": section, "title": "A link", "url": "/", **fields})
