"""Tags that every template of the portal may use without loading them."""

import json
from urllib.parse import urlsplit

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.html import urlize as _urlize
from django.utils.safestring import mark_safe
from django.utils.text import normalize_newlines

from chapters_portal.models import PageText

register = template.Library()

NUMERALS = "no one two three four five six seven eight nine ten".split()


@register.simple_tag
def page_text(key):
    """The words that staff wrote for a page; empty ones, with the key as title, where none are."""
    return PageText.objects.filter(key=key).first() or PageText(
        key=key, title=key.replace("-", " ").capitalize()
    )


@register.filter
def paragraphs(text):
    """Plain words as paragraphs and lists: lines that begin with "- " are items."""
    blocks = normalize_newlines(text).strip().split("\n\n")
    return mark_safe("\n".join(_block(block.strip()) for block in blocks if block.strip()))


def _block(block):
    lines = block.split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith("- ")), len(lines))
    words = _linked(" ".join(lines[:start]))
    items = "\n".join(lines[start:]).removeprefix("- ").split("\n- ") if lines[start:] else []
    listed = format_html_join("", "<li>{}</li>", ((_linked(" ".join(i.split())),) for i in items))
    return (format_html("<p>{}</p>", words) if words else "") + (
        format_html("<ul>{}</ul>", listed) if listed else ""
    )


def _linked(words):
    return mark_safe(_urlize(conditional_escape(words), nofollow=False))


@register.filter
def host(address):
    """Whose site a whole address leads to: "ala.org"."""
    return urlsplit(address).netloc.removeprefix("www.")


@register.filter
def in_words(number):
    """Ten and below as a word, larger numbers in figures."""
    return NUMERALS[number] if 0 <= number <= 10 else str(number)


@register.filter
def json_ld(content):
    """`content` as a schema.org data block. Browsers read it as data and never run it."""
    text = json.dumps(content, ensure_ascii=False)
    for mark, escaped in {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"}.items():
        text = text.replace(mark, escaped)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
