"""From what a visitor says of where they are to the seats that speak for them.

A place is written as in the address of its page: "NY-12" is a district, "VT-0" a seat at large,
"GA" a state of which the district is not known. Nothing here is stored or logged.
"""

import re
from dataclasses import dataclass

from .models import Delegation, Legislator, ZipDistrict, ZipPrefix
from .models.districts import normalized_zip

MILITARY = {"AA", "AE", "AP"}
# They use ZIP codes and have no member of Congress: Palau, Micronesia, the Marshall Islands.
OTHER_NATIONS = {*(str(number) for number in range(96939, 96945)), "96960", "96970"}
MOST_PLACES = 60  # in one address: all districts of any state, of which California has 52
PLACE = re.compile(r"([A-Z]{2})(?:-(\d{1,2}))?", re.ASCII)


class NoPlace(ValueError):
    """There is no answer for what was typed; the message says why, and what to do."""


@dataclass(frozen=True)
class Place:
    """A district of a delegation, or with `district=None` the delegation without its district."""

    delegation: Delegation
    district: int | None

    def __str__(self):
        code = self.delegation.code
        return code if self.district is None else f"{code}-{self.district}"

    @property
    def in_short(self):
        """What to call it on its state's page: "TX-14"."""
        return str(self) if self.district else "At large"

    @property
    def name(self):
        if self.district is None:
            return self.delegation.name
        if self.district == 0:
            return f"{self.delegation.name}, at large"
        return f"{self.delegation.name}, district {self.district}"


def places_of_zip(text):
    """The places where the ZIP code `text` may lie, its own state's first.

    Raises NotAZip when it is not one, NoPlace when it belongs to no state. Two queries.
    """
    zip_code = normalized_zip(text)
    if zip_code in OTHER_NATIONS:
        raise NoPlace(
            "This ZIP code is in a nation that is associated with the United States and has no "
            "member of Congress."
        )
    prefix = ZipPrefix.objects.filter(first__lte=zip_code[:3], last__gte=zip_code[:3]).first()
    code = prefix.code if prefix else ""
    if code in MILITARY:
        raise NoPlace(
            "This ZIP code is for military mail. Use that of your home, or choose its state."
        )
    rows = ZipDistrict.objects.filter(zip_code=zip_code).select_related("delegation__state")
    places = [Place(row.delegation, row.district) for row in rows]
    if places:
        return sorted(
            places,
            key=lambda one: (one.delegation.code != code, one.delegation.code, one.district),
        )
    delegation = Delegation.objects.select_related("state").filter(code=code).first()
    if delegation is None:
        raise NoPlace("We know no place with this ZIP code. Check it, or choose a state.")
    return [Place(delegation, 0 if delegation.is_at_large else None)]


def places_of_path(text):
    """The places of an address such as "NY-12+NY-10"; one query. Raises NoPlace for any other."""
    found = [PLACE.fullmatch(part) for part in text.split("+")]
    if not all(found) or len(found) > MOST_PLACES:
        raise NoPlace("There is no such district.")
    codes = {match[1] for match in found}
    rows = Delegation.objects.select_related("state").filter(code__in=codes)
    delegations = {delegation.code: delegation for delegation in rows}
    places = []
    for match in found:
        delegation = delegations.get(match[1])
        district = None if match[2] is None else int(match[2])
        if delegation is None or (district is not None and district not in delegation.districts):
            raise NoPlace("There is no such district.")
        places.append(Place(delegation, district))
    return list(dict.fromkeys(places))


def path_of(places):
    return "+".join(map(str, places))


def states_of(delegations):
    """The states of pairs of delegation and senators. Not every delegation is of one of ours."""
    return [delegation.state for delegation, _ in delegations if delegation.state]


@dataclass
class HouseSeat:
    """A seat of the House on a page; `member` is None while it is vacant."""

    place: Place
    member: Legislator | None


def seats_of(places):
    """Pairs of delegation and senators, and the House seats, of `places`; three queries."""
    pairs = [(place.delegation, place.district) for place in places]
    members = list(
        Legislator.objects.for_districts(pairs)
        .select_related("delegation")
        .prefetch_related("offices", "committee_seats")
    )
    house = {(member.delegation_id, member.district): member for member in members}
    senators = {}
    for place in places:
        senators.setdefault(place.delegation, [])
    for member in members:
        if member.chamber == Legislator.Chamber.SENATE:
            senators[member.delegation].append(member)
    seats = [
        HouseSeat(place, house.get((place.delegation.pk, place.district)))
        for place in places
        if place.district is not None
    ]
    return list(senators.items()), seats
