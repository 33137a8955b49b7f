"""Titles and snippets of what was found, with the words that were asked for marked."""

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from .words import COMMON, pieces_of, stem

LENGTH = 190  # characters of a snippet
BEFORE = 60  # of them before the first word that was asked for


class Marker:
    def __init__(self, terms):
        words = {word for term in terms for way in term.ways for word in way}
        self.stems = words - COMMON or words
        self.beginnings = tuple(term.beginning for term in terms if term.beginning)

    def is_asked(self, piece):
        words = {piece.word, *piece.parts}
        return any(word.startswith(self.beginnings) or stem(word) in self.stems for word in words)

    def marked(self, text):
        """`text` escaped, with <mark> around each word that was asked for."""
        parts, end = [], 0
        for piece in pieces_of(text):
            if self.is_asked(piece):
                parts += [
                    escape(text[end : piece.start]),
                    format_html("<mark>{}</mark>", piece.written),
                ]
                end = piece.start + len(piece.written)
        return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 (it is escaped)

    def snippet(self, text):
        """The part of `text` around the first word that was asked for, else its beginning."""
        first = next((piece.start for piece in pieces_of(text) if self.is_asked(piece)), 0)
        start = text.rfind(" ", 0, first - BEFORE) + 1 if first > LENGTH // 2 else 0
        part = text[start : start + LENGTH]
        if start + LENGTH < len(text):
            part = part.rpartition(" ")[0] + " …"
        return format_html("{}{}", "… " if start else "", self.marked(part))
