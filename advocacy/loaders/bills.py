"""What the record says of a bill, whichever service keeps it, and how it is stored.

An import writes the record alone. Our title, summary, position, reasons, stage, address and moment
of publishing belong to staff, as do subjects once the bill is here, and steps and sponsors that
staff added.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from advocacy.models import Bill, BillAction, Session, Sponsor, Subject
from chapters_portal.content.folding import squeezed
from chapters_portal.history.versions import history_paused
from directory.models import State

from .sources import LoadError

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


@transaction.atomic
def store(records, origin):
    """Update the tracked bills of `records`, and draft those that are new. Returns a sentence.

    Raises LoadError, and changes nothing, when a record cannot be stored.
    """
    states = {None: None, **{state.code: state for state in State.objects.all()}}
    created = updated = same = left = 0
    for record in records:
        try:
            bill = find(record, states)
            if bill is None:
                draft(record, states)
                created += 1
            elif not bill.is_tracked:
                left += 1
            elif update(bill, record):
                updated += 1
            else:
                same += 1
        except (ValidationError, LookupError, TypeError, ValueError) as error:
            raise LoadError(
                origin, f"{record.identifier!r:.40} cannot be stored: {error!r:.300}"
            ) from error
    if not created and not updated:
        return f"Nothing to change in {same} tracked bills. Left alone: {left} untracked."
    return (
        f"New drafts: {created}. Tracked bills updated: {updated}, unchanged: {same}. "
        f"Left alone: {left} untracked."
    )


def find(record, states):
    """The bill of `record`: by its id, or by its number where staff entered it without one."""
    found = Bill.objects.filter(**{record.key_field: record.key}).first()
    if found:
        return found
    without_id = Bill.objects.filter(
        **{record.key_field: ""},
        session__state=states[record.state_code],
        session__identifier=record.session,
    )
    number = squeezed(record.identifier)
    return next((bill for bill in without_id if squeezed(bill.identifier) == number), None)


def draft(record, states):
    state = states[record.state_code]
    session = Session.objects.filter(state=state, identifier=record.session).first()
    if session is None:
        session = Session(
            state=state, identifier=record.session, name=record.session_name, ends_on=record.ends_on
        )
        session.full_clean()
        session.save()
    address = slugify(f"{session.code} {record.identifier} {record.session}".replace(".", ""))[:110]
    if Bill.objects.filter(slug=address).exists():
        address = f"{address}-{Bill.objects.count() + 1}"
    bill = Bill(session=session, identifier=record.identifier, slug=address)
    update(bill, record)
    for name in record.subjects:
        slug = slugify(name)[:80]
        if slug:
            subject, _ = Subject.objects.get_or_create(slug=slug, defaults={"name": name[:80]})
            bill.subjects.add(subject)


def update(bill, record):
    """Bring the record of `bill` up to date. Says whether anything changed."""
    facts = {
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
