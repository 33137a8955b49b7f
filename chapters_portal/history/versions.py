"""What every edited row was before: its versions, each of which is noted in the log of changes."""

import uuid
from contextlib import contextmanager
from threading import local

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .changes import Change

_paused = local()


@contextmanager
def history_paused():
    """Save without versions: what a load replaces as a whole, or what gets them at the end."""
    before = getattr(_paused, "is_on", False)
    _paused.is_on = True
    try:
        yield
    finally:
        _paused.is_on = before


@contextmanager
def edits_noted_of(request):
    """Versions that are made meanwhile are by the user of `request`, as one act."""
    before = getattr(History.context, "request", None)
    History.context.request = request
    try:
        yield
    finally:
        del History.context.request
        if before is not None:
            History.context.request = before


def who_edits(get_response):
    """A middleware for the desk alone: public pages need no session, and nobody edits there."""

    def middleware(request):
        if not request.path_info.startswith("/admin/"):
            return get_response(request)
        with edits_noted_of(request):
            return get_response(request)

    return middleware


def locked(rows):
    """`rows`, a queryset, locked until the transaction ends.

    By key: the order of a model may join what cannot be locked, and two who lock the same rows
    must not wait for each other.
    """
    return rows.order_by("pk").select_for_update()


class History(HistoricalRecords):
    """The versions of a model's rows, with all its relations to many, each noted in the log.

    Saving what has not changed makes no version, and what one request does to a row makes one.
    """

    def get_m2m_fields_from_model(self, model):
        return list(model._meta.local_many_to_many)

    def get_meta_options(self, model):
        return {**super().get_meta_options(model), "default_permissions": ()}

    def get_meta_options_m2m(self, through_model):
        return {**super().get_meta_options_m2m(through_model), "default_permissions": ()}

    # -- Following a row

    def post_save(self, instance, created, using=None, raw=False, **kwargs):
        if raw or is_paused(instance):
            return
        before = None if created else newest_version(instance)
        changed = before and changed_fields(before, instance)
        if changed == []:
            return
        self.note(instance, "+" if created else "~", [name_of(field) for field in changed or []])

    def m2m_changed(self, instance, action, attr, pk_set, reverse, model, **kwargs):
        if not action.startswith("post_") or is_paused(instance):
            return
        if reverse:
            rows = model._default_manager.filter(pk__in=pk_set or ())
        else:
            rows = [instance] if pk_set or action == "post_clear" else []
        for row in rows:
            self.note_links(row, name_of(type(row)._meta.get_field(attr)))

    def pre_delete(self, instance, origin=None, **kwargs):
        """Keep the row as it is stored at this moment, and its relations while they still stand."""
        if is_paused(instance):
            return
        stored = locked(type(instance)._base_manager.filter(pk=instance.pk)).first()
        if stored:
            stored._change_reason = getattr(instance, "_change_reason", None)
            self.note(stored, "-", origin=instance if origin is None else origin)

    def post_delete(self, instance, **kwargs):
        """It is all in pre_delete."""

    # -- Writing it down

    def note(self, instance, act, details=(), origin=None):
        self.create_historical_record(instance, act)
        version = instance._version
        reason = version.history_change_reason
        change = Change(
            made_at=version.history_date,
            by_id=version.history_user_id,
            act=act,
            kind=instance._meta.label_lower,
            object_id=instance.pk,
            label=str(instance)[:250],
            belongs_to=", ".join(map(str, owners_of(instance)))[:250],
            details=", ".join([*([reason] if reason else []), *details])[:500],
            version_id=version.pk,
        )
        if origin is not None:
            change.deletion, change.is_by_cascade = deletion_of(origin, instance)
        change.save(force_insert=True)
        instance._noted = getattr(self.context, "request", None), version, change

    def create_historical_record_m2ms(self, history_instance, instance):
        instance._version = history_instance
        super().create_historical_record_m2ms(history_instance, instance)

    def note_links(self, instance, name):
        """A relation to many has changed: another version, unless this request just made one."""
        request = getattr(self.context, "request", None)
        noted_for, version, change = getattr(instance, "_noted", (None, None, None))
        if request is None or noted_for is not request:
            self.note(instance, "~", [name])
            return
        for field in version._history_m2m_fields:
            self.m2m_models[field].objects.filter(history=version).delete()
        self.create_historical_record_m2ms(version, instance)
        if change.act == "~" and name not in change.details.split(", "):
            change.details = ", ".join(filter(None, [change.details, name]))[:500]
            change.save(update_fields=["details"])


def owners_of(instance):
    """The rows that `instance` goes with when they are deleted."""
    for field in instance._meta.concrete_fields:
        goes_with = field.is_relation and field.remote_field.on_delete is models.CASCADE
        if goes_with and (owner := getattr(instance, field.name)):
            yield owner


def who():
    """The editor whose request this is, if it is one."""
    user = getattr(getattr(History.context, "request", None), "user", None)
    return user if user and user.is_authenticated else None


def is_paused(instance):
    return getattr(_paused, "is_on", False) or hasattr(instance, "skip_history_when_saving")


def name_of(field):
    return str(field.verbose_name)


def newest_version(instance):
    versions = type(instance).history.filter(**{instance._meta.pk.attname: instance.pk})
    return versions.order_by("-history_id").first()


def changed_fields(version, instance):
    return [
        field
        for field in version.tracked_fields
        if field.to_python(getattr(instance, field.attname)) != getattr(version, field.attname)
    ]


def deletion_of(origin, instance):
    """What names the deletion that began at `origin`, and whether `instance` only went with it."""
    origin._deletion = getattr(origin, "_deletion", None) or uuid.uuid4()
    is_many = isinstance(origin, models.QuerySet)
    began_here = origin.model is type(instance) if is_many else origin == instance
    return origin._deletion, not began_here


# -- All models that have versions


def has_history(model):
    return hasattr(model._meta, "simple_history_manager_attribute")


def models_with_history():
    return [model for model in apps.get_models() if has_history(model)]


def begin_history():
    """Give each row that has no version its first one. Returns how many that were.

    Rows come without one when they are older than this history, or came in bulk.
    """
    return sum(map(begin_history_of, models_with_history()))


def begin_history_of(model):
    versions, moment = model.history, timezone.now()
    pk = model._meta.pk.attname
    rows = list(model._base_manager.filter(~Exists(versions.filter(**{pk: OuterRef("pk")}))))
    if not rows:
        return 0
    versions.bulk_history_create(rows, batch_size=500, default_date=moment)
    first = {getattr(version, pk): version for version in versions.filter(history_date=moment)}
    for field in versions.model._history_m2m_fields:
        through, past_links = field.remote_field.through, History.m2m_models[field]
        names = [part.attname for part in through._meta.fields]
        owner = through._meta.get_field(field.m2m_field_name()).attname
        past_links.objects.bulk_create(
            [
                past_links(history=first[link[owner]], **link)
                for link in through._base_manager.values(*names)
                if link[owner] in first
            ],
            batch_size=500,
        )
    return len(rows)
