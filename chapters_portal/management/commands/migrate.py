import fcntl
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db import connections

LOCK = 57


class Command(migrate.Command):
    """Django's own, one at a time: a second one waits, and then finds nothing left to do."""

    def execute(self, *args, **options):
        with alone(connections[options["database"]]):  # before checks that ask the database
            return super().execute(*args, **options)


@contextmanager
def alone(connection):
    """Wait for others who have `connection`'s database; what dies lets go by itself."""
    if connection.vendor == "postgresql":
        parameters = connection.get_connection_params()
        with connection.Database.connect(**parameters, autocommit=True) as lock:
            lock.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
    elif connection.is_in_memory_db():
        yield
    else:
        with open(f"{connection.settings_dict['NAME']}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
