"""One valid row of the advocacy room per call; the test names only the fields it is about."""

from datetime import UTC, date, datetime

from advocacy.models import (
    Action,
    Bill,
    BillAction,
    Delegation,
    Legislator,
    PressPicture,
    PressRelease,
    Session,
    ZipDistrict,
)
from advocacy.places import Place
from tests.uploads import picture

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NUMBERS = {"VT": "50", "CA": "06", "GA": "13", "NY": "36", "DC": "11", "KY": "21", "TN": "47"}


def make_delegation(code="GA", **fields):
    return Delegation.objects.create(
        **{
            "code": code,
            "name": f"State of {code}",
            "fips": NUMBERS[code],
            "house_seats": 14,
            "house_member": "representative",
            "senate_seats": 2,
            **fields,
        }
    )


def make_legislator(**fields):
    """A senator; with `district` a member of the House."""
    number = Legislator.objects.count() + 1
    delegation = fields.pop("delegation", None) or Delegation.objects.first() or make_delegation()
    return Legislator.objects.create(
        **{
            "bioguide": f"S{number:06}",
            "name": f"Sample Member {number}",
            "last_name": f"Member {number}",
            "party": "Independent",
            "chamber": "senate" if fields.get("district") is None else "house",
            "delegation": delegation,
            **fields,
        }
    )


def make_zip(zip_code, *seats):
    """Put `zip_code` into each of `seats`, pairs of delegation and district."""
    for delegation, district in seats:
        ZipDistrict.objects.create(zip_code=zip_code, delegation=delegation, district=district)
    return [Place(delegation, district) for delegation, district in seats]


def make_session(state=None, identifier="119", **fields):
    """A session of Congress; with `state` one of its legislature."""
    return Session.objects.create(
        **{"state": state, "identifier": identifier, "name": f"Session {identifier}", **fields}
    )


def make_bill(identifier="H.R. 1", **fields):
    """A published bill of Congress; `session` puts it elsewhere."""
    session = fields.pop("session", None)
    session = session or Session.objects.filter(state=None).first() or make_session()
    return Bill.objects.create(
        **{
            "session": session,
            "identifier": identifier,
            "title": f"Sample Act of {identifier}",
            "slug": f"bill-{Bill.objects.count() + 1}",
            "published_at": LONG_AGO,
            **fields,
        }
    )


def make_step(bill, text="Introduced.", dated_on=date(2026, 3, 1), **fields):
    return BillAction.objects.create(bill=bill, text=text, dated_on=dated_on, **fields)


def make_action(title="", **fields):
    """An action with words, published long ago."""
    number = Action.objects.count() + 1
    return Action.objects.create(
        **{
            "title": title or f"Action {number}",
            "slug": f"action-{number}",
            "ask": "Ask for it.",
            "script": "Dear {member}, I am {name} of {place}.",
            "published_at": LONG_AGO,
            **fields,
        }
    )


def make_release(title="Chapters report a record year", **fields):
    """A release with a text, published long ago."""
    return PressRelease.objects.create(
        **{
            "title": title,
            "slug": f"release-{PressRelease.objects.count() + 1}",
            "body": "<p>What happened.</p>",
            "published_at": LONG_AGO,
            **fields,
        }
    )


def make_picture(release=None, **fields):
    """A picture that is in the press kit and on the page of `release`."""
    return PressPicture.objects.create(
        **{
            "release": release,
            "file": picture(),
            "alt": "Readers in a library",
            "rights": "Free for news about libraries.",
            "is_for_press": True,
            **fields,
        }
    )
