"""The actions, links, newsroom and data of Congress that a fresh portal starts from."""

from datetime import date

from django.utils.text import slugify

from chapters_portal.starter_content.files import HERE, read, rows_of, save
from directory.models import State

from .loaders.districts import load_districts
from .loaders.legislators import load_legislators
from .models import (
    Action,
    Boilerplate,
    Delegation,
    PressRelease,
    PressTopic,
    Session,
    StateLink,
    Subject,
)

CONGRESS = HERE / "advocacy/congress"


def load(published_at):
    states = {state.code: state for state in State.objects.all()}
    for link in rows_of("advocacy/state_links.csv"):
        save(StateLink(**{**link, "state": states[link["state"]]}))
    for action in read("advocacy/actions.yaml")["actions"]:
        save(Action(published_at=published_at, **action))
    for session in read("advocacy/sessions.yaml")["sessions"]:
        save(Session(**session))
    save(Subject(name="Libraries", slug="libraries"))
    load_press()


def load_reference_data(now):
    """The members of Congress and the ZIP codes."""
    states = {state.code: state for state in State.objects.all()}
    for row in rows_of("advocacy/congress/delegations.csv"):
        fields = {name: value for name, value in row.items() if name != "kind"}
        Delegation.objects.update_or_create(
            code=fields.pop("code"), defaults={**fields, "state": states.get(row["code"])}
        )
    load_legislators(CONGRESS / "legislators-current.json", now=now, dated_on=date(2026, 6, 15))
    load_districts(CONGRESS / "zccd.csv", now=now, dated_on=date(2024, 11, 12))


def load_press():
    """The standing words, and entries for old releases, of which we know the day or the month."""
    kept = {}
    for order, fields in enumerate(read("advocacy/press.yaml")["boilerplates"]):
        successor = kept.get(fields.pop("superseded_by", None))
        words = save(Boilerplate(order=order, superseded_by=successor, **fields))
        kept[words.title] = words
    topics = {}
    for row in rows_of("advocacy/press_releases.csv"):
        if row["topic"] not in topics:
            name = row["topic"].capitalize()
            topics[row["topic"]] = save(PressTopic(name=name, slug=slugify(name)))
        slug = slugify(row["title"])[:80].strip("-")
        release = PressRelease(title=row["title"], slug=slug, original_url=row["url"])
        release.set_day(*map(int, row["date"].split("-")))
        save(release).topics.add(topics[row["topic"]])
