"""Bills of Congress, from version 3 of the Congress.gov API. https://api.congress.gov"""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

from advocacy.models import Bill
from advocacy.models.congress import last_day_of_congress
from advocacy.models.numbers import CITED, KEY, key_of

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

BASE = "https://api.congress.gov/v3"
PAGE = 250  # the most that it gives at once
MOST_PAGES = 100
Stage = Bill.Stage
ADOPTED_BY_ONE = {"HRES", "SRES"}
ADOPTED_BY_BOTH = {"HCONRES", "SCONRES"}
SIGNED, VETOED, PASSED, FAILED = "signed", "vetoed", "passed", "failed"
SENT, SUBSTITUTED, COMMITTEE, INTRODUCED = "sent", "substituted", "committee", "introduced"
# What the codes of the Library of Congress and of the House say, and which chamber acted.
CODES = {
    "1000": (INTRODUCED, ""),
    "10000": (INTRODUCED, ""),
    "Intro-H": (INTRODUCED, ""),
    "5000": (COMMITTEE, ""),
    "14000": (COMMITTEE, ""),
    "H11100": (COMMITTEE, ""),
    "8000": (PASSED, "house"),
    "17000": (PASSED, "senate"),
    "21000": (PASSED, "house"),
    "23000": (PASSED, "senate"),
    "9000": (FAILED, "house"),
    "18000": (FAILED, "senate"),
    "28000": (SENT, ""),
    "E20000": (SENT, ""),
    "31000": (VETOED, ""),
    "36000": (SIGNED, ""),
    "E30000": (SIGNED, ""),
    "E40000": (SIGNED, ""),
}
# Codes of votes whose words alone tell how they ended, and types of actions that need their words.
CODES_OF_VOTES = {"H37100", "H37300"}
TYPES_IN_WORDS = {"President", "BecameLaw", "Veto"}
# What the words of an action say where nothing else does.
WORDS = {
    SIGNED: r"^(became (public|private) law|signed by president)",
    VETOED: r"^(pocket )?vetoed by president|^failed of passage in (house|senate) over veto",
    SENT: r"^presented to president|^passed (house|senate) over veto",
    FAILED: r"^(failed of passage|resolution not agreed to)"
    r"|^on (passage|motion to suspend|agreeing to the resolution).* failed",
    PASSED: r"^(passed|passed/agreed to in|resolution agreed to in|submitted in(?=.*agreed to))"
    r"( the)? (?P<chamber>house|senate)\b"
    r"|^on (passage|motion to suspend the rules and (pass|agree)|agreeing to the resolution).*"
    r" (passed|agreed to)\b",
    SUBSTITUTED: r"in lieu of this (measure|bill)|incorporated this measure in",
    COMMITTEE: r"referred to|^(committee|subcommittee) |reported by",
    INTRODUCED: r"^(introduced|sponsor introductory|submitted in)",
}
WORDS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in WORDS.items()}


def import_congress(api, *, congress=None, query=""):
    """Update the tracked bills of Congress; draft those of `congress` with `query` in the title."""
    keys, problems = dict.fromkeys(tracked_keys()), []
    if congress:
        known = set(Bill.objects.exclude(congress_key="").values_list("congress_key", flat=True))
        for entry in pages(api, f"bill/{congress}", "bills"):
            try:
                key = f"{entry['congress']}/{entry['type'].lower()}/{entry['number']}"
            except (LookupError, TypeError, AttributeError) as error:
                problems.append(f"A bill of the list cannot be read: {reason(error)}")
                continue
            if key not in known and query.casefold() in str(entry.get("title")).casefold():
                keys[key] = None
    records = []
    for key in keys:
        try:
            records.append(record_at(api, key))
        except BadData as error:
            problems.append(f"{key}: {error}")
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            problems.append(f"{key} cannot be read: {reason(error)}")
    return store(records, problems)


def tracked_keys():
    """The keys of tracked bills; made from session and number where staff entered only these."""
    bills = Bill.objects.filter(is_tracked=True, session__state=None)
    for bill in bills.select_related("session").order_by("session__identifier", "identifier"):
        yield bill.congress_key or key_of(bill.session.identifier, bill.identifier)


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
        raise BadData(api.base, f'"{key:.40}" is no key of a bill, such as 119/hr/6440.')
    answer = api.get(f"bill/{key}", format="json")
    bill = answer["bill"]
    actions = pages(api, f"bill/{key}/actions", "actions")
    has_summary = bool(bill.get("summaries"))
    summaries = pages(api, f"bill/{key}/summaries", "summaries") if has_summary else []
    return record_of(key, bill, actions, summaries)


def record_of(key, bill, actions, summaries):
    """The lists of actions come newest first. Summaries are HTML, and stored sanitized."""
    if f"{bill['congress']}/{bill['type'].lower()}/{bill['number']}" != key:
        raise ValueError("this is another bill")
    problems = []
    oldest_first = [one for one in reversed(list_of(actions)) if isinstance(one, dict)]
    oldest_first.sort(key=lambda action: str(action.get("actionDate") or ""))
    newest = max(list_of(summaries), key=lambda one: one["actionDate"], default=None)
    area = bill.get("policyArea") or {}
    return Record(
        key_field="congress_key",
        key=key,
        state_code=None,
        session=str(bill["congress"]),
        session_name=f"{ordinal(bill['congress'])} Congress",
        ends_on=last_day_of_congress(bill["congress"]),
        identifier=f"{CITED[bill['type'].lower()]} {bill['number']}",
        title=required(bill, "title"),
        stage=stage_of(oldest_first, kind=bill["type"].upper(), is_law=bool(bill.get("laws"))),
        url=web_address(bill.get("legislationUrl")),
        summary=newest["text"][:50_000] if newest else "",
        steps=list(parts_of(oldest_first, step, problems)),
        sponsors=list(parts_of(bill.get("sponsors"), sponsor, problems)),
        subjects=[words(area["name"])] if area.get("name") else [],
        problems=problems,
    )


def step(action):
    day = date.fromisoformat(required(action, "actionDate"))
    return day, chamber_of(action), required(action, "text")


def sponsor(one):
    return words(required({"name": one.get("fullName")}, "name"), 160), True


def chamber_of(action):
    """Who acted, as far as the record's own source tells: "House floor actions", "Senate"."""
    source = words((action.get("sourceSystem") or {}).get("name") or "").partition(" ")[0]
    return source if source in {"House", "Senate"} else ""


def stage_of(actions, *, kind="HR", is_law=False):
    """How far the actions, oldest first, have brought a bill or resolution of `kind`."""
    is_resolution = kind in ADOPTED_BY_ONE | ADOPTED_BY_BOTH
    if is_law and not is_resolution:
        return Stage.LAW
    end = Stage.ADOPTED if is_resolution else Stage.PASSED_BOTH
    needed = 1 if kind in ADOPTED_BY_ONE else 2
    stage, passed = Stage.UNKNOWN if actions else Stage.INTRODUCED, set()
    for action in actions:
        what, chamber = meaning_of(action)
        if what == SIGNED and not is_resolution:
            return Stage.LAW
        if what == VETOED:
            stage = Stage.VETOED
        elif what == FAILED:
            stage = Stage.FAILED
        elif what == SUBSTITUTED:
            stage = Stage.SUBSTITUTED
        elif what == PASSED:
            passed.add(chamber)
            stage = end if len(passed - {""}) >= needed else Stage.PASSED_ONE
        elif what == SENT and not is_resolution and stage != Stage.VETOED:
            stage = Stage.PASSED_BOTH
        elif what == COMMITTEE and stage in {Stage.UNKNOWN, Stage.INTRODUCED}:
            stage = Stage.IN_COMMITTEE
        elif what == INTRODUCED and stage == Stage.UNKNOWN:
            stage = Stage.INTRODUCED
    return stage


def meaning_of(action):
    """What an action says, and which chamber took it: by its code and type, else by its words."""
    code, kind = action.get("actionCode"), action.get("type")
    if code in CODES:
        return CODES[code]
    if kind == "Committee":
        return COMMITTEE, ""
    if code and code not in CODES_OF_VOTES and kind not in TYPES_IN_WORDS:
        return (INTRODUCED if kind == "IntroReferral" else ""), ""
    text = str(action.get("text") or "")
    for what, pattern in WORDS.items():
        if found := pattern.search(text):
            chamber = found.groupdict().get("chamber") or chamber_of(action)
            return what, chamber.casefold()
    return "", ""


def ordinal(number):
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
