"""ZIP codes and districts of the House, in two formats.

`zccd.csv` (state_fips, state_abbr, zcta, cd) of the us-zipcodes-congress project, also its
`zccd_hud.csv`, which calls the third column zip; or the Census Bureau's relationship file of
districts and ZCTAs, which is exact. All are in the public domain.
"""

import csv
import re
from collections import defaultdict

from advocacy.models import DataSource, Delegation, ZipDistrict, ZipPrefix

from .replacing import refuse_losses, replace
from .sources import LoadError, reading

SUPPLEMENT = "zccd_supplement.csv"
PREFIXES = "zip3_states.csv"
CENSUS_DISTRICT = re.compile(r"GEOID_CD\d+_20")


def load_districts(place, **options):
    """Replace the ZIP codes and their districts, as replace() does, with those of `place`."""
    names = [SUPPLEMENT, PREFIXES]
    return replace(DataSource.Kind.DISTRICTS, place, names, _store, **options)


def _store(source, companions, force):
    delegations = list(Delegation.objects.all())
    pairs = set(_pairs(source, delegations))
    if companions[SUPPLEMENT]:
        pairs |= set(_pairs(companions[SUPPLEMENT], delegations))
    prefixes = _prefixes(companions[PREFIXES])
    zips = {zip_code for zip_code, _, _ in pairs}
    if not force:
        refuse_losses(source, *_before_and_after(pairs, zips, prefixes))
    ZipDistrict.objects.all().delete()
    ZipDistrict.objects.bulk_create(
        (
            ZipDistrict(zip_code=zip_code, delegation_id=delegation, district=district)
            for zip_code, delegation, district in sorted(pairs)
        ),
        batch_size=5000,
    )
    ZipPrefix.objects.all().delete()
    ZipPrefix.objects.bulk_create(prefixes)
    return f"{len(zips)} ZIP codes in {len(pairs)} pairs with districts."


def _before_and_after(pairs, zips, prefixes):
    """How many there are of each thing now, and how many there would be."""
    stored = ZipDistrict.objects.values_list("zip_code", "delegation_id", "district")
    # A district that a ZIP code no longer lies in is a new map; a ZIP code in two states, where
    # one of them goes, is a loss.
    across = _across_states(stored.iterator())
    known = {
        "ZIP codes": stored.values("zip_code").distinct().count(),
        "ZIP codes across states": len(across),
        "ranges of ZIP codes of the Postal Service": ZipPrefix.objects.count(),
    }
    return known, dict(
        zip(known, [len(zips), len(_across_states(pairs)), len(prefixes)], strict=True)
    )


def _across_states(pairs):
    states = defaultdict(set)
    for zip_code, delegation, _ in pairs:
        states[zip_code].add(delegation)
    return [zip_code for zip_code, found in states.items() if len(found) > 1]


def _pairs(source, delegations):
    """Triples of ZIP code, delegation id and district; at-large seats are district 0."""
    header = source.text.partition("\n")[0]
    rows = csv.DictReader(source.text.splitlines(), delimiter="|" if header.count("|") > 3 else ",")
    names = rows.fieldnames or []
    census = next((name for name in names if CENSUS_DISTRICT.fullmatch(name)), None)
    zcta = "zip" if "zip" in names else "zcta"
    if not census and not {"state_abbr", zcta, "cd"} <= set(names):
        raise LoadError(source.origin, "Neither the crosswalk's columns nor the Census Bureau's.")
    known = {one.fips if census else one.code: one for one in delegations}
    found = False
    for row in rows:
        with reading(source.origin, f"Line {rows.line_num}"):
            if census:
                pair = _census_pair(row, row[census], known)
            else:
                pair = _pair(row[zcta], known[row["state_abbr"]], row["cd"])
        if pair:
            found = True
            yield pair
    if not found:
        raise LoadError(source.origin, "There is no ZIP code in it.")


def _census_pair(row, district, delegations):
    zcta = row["GEOID_ZCTA5_20"]
    if not zcta or district.endswith("ZZ") or row["AREALAND_PART"] == "0":
        return None  # land without a ZIP code, or water
    return _pair(zcta, delegations[district[:2]], district[2:])


def _pair(zip_code, delegation, district):
    if not re.fullmatch(r"[0-9]{5}", zip_code):
        raise ValueError(f'"{zip_code}" is not a ZIP code')
    number = 0 if delegation.is_at_large else int(district)
    if number not in delegation.districts:
        raise ValueError(f"{delegation.code} has no district {district}")
    return zip_code, delegation.pk, number


def _prefixes(source):
    if source is None:
        return []
    try:
        return [
            ZipPrefix(first=row["prefix_from"], last=row["prefix_to"], code=row["state"])
            for row in csv.DictReader(source.text.splitlines())
        ]
    except KeyError as error:
        raise LoadError(source.origin, f"The column {error} is missing.") from error
