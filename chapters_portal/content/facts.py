"""Facts that are kept once and stand in texts by their marks, such as `{joint-chapters}`.

Texts are stored with their marks. What answers the public fills them in: `pages.facts.fill_marks`
every page, the index of search its documents, calendars their words. A mark has a hyphen, so that
it is none of a sentence or a script. A value holds none of the letters that HTML, XML and JSON
escape, so that it can stand in any of them.
"""

import re
from urllib.parse import quote, unquote

from django.core.validators import RegexValidator

NAME = r"[a-z0-9]+(?:-[a-z0-9]+)+"
# In the address of a prepared e-mail its signs are percent-encoded.
MARK = re.compile(rf"\{{{NAME}(?::when)?\}}|%7B{NAME}(?:%3Awhen)?%7D")
CUT_OFF = re.compile(r" ?\{[a-z0-9:-]*…")  # by a template that shortens a text

validate_name = RegexValidator(
    rf"^{NAME}$", "Write words in small letters with hyphens between, such as joint-chapters."
)
validate_value = RegexValidator(
    r'^[^<>&"\\{}]*$',
    'Leave out these signs, for which readers might see others: < > & " \\ { }',
)

_sources = []


def register_facts(source):
    """Ask `source` for facts: a function that makes a dict of whole marks with their values."""
    _sources.append(source)
    return source


def kept_facts():
    return {mark: value for source in _sources for mark, value in source().items()}


def marks_in(text):
    return {unquote(mark) for mark in MARK.findall(text)}


def filled(text, facts=None):
    """`text` with `facts`, or all that are kept, in the place of their marks.

    A mark that nobody keeps stays, so that someone sees and mends it.
    """
    if "{" not in text and "%7B" not in text:
        return text
    if MARK.search(text):
        known = kept_facts() if facts is None else facts

        def value(found):
            kept = known.get(unquote(found[0]), unquote(found[0]))
            return quote(kept) if found[0][0] == "%" else kept

        text = MARK.sub(value, text)
    return CUT_OFF.sub("…", text)
