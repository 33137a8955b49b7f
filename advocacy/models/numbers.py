"""Numbers and keys of bills as people write them, and the one form in which each is stored."""

import re

from django.core.exceptions import ValidationError

from chapters_portal.content.folding import squeezed

CITED = {
    "hr": "H.R.",
    "s": "S.",
    "hjres": "H.J.Res.",
    "sjres": "S.J.Res.",
    "hconres": "H.Con.Res.",
    "sconres": "S.Con.Res.",
    "hres": "H.Res.",
    "sres": "S.Res.",
}
# How Congress.gov calls them in the addresses of its pages.
IN_ADDRESSES = {
    "house-bill": "hr",
    "senate-bill": "s",
    "house-joint-resolution": "hjres",
    "senate-joint-resolution": "sjres",
    "house-concurrent-resolution": "hconres",
    "senate-concurrent-resolution": "sconres",
    "house-resolution": "hres",
    "senate-resolution": "sres",
}
KEY = re.compile(r"[1-9][0-9]{0,2}/(hr|s|hjres|sjres|hconres|sconres|hres|sres)/[1-9][0-9]{0,4}")
PAGE = re.compile(r"congress\.gov/bill/(\d{1,3})[a-z]{2}-congress/([a-z-]+)/(\d{1,5})", re.I)
ID = re.compile(r"ocd-bill/[0-9a-z-]{1,70}")


def read_congress(text):
    """The number of "119", "119th" or "119th Congress"."""
    found = re.fullmatch(r"\s*0*([1-9]\d{0,2})(st|nd|rd|th)?(\s+congress)?\s*", text, re.IGNORECASE)
    if not found:
        raise ValidationError({"identifier": "Write the number of the Congress, such as 119."})
    return found[1]


def read_federal_number(text):
    """ "H.R. 6440" for "hr6440", "HR 6440" and "H. R. 6440"."""
    found = re.fullmatch(r"([a-z]+)0*([1-9][0-9]{0,4})", squeezed(text))
    if not found or found[1] not in CITED:
        raise ValidationError(
            f"Write it as one of {', '.join(CITED.values())} and a number, such as H.R. 6440."
        )
    return f"{CITED[found[1]]} {found[2]}"


def read_number(text):
    """ "HB 2789" for "hb2789", "H.B. 2789" and "HB No. 2789"; what has another form stays."""
    text = " ".join(text.split())
    if not re.search(r"\d", text):
        raise ValidationError("Write the number of the bill as well, such as HB 2789.")
    found = re.fullmatch(r"([a-z][a-z. ]{0,9}?)\s*(?:\bno\.?\s*)?[- ]?(\d+[a-z]?)", text, re.I)
    if not found:
        return text
    return f"{re.sub(r'[. ]', '', found[1])} {found[2]}".upper()


def read_congress_key(text):
    """ "119/hr/6440" for "119-HR-6440", "119 H.R. 6440" and the address of its page."""
    text = text.strip()
    if not text:
        return ""
    if page := PAGE.search(text):
        key = f"{page[1]}/{IN_ADDRESSES.get(page[2].lower())}/{page[3]}"
    else:
        found = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)?[^\d]([^\d]+?)[^\da-z]*(\d+)", text, re.I)
        key = f"{found[1]}/{squeezed(found[2])}/{found[3].lstrip('0')}" if found else text
    if not KEY.fullmatch(key):
        raise ValidationError("Write the key as 119/hr/6440, or paste the page’s address.")
    return key


def read_openstates_id(text):
    """ "ocd-bill/…" in small letters, also from an address that holds it, or without the word."""
    text = text.strip().lower()
    if not text:
        return ""
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
        text = f"ocd-bill/{text}"
    found = re.search(r"ocd-bill/[^/?#\s]*", text)
    if not found or not ID.fullmatch(found[0]):
        raise ValidationError(
            "Write the id as ocd-bill/ and what follows it, or leave it empty: the next import "
            "finds the bill by its number."
        )
    return found[0]


def key_of(congress, identifier):
    """The key of a bill of Congress from its number, such as H.R. 6440, in any form."""
    found = re.fullmatch(r"([a-z]+)0*(\d+)", squeezed(identifier))
    return f"{congress}/{found[1]}/{found[2]}" if found else f"{congress}/{identifier}"
