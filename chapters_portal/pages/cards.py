"""The picture that other sites show beside a link to a page: its title in the portal's look.

What a card says is signed into its address, so nobody draws words of their own with it, no row is
asked for, and a page with a new title has a new picture.
"""

import unicodedata
from io import BytesIO

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from chapters_portal.content.facts import filled

WIDTH, HEIGHT, MARGIN = 1200, 630, 80  # pixels, as social networks want them
MOST_LINES = 5
SIZES = [92, 76, 62, 50]  # of the letters of a title, the first that fits
BAND, LINES, CREAM, SOFT, GOLD = "#123E32", "#5A8A79", "#F7F4E8", "#C6D8CD", "#F3C04B"
NEEDLE, DARK_NEEDLE = "#F2785C", "#C9512F"
# The font of the library has no accents, and few signs beyond those of a typewriter.
HAS = set("“”’·")
INSTEAD = str.maketrans("—–‘ʻłŁøØđĐðÐ", "--’’lLoOdDdD", "\u00ad")
A_YEAR = 60 * 60 * 24 * 365  # seconds
signer = Signer(salt="cards")


def card_path(title, kicker):
    """The address of the card with these words."""
    return reverse("card", args=[signer.sign_object([title, kicker], compress=True)])


def card(request, words):
    try:
        title, kicker = signer.unsign_object(words)
    except BadSignature as error:
        raise Http404("No page of the portal has this card.") from error
    return HttpResponse(
        drawn(filled(title), kicker),
        content_type="image/png",
        headers={
            "Cache-Control": f"public, max-age={A_YEAR}, immutable",
            "Cross-Origin-Resource-Policy": "cross-origin",  # other sites show it with a link
        },
    )


def drawn(title, kicker):
    """The bytes of a PNG. A title that is too long ends in an ellipsis."""
    title, kicker = in_letters_of_the_font(title), in_letters_of_the_font(kicker)
    picture = Image.new("RGB", (WIDTH, HEIGHT), BAND)
    pen = ImageDraw.Draw(picture)
    draw_compass(pen, WIDTH - 40, HEIGHT // 2, 250)
    pen.rectangle([0, HEIGHT - 16, WIDTH, HEIGHT], fill=GOLD)
    pen.text((MARGIN, 70), kicker.upper(), SOFT, ImageFont.load_default(34))
    font, lines = fitted(pen, title)
    pen.multiline_text((MARGIN, 140), "\n".join(lines), CREAM, font, spacing=font.size // 5)
    office = "American Library Association · Chapter Relations Office"
    pen.text((MARGIN, HEIGHT - 90), office, SOFT, ImageFont.load_default(30))
    out = BytesIO()
    picture.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def in_letters_of_the_font(text):
    """ "Łódź — now" as "Lodz - now"; what has no such letter goes."""
    letters = unicodedata.normalize("NFKD", text.translate(INSTEAD).replace("…", "..."))
    return "".join(one for one in letters if one.isascii() or one in HAS)


def draw_compass(pen, x, y, radius):
    """A ring, and a needle in it that points up."""
    pen.ellipse([x - radius, y - radius, x + radius, y + radius], outline=LINES, width=4)
    pen.polygon([(x, y - radius + 30), (x - 34, y), (x, y)], fill=NEEDLE)
    pen.polygon([(x, y - radius + 30), (x + 34, y), (x, y)], fill=DARK_NEEDLE)
    pen.polygon([(x, y + radius - 30), (x - 34, y), (x + 34, y)], fill=LINES)


def fitted(pen, title):
    """The largest font in which `title` has room, and its lines."""
    for size in SIZES:
        font = ImageFont.load_default(size)
        lines = wrapped(pen, title, font)
        if len(lines) * size * 1.2 <= HEIGHT - 260:
            return font, lines
    most = lines[:MOST_LINES]
    return font, most if len(lines) <= MOST_LINES else [*most[:-1], f"{most[-1][:-3]}..."]


def wrapped(pen, title, font):
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font) > WIDTH - 3 * MARGIN - 130:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
