"""The stem of an English word, after M. F. Porter, "An algorithm for suffix stripping" (1980)."""

import re
from functools import lru_cache

CONSONANTS = r"[^aeiou][^aeiouy]*"
VOWELS = r"[aeiouy][aeiou]*"
# The measure of a stem: how often vowels are followed by consonants in it.
MEASURES_1 = re.compile(f"({CONSONANTS})?{VOWELS}{CONSONANTS}")
MEASURES_2 = re.compile(f"({CONSONANTS})?{VOWELS}{CONSONANTS}{VOWELS}{CONSONANTS}")
MEASURES_ONLY_1 = re.compile(f"({CONSONANTS})?{VOWELS}{CONSONANTS}({VOWELS})?$")
HAS_VOWEL = re.compile(f"({CONSONANTS})?[aeiouy]")
ENDS_SHORT = re.compile(f"{CONSONANTS}[aeiouy][^aeiouwxy]$")
ENDS_DOUBLE = re.compile(r"([^aeioulsz])\1$")

STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize",
    "bli": "ble", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize",
    "ation": "ate", "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful",
    "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
STEP_4 = (
    "al ance ence er ic able ible ant ement ment ent sion tion ou ism ate iti ous ive ize".split()
)


@lru_cache(maxsize=20_000)
def stem(word):
    """ "libraries" and "library" are both "librari". A short or foreign word is its own stem.

    Three letters are short: the stem of "was" would be "wa", which is Washington.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    # A y that begins a word is a consonant.
    word = word[0].upper() + word[1:] if word[0] == "y" else word
    for step in [_plurals, _endings, _y_to_i, _step_2, _step_3, _step_4, _last_letters]:
        word = step(word)
    return word.lower()


def _plurals(word):
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _endings(word):
    if word.endswith("eed"):
        return word[:-1] if MEASURES_1.match(word[:-3]) else word
    for ending in ["ed", "ing"]:
        if word.endswith(ending) and HAS_VOWEL.match(word[: -len(ending)]):
            return _repaired(word[: -len(ending)])
    return word


def _repaired(word):
    """ "relat" (of "relating") is "relate", "hopp" is "hop", "fil" is "file"."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if ENDS_DOUBLE.search(word):
        return word[:-1]
    return word + "e" if re.fullmatch(ENDS_SHORT, word) else word


def _y_to_i(word):
    return word[:-1] + "i" if word.endswith("y") and HAS_VOWEL.match(word[:-1]) else word


def _step_2(word):
    return _replaced(word, STEP_2)


def _step_3(word):
    return _replaced(word, STEP_3)


def _replaced(word, endings):
    ending = _longest(word, endings)
    if ending and MEASURES_1.match(word[: -len(ending)]):
        return word[: -len(ending)] + endings[ending]
    return word


def _step_4(word):
    ending = _longest(word, STEP_4)
    if ending:
        rest = word[: -len(ending)] + (ending[0] if ending in ("sion", "tion") else "")
        return rest if MEASURES_2.match(rest) else word
    return word


def _longest(word, endings):
    return max((ending for ending in endings if word.endswith(ending)), key=len, default=None)


def _last_letters(word):
    rest = word[:-1]
    if word.endswith("e") and (
        MEASURES_2.match(rest)
        or (MEASURES_ONLY_1.match(rest) and not re.fullmatch(ENDS_SHORT, rest))
    ):
        word = rest
    return word[:-1] if word.endswith("ll") and MEASURES_2.match(word) else word
