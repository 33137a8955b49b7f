"""vCards of chapters and of the people who serve: 4.0 (RFC 6350), 3.0 (RFC 2426) for Outlook."""

from django.utils.text import slugify

from chapters_portal.content.identity import uid_of

from .addresses import Kind

LATEST, FOR_OUTLOOK = "4.0", "3.0"
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "edd", "mls", "mlis", "md", "jd", "esq"}
# Small words that begin a family name.
PARTICLES = {"da", "de", "del", "della", "der", "di", "du", "la", "le", "ten", "van", "von"}


def person_card(holder, page, version=LATEST):
    """The card of one person in one position. `page` is the whole address of the chapter's page."""
    person = holder.person
    return _card(
        version,
        ("KIND", "individual"),
        ("FN", _text(person.name)),
        ("N", ";".join(map(_text, parts_of_name(person.name)))),
        ("ORG", _text(holder.chapter.name)),
        ("TITLE", _text(holder.office)),
        ("EMAIL", _text(holder.public_address)),
        ("TEL", person.public_phone),
        ("URL", page),
        ("NOTE", _text(f"{holder.dates}." + (" Sample person." if person.is_sample else ""))),
        ("UID", uid_of_officer(holder)),
    )


def uid_of_officer(holder):
    """The same from term to term, so that an address book has one card of somebody reelected."""
    return uid_of(holder.chapter.uid, f"person {holder.person_id} position {holder.position_id}")


def _mail(chapter, address):
    parts = ["", "", chapter.street, chapter.city, chapter.region_code, chapter.postal_code]
    return "ADR", ";".join([*map(_text, parts), "United States"])


# The line of a card for each kind of address. SOCIALPROFILE is of RFC 9554.
PROPERTIES = {
    Kind.WEBSITE: lambda chapter, one: ("URL", one.url),
    Kind.EMAIL: lambda chapter, one: ("EMAIL", _text(one.text)),
    Kind.PHONE: lambda chapter, one: ("TEL", chapter.phone),
    Kind.MAIL: _mail,
    Kind.SOCIAL: lambda chapter, one: (f"SOCIALPROFILE;SERVICE-TYPE={one.label}", one.url),
}


def chapter_card(chapter, page, version=LATEST):
    addresses = [address for address in chapter.addresses if address.kind in PROPERTIES]
    return _card(
        version,
        ("KIND", "org"),
        ("FN", _text(chapter.name)),
        ("N", ";;;;"),
        ("ORG", _text(chapter.name)),
        ("NICKNAME", _text(chapter.abbreviation)),
        *(PROPERTIES[address.kind](chapter, address) for address in addresses),
        ("URL", "" if chapter.website else page),
        ("SOURCE", page),
        ("UID", chapter.uid),
    )


def file_name(words):
    return f"{slugify(words) or 'card'}.vcf"


def parts_of_name(name):
    """Family, given, more, before and after, as N has them: "Lee;Ada;M.;;Jr." of Ada M. Lee, Jr."""
    first, comma, after = name.partition(",")
    words, ends = first.split(), [after.strip()] if comma else []
    while len(words) > 1 and words[-1].replace(".", "").lower() in SUFFIXES:
        ends.insert(0, words.pop())
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    given, family = words[: max(start, 0)], words[max(start, 0) :]
    return [" ".join(family), "".join(given[:1]), " ".join(given[1:]), "", ", ".join(ends)]


def _card(version, *lines):
    lines = [line for line in lines if line[1]]
    lines = [_as_of_2426(*line) if version == FOR_OUTLOOK else _as_of_6350(*line) for line in lines]
    lines = [("BEGIN", "VCARD"), ("VERSION", version), *filter(None, lines), ("END", "VCARD")]
    return "".join(_fold(f"{name}:{value}") + "\r\n" for name, value in lines)


def _as_of_6350(name, value):
    return ("TEL;VALUE=uri", value.as_rfc3966) if name == "TEL" else (name, value)


def _as_of_2426(name, value):
    """As 4.0 says it, in what 3.0 has for it; None where it has nothing."""
    name, _, service = name.partition(";SERVICE-TYPE=")
    match name:
        case "KIND":
            return ("X-ABShowAs", "COMPANY") if value == "org" else None
        case "TEL":
            return "TEL;TYPE=WORK,VOICE", _text(value.as_international)
        case "EMAIL":
            return "EMAIL;TYPE=INTERNET", value
        case "ADR":
            return "ADR;TYPE=WORK", value
        case "SOCIALPROFILE":
            return f"X-SOCIALPROFILE;TYPE={service.lower()}", value
    return name, value


def _text(value):
    for mark in "\\,;":
        value = value.replace(mark, "\\" + mark)
    return value.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _fold(line):
    """Break `line` so that no piece has more than 75 octets, never inside a character."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > 75:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece])
