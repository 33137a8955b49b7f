"""What staff may do. What the public sees is changed by those who may publish it alone."""

from django.contrib.auth import get_permission_codename
from django.db import models


def may(user, act, model):
    """Whether `user` has Django's permission to "view", "add", "change" ... rows of `model`.

    `model` may be such a row as well.
    """
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename(act, model._meta)}")


def may_see(user, model):
    return may(user, "view", model) or may(user, "change", model)


def may_publish(user, model):
    """Whether `user` may publish, schedule, withdraw, and change what is no draft any more."""
    return may(user, "publish", model)


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
