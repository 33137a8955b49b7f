"""One valid row of the directory per call; the test names only the fields it is about."""

from datetime import date

from directory.models import (
    Chapter,
    Committee,
    CommitteeMember,
    OfficeHolder,
    Person,
    Position,
    Post,
    State,
)


def make_state(name="Vermont", code="VT", *, neighbors=(), **fields):
    number = State.objects.count()
    state = State.objects.create(
        **{
            "name": name,
            "code": code,
            "fips": f"{number:02}",
            "ocd_division_id": f"ocd-division/country:us/state:{code.lower()}",
            "tile_row": number // 11 + 1,
            "tile_column": number % 11 + 1,
            **fields,
        }
    )
    state.neighbors.set(neighbors)
    return state


def make_chapter(name="Vermont Library Association", *, states=(), **fields):
    """A state chapter, named after its place: its slug comes from that."""
    place = name.removesuffix(" Library Association").lower()
    chapter = Chapter.objects.create(
        **{"name": name, "slug": place.replace(" ", "-"), "kind": Chapter.Kind.STATE, **fields}
    )
    chapter.states.set(states)
    return chapter


def make_region(name="New England Library Association", **fields):
    """A regional chapter, which has no seat on Council."""
    return make_chapter(name, kind=Chapter.Kind.REGIONAL, has_council_seat=False, **fields)


def make_position(name="President", **fields):
    slug = name.lower().replace(" ", "-")
    return Position.objects.create(**{"name": name, "plural": f"{name}s", "slug": slug, **fields})


def make_councilor_position(**fields):
    return make_position("Chapter councilor", needs_council_seat=True, **fields)


def make_post(**fields):
    return Post.objects.create(**_in_a_chapter(fields))


def make_person(name="Ada Lovelace", **fields):
    return Person.objects.create(name=name, **fields)


def make_office_holder(name="Ada Lovelace", **fields):
    """A stored term since 2026; `name` makes its person, unless `person` is given."""
    return OfficeHolder.objects.create(**_term(name, fields))


def new_term(name="Ada Lovelace", **fields):
    """A term as a form holds it, before it is saved."""
    return OfficeHolder(**_term(name, fields))


def make_committee(**fields):
    return Committee.objects.create(
        **{"name": "Chapter Relations Committee", "slug": "chapter-relations", **fields}
    )


def make_committee_member(name="Ada Lovelace", **fields):
    committee = fields.pop("committee", None) or Committee.objects.first() or make_committee()
    person = fields.pop("person", None) or make_person(name)
    return CommitteeMember.objects.create(
        **{"committee": committee, "person": person, "starts_on": date(2026, 1, 1), **fields}
    )


def _term(name, fields):
    fields = _in_a_chapter(fields)
    person = fields.pop("person", None) or make_person(name)
    return {"person": person, "starts_on": date(2026, 1, 1), **fields}


def _in_a_chapter(fields):
    """`fields` with a chapter and a position: the first that were made, or new ones."""
    if "chapter" not in fields:
        fields["chapter"] = Chapter.objects.order_by("pk").first() or make_chapter()
    if "position" not in fields:
        fields["position"] = Position.objects.order_by("pk").first() or make_position()
    return fields
