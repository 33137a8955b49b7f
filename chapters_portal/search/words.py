"""From text to the words that search compares: each as it is written, and its stem."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import snowballstemmer

from chapters_portal.content.folding import INVISIBLE, squeezed

LONGEST_WORD = 40
MOST_WORDS = 20_000

# Possessive, so that no text can make it try one word in many ways. An okina is a letter.
WORD = re.compile(r"[^\W_]++(?:['‘’`´][^\W_]++)*+")
POSSESSIVE = re.compile(r"['‘’`´]s$", re.IGNORECASE)

# What legislatures put before the number of a bill, with or without dots: "H. Con. Res. 12".
BEFORE_NUMBERS = (
    "hconres sconres hjres sjres hres sres hcr scr hjr sjr hjm sjm acr ajr hr sr hb sb hf sf ab"
    " ld lb"
).split()
SPELLED = "|".join(r"[.\s]*".join(name) for name in BEFORE_NUMBERS)
BILL = (
    rf"(?<![^\W_])(?:(?i:{SPELLED})[.\s-]*|[AHS][.\s]*|[ahs]\.?)"
    r"[0-9]{1,5}(?![^\W_])"
)
INITIALS = r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
HYPHENATED = rf"{WORD.pattern}(?:[-‐‑–−]{WORD.pattern})+"
PIECE = re.compile(
    rf"(?P<bill>{BILL})|(?P<initials>{INITIALS})|(?P<hyphenated>{HYPHENATED})|{WORD.pattern}"
)

# Words too common to ask for, unless nothing else is asked for.
COMMON = frozenset(
    """a about an and any are as at be been but by can could did do does for from had has have he
    her him his how i if in into is it its me my no not of on or our she should so than that the
    their them then there these they this those to too us was we were what when where which who
    whom why will with would you your""".split()
)


def whole(text):
    """`text` with each accent on its letter, so that a word is not broken in two."""
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text))


@lru_cache(maxsize=50_000)
def bare(word):
    """`word` in small letters, without accents and apostrophes: "Hawai'i's" is "hawaii"."""
    return squeezed(POSSESSIVE.sub("", word))[:LONGEST_WORD]


@dataclass(frozen=True)
class Piece:
    """A word as it is written, or several that people write as one: "e-rate", "N.Y.", "H.R. 19"."""

    start: int
    written: str
    word: str  # all of it as one word: "erate", "ny", "hr19"
    parts: tuple[str, ...]  # and part by part: "e" and "rate", "ny", "hr" and "19"
    is_bill: bool = False


def pieces_of(text):
    for match in PIECE.finditer(text):
        start, written = match.start(), match[0]
        if match["bill"]:
            word = squeezed(written)
            parts = tuple(re.findall(r"[a-z]+|[0-9]+", word))
            yield Piece(start, written, word, parts, is_bill=len(parts[0]) > 1)
        elif match["initials"]:
            word = squeezed(written)[:LONGEST_WORD]
            yield Piece(start, written, word, (word,))
        else:
            parts = tuple(filter(None, (bare(part[0]) for part in WORD.finditer(written))))
            if parts:  # an okina alone is a letter, and no word
                yield Piece(start, written, "".join(parts)[:LONGEST_WORD], parts)


def words_of(text):
    return [part for piece in pieces_of(whole(text)) for part in piece.parts]


@lru_cache(maxsize=20_000)
def stem(word):
    """ "libraries" and "library" are both "librari". A short or foreign word is its own stem.

    Three letters are short: the stem of "was" would be "wa", which is Washington.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    # A stemmer keeps its word in itself, so threads must not share one. Making one costs nothing.
    return snowballstemmer.stemmer("porter").stemWord(word)


def index_words(text):
    """What the index holds of `text`: every word, and behind it its stem where that differs."""
    found = []
    for piece in islice(pieces_of(whole(text)), MOST_WORDS):
        for word in dict.fromkeys([*piece.parts, piece.word]):
            found += dict.fromkeys([word, stem(word)])
    return " ".join(found)
