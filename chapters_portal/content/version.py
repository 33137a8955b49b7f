"""The content version: a text that changes with every change to what the public may see."""

import uuid

from django.core.cache import caches
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from simple_history.models import HistoricalChanges

from .registry import registry

KEY = "content-version"


def content_version():
    return caches["pages"].get(KEY) or raise_content_version()


def raise_content_version():
    """Make every kept page old. For changes that send no signal, such as QuerySet.update()."""
    version = uuid.uuid4().hex
    caches["pages"].set(KEY, version, timeout=None)
    return version


def raise_after_commit():
    """Once a transaction, however many rows it changes: a load changes tens of thousands."""
    waiting = transaction.get_connection().run_on_commit
    if not any(call is raise_content_version for _, call, *_ in waiting):
        # What was stored is stored, whether the cache takes the news or not: then a page may be a
        # minute old.
        transaction.on_commit(raise_content_version, robust=True)


def follow_changes():
    """Raise the version when a row that a page may show was saved or deleted, and committed."""
    for signal in [post_save, post_delete, m2m_changed]:
        signal.connect(changed, dispatch_uid=f"content-version-{id(signal)}")


def changed(sender, **kwargs):
    if registry.may_be_seen(sender) and not issubclass(sender, HistoricalChanges):
        raise_after_commit()
