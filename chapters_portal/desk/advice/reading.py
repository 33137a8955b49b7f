"""The reading grade of a text: how many years of school it takes to follow it."""

import re

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s|$)")
VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
# Endings that are not heard, as in "make", "makes" and "asked"; they are in "table" and "wanted".
SILENT = re.compile(r"(?<![td])ed$|(?<![cgsxz])(?<!ch)(?<!sh)es$|e$")
HEARD = re.compile(r"[^aeiouy]les?$")


def words_in(text):
    return WORD.findall(text)


def grade(blocks):
    """The Flesch-Kincaid grade level of `blocks`, such as paragraphs and list items; 0 for none.

    0.39 x words / sentences + 11.8 x syllables / words - 15.59, from J. P. Kincaid, R. P.
    Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of New Readability Formulas for Navy
    Enlisted Personnel", Research Branch Report 8-75, 1975. Every block ends a sentence.
    """
    sentences = [
        words for block in blocks for part in SENTENCE_END.split(block) if (words := words_in(part))
    ]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    count = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * count / len(words) - 15.59


def syllables(word):
    """About how many syllables an English word has: its groups of vowels that are heard."""
    word = word.lower()
    return max(1, len(VOWELS.findall(word if HEARD.search(word) else SILENT.sub("", word))))
