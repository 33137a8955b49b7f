"""From text to the words that search compares: each as it is written, and its stem."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

LONGEST_WORD = 40
MOST_WORDS = 20_000

WORD = re.compile(r"[^\W_]+(?:['’ʻ][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s$")
APOSTROPHES = re.compile(r"['’ʻ]")

# Words too common to ask for, unless nothing else is asked for.
COMMON = frozenset(
    """a about an and any are as at be been but by can could did do does for from had has have he
    her him his how i if in into is it its me my no not of on or our she should so than that the
    their them then there these they this those to too us was we were what when where which who
    whom why will with would you your""".split()
)


def whole(text):
    """`text` with each accent on its letter, so that a word is not broken in two."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=50_000)
def bare(word):
    """`word` in small letters, without accents and apostrophes: "Hawai'i's" is "hawaii"."""
    word = APOSTROPHES.sub("", POSSESSIVE.sub("", word.casefold()))
    letters = unicodedata.normalize("NFKD", word)
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return "".join(kept)[:LONGEST_WORD]


def words_of(text):
    return [bare(match[0]) for match in WORD.finditer(whole(text))]


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
    for word in words_of(text)[:MOST_WORDS]:
        found += dict.fromkeys([word, stem(word)])
    return " ".join(found)
