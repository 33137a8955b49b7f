"""What a visitor asks: the words of a text, and the places among them."""

import re
from dataclasses import dataclass
from itertools import islice

from .places import place_word, places
from .words import COMMON, pieces_of, stem, whole, words_of

LONGEST_TEXT = 250  # as long as a title
MOST_WORDS = 12
YEAR = re.compile(r"(?<![^\W_])(?:19|20)[0-9]{2}(?![^\W_])")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Term:
    """One thing that a document must hold, in one of several ways.

    A way is words of the index that must all be there. A `beginning` is one way more: any word that
    begins so.
    """

    ways: tuple[tuple[str, ...], ...]
    beginning: str = ""


def clean(text):
    """`text` as it may be asked and shown: in one line, and not endless."""
    return " ".join(UNPRINTABLE.sub(" ", text[: 10 * LONGEST_TEXT]).split())[:LONGEST_TEXT].strip()


def terms_of(text, *, is_being_typed=False):
    """What `text` asks for. Its last word may go on; while it is being typed, each word may."""
    pieces = list(islice(pieces_of(whole(clean(text))), MOST_WORDS))
    written = [piece.written for piece in pieces]
    words = [piece.word for piece in pieces]
    code_of, name_of = _names_of_places()
    terms, years, common = [], [], []
    place = 0
    while place < len(words):
        word = words[place]
        length = _length_of_name(words[place:], code_of)
        may_go_on = is_being_typed or place + 1 == len(words)
        if length:
            code = code_of[tuple(words[place : place + length])]
            terms.append(_place_term(code, name_of[code], ""))
        elif word in name_of and _means_the_place(written, place):
            terms.append(_place_term(word, name_of[word], word if is_being_typed else ""))
        elif len(pieces[place].parts) > 1:
            terms.append(_joined_term(pieces[place], may_go_on, is_being_typed))
        elif YEAR.fullmatch(word):
            years.append(_word_term(word, False))
        elif word in COMMON:
            common.append(_word_term(word, may_go_on))
        else:
            terms.append(_word_term(word, may_go_on))
        place += length or 1
    if not terms and years and common:  # "What it is 2027"
        words = tuple(word for term in common for word in term.ways[0])
        return [Term((*years[0].ways, words))]
    if not terms:
        return years or common
    # A year makes a page better, and is no reason to leave one out: it is asked for beside a word
    # that must be there anyway.
    first = terms[0]
    return terms + [Term((*year.ways, *first.ways), first.beginning) for year in years]


def _joined_term(piece, may_go_on, is_being_typed):
    """ "e-rate" as one word or as two; the number of a bill is one word, whole once it is asked."""
    if piece.is_bill:
        return Term(((piece.word,),), piece.word if is_being_typed else "")
    parts = tuple(stem(part) for part in piece.parts)
    return Term(((stem(piece.word),), parts), piece.word if may_go_on else "")


def _word_term(word, may_go_on):
    return Term(((stem(word),),), word if may_go_on else "")


def _place_term(code, name, beginning):
    """A place by its name, its code, or the word that only the index knows."""
    ways = [tuple(stem(word) for word in name), (place_word(code),)]
    if code not in COMMON:
        ways.append((code,))
    return Term(tuple(ways), beginning)


def _names_of_places():
    """The code of each place by the words of its name, and the other way round."""
    names = {code.lower(): tuple(words_of(name)) for code, name in places()}
    return {name: code for code, name in names.items()}, names


def _length_of_name(words, code_of):
    """How many words at the beginning are the name of a state: 2 for "New York library"."""
    lengths = range(min(len(words), 4), 0, -1)
    return next((length for length in lengths if tuple(words[:length]) in code_of), 0)


def _means_the_place(written, place):
    """ "OR" is Oregon and "or" is not; "or" alone is, for nothing else can be meant."""
    word = written[place]
    if word.lower() not in COMMON or len(written) == 1:
        return True
    return word.isupper() and any(other != other.upper() for other in written)
