"""Measures the portal: `make bench`, or one part of it: `make bench ONLY=pages`.

It runs in settings as in production, over the starter content with samples, in a folder and an
SQLite database that are gone again afterwards. Where DATABASE_URL names another database, that one
is measured as it is, and left as it was.
"""

import os
import sys
from importlib import import_module

import django
from django.core.management import call_command

from tests.environment import prepare

PARTS = ["pages", "search", "desk"]


def main(chosen):
    if not set(chosen) <= set(PARTS):
        sys.exit(f"ONLY is one of: {', '.join(PARTS)}.")
    prepare_portal(database=os.environ.get("DATABASE_URL"))
    for part in chosen or PARTS:
        # Its models can be imported only now that the settings are there.
        import_module(f"tests.benchmarks.{part}").measure_all()
        print(flush=True)


def prepare_portal(database):
    prepare("sqlite")
    if database:
        os.environ["DATABASE_URL"] = database
    os.environ["DJANGO_SETTINGS_MODULE"] = "chapters_portal.settings"
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    if not database:
        call_command("migrate", verbosity=0)
        call_command("load_starter_content", samples=True, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1:])
