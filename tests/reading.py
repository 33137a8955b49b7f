"""Pages as their readers get them, whatever lines and steps their templates have."""

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString

KEPT = ["pre", "script", "style", "textarea", "title"]
FOLDED = " \t\n\r\f"  # not the space that does not break
IN_A_LINE = "a abbr b button code del em i ins label mark small span strong time u".split()


def read_page(html):
    """The page with white space folded: one space in a line, none at the edges of a block."""
    page = BeautifulSoup(html, "html.parser")
    for text in page.find_all(string=True):
        if type(text) is NavigableString and not text.find_parent(KEPT):
            words = re.sub(f"[{FOLDED}]+", " ", text)
            if is_edge(text, "previous_siblings"):
                words = words.removeprefix(" ")
            if is_edge(text, "next_siblings"):
                words = words.removesuffix(" ")
            text.replace_with(NavigableString(words))
    return page


def is_edge(text, side):
    """Whether nothing else stands in the line of `text` on that side of it."""
    node = text
    while node.name is None or node.name in IN_A_LINE:
        for neighbor in getattr(node, side):
            if neighbor.name or neighbor.strip(FOLDED):
                return neighbor.name is not None and neighbor.name not in IN_A_LINE
        node = node.parent
    return True
