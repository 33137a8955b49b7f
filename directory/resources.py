"""Chapters, people and terms as rows of a sheet."""

import re
from collections import defaultdict

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.widgets import Widget

from chapters_portal.content.folding import plain_words
from chapters_portal.history.versions import locked
from chapters_portal.sheets.columns import EMPTY, Column, Many, ManyColumn, One
from chapters_portal.sheets.days import read_day
from chapters_portal.sheets.outcome import Problem
from chapters_portal.sheets.resources import NEW, Resource

from .known_days import HELP, read_known_day
from .models import Chapter, FormerName, OfficeHolder, Person, Position, State
from .models.officers import refuse_bad_seating

PERSON_FIELDS = ["email", "is_email_public", "phone", "is_phone_public"]
FORMER_NAME = re.compile(r"(.+?)\s*\(until\s+(.+?)\)")
CODES = "Codes of states, with semicolons between them: ME; NH."


class FormerNamesCell(Widget):
    help_text = "Each with its last day, and semicolons between them: Old Name (until 1999-12-31)."

    def clean(self, value, row=None, **kwargs):
        return [self.read(part.strip()) for part in value.split(";") if part.strip()]

    def read(self, text):
        found = FORMER_NAME.fullmatch(text)
        if not found:
            raise ValueError(f"Write “{text}” with its last day, such as (until 1999-12-31).")
        former = FormerName(name=found[1], until=read_day(found[2]))
        try:
            former.clean_fields(exclude=["chapter"])
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
        return former

    def render(self, value, obj=None, **kwargs):
        return "; ".join(f"{one.name} (until {one.until})" for one in value or [])


class FormerNamesColumn(ManyColumn):
    """Rows of the chapter's own, which come and go with the cell."""

    def get_value(self, chapter):
        waiting = chapter.__dict__.get("waiting_links", {})
        if self.attribute in waiting or chapter._state.adding:
            return waiting.get(self.attribute, [])
        return list(chapter.former_names.all())

    def put(self, chapter, row, **kwargs):
        names = self.clean(row)
        if len({one.until for one in names}) < len(names):
            raise ValueError("Two names of a chapter cannot end on one day.")
        waiting = chapter.__dict__.setdefault("waiting_links", {})
        waiting[self.attribute] = sorted(names, key=lambda one: one.until, reverse=True)


class ChapterResource(Resource):
    keys = [("name",), ("slug",), ("abbreviation",)]
    slug_from = ["name"]

    states = ManyColumn(
        "states",
        "States covered",
        Many(
            State.objects.all(),
            lambda state: state.code,
            lambda state: state.name,
            help_text=CODES,
        ),
    )

    former_names = FormerNamesColumn("former_names", "Former names", FormerNamesCell())

    merged_into = Column(
        "merged_into",
        "Merged into",
        One(
            Chapter.objects.all(),
            lambda chapter: chapter.name,
            help_text="The name of the chapter that goes on for it.",
            may_be_empty=True,
        ),
    )

    class Meta:
        model = Chapter
        fields = [
            "id",
            "name",
            "abbreviation",
            "slug",
            "kind",
            "states",
            "also_covers",
            "founded",
            "ended_on",
            "merged_into",
            "former_names",
            "website",
            "board_page",
            "take_action_url",
            "social_addresses",
            "email",
            "phone",
            "street",
            "city",
            "region_code",
            "postal_code",
            "officers_change_month",
            "officers_change_note",
            "conference_month",
            "has_council_seat",
            "joint_student_membership",
            "assured_on",
            "source",
        ]

    # The columns of the public download: headings, and what of the chapter stands below them.
    public = {
        "Chapter": "name",
        "Abbreviation": "abbreviation",
        "Kind": "kind",
        "States": "states",
        "Founded": "founded",
        "Last day of the chapter": "ended_on",
        "Merged into": "merged_into",
        "Former names": "former_names",
        "Website": "website",
        "Board": "board_page",
        "Take action": "take_action_url",
        "Social networks": "social_addresses",
        "Telephone": "phone",
        "E-mail": "email",
        "Street": "street",
        "City": "city",
        "State": "region_code",
        "ZIP code": "postal_code",
        "Officers change in": "officers_change_month",
        "Note on the change of officers": "officers_change_note",
        "Joint student membership": "joint_student_membership",
        "Correct as of": "assured_on",
    }

    def public_cells(self, chapter):
        return [self.fields[name].export(chapter) for name in self.public.values()]

    def get_queryset(self):
        rows = super().get_queryset().select_related("merged_into")
        return rows.prefetch_related("states", "former_names")

    def is_needed(self, attribute):
        return attribute != "former_names" and super().is_needed(attribute)

    def write(self, line):
        names = line.instance.__dict__.get("waiting_links", {}).pop("former_names", None)
        super().write(line)
        if names is not None:
            put_former_names(line.instance, names)


def put_former_names(chapter, names):
    """Give it these FormerNames and no others."""
    stored = {(one.name, one.until): one for one in chapter.former_names.all()}
    wanted = {(one.name, one.until): one for one in names}
    for key in stored.keys() - wanted.keys():
        stored[key].delete()
    for key in wanted.keys() - stored.keys():
        wanted[key].chapter = chapter
        wanted[key].save()


class PersonResource(Resource):
    keys = [("email",), ("name",)]

    class Meta:
        model = Person
        fields = ["id", "name", "email", "is_email_public", "phone", "is_phone_public", "is_sample"]

    def pk_of(self, row):
        """The id of a row that was merged leads to the one that was kept."""
        number = row.get("Id", "")
        if number.isascii() and number.isdecimal() and int(number) not in self.ids:
            kept = Person.objects.that_took_over(int(number))
            row = {**row, "Id": str(kept.pk)} if kept else row
        return super().pk_of(row)


# -- Terms


class PersonCell(Widget):
    """A person's name. Who is not known yet is a new person; the row's other cells tell them."""

    help_text = (
        "The whole name. Somebody new is added to the people; somebody known is found by e-mail, "
        "then by name."
    )

    def __init__(self):
        super().__init__()
        self.people = PersonResource(None)
        self.met = {}  # people by their keys, and by what was asked

    def clean(self, value, row=None, **kwargs):
        query = {"Id": row.get("Person’s id", ""), "Name": value}
        query["Personal e-mail"] = email = row.get("Personal e-mail", "")
        mark = tuple(text.casefold() for text in query.values())
        if mark not in self.met:
            self.met[mark] = self.find(query, value, email)
        return self.met[mark]

    def find(self, query, name, email):
        pk = self.people.pk_of(query)
        if isinstance(pk, ValidationError):
            raise ValueError(f"{pk.messages[0]} The column for that is Person’s id.")
        if pk is None:
            return self.meet(Person(name=name))
        person = self.met.get(pk) or self.meet(Person.objects.get(pk=pk))
        if not query["Id"] and plain_words(name) not in {"", plain_words(person.name)}:
            raise ValueError(
                f"This e-mail is that of {person}. Write this name, or {NEW} as Person’s id."
            )
        if not query["Id"] and email and person.email.casefold() not in {"", email.casefold()}:
            raise ValueError(
                f"{person} has another e-mail, {person.email}. Is it the same person? Then write "
                f"{person.pk} as Person’s id. If not, write {NEW} there."
            )
        return person

    def meet(self, person):
        """The one object for `person` in all rows, which remembers how it came."""
        if person.pk in self.met:
            return self.met[person.pk]
        person.as_met = person_values(person)
        if person.pk:
            self.met[person.pk] = person
        return person

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return ""
        return value.name if value.pk else f"{value.name} (new person)"


def person_values(person):
    return [getattr(person, name) for name in PERSON_FIELDS]


def is_changed(person):
    return person.pk is not None and person_values(person) != person.as_met


class StartColumn(Column):
    """The first day as far as it is known; its cell gives the date by which a row is found."""

    def get_value(self, term):
        return term.start_as_written

    def put(self, term, row, **kwargs):
        self.clean(row)
        term.put_start(row[self.column_name])


class EndColumn(Column):
    def get_value(self, term):
        return term.end_as_written

    def put(self, term, row, **kwargs):
        term.put_end(row[self.column_name])


class StartCell(Widget):
    help_text = HELP

    def clean(self, value, row=None, **kwargs):
        if not value:
            raise ValueError(EMPTY)
        return read_known_day(value).first


class TermResource(Resource):
    keys = [("chapter", "position", "person", "starts_on")]

    chapter = Column(
        "chapter",
        "Chapter",
        One(
            Chapter.objects.all(),
            lambda chapter: chapter.name,
            lambda chapter: chapter.abbreviation,
            help_text="Its name, or its abbreviation where no other chapter has the same.",
        ),
    )
    position = Column(
        "position",
        "Position",
        One(
            Position.objects.all(),
            lambda position: position.name,
            help_text="As in the list of positions, such as President.",
        ),
    )
    person = Column("person", "Person", PersonCell())
    person_id = Field("person_id", "Person’s id", readonly=True)
    person_id.widget.help_text = (
        f"To tell namesakes apart. Write {NEW} for another of the same name."
    )

    starts_on = StartColumn("starts_on", "First day", StartCell())
    ends_on = EndColumn("ends_on", "Last day")
    ends_on.widget.help_text = f"{HELP} Empty while it is not known."

    class Meta:
        model = OfficeHolder
        fields = [
            "id",
            "chapter",
            "position",
            "person",
            "person_id",
            "capacity",
            "starts_on",
            "ends_on",
            *(f"person__{name}" for name in PERSON_FIELDS),
        ]

    def __init__(self, user, portal=""):
        super().__init__(user, portal)
        if user and not user.has_perm("directory.view_person"):
            for name in PERSON_FIELDS:
                del self.fields[f"person__{name}"]

    def get_queryset(self):
        return super().get_queryset().select_related("chapter", "position", "person")

    def is_needed(self, attribute):
        return not attribute.startswith("person__") and super().is_needed(attribute)

    def name_of(self, term):
        return f"{term}, {term.chapter}"

    def fetch(self, pks):
        terms = super().fetch(pks)
        for term in terms.values():
            term.person = self.fields["person"].widget.meet(term.person)
        return terms

    def check(self, term, exclude):
        """Its neighbors are looked at in problems_among()."""
        term.is_checked_with_its_siblings = True
        person = getattr(term, "person", None)
        if person:
            self.check_person(person)
        super().check(term, exclude | ({"person"} if person and not person.pk else set()))

    def check_person(self, person):
        act = "change" if is_changed(person) else None if person.pk else "add"
        if act and self.user and not self.user.has_perm(f"directory.{act}_person"):
            raise ValidationError({"person": f"You may not {act} people."})
        try:
            person.full_clean()
        except ValidationError as error:
            names = {name: f"person__{name}" for name in PERSON_FIELDS}
            message = {names.get(name, "person"): one for name, one in error.error_dict.items()}
            raise ValidationError(message) from error

    def problems_among(self, lines):
        of_chapters = defaultdict(list)
        for line in lines:
            of_chapters[line.instance.chapter].append(line)
        for chapter, here in of_chapters.items():
            try:
                refuse_bad_seating(chapter, [line.instance for line in here])
            except ValidationError as error:
                for message in error.messages:
                    line = at_fault(here, message)
                    yield Problem(line.number, "Position", str(line.instance.position), message)

    def lock_rows(self, rows):
        """Chapters before people before terms, as their forms do."""
        cell = self.fields["person"].widget
        pks = [pk for row in rows if isinstance(pk := self.pk_of(row), int)]
        people = set(OfficeHolder.objects.filter(pk__in=pks).values_list("person", flat=True))
        people |= {pk for pk in cell.met if isinstance(pk, int)}
        list(locked(Chapter.objects.all()))
        list(locked(Person.objects.filter(pk__in=people)))
        cell.met.clear()
        super().lock_rows(rows)

    def write(self, line):
        person = line.instance.person
        if person.pk is None or is_changed(person):
            person.save()
            person.as_met = person_values(person)
        super().write(line)


def at_fault(lines, message):
    """The last of `lines` that `message` speaks of."""
    there = [line for line in lines if str(line.instance.position) in message]
    named = [line for line in there if str(line.instance.person) in message]
    return (named or there)[-1]
