"""ZIP codes and districts of the House, in two formats.

`zccd.csv` (state_fips, state_abbr, zcta, cd) of the us-zipcodes-congress project, or the Census
Bureau's relationship file of districts and ZCTAs, which is exact. Both are in the public domain.
"""

import csv
import re

from advocacy.models import DataSource, Delegation, ZipDistrict, ZipPrefix

from .replacing import refuse_loss, replace
from .sources import LoadError, read_companion, reading

SUPPLEMENT = "zccd_supplement.csv"
PREFIXES = "zip3_states.csv"
CENSUS_DISTRICT = re.compile(r"GEOID_CD\d+_20")


def load_districts(place, **options):
    """Replace the ZIP codes and their districts, as replace() does, with those of `place`."""
    return replace(DataSource.Kind.DISTRICTS, place, _store, **options)


def _store(source, place, force):
    """The supplement and the prefixes are read from beside the file, where they are there."""
    delegations = list(Delegation.objects.all())
    pairs = set(_pairs(source, delegations))
    supplement = read_companion(place, SUPPLEMENT)
    if supplement:
        pairs |= set(_pairs(supplement, delegations))
    zips = {zip_code for zip_code, _, _ in pairs}
    if not force:
        known = ZipDistrict.objects.values("zip_code").distinct().count()
        refuse_loss(source, len(zips), known, "ZIP codes")
    ZipDistrict.objects.all().delete()
    ZipDistrict.objects.bulk_create(
        (
            ZipDistrict(zip_code=zip_code, delegation_id=delegation, district=district)
            for zip_code, delegation, district in sorted(pairs)
        ),
        batch_size=5000,
    )
    _load_prefixes(read_companion(place, PREFIXES))
    return f"{len(zips)} ZIP codes in {len(pairs)} pairs with districts."


def _pairs(source, delegations):
    """Triples of ZIP code, delegation id and district; at-large seats are district 0."""
    header = source.text.partition("\n")[0]
    rows = csv.DictReader(source.text.splitlines(), delimiter="|" if header.count("|") > 3 else ",")
    names = rows.fieldnames or []
    census = next((name for name in names if CENSUS_DISTRICT.fullmatch(name)), None)
    if not census and not {"state_abbr", "zcta", "cd"} <= set(names):
        raise LoadError(source.origin, "Neither the crosswalk's columns nor the Census Bureau's.")
    known = {one.fips if census else one.code: one for one in delegations}
    found = False
    for row in rows:
        with reading(source.origin, f"Line {rows.line_num}"):
            pair = _census_pair(row, row[census], known) if census else _crosswalk_pair(row, known)
        if pair:
            found = True
            yield pair
    if not found:
        raise LoadError(source.origin, "There is no ZIP code in it.")


def _crosswalk_pair(row, delegations):
    return _pair(row["zcta"], delegations[row["state_abbr"]], row["cd"])


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


def _load_prefixes(source):
    if source is None:
        return
    try:
        prefixes = [
            ZipPrefix(first=row["prefix_from"], last=row["prefix_to"], code=row["state"])
            for row in csv.DictReader(source.text.splitlines())
        ]
    except KeyError as error:
        raise LoadError(source.origin, f"The column {error} is missing.") from error
    ZipPrefix.objects.all().delete()
    ZipPrefix.objects.bulk_create(prefixes)
