"""Back to an earlier version, out of the bin, and gone for good."""

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import capfirst

from .changes import Change
from .versions import History, has_history, locked, name_of, who


class NotRestored(Exception):
    """A row cannot come back as it was; `reasons` says why, in sentences."""

    def __init__(self, *reasons):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


# -- An earlier version


@transaction.atomic
def restore_version(version, only=None):
    """Make the row as it was in `version`, under the rules of today, and return it.

    `only` are names of fields, where the others are to stay. Raises NotRestored when the row is
    gone, or may not be like that any more.
    """
    model = version.instance_type
    rows = model._base_manager.filter(pk=version.history_object.pk)
    lock_owners(rows)
    row = locked(rows).first()
    if row is None:
        raise NotRestored(f"This {model._meta.verbose_name} was deleted. Look for it in the bin.")
    for field in version.tracked_fields:
        if field.editable and (only is None or field.name in only):
            setattr(row, field.attname, getattr(version, field.attname))
    row._change_reason = "an earlier version restored" if only is None else "a change undone"
    refuse(row)
    row.save()
    link_again(row, version, only)
    return row


def lock_owners(rows):
    """Lock what `rows` go with when it is deleted: whoever edits that locks it before them, too."""
    for field in rows.model._meta.concrete_fields:
        if field.is_relation and field.remote_field.on_delete is models.CASCADE:
            owners = set(rows.values_list(field.attname, flat=True))
            list(locked(field.related_model._base_manager.filter(pk__in=owners)))


def refuse(row):
    """Raise NotRestored when `row` cannot be stored as it is."""
    gone = [
        f"Its {name_of(field)}{name_of_deleted(field, row)} was deleted. Restore that first."
        for field in row._meta.concrete_fields
        if field.is_relation
        and getattr(row, field.attname)
        and not field.related_model._base_manager.filter(pk=getattr(row, field.attname)).exists()
    ]
    if gone:
        raise NotRestored(*gone)
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotRestored(*sentences(row, error)) from error


def name_of_deleted(field, row):
    kind = field.related_model._meta.label_lower
    change = Change.objects.filter(kind=kind, object_id=getattr(row, field.attname)).first()
    return f" ({change.label})" if change else ""


def sentences(row, error):
    for name, problems in error.error_dict.items():
        for problem in problems:
            if name == NON_FIELD_ERRORS:
                yield from problem.messages
                continue
            field = row._meta.get_field(name)
            if problem.code == "unique":
                yield (
                    f"Another {row._meta.verbose_name} has the {name_of(field)} "
                    f'"{getattr(row, name)}" now. Change or delete that one first.'
                )
            else:
                yield from (f"{capfirst(name_of(field))}: {text}" for text in problem.messages)


def link_again(row, version, only=None):
    """Give `row` the relations to many of `version`, as far as the other ends are there."""
    for field in version._history_m2m_fields:
        if only is not None and field.name not in only:
            continue
        past = History.m2m_models[field].objects.filter(history=version)
        ids = list(past.values_list(f"{field.m2m_reverse_field_name()}_id", flat=True))
        getattr(row, field.name).set(field.related_model._base_manager.filter(pk__in=ids))


# -- The bin


@transaction.atomic
def restore_deleted(change, may_come):
    """Bring back what `change` deleted, and what went with it. Returns the rows and the refusals.

    `may_come` tells of each change that went with it whether it may be undone. Parents come before
    children. A refusal is a NotRestored: that row then lies in the bin by itself. Raises
    NotRestored when the first row cannot come back, and then none does.
    """
    change = locked(Change.objects.in_trash().filter(pk=change.pk)).first()
    if change is None:
        raise NotRestored("It is not in the bin any more.")
    rows, refusals = [take_back(change)], []
    waiting = list(Change.objects.gone_with(change))
    versions = {child.pk: child.version for child in waiting}
    back = {(type(rows[0]), rows[0].pk)}
    while ready := [child for child in waiting if leads_to(versions[child.pk], back)]:
        for child in ready:
            waiting.remove(child)
            try:
                if not may_come(child):
                    raise NotRestored("Ask somebody who may publish and add such rows.")
                with transaction.atomic():
                    rows.append(take_back(child))
                    back.add((type(rows[-1]), rows[-1].pk))
            except NotRestored as refusal:
                refusals.append(NotRestored(f"{child.label}: {refusal}"))
                Change.objects.filter(pk=child.pk).update(is_by_cascade=False)
    return rows, refusals


def take_back(change):
    version = change.version
    if version is None or version.instance_type._base_manager.filter(pk=change.object_id).exists():
        raise NotRestored("It is not in the bin any more.")
    row = version.history_object
    row._change_reason = "restored from the bin"
    refuse(row)
    row.save(force_insert=True)
    link_again(row, version)
    link_others_again(row)
    return row


def leads_to(version, rows):
    """Whether the row of `version` belongs to one of `rows`."""
    return version is not None and any(
        (field.related_model, getattr(version, field.attname)) in rows
        for field in version.tracked_fields
        if field.is_relation
    )


def link_others_again(row):
    """Bring back the relations of others to `row`, which their newest versions still have."""
    for relation in row._meta.related_objects:
        if not relation.many_to_many or not has_history(relation.related_model):
            continue
        field, owner = relation.field, relation.related_model
        newest = owner.history.values(owner._meta.pk.attname).annotate(newest=Max("history_id"))
        past = History.m2m_models[field].objects.filter(
            **{field.m2m_reverse_field_name(): row.pk}, history__in=newest.values("newest")
        )
        ids = list(past.values_list(f"{field.m2m_field_name()}_id", flat=True))
        getattr(row, relation.get_accessor_name()).add(*owner._base_manager.filter(pk__in=ids))


# -- For good


@transaction.atomic
def forget(model, pk):
    """Delete a row for good: the row, what cannot stand without it, and every version of them.

    The log keeps that it was done and by whom, and no name.
    """
    row = locked(model._base_manager.filter(pk=pk)).first()
    if row:
        delete_with_dependants(row)
    purge(model, pk)
    Change.objects.create(
        made_at=timezone.now(),
        by=who(),
        act=Change.Act.FORGOTTEN,
        kind=model._meta.label_lower,
        object_id=pk,
        label=f"{model._meta.verbose_name} {pk}",
    )


def dependants(model):
    """The relations of rows that cannot stand without one of `model`."""
    return [
        relation
        for relation in model._meta.related_objects
        if not relation.many_to_many and relation.on_delete in {models.CASCADE, models.PROTECT}
    ]


def rows_in_need_of(row):
    """Rows that cannot stand without `row`."""
    return [one for relation in dependants(type(row)) for one in rows_of(relation, row)]


def rows_of(relation, row):
    return relation.related_model._base_manager.filter(**{relation.field.name: row})


def delete_with_dependants(row):
    for relation in dependants(type(row)):
        if relation.on_delete is models.PROTECT:
            for one in rows_of(relation, row):
                delete_with_dependants(one)
    row.delete()


def purge(model, pk):
    """Remove every version of a row that is gone, and of those that cannot come back without it."""
    for relation in dependants(model):
        child = relation.related_model
        if has_history(child):
            gone = child.history.filter(history_type="-", **{relation.field.attname: pk})
            for child_pk in set(gone.values_list(child._meta.pk.attname, flat=True)):
                if not child._base_manager.filter(pk=child_pk).exists():
                    purge(child, child_pk)
    versions = model.history.filter(**{model._meta.pk.attname: pk})
    for field in model.history.model._history_m2m_fields:
        History.m2m_models[field].objects.filter(history__in=versions).delete()
    versions.delete()
    Change.objects.filter(kind=model._meta.label_lower, object_id=pk).delete()


def empty_trash(deletions):
    """Purge what `deletions`, a queryset of changes, deleted."""
    for kind, pk in list(deletions.values_list("kind", "object_id")):
        purge(apps.get_model(kind), pk)
