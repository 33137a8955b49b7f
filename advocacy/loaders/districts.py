"""ZIP codes and districts of the House, in two formats.

`zccd.csv` (state_fips, state_abbr, zcta, cd) of the us-zipcodes-congress project, or the Census
Bureau's relationship file of districts and ZCTAs, which is exact. Both are in the public domain.
"""

import csv
import re

from django.db import transaction

from advocacy.models import DataSource, Delegation, ZipDistrict, ZipPrefix

from .sources import LoadError, read_companion, read_source

SUPPLEMENT = "zccd_supplement.csv"
PREFIXES = "zip3_states.csv"
MOST_LOST = 0.1  # the part of the ZIP codes that may be missing from a new file
CENSUS_DISTRICT = re.compile(r"GEOID_CD\d+_20")


@transaction.atomic
def load_districts(place, *, now, dated_on=None, force=False):
    """Replace the ZIP codes and their districts with those of the file or address `place`.

    `zccd_supplement.csv` and `zip3_states.csv` are read from beside it, where they are there.
    Returns a sentence about what was done. Raises LoadError, and changes nothing, when anything
    cannot be read, or when more than a tenth of the ZIP codes would be lost, unless `force`.
    """
    source = read_source(place)
    stored = DataSource.objects.filter(kind=DataSource.Kind.DISTRICTS).first()
    if stored and stored.checksum == source.checksum and not force:
        return "Nothing to change: this file is loaded already."
    delegations = list(Delegation.objects.all())
    pairs = set(_pairs(source, delegations))
    supplement = read_companion(place, SUPPLEMENT)
    if supplement:
        pairs |= set(_pairs(supplement, delegations))
    zips = {zip_code for zip_code, _, _ in pairs}
    before = ZipDistrict.objects.values("zip_code").distinct().count()
    if len(zips) < before * (1 - MOST_LOST) and not force:
        raise LoadError(
            source.origin,
            f"It has {len(zips)} ZIP codes where {before} are known. "
            "If that is right, load it with --force.",
        )
    ZipDistrict.objects.all().delete()
    ZipDistrict.objects.bulk_create(
        (
            ZipDistrict(zip_code=zip_code, delegation_id=delegation, district=district)
            for zip_code, delegation, district in sorted(pairs)
        ),
        batch_size=5000,
    )
    _load_prefixes(read_companion(place, PREFIXES))
    DataSource.objects.update_or_create(
        kind=DataSource.Kind.DISTRICTS,
        defaults={
            "origin": source.origin,
            "checksum": source.checksum,
            "dated_on": dated_on or source.dated_on,
            "loaded_at": now,
        },
    )
    return f"{len(zips)} ZIP codes in {len(pairs)} pairs with districts."


def _pairs(source, delegations):
    """Triples of ZIP code, delegation id and district; at-large seats are district 0."""
    header = source.text.partition("\n")[0]
    rows = csv.DictReader(source.text.splitlines(), delimiter="|" if header.count("|") > 3 else ",")
    names = rows.fieldnames or []
    census = next((name for name in names if CENSUS_DISTRICT.fullmatch(name)), None)
    if census:
        read = _census_pair
    elif {"state_abbr", "zcta", "cd"} <= set(names):
        read = _crosswalk_pair
    else:
        raise LoadError(source.origin, "Neither the crosswalk's columns nor the Census Bureau's.")
    codes = {delegation.code: delegation for delegation in delegations}
    fips = {delegation.fips: delegation for delegation in delegations}
    found = False
    for row in rows:
        try:
            pair = read(row, census, codes, fips)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise LoadError(
                source.origin, f"Line {rows.line_num} cannot be read: {error!r}"
            ) from error
        if pair:
            found = True
            yield pair
    if not found:
        raise LoadError(source.origin, "There is no ZIP code in it.")


def _crosswalk_pair(row, census, codes, fips):
    return _pair(row["zcta"], codes[row["state_abbr"]], row["cd"])


def _census_pair(row, census, codes, fips):
    zcta, district = row["GEOID_ZCTA5_20"], row[census]
    if not zcta or district.endswith("ZZ") or row["AREALAND_PART"] == "0":
        return None  # land without a ZIP code, or water
    return _pair(zcta, fips[district[:2]], district[2:])


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
