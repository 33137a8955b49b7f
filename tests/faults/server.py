"""Real servers on loopback: PostgreSQL, a shared cache, and the portal under gunicorn on them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from django.conf import settings

from tests.answers.post import free_port
from tests.environment import new_postgresql

PATIENCE = 20  # seconds in which something has to happen on a busy machine
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# Root may mount, if only that of a namespace of its own, and what it mounted goes with it.
AS_ROOT = [] if os.geteuid() == 0 else ["--map-root-user"]
ON_A_SMALL_DISK = ["unshare", *AS_ROOT, "--mount", "sh", "-c"]
ON_A_SMALL_DISK += [
    'mount -t tmpfs -o size=32m none "$VAR_DIR" && ln -s "$STATIC" "$VAR_DIR/static" && exec "$@"',
    "sh",
]


class Database:
    """A PostgreSQL, with a database for the portal."""

    def __init__(self, folder):
        self.server = new_postgresql(folder)
        self.create("portal")

    def create(self, name):
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")

    def address(self, name="portal"):
        return self.server.get_uri(database=name)

    def rows(self, statement):
        with psycopg.connect(self.address()) as connection:
            return connection.execute(statement).fetchall()

    @contextmanager
    def paused(self):
        """Its processes stand still, with their connections open."""
        pids = [self.server.get_pid()]
        pids += [pid for [pid] in self.rows("SELECT pid FROM pg_stat_activity")]
        for pid in pids:
            send(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                send(pid, signal.SIGCONT)

    @contextmanager
    def stopped(self):
        postmaster = self.server.get_postmaster_info().process
        postmaster.send_signal(signal.SIGINT)
        postmaster.wait(PATIENCE)
        try:
            yield
        finally:
            self.server.start()

    def cut(self):
        """End every connection of the portal."""
        self.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'portal' AND pid <> pg_backend_pid()"
        )

    def end(self):
        self.server.cleanup()


class Cache:
    """A Valkey or Redis where one is installed, else one that plays it: `name` tells which."""

    def __init__(self):
        self.port = free_port()
        real = shutil.which("valkey-server") or shutil.which("redis-server")
        if real:
            self.name = Path(real).name
            self.command = [real, "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        else:
            self.name = "a cache that plays Redis"
            self.command = [sys.executable, "-m", "tests.faults.played_cache", str(self.port)]
        self.begin()

    @property
    def address(self):
        return f"redis://127.0.0.1:{self.port}"

    def begin(self):
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @contextmanager
    def paused(self):
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    @contextmanager
    def stopped(self):
        self.end()
        try:
            yield
        finally:
            self.begin()

    def end(self):
        self.process.terminate()
        self.process.wait()


class Portal:
    """The portal under gunicorn, with a folder of its own; `moment` is its clock at the start."""

    def __init__(self, folder, address, *, moment=None, prefix=(), **environment):
        self.port = free_port()
        self.var = folder / f"var-{self.port}"
        self.var.mkdir()
        self.environment = {
            **os.environ,
            "DATABASE_URL": address,
            "CACHE_URL": "",
            "VAR_DIR": str(self.var),
            "STATIC": str(settings.STATIC_ROOT),
            **environment,
        }
        self.moment, self.prefix = moment, prefix

    def begin(self):
        """Serve, and return when all is well. Static files are those of the tests."""
        (self.var / "static").symlink_to(settings.STATIC_ROOT)
        gunicorn = python("gunicorn", f"--bind=localhost:{self.port}", moment=self.moment)
        self.process = subprocess.Popen(
            [*self.prefix, *gunicorn], env=self.environment, stderr=subprocess.DEVNULL
        )
        self.wait_for(200)

    def command(self, *words, moment=None):
        """A command of manage.py as a process that has begun."""
        return subprocess.Popen(
            python("manage", *words, moment=moment),
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, *words, moment=None):
        assert self.command(*words, moment=moment).wait() == 0, words

    def workers(self):
        pid = self.process.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def ask(self, path, headers=(), **typed):
        """Status and text of an answer; with something typed it is sent."""
        status, _, text = self.answer(path, headers, typed)
        return status, text

    def answer(self, path, headers=(), typed=None):
        """Status, headers and text."""
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        try:
            if typed:
                connection.request("POST", path, urlencode(typed), {**FORM, **dict(headers)})
            else:
                connection.request("GET", path, headers=dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def wait_for(self, status, path="/readyz"):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                found = self.ask(path)[0]
            except OSError:
                found = None
            if found == status:
                return
            assert time.monotonic() < end, f"{path} answers {found}, not {status}"
            time.sleep(0.2)

    @contextmanager
    def disk_full(self):
        """For a portal with the prefix ON_A_SMALL_DISK, whose folder only it sees."""
        filler = Path(f"/proc/{self.process.pid}/root{self.var}/filler")
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(100_000)):
                    pass
            except OSError:
                pass  # as it was meant to be
        try:
            yield
        finally:
            filler.unlink()

    def end(self):
        self.process.terminate()
        self.process.wait()


def python(module, *words, moment=None):
    """The command line of a module, by another clock if told so."""
    clock = ["tests.faults.at", str(moment.timestamp())] if moment else []
    return [sys.executable, "-m", *clock, module, *words]


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # it has ended since
