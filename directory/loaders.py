"""Chapters and terms from CSV files. A load can be run twice and leaves the same rows."""

from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from .csv_rows import Report, RowError, check, lay_over, read_rows, yes_or_no
from .models import Chapter, OfficeHolder, Person, Position, State
from .models.officers import refuse_bad_seating

CHAPTER_FIELDS = {
    "name": "name",
    "abbreviation": "abbreviation",
    "kind": "kind",
    "founded": "founded",
    "officers_change_month": "officers_change_month",
    "website": "website",
    "take_action_url": "take_action_url",
    "address_street": "street",
    "city": "city",
    "region_code": "region_code",
    "postal_code": "postal_code",
    "phone": "phone",
    "joint_student_membership": "joint_student_membership",
    "council_seat": "has_council_seat",
    "conference_month": "conference_month",
    "source": "source",
}
CHAPTER_COLUMNS = {field: column for column, field in CHAPTER_FIELDS.items()}
NUMBERS = {"founded", "officers_change_month", "conference_month"}
PERSON_COLUMNS = ["email", "email_public", "phone", "phone_public"]
# Two dates that do not go together are told of the column with the last day.
TERM_COLUMNS = {"__all__": "ends_on"}
CANADIAN_PROVINCES = {"CA-AB": "Alberta", "CA-BC": "British Columbia"}


@transaction.atomic
def load_chapters(path, *, overwrite=False):
    """Load chapters from the CSV file at `path`; a row is known by its slug. Returns a Report.

    Raises RowError at the first bad row, and then nothing is changed. Fields that were edited by
    hand since the last load stay as they are unless `overwrite`.
    """
    report = Report()
    states = {state.code: state for state in State.objects.all()}
    lines = {}
    for line, row in read_rows(path, ["slug", "name", "kind", "states"], CHAPTER_FIELDS):
        _refuse_repetition(path, line, "slug", row["slug"], lines)
        chapter = Chapter.objects.filter(slug=row["slug"]).first() or Chapter(slug=row["slug"])
        is_new = chapter.pk is None
        values = {
            CHAPTER_FIELDS[column]: _chapter_value(path, line, column, text)
            for column, text in row.items()
            if column in CHAPTER_FIELDS
        }
        covered, values["also_covers"] = _covered(path, line, row["states"], states)
        changed, kept = lay_over(chapter, values, overwrite=overwrite)
        check(chapter, path, line, CHAPTER_COLUMNS)
        if changed:
            chapter.save()
        current = set() if is_new else set(chapter.states.all())
        if current != covered:
            if is_new or overwrite or _codes(current) == chapter.loaded_values.get("states", ""):
                chapter.states.set(covered)
                changed = True
            else:
                kept.append("states")
        if "states" not in kept and chapter.loaded_values.get("states") != _codes(covered):
            chapter.loaded_values["states"] = _codes(covered)
            chapter.save(update_fields=["loaded_values"])
        report.count(is_new, changed)
        report.kept += [f"{chapter}: {chapter._meta.get_field(n).verbose_name}" for n in kept]
    return report


def _refuse_repetition(path, line, column, key, lines):
    """Raise RowError when `lines` knows an earlier line with `key`; else note this one."""
    if lines.setdefault(key, line) != line:
        raise RowError(path, line, column, f"Line {lines[key]} is about the same one already.")


def _chapter_value(path, line, column, text):
    try:
        if column in NUMBERS:
            return int(text) if text else None
        if column == "joint_student_membership":
            return yes_or_no(text)
        if column == "council_seat":
            return bool(yes_or_no(text))
        if column == "kind" and text not in Chapter.Kind.values:
            raise ValueError(f'"{text}" is not one of {", ".join(Chapter.Kind.values)}.')
    except ValueError as error:
        reason = f'"{text}" is not a whole number.' if column in NUMBERS else str(error)
        raise RowError(path, line, column, reason) from error
    return text


def _covered(path, line, text, states):
    """The states of a cell such as "ID WA CA-BC", and the places outside the country in words."""
    covered, abroad = set(), []
    for code in text.split():
        if code in CANADIAN_PROVINCES:
            abroad.append(CANADIAN_PROVINCES[code])
        elif code in states:
            covered.add(states[code])
        else:
            raise RowError(path, line, "states", f'"{code}" is not the code of a state.')
    return covered, ", ".join(abroad)


def _codes(states):
    return " ".join(sorted(state.code for state in states))


@transaction.atomic
def load_officers(path, *, overwrite=False):
    """Load people and their terms from the CSV file at `path`. Returns a Report of the terms.

    A term is known by chapter, position, name and first day as the file gives them. An empty cell
    leaves what is known of the person as it is. Raises RowError at the first bad row, or when the
    terms cannot all be held, and then nothing is changed.
    """
    report = Report()
    chapters = {chapter.slug: chapter for chapter in Chapter.objects.all()}
    positions = {position.slug: position for position in Position.objects.all()}
    loaded, given, lines = defaultdict(list), {}, {}
    columns = ["chapter", "position", "name", "starts_on"]
    for line, row in read_rows(path, columns, ["ends_on", *PERSON_COLUMNS]):
        chapter = _known(path, line, "chapter", row, chapters)
        position = _known(path, line, "position", row, positions)
        starts_on = _day(path, line, "starts_on", row)
        if starts_on is None:
            raise RowError(path, line, "starts_on", "A term needs its first day.")
        key = f"{chapter.slug}/{position.slug}/{row['name']}/{starts_on}"
        _refuse_repetition(path, line, "name", key, lines)
        holder = _term(chapter, position, row["name"], starts_on, key)
        person, person_changed, kept = _person(path, line, row, chapter, holder, overwrite)
        _refuse_contradiction(path, line, row, person, given)
        is_new = holder is None
        holder = holder or OfficeHolder(chapter=chapter, position=position, person=person)
        values = {"starts_on": starts_on}
        if "ends_on" in row:
            values["ends_on"] = _day(path, line, "ends_on", row)
        term_changed, term_kept = lay_over(holder, values, overwrite=overwrite)
        if holder.loaded_values.get("key") != key:
            holder.loaded_values["key"] = key
            term_changed = True
        holder.is_checked_with_its_siblings = True
        check(holder, path, line, TERM_COLUMNS)
        if term_changed:
            holder.save()
        loaded[chapter, position].append((line, holder))
        report.count(is_new, term_changed or person_changed)
        report.kept += [
            f"{holder}, {chapter}: {instance._meta.get_field(name).verbose_name}"
            for instance, names in [(person, kept), (holder, term_kept)]
            for name in names
        ]
    for (chapter, _), rows in loaded.items():
        try:
            refuse_bad_seating(chapter, [holder for _, holder in rows])
        except ValidationError as error:
            raise RowError(path, rows[-1][0], "position", error.messages[0]) from error
    return report


def _refuse_contradiction(path, line, row, person, given):
    """Raise RowError when an earlier row tells something else of `person`; else note this one."""
    for column in PERSON_COLUMNS:
        text = row.get(column)
        if text and given.setdefault((person.pk, column), text) != text:
            before = given[person.pk, column]
            raise RowError(path, line, column, f'An earlier row has "{before}" for {person}.')


def _known(path, line, column, row, known):
    if row[column] not in known:
        raise RowError(path, line, column, f'There is no {column} "{row[column]}".')
    return known[row[column]]


def _day(path, line, column, row):
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        reason = f'"{row[column]}" is not a date. Write it as 2026-07-01.'
        raise RowError(path, line, column, reason) from None


def _term(chapter, position, name, starts_on, key):
    terms = OfficeHolder.objects.filter(chapter=chapter, position=position).select_related("person")
    return (
        terms.filter(loaded_values__key=key).first()
        or terms.filter(person__name=name, starts_on=starts_on).first()
    )


def _person(path, line, row, chapter, holder, overwrite):
    """The person of a row: the term's own, or one of that name and e-mail or chapter, or a new one.

    Returns the person, whether anything changed, and the names of fields kept.
    """
    namesakes = Person.objects.filter(name=row["name"])
    person = (
        (holder and holder.person)
        or (row.get("email") and namesakes.filter(email=row["email"]).first())
        or namesakes.filter(office_holders__chapter=chapter).first()
        or Person(name=row["name"])
    )
    values = {name: row[name] for name in ["email", "phone"] if row.get(name)}
    for column in ["email_public", "phone_public"]:
        try:
            is_public = yes_or_no(row.get(column, ""))
        except ValueError as error:
            raise RowError(path, line, column, str(error)) from error
        if is_public is not None:
            values[f"is_{column}"] = is_public
    changed, kept = lay_over(person, values, overwrite=overwrite)
    check(person, path, line, {})
    if changed:
        person.save()
    return person, changed, kept
