"""The documents name tests and commands that are there; a promise has its test, or a reason."""

import ast
import re
from functools import cache

import pytest
from django.conf import settings
from django.core.management import get_commands

DOCUMENTS = sorted((settings.BASE_DIR / "docs").glob("*.md"))
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
REASON = re.compile(r"(Instead|Does not apply|Not yet)\b")
HEAD = re.compile(r"\| (?:rule|somebody) |\| ---")


@cache
def functions(path):
    """The names of all functions in a file of ours; None where there is no such file."""
    file = settings.BASE_DIR / path
    if not file.exists():
        return None
    tree = ast.parse(file.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def missing_tests(text):
    return [
        f"{path}::{name}"
        for path, name in TEST.findall(text)
        if functions(path) is None or (name and name not in functions(path))
    ]


def rows(text):
    """The last cell of each row of the tables."""
    return [
        line.removesuffix("|").rpartition("|")[2].strip()
        for line in text.splitlines()
        if line.startswith("|") and not HEAD.match(line)
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_tests_and_commands_that_are_there(document):
    text = document.read_text()

    assert missing_tests(text) == []
    assert set(re.findall(r"manage\.py\s+(\w+)", text)) <= set(get_commands())


@pytest.mark.parametrize("name", ["asvs.md", "security.md"])
def test_each_row_names_its_test_or_says_why_there_is_none(name):
    found = rows((settings.BASE_DIR / "docs" / name).read_text())

    assert len(found) > 10
    assert [cell for cell in found if not TEST.search(cell) and not REASON.match(cell)] == []


def test_what_is_gone_is_found():
    assert missing_tests("`tests/gone.py` `tests/site/test_documents.py::test_gone`") == [
        "tests/gone.py::",
        "tests/site/test_documents.py::test_gone",
    ]
    assert missing_tests("`tests/site/test_documents.py::test_what_is_gone_is_found`") == []
    assert rows("| rule | asked |\n| --- | --- |\n| 1 | a |  |\n") == [""]
