"""Bills of the states, from version 3 of the Open States API. https://v3.openstates.org/docs"""

import re
from datetime import date
from itertools import groupby

from django.utils.html import format_html

from advocacy.legislatures import last_day_of_bills, next_identifier, readable_name
from advocacy.models import Bill
from chapters_portal.content.folding import squeezed

from .bills import (
    Record,
    list_of,
    parts_of,
    reason,
    required,
    store,
    web_address,
    words,
)
from .sources import BadData, LoadError, reading

BASE = "https://v3.openstates.org"
PAGE = 20  # the most that it gives at once
MOST_PAGES = 50
INCLUDE = ["sponsorships", "abstracts", "actions", "sources"]
STATE_OF_ID = re.compile(r"ocd-jurisdiction/country:us/(?:state|district|territory):([a-z]{2})/")
ONE_CHAMBER = {"NE", "DC", "GU", "VI"}
BOTH = {"legislature"}  # they voted as one
LAWS_TO_BE = {"bill", "proposed bill", "joint resolution", "constitutional amendment"}
ONE_CHAMBER_ADOPTS = {"resolution", "memorial", "commemoration", "proclamation", "order"}
BECAME_LAW = {"executive-signature", "became-law", "executive-veto-line-item"}
WITHDRAWN_FROM = re.compile(r"withdrawn from (?!further)|(amendment|sponsor|motion)", re.IGNORECASE)
SUBSTITUTED_BY = re.compile(
    r"(substituted|replaced|superseded) by (the )?([A-Z]\.?){1,4} ?\d", re.IGNORECASE
)
# What the words of an action say where it is of no kind.
KINDS_OF_WORDS = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        "introduction": r"^(introduced|filed|prefiled|first reading|read (the )?first time)",
        "referral-committee": r"^(re-?)?(referred|assigned) to|to (the )?committee",
        "passage": r"^((third reading|read a third time)[,;:.]? )?(bill )?passed"
        r"( (by|in))?( (the )?(house|senate|assembly))?([ .,;:(]|$)",
        "failure": r"^(bill )?failed (to pass|on (final )?passage)",
        "executive-signature": r"^(signed|approved) by (the )?(governor|mayor)",
        "became-law": r"^(became law|public act|chaptered)|chapter (no\. )?\d+, (laws|acts)",
        "executive-veto": r"^(pocket )?veto(ed by|ed|\b)",
        "withdrawal": r"^(bill )?withdrawn",
        "substitution": r"substituted by",
    }.items()
}
Stage = Bill.Stage


def import_openstates(api, *, jurisdiction="", query=""):
    """Update the tracked bills of states; draft those of `jurisdiction` that mention `query`."""
    tracked = tracked_bills()
    asked = list(questions_for(tracked))
    if jurisdiction or query:
        search = {"jurisdiction": jurisdiction.lower(), "q": query}
        asked.append({name: value for name, value in search.items() if value})
    answers, problems = [], []
    for questions in asked:
        try:
            answers += pages(api, **questions)
        except BadData as error:
            problems.append(str(error))
            if len(problems) == len(asked):
                raise
    sessions = Sessions(api, problems)
    records = {}
    for answer in answers:
        try:
            record = record_of(answer, sessions)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            problems.append(f"{name_of(answer)} cannot be read: {reason(error)}")
        else:
            records[record.key] = record
    found = {(one.state_code, one.session, squeezed(one.identifier)) for one in records.values()}
    missing = [bill for bill in tracked if (*bill[:2], squeezed(bill[2])) not in found]
    problems += [f"Open States does not have {' '.join(bill)}." for bill in missing]
    # In the order of their sessions a bill that carries over is found by its older record.
    in_order = sorted(records.values(), key=lambda record: record.session)
    return store(in_order, problems)


class Sessions:
    """What Open States says of the sessions of each state, asked once."""

    def __init__(self, api, problems):
        self.api = api
        self.problems = problems
        self.known = {}

    def find(self, jurisdiction, identifier):
        """Its `name`, `classification`, `start_date` and `end_date`, as far as they are told."""
        if jurisdiction not in self.known:
            try:
                answer = self.api.get(
                    f"jurisdictions/{jurisdiction}", include="legislative_sessions"
                )
                with reading(self.api.base, f"The sessions of {jurisdiction}"):
                    listed = list_of(answer.get("legislative_sessions"))
                    self.known[jurisdiction] = {one["identifier"]: one for one in listed}
            except LoadError as error:
                self.known[jurisdiction] = {}
                self.problems.append(str(error))
        return self.known[jurisdiction].get(identifier, {})


def name_of(answer):
    """What a bill is called in a message, as far as it tells that."""
    if not isinstance(answer, dict):
        return f"A bill that is {answer!r:.40}"
    return f"{answer.get('identifier') or answer.get('id') or 'A bill without a number'!s:.80}"


def tracked_bills():
    """State, session and number of each tracked bill of a state, sorted."""
    names = ["session__state__code", "session__identifier", "identifier"]
    tracked = Bill.objects.filter(is_tracked=True, session__state__isnull=False)
    return sorted(tracked.values_list(*names))


def questions_for(tracked):
    """What to ask to have all of `tracked`, few at a time."""
    for (code, session), bills in groupby(tracked, key=lambda bill: bill[:2]):
        for some in batches(bills, PAGE):
            # Where they carry over, they go on in the session of the second year.
            for identifier in filter(None, [session, next_identifier(code, session)]):
                yield {
                    "jurisdiction": code.lower(),
                    "session": identifier,
                    "identifier": [number for _, _, number in some],
                }


def pages(api, **questions):
    """All results, page after page."""
    results, page, last = [], 1, 1
    while page <= last:
        answer = api.get("bills", **questions, include=INCLUDE, page=page, per_page=PAGE)
        with reading(api.base, f"Page {page}"):
            results += list_of(answer["results"])
            last = answer["pagination"]["max_page"]
            if last > MOST_PAGES:
                raise LoadError(api.base, f"{last} pages are too many. Ask for something narrower.")
        page += 1
    return results


def record_of(answer, sessions):
    found = STATE_OF_ID.match(answer["jurisdiction"]["id"])
    if not found:
        raise ValueError(f"{answer['jurisdiction']['id']!r:.60} is no state")
    code = found[1].upper()
    identifier = required(answer, "session")
    session = sessions.find(answer["jurisdiction"]["id"], identifier)
    problems = []
    actions = [one for one in list_of(answer.get("actions")) if isinstance(one, dict)]
    actions.sort(key=lambda action: action.get("order") or 0)
    abstracts = parts_of(answer.get("abstracts"), abstract, problems)
    sources = parts_of(answer.get("sources"), source, problems)
    summary = next(filter(None, abstracts), "")
    record = Record(
        key_field="openstates_id",
        key=required(answer, "id"),
        state_code=code,
        session=identifier,
        session_name=session_name(code, identifier, session),
        identifier=required(answer, "identifier"),
        title=required(answer, "title"),
        stage=stage_of(
            actions,
            kinds=list_of(answer.get("classification")),
            is_one_chamber=code in ONE_CHAMBER,
        ),
        url=next(filter(None, sources), "") or web_address(answer.get("openstates_url")),
        summary=format_html("<p>{}</p>", summary) if summary else "",
        ends_on=last_day(code, identifier, session),
        steps=list(parts_of(actions, step, problems)),
        sponsors=list(parts_of(answer.get("sponsorships"), sponsor, problems)),
        subjects=[words(one) for one in list_of(answer.get("subject"))],
        problems=problems,
    )
    problems += [
        f"Who took the step of {action['date'][:10]} is not told."
        for action in actions
        if action.get("date") and not name_of_body(action)
    ]
    return record


def abstract(one):
    return words(one["abstract"], 20_000)


def source(one):
    return web_address(one["url"])


def sponsor(one):
    return words(required(one, "name"), 160), one.get("primary") is True


def step(action):
    day = date.fromisoformat(required(action, "date")[:10])
    return day, name_of_body(action), required({"text": action.get("description")}, "text")


def name_of_body(action):
    return words((action.get("organization") or {}).get("name") or "", 120)


def session_name(code, identifier, session):
    """The name that readers get: of the service where it has one in words, else by rule."""
    name = words(session.get("name") or "", 120)
    name = re.sub(r"(Regular|Special|Extraordinary) Session", lambda m: m[0].lower(), name)
    if not re.search(r"\d{4}", name) or not re.search(r"[a-z]{4}", name):
        name = readable_name(code, identifier) or name
    is_word = re.search(r"[A-Za-z]{3}.*\s|\s.*[A-Za-z]{3}", identifier)
    return name or (identifier if is_word else f"Session {identifier}")


def last_day(code, identifier, session):
    """When bills of a session end: by the service, where they do not carry over into another."""
    if session.get("end_date") and not next_identifier(code, identifier):
        return date.fromisoformat(words(session["end_date"])[:10])
    return last_day_of_bills(code, identifier)


def stage_of(actions, *, kinds=(), is_one_chamber=False):
    """How far the actions, oldest first, have brought a bill whose kinds at Open States are given.

    The classification of an action tells; its words only where it has none.
    """
    stage = Stage.UNKNOWN if actions else Stage.INTRODUCED
    passed, overridden = set(), set()
    needed = 1 if is_one_chamber or ONE_CHAMBER_ADOPTS & set(kinds) else 2
    end = Stage.PASSED_BOTH if is_law_to_be(kinds) else Stage.ADOPTED
    for action in actions:
        chamber = (action.get("organization") or {}).get("classification") or ""
        text = words(action.get("description") or "")
        for kind in list_of(action.get("classification")) or kinds_of_words(text):
            if stage == Stage.LAW:
                return stage
            if kind in BECAME_LAW:
                stage = Stage.LAW if is_law_to_be(kinds) else stage
            elif kind == "veto-override-passage":
                overridden.add(chamber)
                stage = Stage.LAW if is_one_chamber or len(overridden) > 1 else stage
            elif kind in {"executive-veto", "veto-override-failure"}:
                stage = Stage.VETOED
            elif kind in {"failure", "committee-failure"}:
                stage = Stage.FAILED
            elif kind == "withdrawal" and not WITHDRAWN_FROM.search(text):
                stage = Stage.WITHDRAWN
            elif kind == "substitution" and SUBSTITUTED_BY.search(text):
                stage = Stage.SUBSTITUTED
            elif kind == "passage":
                if chamber in BOTH:
                    passed |= {"lower", "upper"}
                passed.add(chamber)
                is_told = "" not in passed or len(passed) == 1
                through = end if len(passed) >= needed else Stage.PASSED_ONE
                stage = through if is_told else Stage.UNKNOWN
            elif kind in {"enrolled", "executive-receipt"} and end == Stage.PASSED_BOTH:
                stage = stage if stage == Stage.VETOED else end
            elif stage in {Stage.UNKNOWN, Stage.INTRODUCED} and not passed:
                if "committee" in kind:
                    stage = Stage.IN_COMMITTEE
                elif kind in {"filing", "introduction", "receipt"} or kind.startswith("reading"):
                    stage = Stage.INTRODUCED
    return stage


def is_law_to_be(kinds):
    """Whether a bill of these kinds can become law: resolutions and memorials cannot."""
    return not kinds or bool(LAWS_TO_BE & set(kinds))


def kinds_of_words(text):
    return [kind for kind, pattern in KINDS_OF_WORDS.items() if pattern.search(text)]


def batches(rows, size):
    rows = list(rows)
    return (rows[start : start + size] for start in range(0, len(rows), size))
