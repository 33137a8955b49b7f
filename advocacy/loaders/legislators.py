"""Members of Congress, in the format of the congress-legislators collection.

https://github.com/unitedstates/congress-legislators keeps it, in the public domain (CC0).
"""

import csv
import json
from datetime import date
from urllib.parse import urlsplit

from django.db import IntegrityError

from advocacy.models import CommitteeSeat, DataSource, Delegation, DistrictOffice, Legislator

from .replacing import refuse_loss, replace
from .sources import LoadError, read_companion, reading

OFFICES = "legislators-district-offices.json"
SOCIAL_MEDIA = "legislators-social-media.json"
ROSTERS = "committee-membership-current.json"
CONTACT_FORMS = "contact_forms.csv"

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
    return replace(DataSource.Kind.LEGISLATORS, place, _store, **options)


def _store(source, place, force):
    """Offices, social media, committee rosters and contact forms are read from beside the file."""
    forms = _contact_forms(read_companion(place, CONTACT_FORMS))
    social = _by_bioguide(read_companion(place, SOCIAL_MEDIA), "social")
    delegations = {delegation.code: delegation for delegation in Delegation.objects.all()}
    members = [
        _legislator(source.origin, number, entry, delegations, forms, social)
        for number, entry in enumerate(_entries(source), start=1)
    ]
    if not force:
        refuse_loss(source, len(members), Legislator.objects.count(), "members")
    Legislator.objects.all().delete()
    try:
        Legislator.objects.bulk_create(members)
    except IntegrityError as error:
        raise LoadError(source.origin, f"A seat or a member is there twice: {error}") from error
    by_bioguide = {member.bioguide: member for member in members}
    offices = _offices(read_companion(place, OFFICES), by_bioguide)
    DistrictOffice.objects.bulk_create(offices)
    CommitteeSeat.objects.bulk_create(_seats(read_companion(place, ROSTERS), by_bioguide))
    return f"{len(members)} members of Congress with {len(offices)} offices at home."


def _entries(source):
    try:
        entries = json.loads(source.text)
    except json.JSONDecodeError as error:
        raise LoadError(source.origin, f"Line {error.lineno} is not JSON: {error.msg}.") from error
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
            name=name.get("official_full") or f"{name['first']} {name['last']}",
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
            term_ends_on=date.fromisoformat(term["end"]) if "end" in term else None,
        )
        member.clean_fields()
        return member


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
                postal_code=office.get("zip", ""),
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
        rosters = json.loads(source.text)
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
