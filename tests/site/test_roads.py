"""The roads between the rooms lead one way."""

import ast
from pathlib import Path
from unittest import TestCase

from django.conf import settings

ROOMS = {"chapters_portal", "directory", "advocacy", "answers", "events"}

# What each room may import of the others.
ROADS = {
    "directory": {"chapters_portal.publishing"},
    "answers": {"chapters_portal.publishing"},
    "events": {"chapters_portal.publishing", "directory"},
    "advocacy": {"chapters_portal.publishing", "directory"},
}


def strays(room, source):
    """What `source`, a module of `room`, imports of rooms that it may not know."""
    return [
        name
        for name in imports_of(source)
        if name.split(".")[0] in ROOMS - {room}
        and not any(f"{name}.".startswith(f"{allowed}.") for allowed in ROADS[room])
    ]


def imports_of(source):
    """Every name that is imported, in whole. A relative import cannot leave its room."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


class RoadTests(TestCase):
    def test_a_room_imports_only_the_rooms_below_it(self):
        found = {
            str(path.relative_to(settings.BASE_DIR)): strays(room, path.read_text(encoding="utf-8"))
            for room in ROADS
            for path in Path(settings.BASE_DIR, room).rglob("*.py")
        }

        self.assertIn("directory/models/officers.py", found)
        self.assertEqual({path: names for path, names in found.items() if names}, {})

    def test_every_way_to_write_an_import_is_read(self):
        for source, name in [
            ("import events.models", "events.models"),
            ("import os, events as calendar", "events"),
            ("from events import models", "events.models"),
            ("def later():\n    from events.models import Day", "events.models.Day"),
            ("from chapters_portal import models", "chapters_portal.models"),
            (
                "from chapters_portal.publishing_house import X",
                "chapters_portal.publishing_house.X",
            ),
        ]:
            with self.subTest(source=source):
                self.assertEqual(strays("directory", source), [name])

    def test_of_the_house_the_rooms_may_know_the_rule_of_publishing(self):
        for source in [
            "from chapters_portal import publishing",
            "from chapters_portal.publishing import Published",
            "from .chapters import State",
            "from directory.models import State",
        ]:
            with self.subTest(source=source):
                self.assertEqual(strays("events", source), [])
