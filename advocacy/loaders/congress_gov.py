"""Bills of Congress, from version 3 of the Congress.gov API. https://api.congress.gov"""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from advocacy.models import Bill
from advocacy.models.congress import FIRST_CONGRESS_YEAR
from chapters_portal.content.folding import squeezed

from .bills import Record, list_of, store, web_address, words
from .sources import LoadError, reading

BASE = "https://api.congress.gov/v3"
PAGE = 250  # the most that it gives at once
MOST_PAGES = 100
KEY = re.compile(r"[1-9][0-9]{0,2}/(hr|s|hjres|sjres|hconres|sconres|hres|sres)/[1-9][0-9]{0,4}")
CITED = {
    "HR": "H.R.",
    "S": "S.",
    "HJRES": "H.J.Res.",
    "SJRES": "S.J.Res.",
    "HCONRES": "H.Con.Res.",
    "SCONRES": "S.Con.Res.",
    "HRES": "H.Res.",
    "SRES": "S.Res.",
}
Stage = Bill.Stage

# What the words of an action say of the stage, strongest first.
LAW = re.compile(r"became (public|private) law|signed by president", re.IGNORECASE)
VETO = re.compile(r"^(pocket )?vetoed by president", re.IGNORECASE)
PASSED = re.compile(r"passed(/agreed to)? (in )?(the )?(?P<chamber>house|senate)\b", re.IGNORECASE)
FAILED = re.compile(r"failed of passage|on passage failed", re.IGNORECASE)
TO_PRESIDENT = re.compile(r"presented to president", re.IGNORECASE)
COMMITTEE = re.compile(r"referred to|committee", re.IGNORECASE)


def import_congress(api, *, congress=None, query=""):
    """Update the tracked bills of Congress; draft those of `congress` with `query` in the title."""
    keys = dict.fromkeys(tracked_keys())
    if congress:
        known = set(Bill.objects.exclude(congress_key="").values_list("congress_key", flat=True))
        for entry in pages(api, f"bill/{congress}", "bills"):
            key = key_of(api, entry)
            if key not in known and query.casefold() in str(entry.get("title")).casefold():
                keys[key] = None
    return store([record_at(api, key) for key in keys], api.base)


def tracked_keys():
    """The keys of tracked bills; made from session and number where staff entered only these."""
    bills = Bill.objects.filter(is_tracked=True, session__state=None)
    for bill in bills.select_related("session").order_by("session__identifier", "identifier"):
        kind, _, number = bill.identifier.rpartition(" ")
        yield bill.congress_key or f"{bill.session.identifier}/{squeezed(kind)}/{number}"


def key_of(api, entry):
    with reading(api.base, "A bill of the list"):
        return f"{entry['congress']}/{entry['type'].lower()}/{entry['number']}"


def pages(api, path, name):
    """What is listed under `name`, page after page."""
    results, questions = [], {"limit": PAGE}
    for _ in range(MOST_PAGES):
        answer = api.get(path, format="json", **questions)
        with reading(f"{api.base}/{path}", "It"):
            results += list_of(answer[name])
            following = answer.get("pagination", {}).get("next")
            if not following:
                return results
            # Only the place in the list is taken from it: the key stays with our own address.
            asked = parse_qs(urlsplit(following).query)
            questions = {"limit": PAGE, "offset": int(asked["offset"][0])}
    raise LoadError(f"{api.base}/{path}", f"It has more than {MOST_PAGES} pages.")


def record_at(api, key):
    if not KEY.fullmatch(key):
        raise LoadError(api.base, f'"{key:.40}" is no key of a bill, such as 119/hr/6440.')
    answer = api.get(f"bill/{key}", format="json")
    actions = pages(api, f"bill/{key}/actions", "actions")
    with reading(f"{api.base}/bill/{key}", "It"):
        bill = answer["bill"]
        has_summary = bool(bill.get("summaries"))
        summaries = pages(api, f"bill/{key}/summaries", "summaries") if has_summary else []
        return record_of(key, bill, actions, summaries)


def record_of(key, bill, actions, summaries):
    """The lists of actions come newest first. Summaries are HTML, and stored sanitized."""
    if f"{bill['congress']}/{bill['type'].lower()}/{bill['number']}" != key:
        raise ValueError("this is another bill")
    steps = [
        (date.fromisoformat(action["actionDate"]), chamber_of(action), words(action["text"]))
        for action in reversed(list_of(actions))
    ]
    steps.sort(key=lambda step: step[0])
    newest = max(list_of(summaries), key=lambda one: one["actionDate"], default=None)
    area = bill.get("policyArea") or {}
    return Record(
        key_field="congress_key",
        key=key,
        state_code=None,
        session=str(bill["congress"]),
        session_name=f"{ordinal(bill['congress'])} Congress",
        ends_on=last_day(bill["congress"]),
        identifier=f"{CITED[bill['type']]} {bill['number']}",
        title=words(bill["title"]),
        stage=Stage.LAW if bill.get("laws") else stage_of([text for _, _, text in steps]),
        url=web_address(bill.get("legislationUrl")),
        summary=newest["text"][:50_000] if newest else "",
        steps=steps,
        sponsors=[(words(one["fullName"], 160), True) for one in list_of(bill.get("sponsors"))],
        subjects=[words(area["name"])] if area.get("name") else [],
    )


def chamber_of(action):
    """Who acted, as far as the record's own source tells: "House floor actions", "Senate"."""
    source = words((action.get("sourceSystem") or {}).get("name", "")).partition(" ")[0]
    return source if source in {"House", "Senate"} else ""


def stage_of(texts):
    """How far the actions, oldest first, have brought a bill."""
    stage, passed = Stage.INTRODUCED, set()
    for text in texts:
        chamber = PASSED.search(text)
        if LAW.search(text):
            return Stage.LAW
        if VETO.search(text) or FAILED.search(text):
            stage = Stage.FAILED
        elif chamber:
            passed.add(chamber["chamber"].casefold())
            stage = Stage.PASSED_BOTH if len(passed) > 1 else Stage.PASSED_ONE
        elif TO_PRESIDENT.search(text):
            stage = Stage.PASSED_BOTH
        elif COMMITTEE.search(text) and stage == Stage.INTRODUCED:
            stage = Stage.IN_COMMITTEE
    return stage


def last_day(congress):
    """The day before the next Congress begins, on January 3."""
    return date(FIRST_CONGRESS_YEAR + 2 * congress, 1, 3) - timedelta(days=1)


def ordinal(number):
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
