"""The states, which stand still, and the chapters, which cover them."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.dates import MONTHS
from phonenumber_field.modelfields import PhoneNumberField

from chapters_portal.content.folding import squeezed
from chapters_portal.content.identity import Identified
from chapters_portal.content.unwrapping import AddressField, TextWithAddresses
from chapters_portal.history.versions import History
from chapters_portal.search.query import matching
from directory.addresses import addresses_of, validate_addresses

# Words that stand where a chapter's slug would in an address of this room.
RESERVED_SLUGS = {
    *["changes", "committee", "downloads", "find", "joint-student-membership", "officers"]
}


class StateQuerySet(models.QuerySet):
    def named(self, text):
        """The state of that code or name, however it is written. Raises ValueError for others."""
        wanted = squeezed(text)
        for state in self:
            if wanted in {squeezed(state.code), squeezed(state.name)}:
                return state
        raise ValueError(f"There is no state “{text}”. Write its name or its code, such as VT.")

    def with_chapters_on(self, date):
        """Each with the chapters that it has on `date`."""
        chapters = Chapter.objects.existing_on(date)
        return self.prefetch_related(models.Prefetch("chapters", chapters))


class State(models.Model):
    """A state, the District of Columbia, or a territory with a chapter."""

    code = models.CharField(
        "postal code",
        max_length=2,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", "Use the two capital letters of the USPS.")],
    )
    name = models.CharField(max_length=60, unique=True)
    fips = models.CharField(
        "FIPS code", max_length=2, unique=True, help_text="Two digits, as the Census Bureau uses."
    )
    ocd_division_id = models.CharField(
        "Open Civic Data division",
        max_length=80,
        unique=True,
        help_text="For example ocd-division/country:us/state:vt.",
    )
    tile_row = models.PositiveSmallIntegerField(
        help_text="Place on the tile map, counted from the top.",
        validators=[MinValueValidator(1), MaxValueValidator(8)],
    )
    tile_column = models.PositiveSmallIntegerField(
        help_text="Place on the tile map, counted from the left.",
        validators=[MinValueValidator(1), MaxValueValidator(11)],
    )
    neighbors = models.ManyToManyField(
        "self", blank=True, help_text="States and districts that share a land border with it."
    )

    objects = StateQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tile_row", "tile_column"],
                name="one_state_on_a_tile",
                violation_error_message="Another state stands on this tile.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def own_chapter(self):
        """The chapter of this state alone, None where there is none."""
        return next((chapter for chapter in self.chapters.all() if not chapter.is_regional), None)

    @property
    def regions(self):
        return [chapter for chapter in self.chapters.all() if chapter.is_regional]


class ChapterQuerySet(models.QuerySet):
    def existing_on(self, date):
        """Chapters that have not ended before `date`. The last day counts."""
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gte=date))

    def ended_before(self, date):
        return self.filter(ended_on__lt=date)

    def in_directory_order(self):
        """States and territories by name, then the regional chapters."""
        return self.order_by(
            models.Case(models.When(kind=Chapter.Kind.REGIONAL, then=1), default=0), "name"
        )

    def in_list(self):
        """In directory order, each with its states."""
        return self.in_directory_order().prefetch_related("states")

    def with_past(self):
        """Each with what it was called before, and where it went."""
        return self.select_related("merged_into").prefetch_related("former_names")

    def with_regions_on(self, date):
        """Each with its states, and these with the chapters that they have on `date`."""
        states = models.Prefetch("states", State.objects.with_chapters_on(date))
        return self.with_past().prefetch_related(states)

    def regional(self):
        return self.filter(kind=Chapter.Kind.REGIONAL)

    def covering(self, states):
        """Chapters whose area includes any of `states`, the regional ones too."""
        return self.filter(
            pk__in=Chapter.states.through.objects.filter(state__in=states).values("chapter")
        )

    def changing_officers_in(self, month):
        return self.filter(officers_change_month=month)

    def assured_before_changeover(self, today):
        """Those whose record is older than the last change of officers, or was never confirmed.

        Where the month is not known, a year makes a record old.
        """
        years = {month: today.year - (month > today.month) for month in MONTHS}
        older = Q(assured_on=None) | Q(
            officers_change_month=None, assured_on__lte=today - timedelta(days=365)
        )
        for month, year in years.items():
            older |= Q(officers_change_month=month, assured_on__lt=date(year, month, 1))
        return self.filter(older)

    def mentioning(self, text):
        """Chapters with all words of `text` in name, city or states, the last perhaps in part."""
        return self.filter(pk__in=matching(text, "chapter", columns="AB"))


def read_postal_code(text):
    """ "05602" for "5602", whose zero a spreadsheet took. Raises ValidationError for others."""
    text = " ".join(text.split()).upper()
    if re.fullmatch(r"[0-9]{4}(-[0-9]{4})?", text):
        return f"0{text}"
    if text and not re.fullmatch(r"[0-9]{5}(-[0-9]{4})?|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]", text):
        message = "Enter the five digits of a ZIP code, such as 05602 or 05602-1234."
        raise ValidationError({"postal_code": message})
    return text


class Chapter(Identified):
    """A library association that ALA Council has made a chapter."""

    class Kind(models.TextChoices):
        STATE = "state", "State chapter"
        TERRITORY = "territory", "Territorial chapter"
        REGIONAL = "regional", "Regional chapter"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(
        max_length=60, unique=True, help_text="The last part of the page's address."
    )
    abbreviation = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    states = models.ManyToManyField(
        State, related_name="chapters", blank=True, verbose_name="states covered"
    )
    also_covers = models.CharField(
        max_length=120, blank=True, help_text="Places outside the United States, such as Alberta."
    )
    founded = models.PositiveSmallIntegerField(
        "year founded",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1800, "ALA itself is younger than that."),
            MaxValueValidator(2100, "Enter a year."),
        ],
    )
    ended_on = models.DateField(
        "last day of the chapter",
        null=True,
        blank=True,
        help_text="Only where the chapter ended or merged. Its page and its past stay; it is "
        "listed as former from the day after.",
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_chapters",
        help_text="The chapter that goes on for it.",
    )
    website = AddressField(blank=True)
    board_page = AddressField(
        max_length=500, blank=True, help_text="Where the chapter itself names its board. Public."
    )
    take_action_url = AddressField("take-action page", blank=True)
    social_addresses = TextWithAddresses(
        "social networks",
        blank=True,
        validators=[validate_addresses],
        help_text="One whole address in a line, such as https://www.facebook.com/example. Public.",
    )
    email = models.EmailField(
        "office e-mail", blank=True, help_text="An address of the office, not of a person. Public."
    )
    phone = PhoneNumberField("office telephone", blank=True, help_text="Public.")
    street = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(
        "state of the address",
        max_length=2,
        blank=True,
        help_text="Two letters. A chapter's office may stand in another state.",
    )
    postal_code = models.CharField("ZIP code", max_length=10, blank=True)
    officers_change_month = models.PositiveSmallIntegerField(
        "officers change in", choices=MONTHS, null=True, blank=True
    )
    officers_change_note = models.CharField(
        "note on the change of officers",
        max_length=200,
        blank=True,
        help_text="What the month alone does not tell, such as “Moves with the conference.” "
        "Public.",
    )
    conference_month = models.PositiveSmallIntegerField(
        "conference usually in", choices=MONTHS, null=True, blank=True
    )
    has_council_seat = models.BooleanField(
        "has a seat on ALA Council",
        default=True,
        help_text="Chapters without one have no Chapter Councilor.",
    )
    joint_student_membership = models.BooleanField(
        "takes part in joint student membership",
        choices=[(True, "Yes"), (False, "No")],
        null=True,
        blank=True,
        help_text="Leave empty while it is not known.",
    )
    assured_on = models.DateField(
        "correct as of",
        null=True,
        blank=True,
        help_text="The day on which the chapter last said that this record is right. "
        "Editing the record does not change it.",
    )
    checked_on = models.DateField(
        "checked by us",
        null=True,
        blank=True,
        editable=False,
        help_text="The day on which one of us last checked this record.",
    )
    loaded_on = models.DateField(
        "loaded from public sources",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty for what was typed in, and where the day is not known.",
    )
    source = models.TextField(
        blank=True, help_text="Where these facts come from. Shown to staff only."
    )

    objects = ChapterQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(ended_on__isnull=False),
                name="a_merged_chapter_has_ended",
                violation_error_message="Enter the last day of the chapter that merged.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")),
                name="a_chapter_merges_into_another",
                violation_error_message="A chapter merges into another one.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("directory:chapter_detail", args=[self.slug])

    def exists_on(self, date):
        return self.ended_on is None or self.ended_on >= date

    def name_on(self, date):
        """What it was called on `date`."""
        former = [one for one in self.former_names.all() if one.until >= date]
        return min(former, key=lambda one: one.until).name if former else self.name

    def clean(self):
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": "This word leads to another page. Choose another."})
        self.region_code = self.region_code.upper()
        self.postal_code = read_postal_code(self.postal_code)

    @property
    def is_regional(self):
        return self.kind == self.Kind.REGIONAL

    @property
    def place(self):
        """The area in a word or two: "Vermont", "Mountain Plains"."""
        states = self.states.all()
        if self.is_regional or not states:
            return self.name.removesuffix(" Library Association")
        return states[0].name

    @property
    def regions(self):
        """The regional chapters that cover the state of this one."""
        if self.is_regional:
            return []
        return list(
            dict.fromkeys(region for state in self.states.all() for region in state.regions)
        )

    def around(self, date):
        """The chapters of the states next to this one; for a regional chapter, of its states.

        Those that exist on `date`.
        """
        states = [state.pk for state in self.states.all()]
        if not self.is_regional:
            borders = State.neighbors.through.objects.filter(from_state__in=states)
            states = borders.values("to_state")
        others = Chapter.objects.existing_on(date).exclude(pk=self.pk)
        return others.exclude(kind=self.Kind.REGIONAL).covering(states).in_list()

    def state_links(self):
        """What the advocacy room lists for the state; a regional chapter points to its states."""
        if self.is_regional:
            return []
        return [
            link for state in self.states.prefetch_related("links") for link in state.links.all()
        ]

    @property
    def tile(self):
        """The letters on the chapter's tile: its state's code, or a regional abbreviation."""
        states = self.states.all()
        return self.abbreviation if self.is_regional or not states else states[0].code

    @property
    def addresses(self):
        """Where the public reaches it."""
        return addresses_of(self)

    @property
    def address_lines(self):
        locality = ", ".join(part for part in [self.city, self.region_code] if part)
        return [line for line in [self.street, f"{locality} {self.postal_code}".strip()] if line]

    @property
    def joint_student_membership_in_words(self):
        return {True: "Yes", False: "No", None: "Not known"}[self.joint_student_membership]


class FormerName(models.Model):
    """What a chapter was called until a day. Pages of that day, search and the finder know it.

    Staff enter it where a chapter took another name, which the portal cannot tell from a correction
    of its title; a FormerTitle of its page is noted for either.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField("former name", max_length=120)
    until = models.DateField("last day of this name")

    history = History()

    class Meta:
        ordering = ["-until"]
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "until"],
                name="a_chapter_changes_its_name_once_a_day",
                violation_error_message="Another name of this chapter ends on that day.",
            )
        ]

    def __str__(self):
        return self.name
