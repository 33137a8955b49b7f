"""A database of the previous release goes forward to this one, and nothing in it is lost."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings


@pytest.fixture
def empty_database(tmp_path):
    """The address of one beside that of the tests."""
    address = os.environ["DATABASE_URL"]
    if address.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'portal.sqlite3'}"
        return
    server = urlsplit(address)
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS previous")
        connection.execute("CREATE DATABASE previous")
        yield server._replace(path="/previous").geturl()
        connection.execute("DROP DATABASE previous")


def test_a_database_of_the_previous_release_goes_forward_and_loses_nothing(empty_database):
    forward = [sys.executable, "-m", "tests.site.previous_release", "forward"]
    environment = {**os.environ, "DATABASE_URL": empty_database}

    done = subprocess.run(
        forward, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, check=True
    )

    assert json.loads(done.stdout) == []
