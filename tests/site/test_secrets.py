"""No key, password or token stands in a file of the project."""

import re
import subprocess
import tomllib

from django.conf import settings

from chapters_portal import VERSION

# The shapes in which services give them out, and private keys.
SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{50}|\bglpat-[\w-]{20}"
    r"|\bxox[abprs]-[\w-]{10}|\b[sr]k_live_\w{20}|\bAIza[\w-]{35}|\bSG\.[\w-]{22}\."
    r"|\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\."
    r"|[a-z+]+://[^\s:/@\"'`{$]+:(?!password\b|secret\b)[^\s:/@\"'`{$]{6,}@"
)


def files():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=settings.BASE_DIR, capture_output=True, check=True, text=True
    ).stdout
    return [settings.BASE_DIR / name for name in names.split("\0") if name]


def test_no_file_has_a_secret():
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {match[0][:12]}…"
        for path in files()
        if path.is_file()
        for match in SHAPES.finditer(path.read_text(errors="replace"))
    ]
    assert found == []


def test_secrets_are_found_in_the_shapes_that_services_give_them():
    for secret in [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a" * 36,
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "postgresql://portal:" + "Tr0ub4dor@db.example.org/portal",
    ]:
        assert SHAPES.search(f"KEY = '{secret}'"), secret


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
