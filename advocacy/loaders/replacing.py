"""Replacing a whole set of data with that of a newer file: all of it, or nothing."""

from django.db import transaction

from advocacy.models import DataSource

from .sources import LoadError, read_source

MOST_LOST = 0.1  # the part of what is known that may be missing from a new file


@transaction.atomic
def replace(kind, place, store, *, now, dated_on=None, force=False):
    """Replace the data of `kind`, a DataSource.Kind, with that of the file or address `place`.

    `store` puts what a Source holds in the place of the old rows and returns a sentence about that.
    What stands beside the file, it reads as well. Raises LoadError, and changes nothing, when
    anything cannot be read, or when more than a tenth would be lost, unless `force`.
    """
    source = read_source(place)
    if not force and DataSource.objects.filter(kind=kind, checksum=source.checksum).exists():
        return "Nothing to change: this file is loaded already."
    done = store(source, place, force)
    DataSource.objects.update_or_create(
        kind=kind,
        defaults={
            "origin": source.origin,
            "checksum": source.checksum,
            "dated_on": dated_on or source.dated_on,
            "loaded_at": now,
        },
    )
    return done


def refuse_loss(source, found, known, what):
    """Raise LoadError when `source` has so few that more than a tenth of those known would go."""
    if found < known * (1 - MOST_LOST):
        raise LoadError(
            source.origin,
            f"It has {found} {what} where {known} are known. "
            "If that is right, load it with --force.",
        )
