"""vCard 4.0 (RFC 6350) of chapters and of the people who serve."""

from django.utils.text import slugify

from .addresses import Kind


def person_card(holder, page):
    """The card of one person in one position. `page` is the whole address of the chapter's page."""
    person = holder.person
    return _card(
        ("KIND", "individual"),
        ("FN", _text(person.name)),
        ("ORG", _text(holder.chapter.name)),
        ("TITLE", _text(holder.position.name)),
        ("EMAIL", _text(holder.public_address)),
        ("TEL;VALUE=uri", person.public_phone and person.public_phone.as_rfc3966),
        ("URL", page),
        ("NOTE", _text(f"{holder.dates}." + (" Sample person." if person.is_sample else ""))),
        ("UID", f"{page}#term-{holder.pk}"),
    )


def _mail(chapter, address):
    parts = ["", "", chapter.street, chapter.city, chapter.region_code, chapter.postal_code]
    return "ADR", ";".join([*map(_text, parts), "United States"])


# The line of a card for each kind of address. SOCIALPROFILE is of RFC 9554.
PROPERTIES = {
    Kind.WEBSITE: lambda chapter, one: ("URL", one.url),
    Kind.EMAIL: lambda chapter, one: ("EMAIL", _text(one.text)),
    Kind.PHONE: lambda chapter, one: ("TEL;VALUE=uri", one.url),
    Kind.MAIL: _mail,
    Kind.SOCIAL: lambda chapter, one: (f"SOCIALPROFILE;SERVICE-TYPE={one.label}", one.url),
}


def chapter_card(chapter, page):
    addresses = [address for address in chapter.addresses if address.kind in PROPERTIES]
    return _card(
        ("KIND", "org"),
        ("FN", _text(chapter.name)),
        ("ORG", _text(chapter.name)),
        ("NICKNAME", _text(chapter.abbreviation)),
        *(PROPERTIES[address.kind](chapter, address) for address in addresses),
        ("URL", "" if chapter.website else page),
        ("SOURCE", page),
        ("UID", page),
    )


def file_name(words):
    return f"{slugify(words) or 'card'}.vcf"


def _card(*lines):
    lines = [("BEGIN", "VCARD"), ("VERSION", "4.0"), *lines, ("END", "VCARD")]
    return "".join(_fold(f"{name}:{value}") + "\r\n" for name, value in lines if value)


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
