"""Bills that matter to libraries, in Congress and in the states."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse

from advocacy.legislatures import first_day_of_doubt, last_day_of_bills
from chapters_portal.content.identity import Identified
from chapters_portal.content.published import OnRecord, OnRecordQuerySet
from chapters_portal.content.rich_text import RichTextField
from chapters_portal.content.unwrapping import AddressField, TextWithAddresses
from chapters_portal.history.versions import History
from chapters_portal.search.query import matching
from directory.models import State

from .congress import last_day_of_congress
from .numbers import (
    key_of,
    read_congress,
    read_congress_key,
    read_federal_number,
    read_number,
    read_openstates_id,
)

CONGRESS = "US"  # stands where the code of a state would
RESERVED_SLUGS = {"feed"}


class Session(models.Model):
    """The time for which a legislature sits. What is not law by its end has to start anew."""

    state = models.ForeignKey(
        State,
        on_delete=models.PROTECT,
        related_name="sessions",
        null=True,
        blank=True,
        help_text="Leave empty for Congress.",
    )
    identifier = models.CharField(
        max_length=60, help_text="As the source writes it, such as 103rd or 2024; 119 for Congress."
    )
    name = models.CharField(max_length=120, help_text="For readers, such as 119th Congress.")
    begins_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField(
        "last day",
        null=True,
        blank=True,
        help_text="From the next day on, its open bills count as died at adjournment. Where they "
        "carry over, the last day of both years. Empty: the day that a rule knows, if any.",
    )
    ends_on_record = models.DateField(null=True, editable=False)
    in_doubt_from = models.DateField(null=True, editable=False)  # where nothing tells its last day

    history = History()

    class Meta:
        ordering = [F("state__name").asc(nulls_first=True), "-identifier"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "identifier"],
                name="a_state_has_a_session_once",
                violation_error_message="This state has a session with that identifier already.",
            ),
            models.UniqueConstraint(
                fields=["identifier"],
                condition=Q(state=None),
                name="congress_has_a_session_once",
                violation_error_message="Congress has a session with that identifier already.",
            ),
        ]

    def __str__(self):
        return f"{self.jurisdiction}, {self.name}"

    @property
    def jurisdiction(self):
        return self.state.name if self.state else "Congress"

    @property
    def code(self):
        return self.state.code if self.state else CONGRESS

    def clean(self):
        super().clean()
        if self.state is None:
            self.identifier = read_congress(self.identifier)
        self.go_by_rule()

    def go_by_rule(self):
        """Fill in the last day where it is empty and a rule knows it, or since when it is not told.

        Says whether that was anything new.
        """
        before = (self.ends_on, self.in_doubt_from)
        if self.state is None:
            self.ends_on = self.ends_on or last_day_of_congress(int(self.identifier))
        else:
            self.ends_on = self.ends_on or last_day_of_bills(self.code, self.identifier)
            self.in_doubt_from = first_day_of_doubt(self.code, self.identifier)
        return before != (self.ends_on, self.in_doubt_from)

    def is_over(self, date):
        return self.ends_on is not None and self.ends_on < date

    def is_in_doubt(self, date):
        return (
            self.ends_on is None and self.in_doubt_from is not None and self.in_doubt_from <= date
        )


class Label(models.Model):
    """What something is about, for the reader who wants only that."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name


class Subject(Label):
    """What bills are about."""

    followed_words = models.CharField(
        "words to follow",
        max_length=60,
        blank=True,
        help_text="Each night, new bills of Congress with these letters in their title, and bills "
        "of states that mention them, are drafted for you to look at. “librar” finds library and "
        "libraries. Empty: none. It needs the keys of Congress.gov and of Open States.",
    )

    history = History()


def sessions_in_doubt_on(date):
    """Session.is_in_doubt(), for the query of bills."""
    return Q(session__ends_on=None, session__in_doubt_from__lte=date)


class BillQuerySet(OnRecordQuerySet):
    def with_stage_on(self, date):
        """Each with `stage_then`: Bill.stage_on(), for many."""
        known = Case(When(stage_by_staff="", then=F("stage")), default=F("stage_by_staff"))
        was_open = ~Q(known_stage__in=Bill.CLOSED) & Q(session__ends_on__lt=date)
        at_governor = Q(known_stage=Bill.Stage.PASSED_BOTH, session__state__isnull=False)
        in_doubt = ~Q(known_stage__in=Bill.CLOSED) & sessions_in_doubt_on(date)
        then = Case(
            When(in_doubt | (was_open & at_governor), then=Value(Bill.Stage.UNKNOWN)),
            When(was_open & ~Q(known_stage=Bill.Stage.UNKNOWN), then=Value(Bill.Stage.DIED)),
            default=F("known_stage"),
            output_field=models.CharField(),
        )
        return self.annotate(known_stage=known).annotate(stage_then=then)

    def in_stage_on(self, stage, date):
        return self.with_stage_on(date).filter(stage_then=stage)

    def open_on(self, date):
        """Bills that can still become law."""
        is_past = Q(session__ends_on__lt=date) | sessions_in_doubt_on(date)
        is_unknown = Q(stage_then=Bill.Stage.UNKNOWN) & is_past
        return self.with_stage_on(date).exclude(Q(stage_then__in=Bill.CLOSED) | is_unknown)

    def in_play(self, date, states):
        """What a voter in `states` can still speak up on: bills of Congress, and of these."""
        return self.open_on(date).filter(Q(session__state=None) | Q(session__state__in=states))

    def mentioning(self, text):
        """Public bills with all words of `text` in what search knows of them, as their sponsors."""
        return self.filter(pk__in=matching(text, "bill"))

    def newest_step_first(self):
        """Each with `latest_on` and `latest_step`, the day and the words of its newest action."""
        newest = BillAction.objects.filter(bill=OuterRef("pk")).order_by("-dated_on", "-order")
        return self.annotate(
            latest_on=Subquery(newest.values("dated_on")[:1]),
            latest_step=Subquery(newest.values("text")[:1]),
        ).order_by(F("latest_on").desc(nulls_last=True), "identifier", "pk")


class Bill(Identified, OnRecord):
    """One bill of one session: what the record says, and what we say."""

    class Stage(models.TextChoices):
        INTRODUCED = "introduced", "Introduced"
        IN_COMMITTEE = "in-committee", "In committee"
        PASSED_ONE = "passed-one", "Passed one chamber"
        PASSED_BOTH = "passed-both", "Passed both chambers"
        LAW = "law", "Signed into law"
        ADOPTED = "adopted", "Adopted"
        VETOED = "vetoed", "Vetoed"
        FAILED = "failed", "Did not pass"
        WITHDRAWN = "withdrawn", "Withdrawn"
        SUBSTITUTED = "substituted", "Replaced by another bill"
        DIED = "died", "Died at adjournment"
        UNKNOWN = "unknown", "See the legislature’s record"

    class Position(models.TextChoices):
        SUPPORT = "support", "We support it"
        OPPOSE = "oppose", "We oppose it"
        WATCH = "watch", "We watch it"
        NONE = "none", "No position"

    CLOSED = [
        *[Stage.LAW, Stage.ADOPTED, Stage.VETOED, Stage.FAILED],
        *[Stage.WITHDRAWN, Stage.SUBSTITUTED, Stage.DIED],
    ]

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bills")
    identifier = models.CharField(
        "number", max_length=40, help_text="As the legislature writes it: HB 2789, H.R. 6440."
    )
    title = models.CharField("official title", max_length=1000)
    our_title = models.CharField(
        "title in plain words",
        max_length=160,
        blank=True,
        help_text="Shown instead of the official title. Imports leave it alone.",
    )
    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="The last part of the page's address. An old address leads to the new one.",
    )
    our_summary = RichTextField("our summary", blank=True)
    official_summary = RichTextField("official summary", blank=True)
    position = models.CharField(
        "our position", max_length=10, choices=Position, default=Position.NONE
    )
    why = TextWithAddresses("why we take it", blank=True)
    stage = models.CharField(
        "stage of the bill", max_length=20, choices=Stage, default=Stage.INTRODUCED
    )
    stage_by_staff = models.CharField(
        "stage, as we know better",
        max_length=20,
        choices=Stage,
        blank=True,
        help_text="Goes before the stage of the record. Imports leave it alone.",
    )
    subjects = models.ManyToManyField(Subject, blank=True, related_name="bills")
    url = AddressField("official page", max_length=500, blank=True)
    is_tracked = models.BooleanField(
        "tracked", default=False, help_text="Imports keep the record of tracked bills up to date."
    )
    openstates_id = models.CharField("id at Open States", max_length=80, blank=True)
    congress_key = models.CharField(
        "key at Congress.gov", max_length=40, blank=True, help_text="Such as 119/hr/6440."
    )

    objects = BillQuerySet.as_manager()
    history = History()

    class Meta(OnRecord.Meta):
        ordering = ["session", "identifier"]
        constraints = [
            *OnRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["session", "identifier"],
                name="a_session_has_a_bill_once",
                violation_error_message="The session has a bill with that number already.",
            ),
            models.UniqueConstraint(
                fields=["openstates_id"],
                condition=~Q(openstates_id=""),
                name="one_bill_for_an_openstates_id",
                violation_error_message="Another bill has this id of Open States.",
            ),
            models.UniqueConstraint(
                fields=["congress_key"],
                condition=~Q(congress_key=""),
                name="one_bill_for_a_congress_key",
                violation_error_message="Another bill has this key of Congress.gov.",
            ),
        ]

    def __str__(self):
        return self.our_title or self.title

    def get_absolute_url(self):
        return reverse("advocacy:bill_detail", args=[self.slug])

    def clean(self):
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": "This word leads to another page. Choose another."})
        session = getattr(self, "session", None)  # a form may lack it
        is_federal = session is not None and session.state_id is None
        problems = {}
        readers = {
            "identifier": read_federal_number if is_federal else read_number,
            "congress_key": read_congress_key,
            "openstates_id": read_openstates_id,
        }
        for name, read in readers.items():
            try:
                setattr(self, name, read(getattr(self, name)))
            except ValidationError as error:
                problems[name] = error
        if session and self.congress_key and not problems:
            key = key_of(session.identifier, self.identifier) if is_federal else None
            if self.congress_key != key:
                problems["congress_key"] = f"This key of Congress.gov is not that of {self.name}."
        if problems:
            raise ValidationError(problems)

    @property
    def name(self):
        """How people cite it: "HB 2789, Illinois"."""
        return f"{self.identifier}, {self.session.jurisdiction}"

    def stage_on(self, date):
        """Where it stands on `date`. What is open when its session is over has died.

        A governor may sign what has passed after the last day, so that is not known then.
        """
        known = self.Stage(self.stage_by_staff or self.stage)
        if known not in self.CLOSED and self.session.is_in_doubt(date):
            return self.Stage.UNKNOWN
        if known in [*self.CLOSED, self.Stage.UNKNOWN] or not self.session.is_over(date):
            return known
        is_at_governor = known == self.Stage.PASSED_BOTH and self.session.state_id
        return self.Stage.UNKNOWN if is_at_governor else self.Stage.DIED


class BillAction(Identified):
    """A step that a legislature took with a bill."""

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="actions")
    dated_on = models.DateField("date")
    chamber = models.CharField(
        "who", max_length=120, blank=True, help_text="Such as House, Senate or Governor."
    )
    text = models.TextField("what happened", max_length=2000)
    order = models.PositiveSmallIntegerField(default=0, help_text="Within the day.")
    is_imported = models.BooleanField(default=False, editable=False)

    history = History()

    class Meta:
        ordering = ["-dated_on", "-order", "-pk"]

    def __str__(self):
        return f"{self.dated_on}: {self.text}"

    def get_absolute_url(self):
        return f"{self.bill.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self):
        """Its place on the bill's page. Older ids hold the one that they had."""
        return self.uid.partition("#")[2] or f"step-{self.uid[-12:]}"


class Sponsor(models.Model):
    """A legislator who stands behind a bill."""

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="sponsors")
    name = models.CharField(max_length=160)
    is_primary = models.BooleanField("main sponsor", default=False)
    is_imported = models.BooleanField(default=False, editable=False)

    history = History()

    class Meta:
        ordering = ["-is_primary", "pk"]

    def __str__(self):
        return self.name
