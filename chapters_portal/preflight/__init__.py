"""The pre-flight: what readers may trip over in a text, told to staff who can still mend it.

It is advice. What would break a page is refused by the fields themselves.
"""

import re

from django.utils import timezone

from chapters_portal.markup import Markup
from chapters_portal.shown import SHOWN

from . import dates, links, names, texts


def advise(row, now, host):
    """Sentences on what the form of `row` holds, as of `now`; none for what the public never sees.

    `host` is a name under which this process answers for the portal's own pages.
    """
    return list(dict.fromkeys(_advice(row, timezone.localdate(now), links.Pages(host))))


def _advice(row, today, pages):
    proses = {}
    for shown, part in parts_of(row):
        prefix = "" if part == row else f"{part._meta.verbose_name.capitalize()} “{part}”: "
        for sentence in dates.of_row(part, today):
            yield f"{prefix}{sentence}"
        markups = {
            name: Markup(html) for name, html in shown.htmls_of(part) if name not in shown.not_ours
        }
        for name, markup in markups.items():
            for sentence in texts.advice(markup):
                yield f"{prefix}{label(part, name)}: {sentence}"
        for name, sentence in links_advice(shown, part, pages):
            yield f"{prefix}{label(part, name)}: {sentence}"
        for name in shown.prose:
            is_plain = name not in markups
            blocks = paragraphs(getattr(part, name)) if is_plain else markups[name].blocks
            proses[f"{prefix}{label(part, name)}"] = blocks
    for place, blocks in proses.items():
        for sentence in [*dates.advice(blocks, today), *texts.reading_advice(blocks)]:
            yield f"{place}: {sentence}"
    for place, sentence in names.advice(proses, today):
        yield f"{place}: {sentence}"


def links_advice(shown, part, pages):
    for name, address, words in shown.links_of(part):
        if name in shown.not_ours:
            continue
        if shown.is_link or name not in shown.addresses:  # else it is shown with words of ours
            for sentence in links.words_advice(words):
                yield name, sentence
        for sentence in links.advice(address, pages, is_free=shown.takes_pages_of_ours(name)):
            yield name, sentence


def parts_of(row):
    """What stands in the form of `row`: itself, and the rows below it that the public sees, too."""
    for shown in SHOWN:
        if isinstance(row, shown.model):
            yield shown, row
        elif shown.edited_in and isinstance(row, shown.form_model):
            for part in shown.model._default_manager.filter(**{shown.edited_in: row}):
                yield shown, part


def label(row, name):
    words = row._meta.get_field(name).verbose_name
    return f"{words[:1].upper()}{words[1:]}"


def paragraphs(text):
    return re.split(r"\n\s*\n", text)
