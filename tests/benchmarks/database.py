"""Where made-up rows are measured, so that nothing of them stays."""

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction


def left_as_it_was():
    """The database, for as long as this context lasts: what is written to it goes again."""
    return copy_of_sqlite() if connection.vendor == "sqlite" else rolled_back()


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def copy_of_sqlite():
    """A database of its own, for what is not committed SQLite reads far more slowly."""
    name = connection.settings_dict["NAME"]
    with TemporaryDirectory() as folder:
        copy = str(Path(folder) / "copy.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [copy])
        connection.close()
        connection.settings_dict["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name


def take_statistics():
    """What the planner of the database knows after a night, it must know now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
