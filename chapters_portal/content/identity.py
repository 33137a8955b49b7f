"""What other programs know a thing by: made once and stored, the same under every address."""

import uuid

from django.conf import settings
from django.db import models

NO_HOSTS = {"*", "localhost", "127.0.0.1", "[::1]", "testserver"}


def new_uid():
    return uuid.uuid4().urn


def uid_of(*parts):
    """The id of what is named by `parts`, one of which is a stored id."""
    return uuid.uuid5(uuid.NAMESPACE_URL, " ".join(map(str, parts))).urn


class Identified(models.Model):
    uid = models.CharField(
        "id for other programs", max_length=250, unique=True, default=new_uid, editable=False
    )

    class Meta:
        abstract = True


def give_uids(apps, label, former=lambda row, host: ""):
    """For a migration: each row gets an id, the one that it had under our host if that is known.

    Versions get that of their row, so that what comes back from the trash has one of its own.
    """
    model = apps.get_model(label)
    past = apps.get_model(label.replace(".", ".historical"))
    named = [host for host in settings.ALLOWED_HOSTS if host not in NO_HOSTS and host[0] != "."]
    uids, taken = {}, set()
    for row in model._base_manager.order_by("pk").iterator():
        known = former(row, named[0]) if named else ""
        uids[row.pk] = known if known and known not in taken else new_uid()
        taken.add(uids[row.pk])
        model._base_manager.filter(pk=row.pk).update(uid=uids[row.pk])
    for pk in set(past._base_manager.order_by().values_list("id", flat=True)):
        past._base_manager.filter(id=pk).update(uid=uids.get(pk) or new_uid())
