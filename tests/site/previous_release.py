"""One row of each kind as the previous release had it, and its way forward into this release.

At a release: DEBUG=1 VAR_DIR=<an empty folder> python -m tests.site.previous_release
"""

import json
import sys
from contextlib import suppress
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

KEPT = Path(__file__).with_suffix(".json")
MADE_AGAIN = {"auth.Permission", "chapters_portal.SearchDocument"}


def write():
    """Keep the migrations of the database that DATABASE_URL names, and a row of each kind."""
    from tests.desk.kinds import KINDS

    call_command("migrate", verbosity=0)
    for model, make in KINDS.items():
        if not model._base_manager.exists():
            make_one(make)
    targets = MigrationExecutor(connection).loader.graph.leaf_nodes()
    kept = {"migrations": sorted(targets), "rows": some_rows(5)}
    KEPT.write_text(json.dumps(kept, cls=DjangoJSONEncoder, indent=0, sort_keys=True) + "\n")


def make_one(make):
    for number in range(1, 10):  # what other kinds needed may have taken the first ones
        with suppress(IntegrityError), transaction.atomic():
            return make(number)
    raise AssertionError(make)


def some_rows(most=None):
    """At most so many of each kind and tie, but every content type: other rows name them."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in MADE_AGAIN and not model._meta.proxy:
            some = None if model._meta.label == "contenttypes.ContentType" else most
            found = model._base_manager.order_by("pk").values()[:some]
            rows += [{"model": model._meta.label, "values": values} for values in found]
    return rows


def go_forward():
    """What the rows lost on the way, a line each. The database has to be empty."""
    kept = json.loads(KEPT.read_text())
    executor = MigrationExecutor(connection)
    targets = [tuple(one) for one in kept["migrations"]]
    executor.migrate(targets)
    fill(executor.loader.project_state(targets).apps, kept["rows"])
    call_command("migrate", verbosity=0)
    return list(losses(kept["rows"], json.loads(as_json(some_rows()))))


def fill(models, rows):
    """Without signals, which belong to the models of today. `models` are those of the rows."""
    with transaction.atomic():
        for row in rows:
            model = models.get_model(row["model"])
            fields = {field.attname: field for field in model._meta.concrete_fields}
            values = {name: fields[name].to_python(value) for name, value in row["values"].items()}
            made = model(**values)
            model._base_manager.bulk_create([made])
            # Once more, because some fields take the moment at which they are stored.
            model._base_manager.filter(pk=made.pk).update(**values)
    filled = {models.get_model(row["model"]) for row in rows}
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)


def as_json(rows):
    return json.dumps(rows, cls=DjangoJSONEncoder)


def losses(rows, rows_now):
    known = {(row["model"], row["values"].get("id")): row["values"] for row in rows_now}
    for row in rows:
        values = known.get((row["model"], row["values"].get("id")), {})
        for name, value in row["values"].items():
            if values.get(name) != value:
                yield f"{row['model']}.{name} was {value!r} and is {values.get(name)!r}"


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:] == ["forward"]:
        print(as_json(go_forward()))
    else:
        write()
