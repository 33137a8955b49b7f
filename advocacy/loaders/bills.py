"""What the record says of a bill, whichever service keeps it, and how it is stored.

An import writes the record alone. Our title, summary, position, reasons, stage, address and moment
of publishing belong to staff, as do subjects once the bill is here, and steps and sponsors that
staff added.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils.text import slugify

from advocacy.legislatures import next_identifier
from advocacy.models import Bill, BillAction, Session, Sponsor, Subject
from chapters_portal.content.folding import folded, squeezed
from chapters_portal.history.versions import history_paused
from directory.models import State

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
MOST_STEPS = 2000


@dataclass
class Record:
    """A bill as a service has it. `key` is its id there, in the field `key_field` of Bill."""

    key_field: str
    key: str
    state_code: str | None  # None for Congress
    session: str
    session_name: str
    identifier: str
    title: str
    stage: str
    url: str = ""
    summary: str = ""
    ends_on: date | None = None
    steps: list[tuple[date, str, str]] = field(default_factory=list)  # day, chamber, text
    sponsors: list[tuple[str, bool]] = field(default_factory=list)  # name, is it a main one
    subjects: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # what is left out of it, in sentences

    def __str__(self):
        return f"{self.identifier}, {self.state_code or 'Congress'} {self.session}"


def parts_of(values, read, problems):
    """What `read` makes of each of `values`; of what it cannot read, the reason is added."""
    for number, value in enumerate(list_of(values), start=1):
        try:
            yield read(value)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            problems.append(f"{read.__name__.capitalize()} {number} is left out: {reason(error)}.")


def required(values, name):
    """The words of `values[name]`. Raises ValueError when there are none."""
    text = values.get(name)
    if text is None or not words(text):
        raise ValueError(f"it has no {name}")
    return words(text)


def reason(error):
    """What is wrong, in words."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def with_problems(done, problems):
    """`done`, a sentence, with what was wrong in the words of every job."""
    if not problems:
        return done
    count = len(problems)
    return f"{done}\nDone with {count} problem{'' if count == 1 else 's'}:\n" + "\n".join(problems)


def words(value, most=2000):
    """`value` as plain text in one line, cut at `most`. Raises TypeError when it is no text."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    text = " ".join(UNPRINTABLE.sub(" ", value).split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def list_of(value):
    """`value`, or an empty list where it was left out. Raises TypeError when it is no list."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.40} is no list")
    return value


def web_address(value):
    """`value` when it is an http(s) address that fits, else "": links are not worth a failure."""
    value = words(value or "")
    return value if re.match(r"https?://[^\s]+$", value) and len(value) <= 500 else ""


def store(records, problems=()):
    """Update the tracked bills of `records`, and draft those that are new. Returns what was done.

    A record that cannot be stored is named with the reason; the others are stored all the same.
    """
    states = {None: None, **{state.code: state for state in State.objects.all()}}
    done, problems = Counter(), list(problems)
    for record in records:
        try:
            with transaction.atomic():
                done[store_one(record, states)] += 1
        except (ValidationError, LookupError, TypeError, ValueError, DataError) as error:
            problems.append(f"{record} cannot be stored: {reason(error)}")
        else:
            problems += [f"{record}: {problem}" for problem in record.problems]
    if not done["created"] and not done["updated"]:
        text = f"Nothing to change in {done['same']} tracked bills."
    else:
        text = (
            f"New drafts: {done['created']}. "
            f"Tracked bills updated: {done['updated']}, unchanged: {done['same']}."
        )
    return with_problems(f"{text} Left alone: {done['left']} untracked.", problems)


def store_one(record, states):
    session = session_of(record, states)
    bill = find(record, session)
    if bill is None:
        draft(record, session)
        return "created"
    if not bill.is_tracked:
        return "left"
    if bill.session.identifier == next_identifier(record.state_code, record.session):
        return "same"  # the bill has gone on since, and so has its record
    return "updated" if update(bill, record, session) else "same"


def session_of(record, states):
    """The session of `record`, stored, with the name and the last day that the record knows."""
    if record.state_code not in states:
        raise ValueError(f"no state has the code {record.state_code}")
    state = states[record.state_code]
    session = Session.objects.filter(state=state, identifier=record.session).first()
    session = session or Session(state=state, identifier=record.session, name=record.session_name)
    before = facts_of(session)
    if session.name == f"Session {session.identifier}":  # a name that nobody thought of
        session.name = record.session_name
    if record.ends_on and session.ends_on in {None, session.ends_on_record}:
        session.ends_on = session.ends_on_record = record.ends_on
    session.full_clean()
    if session.pk is None or before != facts_of(session):
        session.save()
    return session


def facts_of(session):
    return session.name, session.ends_on, session.ends_on_record, session.in_doubt_from


def find(record, session):
    """The bill of `record`: by its id, else by its number, where it has no other id.

    Where bills carry over, that of the other year of the session is the same bill.
    """
    found = Bill.objects.filter(**{record.key_field: record.key}).first()
    if found:
        return found
    number = squeezed(record.identifier)
    without_id = Bill.objects.filter(**{record.key_field: ""}, session=session)
    numbered = [bill for bill in without_id if squeezed(bill.identifier) == number]
    if numbered or not session.state:
        return next(iter(numbered), None)
    others = Bill.objects.filter(session__state=session.state).exclude(session=session)
    for bill in others.select_related("session__state"):
        is_same = squeezed(bill.identifier) == number and folded(bill.title) == folded(record.title)
        if is_same and carries_over(bill.session, session):
            return bill
    return None


def carries_over(one, other):
    code = one.state.code
    return (
        next_identifier(code, one.identifier) == other.identifier
        or next_identifier(code, other.identifier) == one.identifier
    )


def draft(record, session):
    address = slugify(f"{session.code} {record.identifier} {record.session}".replace(".", ""))[:110]
    if Bill.objects.filter(slug=address).exists():
        address = f"{address}-{Bill.objects.count() + 1}"
    bill = Bill(session=session, identifier=record.identifier, slug=address)
    update(bill, record, session)
    for name in record.subjects:
        slug = slugify(name)[:80]
        if slug:
            subject, _ = Subject.objects.get_or_create(slug=slug, defaults={"name": name[:80]})
            bill.subjects.add(subject)


def update(bill, record, session):
    """Bring the record of `bill` up to date. Says whether anything changed."""
    if bill.session != session:
        # What it went through in the year before stays, whether or not the new record repeats it.
        repeated = {(day, text) for day, _, text in record.steps}
        for step in bill.actions.filter(is_imported=True):
            if (step.dated_on, step.text) not in repeated:
                step.is_imported = False
                step.save()
    facts = {
        "session": session,
        record.key_field: record.key,
        "title": words(record.title, 1000),
        "stage": record.stage,
        "url": record.url or bill.url,
        "official_summary": record.summary or bill.official_summary,
    }
    before = [getattr(bill, name) for name in facts]
    for name, value in facts.items():
        setattr(bill, name, value)
    bill.full_clean()
    if bill.pk is None:
        bill.save()
    is_changed = any(
        [
            before != [getattr(bill, name) for name in facts],
            update_steps(bill, record),
            update_sponsors(bill, record),
        ]
    )
    if is_changed:
        bill.save()  # also for new steps alone, so that kept pages hear of it
    return is_changed


def update_steps(bill, record):
    if len(record.steps) > MOST_STEPS:
        raise ValueError(f"there are more than {MOST_STEPS} steps")
    wanted = list(dict.fromkeys(sorted(record.steps, key=lambda step: step[0])))
    stored = bill.actions.filter(is_imported=True).order_by("order")
    if wanted == list(stored.values_list("dated_on", "chamber", "text")):
        return False
    steps = [
        BillAction(bill=bill, dated_on=day, chamber=who, text=text, order=order, is_imported=True)
        for order, (day, who, text) in enumerate(wanted)
    ]
    keep_uids(stored, steps)
    return replace(stored, steps)


def keep_uids(stored, steps):
    """Who reads the feed knows a step by its id, also when the record corrects its day."""
    known, new = list(stored), list(steps)
    for facts in [("dated_on", "chamber", "text"), ("chamber", "text")]:
        told = attrgetter(*facts)
        for step in list(new):
            same = next((row for row in known if told(row) == told(step)), None)
            if same:
                step.uid = same.uid
                known.remove(same)
                new.remove(step)


def update_sponsors(bill, record):
    wanted = list(dict.fromkeys(sorted(record.sponsors, key=lambda sponsor: not sponsor[1])))
    stored = bill.sponsors.filter(is_imported=True)
    if wanted == list(stored.values_list("name", "is_primary")):
        return False
    sponsors = [
        Sponsor(bill=bill, name=name, is_primary=is_primary, is_imported=True)
        for name, is_primary in wanted
    ]
    return replace(stored, sponsors)


def replace(stored, rows):
    for row in rows:
        row.clean_fields()
    with history_paused():  # the record itself keeps what it was
        stored.delete()
    stored.model.objects.bulk_create(rows)
    return True
