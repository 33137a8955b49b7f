"""Days as people write them: 2031-07-01, 7/1/2031, 1-Jul-31, "July 1st, 2031"."""

import re
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError

MIDNIGHT = re.compile(r"[T ]+(?:0?0:00(?::00)?(?:\.0+)?|12:00(?::00)?\s*AM)$", re.IGNORECASE)
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]*\s*")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
FORMATS = ["%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d %b %y", "%Y %m %d"]
PARTS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
PART_OF_A_DAY = re.compile(r"(?:[a-z]+\.?,? )?\d{4}|\d{4}-\d\d?|\d\d?/\d{4}|[a-z]{3,}[ -]\d\d")


def read_day(text):
    """The day that `text` means. Raises ValueError with a plain sentence.

    Figures are month, day, year, as in the United States; the other order is asked for in words.
    """
    plain = " ".join(MIDNIGHT.sub("", text.strip()).split())
    try:
        return forms.DateField().clean(plain)
    except ValidationError:
        pass
    small = ORDINAL.sub("", WEEKDAY.sub("", plain.lower()))
    if (parts := PARTS.fullmatch(small)) and int(parts[1]) > 12:
        raise ValueError("Write the month first, or the year: 12/31/2026 or 2026-12-31.")
    words = " ".join(re.sub(r"[,./-]| of ", " ", small).replace("sept ", "sep ").split())
    if not PARTS.fullmatch(small):
        for one in FORMATS:
            try:
                return datetime.strptime(words, one).date()  # noqa: DTZ007 (a day has no zone)
            except ValueError:
                continue
    if PART_OF_A_DAY.fullmatch(small):
        raise ValueError("Which day? Write it as well, such as 2026-07-01.")
    raise ValueError("Enter a date such as 2026-07-01.")
