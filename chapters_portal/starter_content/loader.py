"""Asks the rooms to load what they start from."""

from importlib import import_module

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import module_has_submodule


@transaction.atomic
def load_starter_content(published_at):
    """Fill an empty database; what needs a moment of publishing gets `published_at`."""
    for room in starters():
        room.load(published_at)


def load_reference_data(now):
    for room in starters():
        if hasattr(room, "load_reference_data"):
            room.load_reference_data(now)


def load_samples(now):
    for room in starters():
        if hasattr(room, "load_samples"):
            room.load_samples(timezone.localdate(now))


def starters():
    """The module `starter` of each room, and of the ground, whose words come first."""
    return [
        import_module(f"{config.name}.starter")
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "starter")
    ]
