"""Days that have gone by, where a text speaks as though they were to come."""

import re
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as format_date

# Dates of a row after which something is to be done with it.
LAST_DAYS = {
    "until_on": "is past. Say what came of it, or set a new one.",
    "review_due_on": "is past. Read the text through, and set the next one.",
}
STALE = timedelta(days=3 * 365)
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
UNTIL = re.compile(
    r"\b(?:by|until|till|before|through|no later than|due|deadline(?: is)?:?)\s+(?:on\s+)?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
    rf"(?P<day>{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}})\b",
    re.IGNORECASE,
)


def of_row(row, today):
    """Sentences on the dates of `row`. What has an outcome may have its last day behind it."""
    for field in row._meta.concrete_fields:
        day = getattr(row, field.name) if field.name in LAST_DAYS else None
        if day and day < today and not getattr(row, "outcome", ""):
            label = field.verbose_name.capitalize()
            yield f"{label}, {format_date(day, 'F j, Y')}, {LAST_DAYS[field.name]}"


def advice(blocks, today):
    """Sentences on days that `blocks` name after such words as "by" or "until".

    What lies further back than STALE is history, and is left alone.
    """
    for block in blocks:
        for found in UNTIL.finditer(block):
            day = read(found["day"])
            if day and today - STALE < day < today:
                yield f"“{found[0]}” is past."


def read(words) -> date | None:
    """The day that is meant; None when there is no such day."""
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)|[.,]", "", words, flags=re.IGNORECASE)
    words = re.sub(r"^([A-Za-z]{3})[A-Za-z]*", r"\1", words)
    for form in ["%b %d %Y", "%m/%d/%Y"]:
        try:
            return datetime.strptime(" ".join(words.split()), form).date()  # noqa: DTZ007 (a day)
        except ValueError:
            continue
    return None
