"""People whom a text names although they serve no more, or in another position than it says."""

import re
from collections import defaultdict
from itertools import islice

from django.utils.dateformat import format as format_date

from chapters_portal.desk.advice import adviser

from .models import CommitteeMember, OfficeHolder, Position

LONGEST_NAME = 5  # words
MOST_NAMES = 5000  # that one form may hold, right or wrong; more would be too many for a query
PAST = re.compile(r"\b(?:past|former|formerly)\b\W*(?:\w+\W+){0,3}$", re.IGNORECASE)


@adviser
def advice_on_names(proses, today):
    """Pairs of a text's label and a sentence. `proses` maps labels to the blocks of their texts."""
    texts = {where: " ".join(blocks) for where, blocks in proses.items()}
    candidates = dict.fromkeys(name for text in texts.values() for name in names_in(text))
    terms = terms_by_name(list(islice(candidates, MOST_NAMES)))
    if not terms:
        return
    positions = sorted(Position.objects.values_list("name", flat=True), key=len, reverse=True)
    for where, text in texts.items():
        for name, of_name in terms.items():
            for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                sentence = about(name, of_name, text[: found.start()], positions, today)
                if sentence:
                    yield where, sentence


def names_in(text):
    """What may be somebody's name: two to five words that begin and end with a capital one."""
    words = [word.strip("()[]“”\"',;:!?") for word in text.split()]
    words = [re.sub(r"['’]s$", "", word) for word in words]
    words = [word if len(word) <= 2 else word.removesuffix(".") for word in words]
    for start, first in enumerate(words):
        if first[:1].isupper():
            for end in range(start + 2, min(start + LONGEST_NAME, len(words)) + 1):
                if words[end - 1][:1].isupper():
                    yield " ".join(words[start:end])


def terms_by_name(names):
    """All terms of people who are called one of `names`, by that name."""
    terms = defaultdict(list)
    if names:
        for kind in [OfficeHolder, CommitteeMember]:
            for term in kind.objects.filter(person__name__in=names).select_related("person"):
                terms[term.person.name].append(term)
    return terms


def about(name, terms, before, positions, today):
    """What is wrong with a mention of `name` after the words `before`; None when all is well."""
    titles = "|".join(map(re.escape, positions))
    title = titles and re.search(rf"(?<![\w-])({titles}),?\s+$", before, re.IGNORECASE)
    if PAST.search(before[-60:]):
        return None
    if all(term.ends_on and term.ends_on < today for term in terms):
        day = format_date(max(term.ends_on for term in terms), "F j, Y")
        return f"{name} serves no more, since {day}. Has the text to change?"
    if title:
        held = {
            term.position.name.casefold()
            for term in terms
            if isinstance(term, OfficeHolder)
            and term.starts_on <= today
            and not (term.ends_on and term.ends_on < today)
        }
        if title[1].casefold() not in held:
            return f"{name} is not {title[1]} today. Has the text to change?"
    return None
