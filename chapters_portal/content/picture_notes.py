"""A picture without what its camera and its programs wrote into it, but with its credit.

The parts of the file that make the picture are copied byte by byte, so it loses nothing that is
seen; notes, previews and whatever hangs behind its end stay out. Who made it and who has the rights
goes in anew: licenses want that kept.
"""

import re
import zlib
from html.parser import HTMLParser

from PIL import ExifTags, Image, IptcImagePlugin

# What makes the picture, or how its colors and its movement are shown.
CHUNKS_OF_PNG = set(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL"
    b" fcTL fdAT".split()
)
CHUNKS_OF_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
HAS_EXIF, HAS_XMP = 0x08, 0x04  # flags of VP8X
HAS_ALPHA = 0x10


class Xmp(HTMLParser):
    """The words of those properties of XMP that tell of makers and rights, by property."""

    MAKERS = {"dc:creator", "photoshop:credit"}
    RIGHTS = {"dc:rights", "xmprights:usageterms", "xmprights:webstatement", "cc:license"}

    def __init__(self, xmp):
        super().__init__()
        self.words = {name: [] for name in self.MAKERS | self.RIGHTS}
        self._open = []
        self.feed(xmp)
        self.close()

    def handle_starttag(self, tag, attributes):
        self._open.append(tag)
        for name, value in attributes:
            place = tag if name == "rdf:resource" else name
            if place in self.words and value:
                self.words[place].append(value)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self._open.pop()

    def handle_endtag(self, tag):
        if tag in self._open:
            del self._open[self._open.index(tag) :]

    def handle_data(self, data):
        for place in self._open:
            if place in self.words and data.strip():
                self.words[place].append(data)

    def of(self, places):
        return [one for place in sorted(places) for one in self.words[place]]


def without_notes(content, picture):
    """The bytes of `content`, which `picture` was loaded from, with no note but its credit."""
    exif = credit_of(picture)
    match picture.format:
        case "PNG":
            return _png(content, exif)
        case "WEBP":
            return _webp(content, exif, picture)
    return _jpeg(content, exif)


def credit_of(picture):
    """EXIF of how the picture is turned, who made it and who has which rights; b"" without any."""
    notes, kept = picture.getexif(), Image.Exif()
    texts = getattr(picture, "text", {})
    xmp = Xmp(_words(picture.info.get("xmp") or texts.get("XML:com.adobe.xmp") or ""))
    iptc = (IptcImagePlugin.getiptcinfo(picture) or {}) if picture.format != "PNG" else {}
    makers = [notes.get(ExifTags.Base.Artist), texts.get("Author"), *xmp.of(Xmp.MAKERS)]
    rights = [notes.get(ExifTags.Base.Copyright), texts.get("Copyright"), *xmp.of(Xmp.RIGHTS)]
    makers += _many(iptc.get((2, 80))) + _many(iptc.get((2, 110)))
    rights += _many(iptc.get((2, 116)))
    if turn := notes.get(ExifTags.Base.Orientation):
        kept[ExifTags.Base.Orientation] = turn
    for tag, found in {ExifTags.Base.Artist: makers, ExifTags.Base.Copyright: rights}.items():
        words = [" ".join(_words(one).replace("\0", " ").split()) for one in found if one]
        if words := "; ".join(dict.fromkeys(filter(None, words))):
            kept[tag] = words.encode()
    return kept.tobytes().removeprefix(b"Exif\0\0") if len(kept) else b""


def _many(value):
    return value if isinstance(value, list) else [value]


def _words(value):
    """Notes are UTF-8 as a rule; Pillow reads those of EXIF as Latin-1."""
    octets = value if isinstance(value, bytes) else str(value).encode("latin-1", "ignore")
    if isinstance(value, str) and octets.decode("latin-1") != value:
        return value
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _jpeg(content, exif):
    """Up to its first end: a second view, or a film of the moment, has notes of its own."""
    parts, place = [b"\xff\xd8"], 2
    notes = b"Exif\0\0" + exif
    while True:
        while content[place] != 0xFF or content[place + 1] in {0, 0xFF}:  # filling
            place += 1
        marker = content[place + 1]
        if marker == 0xD9:
            break
        length = int.from_bytes(content[place + 2 : place + 4])
        end = place + 2 + length
        part, words = content[place:end], content[place + 4 : end]
        if marker == 0xE0 and words.startswith(b"JFIF\0"):
            part = b"\xff\xe0\0\x10" + words[:12] + b"\0\0"  # without its preview
        if marker == 0xDA:  # what is seen; only there a marker is searched for
            found = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL).search(content, end)
            end = found.end() - 2 if found else len(content)
            part = content[place:end]
        if not _is_note(marker, words):
            parts.append(part)
        if end >= len(content):
            break
        place = end
    if exif:
        first = 2 if len(parts) > 1 and parts[1][1] == 0xE0 else 1
        length = (len(notes) + 2).to_bytes(2)
        parts.insert(first, b"\xff\xe1" + length + notes)
    return b"".join([*parts, b"\xff\xd9"])


def _is_note(marker, words):
    """Of what programs add, JFIF, a color profile and Adobe's kind of color make the picture."""
    seen = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
    is_added = 0xE0 <= marker <= 0xEF or marker == 0xFE
    return is_added and not (marker in seen and words.startswith(seen[marker]))


def _png(content, exif):
    parts, place, kind = [content[:8]], 8, b""
    while kind != b"IEND" and place < len(content):
        length = int.from_bytes(content[place : place + 4])
        kind, end = content[place + 4 : place + 8], place + length + 12
        if kind in CHUNKS_OF_PNG:
            parts.append(content[place:end])
        if kind == b"IHDR" and exif:
            sum_of_it = zlib.crc32(b"eXIf" + exif).to_bytes(4)
            parts.append(len(exif).to_bytes(4) + b"eXIf" + exif + sum_of_it)
        place = end
    return b"".join(parts)


def _webp(content, exif, picture):
    chunks, place = [], 12
    last = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while place + 8 <= last:
        kind, length = (
            content[place : place + 4],
            int.from_bytes(content[place + 4 : place + 8], "little"),
        )
        if kind in CHUNKS_OF_WEBP:
            chunks.append((kind, content[place + 8 : place + 8 + length]))
        place += 8 + length + length % 2
    if exif and chunks[0][0] != b"VP8X":
        width, height = ((side - 1).to_bytes(3, "little") for side in picture.size)
        alpha = HAS_ALPHA if picture.mode == "RGBA" else 0
        chunks.insert(0, (b"VP8X", bytes([alpha, 0, 0, 0]) + width + height))
    if chunks[0][0] == b"VP8X":
        flags = chunks[0][1][0] & ~(HAS_EXIF | HAS_XMP) | (HAS_EXIF if exif else 0)
        chunks[0] = (b"VP8X", bytes([flags]) + chunks[0][1][1:])
    if exif:
        chunks.append((b"EXIF", exif))
    body = b"WEBP" + b"".join(
        kind + len(words).to_bytes(4, "little") + words + b"\0" * (len(words) % 2)
        for kind, words in chunks
    )
    return b"RIFF" + len(body).to_bytes(4, "little") + body
