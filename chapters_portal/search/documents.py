"""What of each model is searched: one function that makes a document of a row, one line below.

A room that wants to be found adds both here. A document holds what its public page shows, and never
an e-mail address or a telephone number of a person.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from html import unescape

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.html import strip_tags

from advocacy.models import Action, Bill, PressRelease, Session
from answers.models import Answer, Collection
from chapters_portal.models import SearchDocument
from directory.finder import OTHER_NAMES
from directory.models import Chapter, OfficeHolder, Person, Position, State

from .words import index_words, whole


@dataclass(frozen=True)
class Source:
    """A model that is searched. `touched_by` leads from its rows to rows its documents quote."""

    kind: str
    name: str
    plural: str
    rows: QuerySet
    document: Callable[[Model], dict | None]
    touched_by: dict[type[Model], str] = field(default_factory=dict)

    def documents(self, rows):
        """The documents of those `rows` that have one: what is a draft has none."""
        for row in rows:
            content = self.document(row)
            if content is not None:
                yield make_document(kind=self.kind, object_id=row.pk, **content)


def make_document(*, title, keywords, body, states=(), **fields):
    codes = [state.code for state in states]
    keywords = whole(" ".join([*keywords, *(state.name for state in states)]))
    title, body = whole(title), whole(body)
    return SearchDocument(
        title=title,
        keywords=keywords,
        body=body,
        states=" ".join(codes),
        title_words=index_words(title),
        keyword_words=" ".join([index_words(keywords), *map(state_word, codes)]),
        body_words=index_words(body),
        **fields,
    )


def state_word(code):
    """The word by which the index knows a state; no word that people write begins like it."""
    return f"zqz{code.lower()}"


def chapter_document(chapter):
    states = chapter.states.all()
    office = f"Office in {chapter.city}, {chapter.region_code}." if chapter.city else ""
    covers = [*(state.name for state in states), *filter(None, [chapter.also_covers])]
    area = ", ".join(covers) or chapter.place
    return {
        "title": chapter.name,
        "keywords": [chapter.abbreviation, *OTHER_NAMES.get(chapter.slug, [])],
        "body": f"{chapter.get_kind_display()} of ALA, for {area}. {office}".strip(),
        "states": states,
        "url": chapter.get_absolute_url(),
    }


def person_document(holder):
    chapter = holder.chapter
    return {
        "title": holder.person.name,
        "keywords": [holder.position.name, chapter.abbreviation],
        "body": f"{holder.position}, {chapter}. {holder.dates}.",
        "states": chapter.states.all(),
        "url": f"{chapter.get_absolute_url()}#officers",
        "visible_from": _midnight(holder.starts_on),
        "visible_until": holder.ends_on and _midnight(holder.ends_on + timedelta(days=1)),
    }


def plain_words(html):
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def action_document(action):
    if action.published_at is None:
        return None
    return {
        "title": action.title,
        "keywords": [],
        "body": f"{action.ask} {plain_words(action.why)}".strip(),
        "states": action.states.all(),
        "url": action.get_absolute_url(),
        "visible_from": action.published_at,
        "visible_until": action.withdrawn_at,
    }


def bill_document(bill):
    if bill.published_at is None:
        return None
    return {
        "title": str(bill),
        "keywords": [bill.identifier, bill.title],
        "body": f"{bill.name}. {plain_words(bill.our_summary)}".strip(),
        "states": [bill.session.state] if bill.session.state else [],
        "url": bill.get_absolute_url(),
        "visible_from": bill.published_at,
        "visible_until": bill.withdrawn_at,
    }


def release_document(release):
    if release.published_at is None:
        return None
    words = [release.summary, release.dateline, plain_words(release.body)]
    return {
        "title": release.title,
        "keywords": [],
        "body": " ".join([f"{release.date_in_words}.", *filter(None, words)]),
        "url": release.get_absolute_url(),
        "visible_from": release.published_at,
        "visible_until": release.withdrawn_at,
    }


def answer_document(answer):
    if answer.published_at is None:
        return None
    # "Who pays for it" says nothing without its collection.
    is_part = answer.collection.kind == Collection.Kind.EXPLAINER
    return {
        "title": f"{answer.collection}: {answer.question}" if is_part else answer.question,
        "keywords": [answer.keywords, answer.collection.title],
        "body": f"{answer.short} {plain_words(answer.body)}".strip(),
        "url": answer.get_absolute_url(),
        "visible_from": answer.published_at,
        "visible_until": answer.withdrawn_at,
    }


def _midnight(day):
    """When `day` begins where the office is."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


SOURCES = {
    source.kind: source
    for source in [
        Source(
            "chapter",
            "Chapter",
            "Chapters",
            Chapter.objects.prefetch_related("states"),
            chapter_document,
            {State: "states"},
        ),
        Source(
            "person",
            "Person in office",
            "People in office",
            OfficeHolder.objects.select_related("person", "position", "chapter").prefetch_related(
                "chapter__states"
            ),
            person_document,
            {
                Person: "person",
                Position: "position",
                Chapter: "chapter",
                State: "chapter__states",
            },
        ),
        Source(
            "action",
            "Action",
            "Actions",
            Action.objects.prefetch_related("states"),
            action_document,
            {State: "states"},
        ),
        Source(
            "bill",
            "Bill",
            "Bills",
            Bill.objects.select_related("session__state"),
            bill_document,
            {State: "session__state", Session: "session"},
        ),
        Source(
            "release",
            "Press release",
            "Press releases",
            PressRelease.objects.all(),
            release_document,
        ),
        Source(
            "answer",
            "Answer",
            "Answers",
            Answer.objects.select_related("collection"),
            answer_document,
            {Collection: "collection"},
        ),
    ]
}
