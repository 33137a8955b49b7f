"""What a fresh portal starts from: the data files of this folder, and their loader."""

import csv
from pathlib import Path

import yaml
from django.db import transaction

from advocacy.models import StateLink
from chapters_portal.models import (
    HomeLink,
    HomeSection,
    Menu,
    MenuLink,
    PageText,
    SiteSettings,
)
from directory.loaders import load_chapters
from directory.models import Committee, Position, State

HERE = Path(__file__).parent


@transaction.atomic
def load_starter_content():
    """Fill an empty database. Returns False, and changes nothing, when it has site settings."""
    if SiteSettings.objects.exists():
        return False
    site = _read("site.yaml")
    _save(SiteSettings(pk=1, **site["settings"]))
    for order, menu in enumerate(site["menus"]):
        row = _save(Menu(place=menu["place"], heading=menu["heading"], order=order))
        for link_order, link in enumerate(menu["links"]):
            _save(MenuLink(menu=row, order=link_order, **link))
    for page in _read("pages.yaml")["pages"]:
        _save(PageText(**page))
    for order, section in enumerate(_read("home.yaml")["home_sections"]):
        links = section.pop("links")
        row = _save(HomeSection(order=order, **section))
        for link_order, link in enumerate(links):
            _save(HomeLink(section=row, order=link_order, **link))
    _load_states()
    for position in site["positions"]:
        _save(Position(**position))
    load_chapters(HERE / "chapters.csv")
    _save(Committee(**_read("committee.yaml")))
    states = {state.code: state for state in State.objects.all()}
    for link in _rows("state_links.csv"):
        _save(StateLink(**{**link, "state": states[link["state"]]}))
    return True


def _load_states():
    rows = list(_rows("states.csv"))
    neighbors = {row["code"]: row.pop("neighbors").split() for row in rows}
    states = {row["code"]: _save(State(**row)) for row in rows}
    for code, others in neighbors.items():
        states[code].neighbors.add(*(states[other] for other in others))


def _read(name):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _save(row):
    row.full_clean()
    row.save()
    return row
