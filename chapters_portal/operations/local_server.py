"""Runs the portal on this computer: `make run`."""

import errno
import hashlib
import io
import os
import secrets
import socket
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import quote

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").absolute()


def main():
    port = chosen_port()
    try:
        prepare_environment()
        prepare_database()
        prepare_static_files()
        welcome(port)
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except DatabaseError as error:
        sys.exit(f"The portal cannot use its database: {error}")
    except OSError as error:
        sys.exit(f"The portal cannot keep its files in {VAR_DIR}: {error.strerror or error}")
    serve(port)


def chosen_port():
    """The port of the environment, which must be free, so that nothing is begun in vain."""
    chosen = os.environ.get("PORT") or "8000"
    if not (chosen.isascii() and chosen.isdigit() and 0 < int(chosen) < 65536):
        sys.exit(f"PORT is a number from 1 to 65535, not {chosen!r}.")
    port = int(chosen)
    # A browser asks for localhost at both addresses.
    for family, address in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]:
        try:
            socket.create_server((address, port), family=family).close()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < 65535 else 8000
                sys.exit(f"Port {port} is taken. Choose another: make run PORT={other}")
            if error.errno in (errno.EACCES, errno.EPERM):
                sys.exit(
                    f"Port {port} is for administrators only. Choose another: make run PORT=8000"
                )
            # What is left is a computer without IPv6.
    return port


def prepare_environment():
    """What the settings need to know, unless the environment says it already."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    os.environ["VAR_DIR"] = str(VAR_DIR)
    for name, value in {
        "SECRET_KEY": secret_key(),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "DATABASE_URL": f"sqlite:///{quote(str(VAR_DIR / 'portal.sqlite3'))}",
        "EMAIL_URL": "console:",
        "OFFICE_EMAIL": "office@example.org",
        "PLAIN_HTTP": "1",
        "DJANGO_SETTINGS_MODULE": "chapters_portal.settings",
    }.items():
        os.environ.setdefault(name, value)
    django.setup()


def secret_key():
    """The same key at every start. It appears whole or not at all, and only once."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        with NamedTemporaryFile("w", dir=VAR_DIR) as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()


def prepare_database():
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    refuse_older_data(executor.loader)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Setting up the database.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("rebuild_search", stdout=io.StringIO())
    call_command("load_starter_content", samples=True, stdout=io.StringIO())


def refuse_older_data(loader):
    """Data of a release before migrations began anew cannot be brought up to date."""
    ours = {app for app, _ in loader.disk_migrations}
    unknown = {key for key in loader.applied_migrations if key not in loader.disk_migrations}
    if any(app in ours for app, _ in unknown):
        sys.exit(
            f"The data in {VAR_DIR} are of an earlier pre-release, and stay untouched. Move that "
            "folder away, or choose another: make run VAR_DIR=/path/to/a/new/folder"
        )


def prepare_static_files():
    """Collects the static files, which takes some seconds, only when one has changed."""
    stamp = VAR_DIR / "static-stamp"
    digest = digest_of_static_files()
    if settings.STATIC_ROOT.is_dir() and stamp.exists() and stamp.read_text() == digest:
        return
    say("Collecting the static files.")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def digest_of_static_files():
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(name.encode() + Path(storage.path(name)).read_bytes())
    return digest.hexdigest()


def welcome(port):
    password = new_staff_password()
    say(f"The portal is at http://localhost:{port}")
    say(f"The office's desk is at http://localhost:{port}/admin/")
    if password:
        say(f"Sign in there as: staff   Password: {password}")
        say("Write the password down: it is shown only this once.")
    say("Press Ctrl-C to stop.")


def new_staff_password():
    """The password of the first account, made here. None when there is an account already."""
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    if users.filter(is_superuser=True).exists() or users.filter(username="staff").exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser("staff", password=password)
    return password


def serve(port):
    arguments = ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    os.chdir(BASE_DIR)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])  # noqa: S606


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    main()
