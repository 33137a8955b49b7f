"""What a fresh portal starts from: the data files of this folder, and their loader."""

import csv
from datetime import date
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.text import slugify

from advocacy.loaders.districts import load_districts
from advocacy.loaders.legislators import load_legislators
from advocacy.models import (
    Action,
    Boilerplate,
    Delegation,
    PressRelease,
    PressTopic,
    StateLink,
)
from answers.models import Answer, Collection, Source, Topic
from chapters_portal.models import (
    HomeLink,
    HomeSection,
    Menu,
    MenuLink,
    PageLink,
    PageText,
    SiteSettings,
)
from directory.loaders import load_chapters
from directory.models import Committee, Position, State

# The day on which the starter content was read against its sources.
REVIEWED_ON = date(2026, 11, 23)
ANSWERS = [
    "cro-answers",
    "chapter-answers",
    "chapter-councilor-answers",
    "student-chapter-answers",
    "chapter-relations-office",
    "partnership",
    "strategic-directions",
    "state-of-the-chapter",
    "joint-student-membership",
    "social-networking",
    "washington-office",
    "money-smart-week",
    "libraries-transform",
    "i-love-libraries",
    "advocacy",
]
HERE = Path(__file__).parent


@transaction.atomic
def load_starter_content(published_at):
    """Fill an empty database; what needs a moment of publishing gets `published_at`."""
    site = _read("site.yaml")
    _save(SiteSettings(pk=1, **site["settings"]))
    for order, menu in enumerate(site["menus"]):
        row = _save(Menu(place=menu["place"], heading=menu["heading"], order=order))
        for link_order, link in enumerate(menu["links"]):
            _save(MenuLink(menu=row, order=link_order, **link))
    for page in _read("pages.yaml")["pages"]:
        links = page.pop("links", [])
        row = _save(PageText(**page))
        for link_order, link in enumerate(links):
            _save(PageLink(page=row, order=link_order, **link))
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
    for action in _read("actions.yaml")["actions"]:
        _save(Action(published_at=published_at, **action))
    _load_press()
    _load_answers(published_at)
    for order, topic in enumerate(_read("topics.yaml")["topics"]):
        _save(Topic(order=order, **topic))


def load_congress(now):
    """Load the members of Congress and the ZIP codes that ship with the portal."""
    states = {state.code: state for state in State.objects.all()}
    for row in _rows("congress/delegations.csv"):
        fields = {name: value for name, value in row.items() if name != "kind"}
        Delegation.objects.update_or_create(
            code=fields.pop("code"), defaults={**fields, "state": states.get(row["code"])}
        )
    load_legislators(
        HERE / "congress/legislators-current.json", now=now, dated_on=date(2026, 6, 15)
    )
    load_districts(HERE / "congress/zccd.csv", now=now, dated_on=date(2024, 11, 12))


def _load_press():
    """The standing words, and entries for old releases, of which we know the day or the month."""
    for order, boilerplate in enumerate(_read("press.yaml")["boilerplates"]):
        _save(Boilerplate(order=order, **boilerplate))
    topics = {}
    for row in _rows("press_releases.csv"):
        if row["topic"] not in topics:
            name = row["topic"].capitalize()
            topics[row["topic"]] = _save(PressTopic(name=name, slug=slugify(name)))
        slug = slugify(row["title"])[:80].strip("-")
        release = PressRelease(title=row["title"], slug=slug, original_url=row["url"])
        release.set_day(*map(int, row["date"].split("-")))
        _save(release).topics.add(topics[row["topic"]])


def _load_answers(published_at):
    """The collections of the answers folder, in the order of ANSWERS."""
    related = {}
    for order, name in enumerate(ANSWERS):
        content = _read(f"answers/{name}.yaml")
        collection = _save(Collection(order=order, **content["collection"]))
        for answer_order, fields in enumerate(content["answers"]):
            sources, others = fields.pop("sources"), fields.pop("related")
            answer = _save(
                Answer(
                    collection=collection,
                    order=answer_order,
                    published_at=published_at,
                    reviewed_on=REVIEWED_ON,
                    review_due_on=REVIEWED_ON.replace(year=REVIEWED_ON.year + 1),
                    owner="Chapter Relations Office",
                    **fields,
                )
            )
            related[answer] = others
            for source_order, source in enumerate(sources):
                _save(Source(answer=answer, order=source_order, **source))
    answers = {answer.slug: answer for answer in related}
    for answer, others in related.items():
        answer.related.set(answers[other] for other in others)


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
