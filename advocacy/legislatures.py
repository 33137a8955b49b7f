"""When the legislatures of the states sit, as far as sources tell; a service may know better.

The sources, read on November 27, 2026:

- lists of sessions in https://github.com/openstates/openstates-scrapers: the numbers and the years
  of each legislature; of the 998 since 1985 none ended later than the last days below
- https://www.ncsl.org/blog/2017/07/24/to-carry-over-or-not.aspx: bills carry over in 27 states, in
  two of them from the even year to the odd one; MT, NV, ND and TX do not sit in the second year
- https://www.multistate.us/resources/2024-legislative-session-dates and
  http://www.statescape.com/Resources/Sessions/Sessions.aspx?h=&year=2013: which do, from AL to MN
- https://bookofthestates.org/tables/bill-pre-filing-reference-and-carryover: NE, NH, OH, OK and SC

What none of them tells is not in these tables, and then nothing is said of the end of a session.
"""

import re
from datetime import date

# Legislatures that are numbered: the year in which the one with number 0 would have begun. Each
# sits for two years. The 136th General Assembly of Ohio sits in 2025 and 2026.
FIRST_YEARS = {
    "AK": 1957,
    "AZ": 1911,
    "DC": 1973,
    "DE": 1719,
    "IL": 1817,
    "MA": 1637,
    "ME": 1761,
    "ND": 1887,
    "NE": 1807,
    "NJ": 1582,
    "NV": 1859,
    "OH": 1753,
    "TN": 1797,
    "TX": 1847,
}
# Where what is open at the end of the first year goes on in the second: there a session is over
# when both are.
CARRIES_OVER = {
    *["AK", "CA", "DC", "DE", "GA", "HI", "IA", "IL", "KS", "MA", "ME", "MI", "MN", "NC", "NE"],
    *["NH", "NJ", "NY", "OH", "OK", "PA", "SC", "TN", "VA", "VT", "WA", "WI"],
}
# Where what is open at the end of the year has died.
ENDS_EACH_YEAR = {
    *["AL", "AR", "AZ", "CO", "CT", "FL", "ID", "IN", "KY", "LA", "MD", "MT", "ND", "NV", "TX"],
}
FIRST_IN_EVEN_YEARS = {"NJ", "VA"}
# Month and day by which a session is over in its last year; elsewhere it is in the next January.
LAST_DAYS = {"CA": (11, 30), "PA": (11, 30)}
LAST_DAY_AFTER = (1, 31)
# Where one identifier, as 2025, stands for both years, and that of a special session for either.
NAMED_BY_THE_FIRST_YEAR = {"NC", "WI"}
# What would be later is no number of a legislature: 891 is a session of Texas's 89th.
LATEST = 2100
YEARS = re.compile(r"(?<!\d)(20\d\d)(?:\s*[-–/_]\s*(20\d\d|\d\d)|(20\d\d))?(?!\d)")
NUMBER = re.compile(r"(\d{1,3})(?:st|nd|rd|th|R)?(?:-(1st|2nd))?(?!\w)")
SPECIAL = re.compile(r"special|extraordinary|called|veto|\d(?:SS|S\d|X\d?|E\d?)$", re.IGNORECASE)


def years_of(code, identifier):
    """The first and the last year of a session, or None where its identifier does not tell."""
    if found := YEARS.search(identifier):
        first = int(found[1])
        if last := found[2] or found[3]:
            return first, int(last[-2:]) + 2000
        if code not in NAMED_BY_THE_FIRST_YEAR:
            return first, first
        return None if is_special(identifier) else (first, first + 1)
    found = NUMBER.match(identifier)
    if not found or code not in FIRST_YEARS or is_special(identifier):
        return None
    first = FIRST_YEARS[code] + 2 * int(found[1])
    if first > LATEST:
        return None
    if found[2]:  # Arizona counts the years of each
        year = first + (found[2] == "2nd")
        return year, year
    return first, first + (code in CARRIES_OVER)


def is_special(identifier):
    return bool(SPECIAL.search(identifier))


def last_year_of_bills(code, identifier):
    """The year in which bills of a session end: the second, where they carry over into it."""
    years = years_of(code, identifier)
    if years is None:
        return None
    first, last = years
    begins_in = 0 if code in FIRST_IN_EVEN_YEARS else 1
    is_first_of_two = first == last and first % 2 == begins_in and code in CARRIES_OVER
    return last + (is_first_of_two and not is_special(identifier))


def first_day_of_doubt(code, identifier):
    """When the years of a session are over and no rule tells what became of its bills."""
    year = last_year_of_bills(code, identifier)
    if year is None or last_day_of_bills(code, identifier):
        return None
    return date(year + 1, 1, 1)


def last_day_of_bills(code, identifier):
    """The last day on which bills of a session may become law, by rule; None where none tells."""
    year = last_year_of_bills(code, identifier)
    if year is None or is_special(identifier) or code not in CARRIES_OVER | ENDS_EACH_YEAR:
        return None
    return date(year, *LAST_DAYS[code]) if code in LAST_DAYS else date(year + 1, *LAST_DAY_AFTER)


def next_identifier(code, identifier):
    """What the second year of a session is called into which bills carry over; "" if none is."""
    years = years_of(code, identifier)
    if years is None or last_year_of_bills(code, identifier) == years[1]:
        return ""
    return identifier.replace(str(years[0]), str(years[0] + 1), 1)


def readable_name(code, identifier):
    """ "2025-2026 regular session", or "" where the identifier does not tell the years."""
    years = years_of(code, identifier)
    if years is None:
        return ""
    first, last = years
    kind = "special" if is_special(identifier) else "regular"
    return f"{first}-{last} {kind} session" if last != first else f"{first} {kind} session"
