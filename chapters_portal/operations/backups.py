"""A backup is one file: the database as at one moment, what staff uploaded, and what is in it.

It is a tar.gz; on request it is encrypted. Its last part, manifest.json, has the rows of each table
and a checksum of each file, which every reader compares. Secrets are never in it.
"""

import gzip
import hashlib
import json
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zlib
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from chapters_portal.content.version import raise_content_version

from .sealed import Opened, Sealed, is_sealed

DATABASE, MANIFEST, MEDIA = "database", "manifest.json", "media/"
NOTED = {"made_at", "engine", "migrations", "rows", "files"}
# Django writes these itself, into every new database.
NEVER_EMPTY = {"django_migrations", "django_content_type", "auth_permission"}


# The schema itself stays, with what other roles may do in it.
DROP_TABLES = """DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE public.%I CASCADE', name);
    END LOOP;
END $$;
"""


class BackupError(Exception):
    """It cannot be done; the words are for who runs the command."""


# -- Making one


def make(path, key=""):
    """Write a backup to `path` and read it once more. Returns its manifest.

    The file stands under its name only when it is whole. Raises BackupError.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.touch(mode=0o600)
        with TemporaryDirectory(dir=settings.VAR_DIR) as folder:
            dump = Path(folder, DATABASE)
            rows = dump_database(dump)
            with part.open("wb") as file, writer(file, key) as archive:
                manifest = {
                    "made_at": timezone.now().isoformat(timespec="seconds"),
                    "engine": connection.vendor,
                    "migrations": sorted(map(list, MigrationLoader(connection).applied_migrations)),
                    "rows": rows,
                    "files": dict(put(archive, dump)),
                }
                put_bytes(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
        read(part, key)
        part.replace(path)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        raise BackupError(f"The backup cannot be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


@contextmanager
def writer(file, key):
    out = Sealed(file, key) if key else file
    with tarfile.open(fileobj=out, mode="w|gz") as archive:
        yield archive
    if key:
        out.finish()
    file.flush()
    os.fsync(file.fileno())


def put(archive, dump):
    """Add database and uploads; gives pairs of name and checksum."""
    yield put_file(archive, DATABASE, dump)
    for path in sorted(settings.MEDIA_ROOT.rglob("*")):
        if path.is_file():
            with suppress(FileNotFoundError):  # the night has swept it since
                yield put_file(
                    archive, MEDIA + path.relative_to(settings.MEDIA_ROOT).as_posix(), path
                )


def put_file(archive, name, path):
    with path.open("rb") as file:
        counted = Counted(file)
        archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), counted)
        return name, counted.digest.hexdigest()


class Counted:
    """A file whose checksum is that of what was read of it, whoever writes to it meanwhile."""

    def __init__(self, file):
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size):
        content = self.file.read(size)
        self.digest.update(content)
        return content


def put_bytes(archive, name, content):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, BytesIO(content))


def dump_database(path):
    """Copy the database as at one moment, whoever writes meanwhile. Returns rows by table."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
            rows = count_rows(copy.execute, tables())
        copy.close()
        return rows
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        run_on_database(
            "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}"
        )
        return count_rows(connection.connection.execute, tables())


def tables():
    return sorted(connection.introspection.table_names())


def count_rows(execute, tables):
    return {table: execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0] for table in tables}  # noqa: S608


def run_on_database(name, *arguments):
    """Run a tool of PostgreSQL's on our database. The password is in no list of processes."""
    params = connection.get_connection_params()
    password = params.pop("password", "")
    for name_of_ours in ["client_encoding", "context", "cursor_factory", "prepare_threshold"]:
        params.pop(name_of_ours, None)
    run_tool(name, f"--dbname={make_conninfo(**params)}", *arguments, PGPASSWORD=password)


def run_tool(name, *arguments, **environment):
    try:
        subprocess.run(  # noqa: S603 (a tool and options of ours)
            [name, *arguments],
            env={**os.environ, **environment},
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise BackupError(f"{name} is missing: install the client tools of PostgreSQL.") from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{name}: {last_error(error.stderr)}") from error


def last_error(text):
    """The last line of what a program wrote that tells of an error, or its last line."""
    lines = text.strip().splitlines() or ["it ended without a word"]
    return next((line for line in reversed(lines) if "error" in line.lower()), lines[-1])


def remove_older(path, keep):
    """Leave the newest `keep` backups whose names differ from that of `path` in digits alone."""
    alike = re.compile(re.sub(r"\d+", r"\\d+", re.escape(path.name)))
    found = [one for one in path.parent.iterdir() if alike.fullmatch(one.name)]
    for old in sorted(found, key=lambda one: one.stat().st_mtime, reverse=True)[keep:]:
        old.unlink()


def in_words(manifest):
    rows, uploads = sum(manifest["rows"].values()), len(manifest["files"]) - 1
    return f"{rows:,} rows in {len(manifest['rows'])} tables, {uploads:,} uploads"


# -- Reading one


def read(path, key="", folder=None):
    """The manifest of the backup at `path`, whose parts go to `folder` where one is given.

    Raises BackupError when the file is damaged, is none of ours, or needs another key.
    """
    found, manifest = {}, None
    try:
        with path.open("rb") as file:
            if is_sealed(file):
                if not key:
                    raise BackupError("The backup is encrypted. Set BACKUP_KEY to its key.")
                file = Opened(file, key)
            with gzip.GzipFile(fileobj=file) as plain:
                with tarfile.open(fileobj=plain, mode="r|") as archive:
                    for member in archive:
                        if member.name == MANIFEST:
                            manifest = json.load(archive.extractfile(member))
                        elif member.isfile():
                            found[member.name] = digest_of(archive, member, folder)
                while plain.read(1_000_000):  # to the checksum at its very end
                    pass
    except (tarfile.TarError, ValueError, EOFError, OSError, zlib.error) as error:
        raise BackupError(f"The backup cannot be read: {error}") from error
    if not isinstance(manifest, dict) or not manifest.keys() >= NOTED or found != manifest["files"]:
        raise BackupError("The backup is damaged: what is in it is not what was put there.")
    return manifest


def digest_of(archive, member, folder):
    content = archive.extractfile(member)
    digest = hashlib.sha256()
    path = Path(os.devnull)
    if folder:
        tarfile.data_filter(member, folder)  # refuses a name that leads out of the folder
        path = folder / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        while block := content.read(1_000_000):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


# -- Bringing one back


def restore(path, key="", *, force=False):
    """Put back what the backup at `path` holds, all or nothing, and bring it up to this release.

    Raises BackupError; of the database nothing has changed then.
    """
    if not force and (reason := why_not_empty()):
        raise BackupError(f"{reason} Use --force to overwrite it.")
    with TemporaryDirectory(dir=settings.VAR_DIR) as name:
        folder = Path(name)
        manifest = read(path, key, folder)
        refuse_foreign(manifest)
        try:
            # First, for it may find the disk full. A file more does no harm.
            if (folder / MEDIA).is_dir():
                shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
            load_database(folder / DATABASE, manifest["rows"])
        except (OSError, sqlite3.Error) as error:
            raise BackupError(f"Nothing was restored: {error}") from error
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise BackupError(
            f"The data are back, and could not be brought up to this release: {error}"
        ) from error
    raise_content_version()
    return manifest


def why_not_empty():
    with connection.cursor() as cursor:
        for table in set(tables()) - NEVER_EMPTY:
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608
            if cursor.fetchone():
                return "The database is not empty."
    if settings.MEDIA_ROOT.is_dir() and any(settings.MEDIA_ROOT.iterdir()):
        return f"There are files in {settings.MEDIA_ROOT}."
    return ""


def refuse_foreign(manifest):
    if manifest["engine"] != connection.vendor:
        raise BackupError(
            f"The backup is of {manifest['engine']}, and this portal uses {connection.vendor}."
        )
    if not all(re.fullmatch(r"\w+", table) for table in manifest["rows"]):
        raise BackupError("The backup is damaged: no table of ours has such a name.")
    known = set(MigrationLoader(None).disk_migrations)
    if unknown := [
        f"{app} {name}" for app, name in manifest["migrations"] if (app, name) not in known
    ]:
        raise BackupError(
            f"The backup is of a newer release, with {unknown[0]}. Install that one first."
        )


def load_database(dump, rows):
    """Put the copy in the place of the database. Raises BackupError when rows are missing."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with sqlite3.connect(dump) as copy:
            if count_rows(copy.execute, rows) != rows:
                raise BackupError("The backup is damaged: its tables have other numbers of rows.")
            copy.backup(connection.connection)
        copy.close()
        return
    script = dump.with_suffix(".sql")
    run_tool("pg_restore", "--no-owner", f"--file={script}", str(dump))
    checks = "".join(  # (refuse_foreign has looked at the names)
        f'DO $$ BEGIN ASSERT (SELECT COUNT(*) FROM public."{table}") = {count}, '  # noqa: S608
        f"'rows of {table}'; END $$;\n"
        for table, count in rows.items()
    )
    whole = dump.with_suffix(".whole.sql")
    whole.write_text(f"{DROP_TABLES}\\i '{script}'\n{checks}")
    run_on_database(
        "psql", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={whole}"
    )


def rehearse(path, key=""):
    """Restore the backup at `path` into a database and a folder of its own, which go afterwards.

    Returns its manifest. Raises BackupError when it could not be brought back.
    """
    with TemporaryDirectory() as folder, scratch_database(Path(folder)) as address:
        environment = {**os.environ, "DATABASE_URL": address, "VAR_DIR": folder, "BACKUP_KEY": key}
        command = [sys.executable, settings.BASE_DIR / "manage.py", "restore", path]
        done = subprocess.run(  # noqa: S603 (a command of ours)
            command, env=environment, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise BackupError(f"The rehearsal failed: {last_error(done.stderr)}")
    return read(path, key)


@contextmanager
def scratch_database(folder):
    """The address of an empty database beside ours."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'rehearsal.sqlite3'}"
        return
    name = f"rehearsal_{secrets.token_hex(6)}"
    ours = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as server:
        try:
            server.execute(f'CREATE DATABASE "{name}"')
        except psycopg.Error as error:
            raise BackupError(f"The rehearsal needs a database of its own: {error}") from error
        try:
            yield ours._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
