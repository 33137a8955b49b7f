"""Who is on the list, whom the press may ask, and who makes the laws."""

from chapters_portal.privacy.registry import Group, Kept, NotPersonal, register

from .models import (
    Delegation,
    DistrictOffice,
    Legislator,
    PressContact,
    PressTopic,
    Session,
    Sponsor,
    Subject,
    Subscriber,
)

LOADED = "until a newer edition of the public record takes its place"
ON_RECORD = "It stands on a press release, which stays on the record."

register(
    Kept(
        Subscriber,
        "The Take Action e-mail list",
        Group.LIST,
        fields={
            "email": "your e-mail address",
            "state": "the state that you chose",
            "confirmed_at": "when you confirmed",
        },
        why="We write to you when libraries need to be heard. Nothing is on the list before you "
        "confirm it.",
        seen_by="Administrators of the portal, who hand the list to the office’s mail program.",
        until="until you leave: the letter that welcomed you has the link",
        address="email",
    ),
    Kept(
        PressContact,
        "People whom the press may ask",
        Group.OFFICERS,
        fields={"name": "name", "email": "e-mail address", "phone": "telephone"},
        why="Reporters reach them about one press release.",
        seen_by="Everyone.",
        until="as long as the press release",
        address="email",
        may_stay=ON_RECORD,
    ),
    Kept(
        Legislator,
        "Members of Congress",
        Group.OFFICERS,
        fields={
            "name": "name and party",
            "last_name": "name and party",
            "party": "name and party",
            "phone": "telephone, office, website and social media",
            "office": "telephone, office, website and social media",
            "website": "telephone, office, website and social media",
            "contact_form": "telephone, office, website and social media",
            "social": "telephone, office, website and social media",
        },
        why="People find who speaks for them. It comes from public records.",
        seen_by="Everyone.",
        until=LOADED,
    ),
    Kept(
        DistrictOffice,
        "Their offices at home",
        Group.OFFICERS,
        fields={
            "street": "address and telephone",
            "city": "address and telephone",
            "postal_code": "address and telephone",
            "phone": "address and telephone",
        },
        why="People reach them near home. It comes from public records.",
        seen_by="Everyone.",
        until=LOADED,
        part_of="legislator",
    ),
    Kept(
        Sponsor,
        "Sponsors of bills",
        Group.OFFICERS,
        fields={"name": "name"},
        why="A bill’s page tells who brought it in. It comes from public records or from staff.",
        seen_by="Everyone.",
        until="as long as the bill",
    ),
    NotPersonal(
        "what places, sessions, subjects and topics are called",
        {
            Delegation: ["name"],
            Session: ["name"],
            Subject: ["name"],
            PressTopic: ["name"],
        },
    ),
)
