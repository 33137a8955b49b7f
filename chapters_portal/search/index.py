"""The index follows every saved and deleted row, in the same transaction.

QuerySet.update() and bulk_create() send no signal: whoever uses them on what is searched calls
`refresh`, or `manage.py rebuild_search` afterwards.
"""

from contextlib import contextmanager
from threading import local

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from advocacy.models import Action
from chapters_portal.models import SearchDocument
from directory.models import Chapter, State

from .documents import SOURCES

FIELDS = [
    field.name
    for field in SearchDocument._meta.concrete_fields
    if field.name not in {"id", "kind", "object_id"}
]


def write(documents):
    SearchDocument.objects.bulk_create(
        documents,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=FIELDS,
    )


@transaction.atomic
def refresh(source, rows):
    """Make the documents of `rows`, a queryset of the source's model, anew."""
    rows = list(rows)
    if not rows:
        return
    documents = list(source.documents(rows))
    write(documents)
    hidden = {row.pk for row in rows} - {document.object_id for document in documents}
    if hidden:
        remove(source, hidden)


def remove(source, ids):
    SearchDocument.objects.filter(kind=source.kind, object_id__in=ids).delete()


@transaction.atomic
def rebuild():
    """Make the whole index anew, and return how many documents it has."""
    SearchDocument.objects.all().delete()
    for source in SOURCES.values():
        write(source.documents(source.rows.iterator(chunk_size=500)))
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
    models = {source.rows.model for source in SOURCES.values()}
    models |= {model for source in SOURCES.values() for model in source.touched_by}
    for model in models:
        name = f"search-{model.__name__}"
        post_save.connect(saved, sender=model, dispatch_uid=name)
        post_delete.connect(deleted, sender=model, dispatch_uid=name)
    for model in [Action, Chapter]:
        m2m_changed.connect(
            states_changed,
            sender=model.states.through,
            dispatch_uid=f"search-{model.__name__}-states",
        )


def saved(sender, instance, created=False, raw=False, **kwargs):
    if raw or getattr(_paused, "is_on", False):  # raw: a fixture, whose other rows may be missing
        return
    for source in SOURCES.values():
        if sender is source.rows.model:
            refresh(source, source.rows.filter(pk=instance.pk))
        if sender in source.touched_by and not created:
            refresh(source, source.rows.filter(**{source.touched_by[sender]: instance}))


def deleted(sender, instance, **kwargs):
    for source in SOURCES.values():
        if sender is source.rows.model:
            remove(source, [instance.pk])
    if sender is State:
        _refresh_what_quotes_states()


def states_changed(sender, instance, action, reverse, model, pk_set, **kwargs):
    if not action.startswith("post_") or getattr(_paused, "is_on", False):
        return
    if not reverse:
        saved(type(instance), instance)
    elif pk_set:
        for row in model.objects.filter(pk__in=pk_set):
            saved(model, row)
    else:
        _refresh_what_quotes_states()


def _refresh_what_quotes_states():
    """All of it, for once a link from a state is gone nothing says where it led. It is seldom."""
    for source in SOURCES.values():
        if State in source.touched_by:
            refresh(source, source.rows.all())
