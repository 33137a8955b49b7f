"""Who serves a chapter or a committee."""

from chapters_portal.privacy.registry import Group, Kept, NotPersonal, register

from .models import (
    Chapter,
    Committee,
    CommitteeMember,
    FormerName,
    OfficeHolder,
    Person,
    Position,
    Post,
    State,
)

register(
    Kept(
        Person,
        "People who serve a chapter or a committee",
        Group.OFFICERS,
        fields={
            "name": "your name",
            "email": "your own e-mail address",
            "phone": "your own telephone",
        },
        why="People find who speaks for the libraries of their state.",
        seen_by="Everyone sees the name. The address and the telephone are seen by staff, and by "
        "everyone only where the record says so for each.",
        until="for the chapter’s record, until you ask us to erase it",
        address="email",
        may_stay="Who held an office is part of the chapter’s public record.",
    ),
    Kept(
        OfficeHolder,
        "Your terms in a chapter",
        Group.OFFICERS,
        fields={
            "person": "who it is",
            "position": "chapter, position, first and last day",
            "chapter": "chapter, position, first and last day",
            "starts_on": "chapter, position, first and last day",
            "ends_on": "chapter, position, first and last day",
            "capacity": "whether you are acting or interim",
        },
        why="A chapter’s page tells who serves and who served.",
        seen_by="Everyone.",
        until="as long as the record of the person",
        part_of="person",
    ),
    Kept(
        CommitteeMember,
        "Your terms on a committee",
        Group.OFFICERS,
        fields={
            "person": "who it is",
            "role": "role, whom you speak for, first and last day",
            "speaks_for": "role, whom you speak for, first and last day",
            "starts_on": "role, whom you speak for, first and last day",
            "ends_on": "role, whom you speak for, first and last day",
            "capacity": "whether you are acting or interim",
        },
        why="The committee’s page tells who serves and who served.",
        seen_by="Everyone.",
        until="as long as the record of the person",
        part_of="person",
    ),
    NotPersonal(
        "what states, chapters, positions and committees are called",
        {
            State: ["name"],
            Chapter: ["name"],
            FormerName: ["name"],
            Position: ["name"],
            Committee: ["name"],
        },
    ),
    NotPersonal(
        "how to reach a chapter, or whoever holds a position",
        {
            Chapter: ["email", "phone", "street", "city", "postal_code", "social_addresses"],
            Post: ["email"],
        },
    ),
)
