"""What stands in texts that staff wrote: links, headings, pictures; and how to replace a link."""

import re
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.utils.html import format_html, format_html_join, strip_tags, urlize
from django.utils.safestring import mark_safe
from django.utils.text import normalize_newlines

ADDRESS = re.compile(r'(<[a-z]\w*\s[^>]*?\b(?:href|src)=")([^"]*)(")')
HREF = re.compile(r'(<a\s[^>]*?\bhref=")([^"]*)(")')
BLOCKS = set("blockquote br h1 h2 h3 h4 h5 h6 li p td th tr".split())


def is_ours(address):
    """Whether `address` is a page of the portal, written whole or in short."""
    try:
        host = urlsplit(address.strip()).hostname
    except ValueError:
        return False
    return not host or validate_host(host, [name for name in settings.ALLOWED_HOSTS if name != "*"])


def leads_outside(address):
    """Whether `address` asks another host by http or https."""
    address = address.strip().lower()
    return address.startswith(("http://", "https://", "//")) and not is_ours(address)


class Markup(HTMLParser):
    """The links, headings and pictures of a text, in order, and its words without markup."""

    def __init__(self, html):
        super().__init__()
        self.links = []  # pairs of an address and the words that lead there
        self.headings = []  # pairs of a level and its words
        self.pictures = []  # what each shows in words, None where nothing says it
        self._text, self._begun = [], {}
        self.feed(html)
        self.close()
        blocks = (" ".join(block.split()) for block in "".join(self._text).split("\0"))
        self.blocks = [block for block in blocks if block]

    def handle_starttag(self, tag, attributes):
        self._break_at(tag)
        attributes = dict(attributes)
        if tag == "img":
            self.pictures.append(attributes.get("alt"))
        self._begun[tag] = (len(self._text), attributes.get("href") or "")

    def handle_endtag(self, tag):
        start, href = self._begun.pop(tag, (len(self._text), ""))
        words = " ".join("".join(self._text[start:]).replace("\0", " ").split())
        if tag == "a" and href:
            self.links.append((href, words))
        elif re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), words))
        self._break_at(tag)

    def handle_data(self, data):
        self._text.append(data.replace("\0", " "))

    def _break_at(self, tag):
        if tag in BLOCKS:
            self._text.append("\0")


def replaced_in_html(html, old, new):
    """`html`, as the sanitizer writes it, with links to `old` leading to `new`."""

    def lead(match):
        start, href, end = match.groups()
        return f"{start}{escape(new)}{end}" if unescape(href) == old else match[0]

    return HREF.sub(lead, html)


def with_whole_addresses(html, page):
    """`html`, as the sanitizer writes it, to be read elsewhere than on `page`, a whole address."""

    def whole(match):
        start, address, end = match.groups()
        try:
            return f"{start}{escape(urljoin(page, unescape(address)))}{end}"
        except ValueError:  # no address at all, such as http://[
            return match[0]

    return ADDRESS.sub(whole, html)


def replaced_in_words(text, old, new):
    """Plain `text` where what the page makes a link to `old` is written as `new`."""

    def replaced(word):
        for href, written in Markup(urlize(word, autoescape=True)).links:
            word = word.replace(written, new) if href == old else word
        return word

    return "".join(map(replaced, re.split(r"(\s+)", text)))


def paragraphs(text):
    """Plain words as paragraphs and lists: lines that begin with "- " are items."""
    blocks = normalize_newlines(text).strip().split("\n\n")
    return format_html_join(
        "\n", "{}", ([_block(block.strip())] for block in blocks if block.strip())
    )


def _block(block):
    lines = block.split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith("- ")), len(lines))
    words = _linked(lines[:start])
    items = "\n".join(lines[start:]).removeprefix("- ").split("\n- ") if lines[start:] else []
    listed = format_html_join("", "<li>{}</li>", ([_linked(item.split())] for item in items))
    return format_html(
        "{}{}",
        format_html("<p>{}</p>", words) if words else "",
        format_html("<ul>{}</ul>", listed) if listed else "",
    )


def _linked(words):
    return mark_safe(urlize(" ".join(words), autoescape=True))  # noqa: S308 (it is escaped)


def words_of_html(html):
    """The words of rich text in one line."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())
