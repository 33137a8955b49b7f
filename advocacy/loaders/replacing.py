"""Replacing a whole set of data with that of a newer file: all of it, or nothing."""

import hashlib

from django.db import transaction

from advocacy.models import DataSource

from .sources import LoadError, read_companion, read_source

MOST_LOST = 0.1  # the part of what is known that may be missing from a new file


@transaction.atomic
def replace(kind, place, names, store, *, now, dated_on=None, force=False):
    """Replace the data of `kind`, a DataSource.Kind, with that of the file or address `place`.

    Of the files called `names`, those that stand beside it are read as well. `store` gets the
    Source, a dict of these companions, None for each that is missing, and `force`; it puts what
    they hold in the place of the old rows and returns a sentence about that. Raises LoadError, and
    changes nothing, when anything cannot be read, or when too much would be lost, unless `force`.
    """
    source = read_source(place)
    companions = {name: read_companion(place, name) for name in names}
    read = [source, *filter(None, companions.values())]
    checksum = hashlib.sha256("".join(one.checksum for one in read).encode()).hexdigest()
    if not force and DataSource.objects.filter(kind=kind, checksum=checksum).exists():
        return "Nothing to change: this file is loaded already."
    done = store(source, companions, force)
    DataSource.objects.update_or_create(
        kind=kind,
        defaults={
            "origin": source.origin,
            "checksum": checksum,
            "dated_on": dated_on or source.dated_on,
            "loaded_at": now,
        },
    )
    missing = [name for name, companion in companions.items() if companion is None]
    return done + (f" Skipped, for it is not there: {', '.join(missing)}." if missing else "")


def refuse_losses(source, known, found):
    """Raise LoadError when more than a tenth of anything known would go.

    `known` and `found` are how many there are before and after the load, by what they are called.
    """
    losses = [
        f"{found[what]} {what} where {count} are known"
        for what, count in known.items()
        if found[what] < count * (1 - MOST_LOST)
    ]
    if losses:
        raise LoadError(
            source.origin,
            f"It has {'; '.join(losses)}. If that is right, load it with --force.",
        )
