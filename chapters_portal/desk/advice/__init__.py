"""What readers may trip over in a text, for staff who can still mend it.

What would break a page is refused by the fields themselves. A room adds advice of its own with
`adviser`, in a module that its `content.py` imports.
"""

import re

from django.utils import timezone

from chapters_portal.content.markup import Markup
from chapters_portal.content.registry import registry

from . import dates, links, texts

advisers = []


def adviser(function):
    """Ask `function` for advice, too.

    Of a dict of labels of texts with their blocks, and today, it makes pairs of label and sentence.
    """
    advisers.append(function)
    return function


def advise(row, now):
    """Sentences on what the form of `row` holds, as of `now`; none where no public sees it."""
    return list(dict.fromkeys(_advice(row, timezone.localdate(now))))


def advise_on_links(row, host):
    """Sentences on links of `row` to pages of the portal, each of which is made for it.

    `host` is a name under which this process answers for them.
    """
    pages, found = links.Pages(host), []
    for content, part in parts_of(row):
        for name, address, _ in content.links_of(part):
            if name not in content.not_ours:
                found += [
                    f"{prefix_of(part, row)}{label_of(part, name)}: {sentence}"
                    for sentence in links.page_advice(address, pages)
                ]
    return list(dict.fromkeys(found))


def prefix_of(part, row):
    return "" if part == row else f"{part._meta.verbose_name.capitalize()} “{part}”: "


def _advice(row, today):
    proses = {}
    for content, part in parts_of(row):
        prefix = prefix_of(part, row)
        for sentence in dates.of_row(part, today):
            yield f"{prefix}{sentence}"
        markups = {
            name: Markup(html)
            for name, html in content.htmls_of(part)
            if name not in content.not_ours
        }
        for name, markup in markups.items():
            for sentence in texts.advice(markup):
                yield f"{prefix}{label_of(part, name)}: {sentence}"
        for name, sentence in links_advice(content, part):
            yield f"{prefix}{label_of(part, name)}: {sentence}"
        for name in content.prose:
            is_plain = name not in markups
            blocks = paragraphs(getattr(part, name)) if is_plain else markups[name].blocks
            proses[f"{prefix}{label_of(part, name)}"] = blocks
    for place, blocks in proses.items():
        for sentence in [*dates.advice(blocks, today), *texts.reading_advice(blocks)]:
            yield f"{place}: {sentence}"
    for advice in advisers:
        for place, sentence in advice(proses, today):
            yield f"{place}: {sentence}"


def links_advice(content, part):
    for name, address, words in content.links_of(part):
        if name in content.not_ours:
            continue
        if content.is_link or name not in content.links:  # else it is shown with words of ours
            for sentence in links.words_advice(words):
                yield name, sentence
        for sentence in links.host_advice(address, is_free=content.takes_pages_of_ours(name)):
            yield name, sentence


def parts_of(row):
    """What stands in the form of `row`: itself, and the rows below it that the public sees, too."""
    for content in registry.contents:
        if isinstance(row, content.model):
            yield content, row
        elif content.edited_in and isinstance(row, content.form_model):
            for part in content.model._default_manager.filter(**{content.edited_in: row}):
                yield content, part


def label_of(row, name):
    words = row._meta.get_field(name).verbose_name
    return f"{words[:1].upper()}{words[1:]}"


def paragraphs(text):
    return re.split(r"\n\s*\n", text)
