"""Facts that a text says by itself although they are kept, and marks of facts that nobody keeps."""

import re

from chapters_portal.content.facts import marks_in
from chapters_portal.content.folding import plain_words
from chapters_portal.desk.advice import adviser
from chapters_portal.desk.advice.texts import SENTENCE_END

from .facts import Fact, all_facts
from .models import SiteSettings

LONG_WORD = 5  # letters; shorter ones stand everywhere


@adviser
def advice_on_facts(proses, today):
    """Pairs of a text's label and a sentence. `proses` maps labels to the blocks of their texts."""
    known = all_facts()
    kept = [(value, mark, "") for mark, value in SiteSettings.current().facts.items()]
    kept += [(fact.value, fact.mark, fact.name) for fact in Fact.objects.all()]
    for label, blocks in proses.items():
        for mark in sorted(marks_in(" ".join(blocks)) - set(known)):
            yield label, f"{mark} is the mark of no fact, so readers see it as it stands."
        for value, mark, name in kept:
            if any(is_written_by_hand(value, name, block) for block in blocks):
                yield label, f"“{value}” is kept as a fact. Write {mark}, which stays up to date."


def is_written_by_hand(value, name, block):
    """Whether `block` says `value`; a bare number counts beside a long word of the fact's name."""
    says_it = re.compile(rf"(?<![\w-]){re.escape(value)}(?![\w-])").search
    if not value.isdecimal():
        return bool(says_it(block))
    words = {word for word in plain_words(name).split() if len(word) >= LONG_WORD}
    sentences = filter(says_it, SENTENCE_END.split(block))
    return any(words & set(plain_words(sentence).split()) for sentence in sentences)
