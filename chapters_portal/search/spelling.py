"""What somebody may have meant who found nothing."""

from collections import Counter
from difflib import get_close_matches
from functools import lru_cache

from .models import SearchDocument
from .query import search
from .words import COMMON, stem, words_of

MOST_CORRECTED = 3  # words; comparing one with the whole vocabulary takes some milliseconds
MOST_OFFERED = 3
LIKENESS = 0.72


def corrections(text, *, moment):
    """Up to three texts like `text` that do find something at `moment`."""
    words = list(dict.fromkeys(words_of(text)[:6]))
    known = vocabulary(moment.replace(second=0, microsecond=0))
    unknown = [word for word in words if word not in known and stem(word) not in known]
    likely = {word: _nearest(word, known) for word in unknown[:MOST_CORRECTED]}
    corrected = [likely.get(word) or word for word in words]
    whole = " ".join(corrected)
    if whole != " ".join(words) and search(whole, moment=moment).total:
        return [whole]
    parts = [word for word in corrected if word not in COMMON and len(word) > 1]
    if len(parts) < 2:
        return []
    return [part for part in parts if search(part, moment=moment).total][:MOST_OFFERED]


@lru_cache(maxsize=1)
def vocabulary(moment):
    """How often each word is in a title or among keywords. Kept for a minute.

    What it holds may be gone by then, so nothing is offered before it has been found.
    """
    visible = SearchDocument.objects.visible(moment).values_list("title", "keywords")
    words = Counter()
    for texts in visible.iterator(chunk_size=2000):
        for text in texts:
            words.update(words_of(text))
    words.update({stem(word): 0 for word in words})
    return words


def _nearest(word, known):
    near = [other for other in known if abs(len(other) - len(word)) <= 2 and known[other]]
    return next(iter(get_close_matches(word, near, n=1, cutoff=LIKENESS)), None)
