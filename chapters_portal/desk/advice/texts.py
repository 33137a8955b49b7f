"""How a text is built, and how hard it is to read."""

import re
from itertools import pairwise

from .reading import grade, words_in

PAGE_LEVEL = 2  # of the heading under which a page shows a text
HARDEST = 12  # grade: the end of high school
LONG_ENOUGH = 100  # words; of fewer the grade says little


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
    if sum(len(words_in(block)) for block in blocks) > LONG_ENOUGH:
        found = grade(blocks)
        if found > HARDEST:
            yield (
                f"it reads at grade {found:.0f}, above {HARDEST}. "
                "Shorter sentences and plainer words help."
            )
