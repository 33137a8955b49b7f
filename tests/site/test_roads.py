"""The roads lead one way: rooms stand on the ground, and the ground knows no room."""

import ast
from pathlib import Path
from unittest import TestCase

from django.conf import settings

GROUND = "chapters_portal"
# The rooms that each room may import, beside the ground.
ROOMS = {
    "directory": [],
    "answers": [],
    "events": ["directory"],
    "advocacy": ["directory", "events"],
}
# The packages of the ground that each of them may import.
PACKAGES = {
    "content": [],
    "history": ["content"],
    "desk": ["content", "history", "search"],
    "sheets": ["content", "history", "desk"],
    "search": ["content"],
    "sign_in": ["operations"],
    "privacy": ["content", "history", "desk", "sign_in"],
    "operations": ["content", "history", "desk"],
    "link_checker": ["content", "history", "desk"],
    "starter_content": ["content"],
    "pages": ["content", "history", "desk", "search", "starter_content"],
}
# These join the packages: Django looks for them here.
JOINTS = {
    *["admin", "apps", "management", "models", "settings", "starter", "templatetags", "urls"],
    "wsgi",
}


def imports_of(path):
    """Every name that `path`, a module below the project's folder, imports, in whole."""
    package = list(path.parent.parts)
    for node in ast.walk(ast.parse(Path(settings.BASE_DIR, path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def modules_of(folder):
    for path in Path(settings.BASE_DIR, folder).rglob("*.py"):
        if "migrations" not in path.parts:
            yield path.relative_to(settings.BASE_DIR)


def strays(folder, forbidden):
    """The imports of each module in `folder` that begin with one of `forbidden`."""
    found = {
        str(path): [
            name
            for name in imports_of(path)
            if any(f"{name}.".startswith(f"{one}.") for one in forbidden)
        ]
        for path in modules_of(folder)
    }
    return {path: names for path, names in found.items() if names}


class RoadTests(TestCase):
    def test_the_ground_imports_no_room(self):
        self.assertEqual(strays(GROUND, ROOMS), {})

    def test_a_room_imports_only_the_rooms_below_it(self):
        for room, below in ROOMS.items():
            with self.subTest(room=room):
                self.assertEqual(strays(room, set(ROOMS) - {room, *below}), {})

    def test_a_package_of_the_ground_imports_only_those_below_it(self):
        for package, below in PACKAGES.items():
            above = {f"{GROUND}.{one}" for one in set(PACKAGES) - {package, *below}}
            with self.subTest(package=package):
                self.assertEqual(strays(f"{GROUND}/{package}", above), {})

    def test_every_package_of_the_ground_has_its_place_in_the_order(self):
        names = {path.parts[1].removesuffix(".py") for path in modules_of(GROUND)}

        self.assertEqual(names - {"__init__"}, set(PACKAGES) | JOINTS)

    def test_imports_are_found_however_they_are_written(self):
        for path, name in [
            ("advocacy/views/press.py", "directory.models.Chapter"),
            ("chapters_portal/apps.py", "chapters_portal.search.index"),
            ("chapters_portal/desk/admin.py", "chapters_portal.desk.conflicts.OPENED"),
        ]:
            with self.subTest(path=path):
                self.assertIn(name, list(imports_of(Path(path))))
