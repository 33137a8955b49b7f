"""How a text is built, and how hard it is to read."""

import re
from itertools import pairwise

PAGE_LEVEL = 2  # of the heading under which a page shows a text
HARDEST = 12  # grade: the end of high school
LONG_ENOUGH = 100  # words; of fewer the grade says little
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s|$)")
VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
# Endings that are not heard, as in "make", "makes" and "asked"; they are in "table" and "wanted".
SILENT = re.compile(r"(?<![td])ed$|(?<![cgsxz])(?<!ch)(?<!sh)es$|e$")
HEARD = re.compile(r"[^aeiouy]les?$")


def advice(markup):
    """Sentences on the headings and pictures of a text."""
    levels = [(PAGE_LEVEL, ""), *markup.headings]
    for (above, _), (level, words) in pairwise(levels):
        if not words:
            yield f"a heading of level {level} is empty."
        elif level > above + 1:
            yield f"the heading “{words}” is of level {level}; {above + 1} would follow here."
    for words in markup.pictures:
        if words is None or re.fullmatch(r"\s*|.*\.(gif|jpe?g|png|svg|webp)", words):
            yield "a picture has no words for those who cannot see it."


def reading_advice(blocks):
    """A sentence when the text of `blocks` is long and hard to read."""
    if sum(len(WORD.findall(block)) for block in blocks) > LONG_ENOUGH:
        found = grade(blocks)
        if found > HARDEST:
            yield (
                f"it reads at grade {found:.0f}, above {HARDEST}. "
                "Shorter sentences and plainer words help."
            )


def grade(blocks):
    """The Flesch-Kincaid grade level of `blocks`, such as paragraphs and list items; 0 for none.

    0.39 x words / sentences + 11.8 x syllables / words - 15.59, from J. P. Kincaid, R. P.
    Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of New Readability Formulas for Navy
    Enlisted Personnel", Research Branch Report 8-75, 1975. Every block ends a sentence.
    """
    sentences = [
        words
        for block in blocks
        for part in SENTENCE_END.split(block)
        if (words := WORD.findall(part))
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
