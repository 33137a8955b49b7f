"""The data files of this folder, and how their rows are kept."""

import csv
from pathlib import Path

import yaml

HERE = Path(__file__).parent


def read(name):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def rows_of(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def save(row):
    row.full_clean()
    row.save()
    return row
