"""One valid row of the house per call; the test names only the fields it is about."""

from chapters_portal.models import HomeLink, HomeSection


def make_home_section(**fields):
    return HomeSection.objects.create(**{"title": "Support", "slug": "support", **fields})


def make_home_link(**fields):
    section = fields.pop("section", None) or HomeSection.objects.first() or make_home_section()
    return HomeLink.objects.create(**{"section": section, "title": "A link", "url": "/", **fields})
