"""The documents of the index. It follows every saved and deleted row, in the same transaction.

QuerySet.update() and bulk_create() send no signal: whoever uses them on what is searched calls
`refresh`, or `manage.py rebuild_search` afterwards.
"""

from collections import defaultdict
from contextlib import contextmanager
from threading import local

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save

from chapters_portal.content.facts import filled
from chapters_portal.content.folding import squeezed
from chapters_portal.content.registry import registry

from .models import SearchDocument
from .names import names_of_links, naming_models
from .places import place_word
from .words import index_words, whole

FIELDS = [
    field.name
    for field in SearchDocument._meta.concrete_fields
    if field.name not in {"id", "source", "object_id"}
]


def documents_of(search, rows):
    """The documents of those `rows` that have one: what is a draft has none."""
    called = names_of_links()
    for row in rows:
        content = search.document(row)
        if content is not None:
            yield make_document(
                source=search.source,
                kind=search.kind,
                object_id=row.pk,
                link_names=called[content["url"]],
                **content,
            )


def make_document(
    *, title, keywords, body, names=(), link_names=(), states=(), has_own_page=True, **fields
):
    """`states` are rows with a code and a name, by which visitors ask for what lies there.

    What has no page of its own steps back behind a page with the same title.
    """
    codes = [state.code for state in states]
    keywords = [*names, *link_names, *keywords, *(state.name for state in states)]
    keywords = whole(filled(" ".join(dict.fromkeys(filter(None, keywords)))))
    title, body = whole(filled(title)), whole(filled(body))
    own_names = [title if has_own_page else "", title, *names, *link_names]
    keys = dict.fromkeys(squeezed(filled(name)) for name in own_names)
    return SearchDocument(
        title=title,
        name_keys=f"|{'|'.join(keys)}|",
        link_names="\n".join(link_names),
        keywords=keywords,
        body=body,
        states=" ".join(codes),
        title_words=index_words(title),
        keyword_words=" ".join([index_words(keywords), *map(place_word, codes)]),
        body_words=index_words(body),
        **fields,
    )


def write(documents):
    SearchDocument.objects.bulk_create(
        documents,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["source", "object_id"],
        update_fields=FIELDS,
    )


@transaction.atomic
def refresh(search, rows):
    """Make the documents of `rows`, a queryset of the model that is searched, anew."""
    rows = list(rows)
    if not rows:
        return
    documents = list(documents_of(search, rows))
    write(documents)
    hidden = {row.pk for row in rows} - {document.object_id for document in documents}
    if hidden:
        remove(search, hidden)


def remove(search, ids):
    SearchDocument.objects.filter(source=search.source, object_id__in=ids).delete()


@transaction.atomic
def rebuild():
    """Make the whole index anew, and return how many documents it has."""
    SearchDocument.objects.all().delete()
    for search in registry.searches:
        write(documents_of(search, search.rows.iterator(chunk_size=500)))
    return SearchDocument.objects.count()


# -- Following the rooms

_paused = local()


@contextmanager
def rebuilt_at_the_end():
    """Leave the index alone while much is loaded, and make it anew when that is done."""
    _paused.is_on = True
    try:
        yield
    finally:
        _paused.is_on = False
    rebuild()


def follow_changes():
    """Follow every model that is searched or quoted, and the relations to many on the way."""
    searches = registry.searches
    models = {search.model for search in searches}
    models |= {model for search in searches for model in search.touched_by}
    for model in models:
        post_save.connect(saved, sender=model, dispatch_uid=f"search-{model.__name__}")
        post_delete.connect(deleted, sender=model, dispatch_uid=f"search-{model.__name__}")
    for model in naming_models():
        post_save.connect(names_changed, sender=model, dispatch_uid=f"names-{model.__name__}")
        post_delete.connect(names_changed, sender=model, dispatch_uid=f"names-{model.__name__}")
    through = {many for search in searches for way in ways_of(search) for many in many_on(way)}
    for model in through:
        m2m_changed.connect(links_changed, sender=model, dispatch_uid=f"search-{model.__name__}")


def ways_of(search):
    """The fields on the way from a searched row to each that it quotes, as lists."""
    for path in search.touched_by.values():
        model, way = search.model, []
        for name in path.split("__"):
            way.append(model._meta.get_field(name))
            model = way[-1].related_model
        yield way


def many_on(way):
    return [field.remote_field.through for field in way if field.many_to_many]


def part_of(search, model):
    """The foreign key by which a row of `model` is a part of a searched row, if it is one."""
    field = search.model._meta.get_field(search.touched_by[model].partition("__")[0])
    return field.field.attname if field.one_to_many else None


def saved(sender, instance, created=False, raw=False, **kwargs):
    if raw or getattr(_paused, "is_on", False):  # raw: a fixture, whose other rows may be missing
        return
    for search in registry.searches:
        if sender is search.model:
            refresh(search, search.rows.filter(pk=instance.pk))
        if sender in search.touched_by and (not created or part_of(search, sender)):
            refresh(search, search.rows.filter(**{search.touched_by[sender]: instance}))


def deleted(sender, instance, **kwargs):
    for search in registry.searches:
        if sender is search.model:
            remove(search, [instance.pk])
        if sender in search.touched_by:
            if key := part_of(search, sender):
                refresh(search, search.rows.filter(pk=getattr(instance, key)))
            refresh_what_quotes_many(search, sender)


def names_changed(sender, raw=False, **kwargs):
    """Make anew what links call otherwise than before, or have just begun to name."""
    if raw or getattr(_paused, "is_on", False):
        return
    called = names_of_links()
    documents = SearchDocument.objects.filter(Q(url__in=list(called)) | ~Q(link_names=""))
    changed = defaultdict(list)
    for document in documents.only("source", "object_id", "url", "link_names"):
        if document.link_names != "\n".join(called[document.url]):
            changed[document.source].append(document.object_id)
    for search in registry.searches:
        if search.source in changed:
            refresh(search, search.rows.filter(pk__in=changed[search.source]))


def links_changed(sender, instance, action, reverse, model, pk_set, **kwargs):
    if not action.startswith("post_") or getattr(_paused, "is_on", False):
        return
    if not reverse:
        saved(type(instance), instance)
    elif pk_set:
        for row in model.objects.filter(pk__in=pk_set):
            saved(model, row)
    else:
        for search in registry.searches:
            refresh_what_quotes_many(search, type(instance))


def refresh_what_quotes_many(search, model):
    """All of it, for once a link to many is gone nothing says where it led. It is seldom."""
    if any(many_on(way) and way[-1].related_model is model for way in ways_of(search)):
        refresh(search, search.rows.all())
