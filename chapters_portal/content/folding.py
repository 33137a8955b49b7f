"""One way to compare what people write: without case, accents and punctuation."""

import re
import unicodedata

APOSTROPHES = re.compile("['‘’ʻʼ`´]")
# What programs put into words where they may be broken, and nobody sees.
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# Letters that Unicode does not take apart into a plain one and its mark.
OTHER_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)


def folded(text):
    """`text` in small letters without accents and apostrophes: "Hawai'i, Łódź": "hawaii, lodz"."""
    visible = INVISIBLE.sub("", APOSTROPHES.sub("", text.casefold()))
    letters = unicodedata.normalize("NFKD", visible)
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return "".join(kept).translate(OTHER_LETTERS)


def plain_words(text):
    """The words of `text`, one space between: "us virgin islands" for "U.S. Virgin-Islands"."""
    return " ".join(re.findall(r"[^\W_]+", folded(text).replace(".", "")))


def squeezed(text):
    """Letters and digits alone: "hr6440" for "H.R. 6440", "HR 6440" and "hr-6440"."""
    return re.sub(r"[\W_]", "", folded(text))
