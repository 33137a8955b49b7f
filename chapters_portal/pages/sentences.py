"""Finds the sentences of the templates and keeps a row for each, so that staff can edit them."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.base import Node, TextNode
from django.template.loader import get_template

from chapters_portal.history.versions import begin_history_of
from chapters_portal.pages.models import Sentence, as_shipped
from chapters_portal.templatetags.portal import sentence


def sentences_of_templates():
    """A Sentence, not stored, for each tag, in the order of the templates.

    Raises ValueError for a key that comes twice, or words that a template computes.
    """
    found = {}
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in sorted(Path(folder).rglob("*.*")):
            if "{% sentence " not in path.read_text():
                continue
            name = path.relative_to(folder)
            for node in get_template(str(name)).template.nodelist.get_nodes_by_type(Node):
                if getattr(node, "func", None) is not sentence:
                    continue
                key = node.args[0].resolve(Context())
                if key in found or not all(isinstance(part, TextNode) for part in node.nodelist):
                    raise ValueError(f"{name}: the sentence {key!r} is not plain, or comes twice.")
                shipped = as_shipped(node.nodelist.render(Context()), str(name))
                found[key] = Sentence(key=key, page=page_in_words(name), shipped=shipped)
    return list(found.values())


def page_in_words(path):
    """ "advocacy/press/release_list.html" as "Press: release list"."""
    room = path.parent.name or "everywhere"
    return f"{room.capitalize()}: {path.stem.replace('_', ' ')}"


@transaction.atomic
def note_sentences(**kwargs):
    """Bring the rows up to date with the templates, and leave alone what staff wrote."""
    sentences = sentences_of_templates()
    Sentence.objects.bulk_create(
        sentences,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["page", "shipped"],
    )
    for row in Sentence.objects.exclude(key__in=[one.key for one in sentences]):
        row.delete()
    begin_history_of(Sentence)
