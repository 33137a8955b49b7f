"""Tags that every template of the portal may use without loading them."""

import json
from urllib.parse import urlsplit

from django.template import Library
from django.template.loader import render_to_string
from django.utils.dateformat import format as date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from chapters_portal.content import facts, markup, moments
from chapters_portal.content.rich_text import sanitized
from chapters_portal.desk.staff_bar import staff_bar_of
from chapters_portal.pages.cards import card_path
from chapters_portal.pages.models import MARKS, PageText, Sentence, as_shipped, has_marks_of

register = Library()

register.filter(markup.paragraphs)

NUMERALS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@register.simple_tag(takes_context=True)
def page_text(context, key):
    """The words that staff wrote for a page; with the key as title where there are none yet."""
    known = context["page_texts"]
    if key not in known:
        known[key] = PageText.objects.filter(key=key).first() or PageText(
            key=key, title=key.replace("-", " ").capitalize()
        )
    return known[key]


@register.simple_block_tag(takes_context=True)
def sentence(context, content, key, to="", **values):
    """What staff wrote under `key`, else the words in the template.

    `{name}` in it is filled from `values`; words in [brackets] lead to the address `to`.
    """
    content = as_shipped(content, context.template.name)
    texts = context.get("sentences")
    escape = conditional_escape if context.autoescape else str
    own = (dict(Sentence.objects.texts()) if texts is None else texts).get(key, "")
    text = own if own and has_marks_of(own, content) else content
    if texts is None:  # a letter, for pages are filled when they are whole
        text = facts.filled(text)

    def filled(mark):
        if mark[1] is None:
            return mark[0]
        if mark[0] in "[]":
            return format_html('<a href="{}">', to) if mark[0] == "[" else "</a>"
        return escape(values[mark[0][1:-1]])

    # Marks are none of the letters that are escaped.
    return mark_safe(MARKS.sub(filled, str(escape(text))))  # noqa: S308 (it is escaped)


@register.simple_tag(takes_context=True)
def card(context, title):
    """The whole address of the picture for links to this page; its kicker is the area it is in."""
    areas = [link.label for link, current in context["masthead"] if current]
    return context["request"].build_absolute_uri(card_path(str(title), areas[0] if areas else ""))


@register.filter
def timed(day):
    """The day in words, marked for machines."""
    words, machines = date_format(day, "F j, Y"), day.isoformat()
    return format_html('<time datetime="{}">{}</time>', machines, words)


@register.filter
def linked(rows, name):
    """Links to the pages of `rows`, each called by its attribute `name`."""
    return [
        format_html('<a href="{}">{}</a>', row.get_absolute_url(), getattr(row, name))
        for row in rows
    ]


@register.simple_block_tag(takes_context=True)
def under_staff_bar(context, content):
    """What is between the tags, under a bar for staff that knows what words it used."""
    bar = staff_bar_of(context)
    return render_to_string("desk/staff_bar.html", bar) + content if bar else content


@register.filter
def rich_text(text):
    """What staff wrote in the editor, cleaned once more before it is shown."""
    return mark_safe(sanitized(text))  # noqa: S308 (it is sanitized)


@register.filter
def plain(field):
    """A field of a library's form without the placeholder that repeats its label."""
    field.field.widget.attrs.pop("placeholder", None)
    return field


@register.filter
def hinted(field, hint):
    """A field of a form with the words of a hint."""
    field.help_text = hint
    return field.as_field_group()


@register.filter
def svg(picture):
    """A picture that the portal drew itself, as an element of the page."""
    return mark_safe(picture[picture.index("<svg") :])  # noqa: S308 (nobody else wrote in it)


@register.filter
def in_both_zones(moment):
    """The moment as readers in Eastern and in Central time know it."""
    return moments.in_both_zones(moment) if moment else ""


@register.filter
def dialed(number):
    """The tel: address of a number as people write it ("1-800-545-2433, ext. 2429"), else ""."""
    try:
        return PhoneNumber.from_string(number).as_rfc3966
    except NumberParseException:
        return ""


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
    safe_text = mark_safe(text)  # noqa: S308 (no mark is left that could end the element)
    return format_html('<script type="application/ld+json">{}</script>', safe_text)
