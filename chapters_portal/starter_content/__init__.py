"""What a fresh portal starts from: the data files of this folder, and their loader."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from advocacy.loaders.districts import load_districts
from advocacy.loaders.legislators import load_legislators
from advocacy.models import Action, Delegation, StateLink
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

from .celebrations import load_celebrations
from .files import HERE, read, rows_of, save
from .press import load_press

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


@transaction.atomic
def load_starter_content(published_at):
    """Fill an empty database; what needs a moment of publishing gets `published_at`."""
    site = read("site.yaml")
    save(SiteSettings(pk=1, **site["settings"]))
    for order, menu in enumerate(site["menus"]):
        row = save(Menu(place=menu["place"], heading=menu["heading"], order=order))
        for link_order, link in enumerate(menu["links"]):
            save(MenuLink(menu=row, order=link_order, **link))
    for page in read("pages.yaml")["pages"]:
        links = page.pop("links", [])
        row = save(PageText(**page))
        for link_order, link in enumerate(links):
            save(PageLink(page=row, order=link_order, **link))
    for order, section in enumerate(read("home.yaml")["home_sections"]):
        links = section.pop("links")
        row = save(HomeSection(order=order, published_at=published_at, **section))
        for link_order, link in enumerate(links):
            save(HomeLink(section=row, order=link_order, **link))
    _load_states()
    for position in site["positions"]:
        save(Position(**position))
    load_chapters(HERE / "chapters.csv")
    save(Committee(**read("committee.yaml")))
    states = {state.code: state for state in State.objects.all()}
    for link in rows_of("state_links.csv"):
        save(StateLink(**{**link, "state": states[link["state"]]}))
    for action in read("actions.yaml")["actions"]:
        save(Action(published_at=published_at, **action))
    load_press()
    _load_answers(published_at)
    for order, topic in enumerate(read("topics.yaml")["topics"]):
        save(Topic(order=order, **topic))
    load_celebrations(published_at, timezone.localdate(published_at))


def load_congress(now):
    """Load the members of Congress and the ZIP codes that ship with the portal."""
    states = {state.code: state for state in State.objects.all()}
    for row in rows_of("congress/delegations.csv"):
        fields = {name: value for name, value in row.items() if name != "kind"}
        Delegation.objects.update_or_create(
            code=fields.pop("code"), defaults={**fields, "state": states.get(row["code"])}
        )
    load_legislators(
        HERE / "congress/legislators-current.json", now=now, dated_on=date(2026, 6, 15)
    )
    load_districts(HERE / "congress/zccd.csv", now=now, dated_on=date(2024, 11, 12))


def _load_answers(published_at):
    """The collections of the answers folder, in the order of ANSWERS."""
    related = {}
    for order, name in enumerate(ANSWERS):
        content = read(f"answers/{name}.yaml")
        collection = save(Collection(order=order, **content["collection"]))
        for answer_order, fields in enumerate(content["answers"]):
            sources, others = fields.pop("sources"), fields.pop("related")
            answer = save(
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
                save(Source(answer=answer, order=source_order, **source))
    answers = {answer.slug: answer for answer in related}
    for answer, others in related.items():
        answer.related.set(answers[other] for other in others)


def _load_states():
    rows = list(rows_of("states.csv"))
    neighbors = {row["code"]: row.pop("neighbors").split() for row in rows}
    states = {row["code"]: save(State(**row)) for row in rows}
    for code, others in neighbors.items():
        states[code].neighbors.add(*(states[other] for other in others))
