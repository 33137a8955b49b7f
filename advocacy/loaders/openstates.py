"""Bills of the states, from version 3 of the Open States API. https://v3.openstates.org/docs"""

import re
from datetime import date
from itertools import groupby

from django.utils.html import format_html

from advocacy.models import Bill
from chapters_portal.content.folding import squeezed

from .bills import Record, list_of, store, web_address, words
from .sources import LoadError, reading

BASE = "https://v3.openstates.org"
PAGE = 20  # the most that it gives at once
MOST_PAGES = 50
INCLUDE = ["sponsorships", "abstracts", "actions", "sources"]
STATE_OF_ID = re.compile(r"ocd-jurisdiction/country:us/(?:state|district|territory):([a-z]{2})/")
ONE_CHAMBER = {"NE", "DC", "GU"}
Stage = Bill.Stage


def import_openstates(api, *, jurisdiction="", query=""):
    """Update the tracked bills of states; draft those of `jurisdiction` that mention `query`."""
    tracked = tracked_bills()
    answers = []
    for questions in questions_for(tracked):
        answers += pages(api, **questions)
    if jurisdiction or query:
        asked = {"jurisdiction": jurisdiction.lower(), "q": query}
        answers += pages(api, **{name: value for name, value in asked.items() if value})
    records = {}
    for number, answer in enumerate(answers, start=1):
        with reading(api.base, f"Bill {number}"):
            record = record_of(answer)
        records[record.key] = record
    found = {(one.state_code, one.session, squeezed(one.identifier)) for one in records.values()}
    missing = [bill for bill in tracked if (*bill[:2], squeezed(bill[2])) not in found]
    done = store(records.values(), api.base)
    return done + "".join(f"\nOpen States does not have {' '.join(bill)}." for bill in missing)


def tracked_bills():
    """State, session and number of each tracked bill of a state, sorted."""
    names = ["session__state__code", "session__identifier", "identifier"]
    tracked = Bill.objects.filter(is_tracked=True, session__state__isnull=False)
    return sorted(tracked.values_list(*names))


def questions_for(tracked):
    """What to ask to have all of `tracked`, few at a time."""
    for (code, session), bills in groupby(tracked, key=lambda bill: bill[:2]):
        for some in batches(bills, PAGE):
            yield {
                "jurisdiction": code.lower(),
                "session": session,
                "identifier": [identifier for _, _, identifier in some],
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


def record_of(answer):
    found = STATE_OF_ID.match(answer["jurisdiction"]["id"])
    if not found:
        raise ValueError(f"{answer['jurisdiction']['id']!r:.60} is no state")
    code = found[1].upper()
    actions = sorted(list_of(answer.get("actions")), key=lambda action: action.get("order", 0))
    abstracts = [words(one["abstract"], 20_000) for one in list_of(answer.get("abstracts"))]
    summary = next(filter(None, abstracts), "")
    sources = [web_address(one["url"]) for one in list_of(answer.get("sources"))]
    return Record(
        key_field="openstates_id",
        key=words(answer["id"]),
        state_code=code,
        session=words(answer["session"]),
        session_name=f"Session {words(answer['session'])}",
        identifier=words(answer["identifier"]),
        title=words(answer["title"]),
        stage=stage_of(actions, is_one_chamber=code in ONE_CHAMBER),
        url=next(filter(None, sources), "") or web_address(answer.get("openstates_url")),
        summary=format_html("<p>{}</p>", summary) if summary else "",
        steps=[
            (
                date.fromisoformat(action["date"][:10]),
                words(action["organization"]["name"], 120),
                words(action["description"]),
            )
            for action in actions
        ],
        sponsors=[
            (words(one["name"], 160), one.get("primary") is True)
            for one in list_of(answer.get("sponsorships"))
        ],
        subjects=[words(one) for one in list_of(answer.get("subject"))],
    )


def stage_of(actions, *, is_one_chamber):
    """How far the actions, oldest first, have brought a bill."""
    stage, passed, overridden = Stage.INTRODUCED, set(), set()
    for action in actions:
        chamber = action["organization"].get("classification", "")
        for kind in list_of(action.get("classification")):
            if kind in {"executive-signature", "became-law"}:
                stage = Stage.LAW
            elif kind == "veto-override-passage":
                overridden.add(chamber)
                stage = Stage.LAW if is_one_chamber or len(overridden) > 1 else stage
            elif kind in {"executive-veto", "failure", "withdrawal"}:
                stage = stage if stage == Stage.LAW else Stage.FAILED
            elif kind == "passage" and stage != Stage.LAW:
                passed.add(chamber)
                is_through = is_one_chamber or len(passed) > 1
                stage = Stage.PASSED_BOTH if is_through else Stage.PASSED_ONE
            elif "committee" in kind and stage == Stage.INTRODUCED:
                stage = Stage.IN_COMMITTEE
    return stage


def batches(rows, size):
    rows = list(rows)
    return (rows[start : start + size] for start in range(0, len(rows), size))
