"""Who may change what the public sees: only those with the permission to publish it."""

from django.contrib.auth import get_permission_codename
from django.db import models


def may_publish(user, model):
    """Whether `user` may publish, schedule, withdraw, and change what is no draft any more."""
    return user.has_perm(
        f"{model._meta.app_label}.{get_permission_codename('publish', model._meta)}"
    )


def may_change_public(user, row):
    """Whether a change of `row` stays a draft, or else `user` may publish it.

    What hangs on something published, such as a date of a celebration, is as public as that.
    """
    return all(one.published_at is None or may_publish(user, type(one)) for one in _published(row))


def is_published_kind(model):
    return hasattr(model, "published_at")


def _published(row):
    if is_published_kind(type(row)):
        yield row
    for field in row._meta.concrete_fields:
        if (
            field.is_relation
            and field.remote_field.on_delete is models.CASCADE
            and is_published_kind(field.related_model)
        ):
            # A version may hang on something that is gone.
            yield from field.related_model._base_manager.filter(pk=getattr(row, field.attname))
