"""Members of Congress, in the format of the congress-legislators collection, as JSON or YAML.

https://github.com/unitedstates/congress-legislators keeps it, in the public domain (CC0).
"""

import csv
import json
from datetime import date
from pathlib import PurePath
from urllib.parse import urlsplit

import yaml
from django.db import IntegrityError

from advocacy.models import CommitteeSeat, DataSource, Delegation, DistrictOffice, Legislator

from .replacing import refuse_losses, replace
from .sources import LoadError, reading

OFFICES = "legislators-district-offices"
SOCIAL_MEDIA = "legislators-social-media"
ROSTERS = "committee-membership-current"
CONTACT_FORMS = "contact_forms"
YAML = {".yaml", ".yml"}

# The committees whose members decide on library law and money, by their codes in the rosters.
LIBRARY_COMMITTEES = {
    "HSAP07": "House subcommittee on Labor, HHS and Education, which writes library funding",
    "SSAP18": "Senate subcommittee on Labor, HHS and Education, which writes library funding",
    "HSED": "House Committee on Education and Workforce, which writes library law",
    "SSHR": "Senate Committee on Health, Education, Labor and Pensions, which writes library law",
}
STREET = ["address", "suite", "building"]
SERVICES = {"twitter", "facebook", "instagram", "youtube", "threads", "bluesky", "mastodon"}


def load_legislators(place, **options):
    """Replace the members of Congress, as replace() does, with those of `place`."""
    ending = PurePath(urlsplit(str(place)).path).suffix
    ending = ending if ending in YAML else ".json"
    names = [
        *(f"{name}{ending}" for name in [OFFICES, SOCIAL_MEDIA, ROSTERS]),
        f"{CONTACT_FORMS}.csv",
    ]
    return replace(DataSource.Kind.LEGISLATORS, place, names, _store, **options)


def _store(source, companions, force):
    """Offices, social media, committee rosters and contact forms are read from beside the file."""
    beside = {PurePath(name).stem: companion for name, companion in companions.items()}
    forms = _contact_forms(beside[CONTACT_FORMS])
    social = _by_bioguide(beside[SOCIAL_MEDIA], "social")
    delegations = {delegation.code: delegation for delegation in Delegation.objects.all()}
    members = {}
    for number, entry in enumerate(_entries(source), start=1):
        member = _legislator(source.origin, number, entry, delegations, forms, social)
        if member.bioguide in members:
            raise LoadError(source.origin, f"Member {number}, {member}, is there twice.")
        members[member.bioguide] = member
    offices = _offices(beside[OFFICES], members)
    seats = _seats(beside[ROSTERS], members)
    if not force:
        refuse_losses(source, *_before_and_after(members, offices, seats))
    Legislator.objects.all().delete()
    try:
        Legislator.objects.bulk_create(members.values())
    except IntegrityError as error:
        raise LoadError(source.origin, f"A seat is there twice: {error}") from error
    DistrictOffice.objects.bulk_create(offices)
    CommitteeSeat.objects.bulk_create(seats)
    return f"{len(members)} members of Congress with {len(offices)} offices at home."


def _before_and_after(members, offices, seats):
    """How many there are of each thing now, and how many there would be, of members who stay."""
    staying = Legislator.objects.filter(bioguide__in=members)
    ids = set(staying.values_list("bioguide", flat=True))
    after = [member for bioguide, member in members.items() if bioguide in ids]
    known = {
        "members": Legislator.objects.count(),
        "contact forms": staying.exclude(contact_form="").count(),
        "members with social media": staying.exclude(social={}).count(),
        "offices at home": DistrictOffice.objects.filter(legislator__in=staying).count(),
        "seats on library committees": CommitteeSeat.objects.filter(legislator__in=staying).count(),
    }
    found = [
        len(members),
        sum(bool(member.contact_form) for member in after),
        sum(bool(member.social) for member in after),
        sum(office.legislator.bioguide in ids for office in offices),
        sum(seat.legislator.bioguide in ids for seat in seats),
    ]
    return known, dict(zip(known, found, strict=True))


def _parsed(source):
    if PurePath(urlsplit(source.origin).path).suffix in YAML:
        try:
            return yaml.load(source.text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            raise LoadError(source.origin, f"This is not YAML: {error}") from error
    try:
        return json.loads(source.text)
    except json.JSONDecodeError as error:
        raise LoadError(source.origin, f"Line {error.lineno} is not JSON: {error.msg}.") from error


def _entries(source):
    entries = _parsed(source)
    if not isinstance(entries, list) or not entries:
        raise LoadError(source.origin, "This is not a list of members.")
    return entries


def _legislator(origin, number, entry, delegations, forms, social):
    with reading(origin, f"Member {number}"):
        term, name = entry["terms"][-1], entry["name"]
        bioguide, kind = entry["id"]["bioguide"], term["type"]
        accounts = social.get(bioguide, {})
        member = Legislator(
            bioguide=bioguide,
            name=name.get("official_full") or _full_name(name),
            last_name=name["last"],
            party=term.get("party", ""),
            chamber={"sen": Legislator.Chamber.SENATE, "rep": Legislator.Chamber.HOUSE}[kind],
            delegation=delegations[term["state"]],
            district=int(term["district"]) if kind == "rep" else None,
            phone=term.get("phone", ""),
            office=term.get("office", ""),
            website=_official(term.get("url", "")),
            contact_form=_official(term.get("contact_form", "")) or forms.get(bioguide, ""),
            social={name: handle for name, handle in accounts.items() if name in SERVICES},
            term_ends_on=date.fromisoformat(str(term["end"])) if "end" in term else None,
        )
        member.clean_fields()
        return member


def _full_name(parts):
    """As the House and the Senate write it: Henry C. "Hank" Johnson, Jr."""
    first, nickname, suffix = parts["first"], parts.get("nickname"), parts.get("suffix") or ""
    called = f'"{nickname}"' if nickname and nickname != first else None
    comma = "," if suffix.startswith(("Jr", "Sr")) else ""
    return " ".join(
        filter(None, [first, parts.get("middle"), called, parts["last"] + comma, suffix])
    )


def _official(address):
    """`address` when it is a page of the House or the Senate, else "": upstream has slips."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    is_official = host.endswith((".house.gov", ".senate.gov"))
    return address if parts.scheme in {"http", "https"} and is_official else ""


def _contact_forms(source):
    if source is None:
        return {}
    rows = csv.DictReader(source.text.splitlines())
    if not {"bioguide", "contact_form"} <= set(rows.fieldnames or []):
        raise LoadError(source.origin, "The columns bioguide and contact_form are missing.")
    return {row["bioguide"]: _official(row["contact_form"] or "") for row in rows}


def _by_bioguide(source, name):
    """What a companion file holds under `name`, by the member's id."""
    if source is None:
        return {}
    with reading(source.origin, "An entry"):
        return {entry["id"]["bioguide"]: entry.get(name) for entry in _entries(source)}


def _offices(source, members):
    if source is None:
        return []
    with reading(source.origin, "An office"):
        return [
            DistrictOffice(
                legislator=members[bioguide],
                street=", ".join(str(office[part]) for part in STREET if office.get(part)),
                city=office["city"],
                state_code=office["state"],
                postal_code=str(office.get("zip", "")),
                phone=office.get("phone", ""),
            )
            for bioguide, offices in _by_bioguide(source, "offices").items()
            if bioguide in members
            for office in offices or []
        ]


def _seats(source, members):
    if source is None:
        return []
    with reading(source.origin, "The rosters"):
        rosters = _parsed(source)
        return [
            CommitteeSeat(
                legislator=members[seat["bioguide"]],
                code=code,
                committee=LIBRARY_COMMITTEES[code],
                title=seat.get("title", ""),
            )
            for code in LIBRARY_COMMITTEES
            for seat in rosters.get(code, [])
            if seat["bioguide"] in members
        ]
