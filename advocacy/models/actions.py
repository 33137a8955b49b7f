"""What we ask people to do for libraries now, and libraries that need help."""

from datetime import timedelta
from urllib.parse import quote, urlencode

from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse

from chapters_portal.content.identity import Identified
from chapters_portal.content.published import (
    OnRecord,
    OnRecordQuerySet,
    Published,
    PublishedQuerySet,
)
from chapters_portal.content.rich_text import RichTextField
from chapters_portal.content.unwrapping import AddressField
from chapters_portal.history.versions import History
from directory.models import State

from .bills import Bill

PLACEHOLDERS = {"{name}": "[your name]", "{place}": "[your town]", "{member}": "[their name]"}


class ActionQuerySet(OnRecordQuerySet):
    def live(self, moment, date):
        """What people can still do: published at `moment`, not over on `date`, no outcome yet.

        An action about bills stands down when none of them is open on `date`.
        """
        about = Action.bills.through.objects.all()
        about_open = about.filter(bill__in=Bill.objects.open_on(date).values("pk"))
        return self.published(moment).filter(
            Q(until_on=None) | Q(until_on__gte=date),
            ~Q(pk__in=about.values("action")) | Q(pk__in=about_open.values("action")),
            outcome=Action.Outcome.OPEN,
        )

    def for_states(self, states):
        """Federal actions, and those of any of `states`."""
        in_states = Action.states.through.objects.filter(state__in=states).values("action")
        return self.filter(Q(scope=Action.Scope.FEDERAL) | Q(pk__in=in_states))

    def most_urgent_first(self, date):
        """What is out of its season on `date` comes last."""
        is_open = Q(is_seasonal=False) | Q(opens_on__lte=date, closes_on__gte=date)
        return self.order_by(
            Case(When(is_open, then=0), default=1),
            "-is_urgent",
            F("until_on").asc(nulls_last=True),
            "title",
        )

    def in_need_of_a_season(self, date):
        """Those whose next season begins within two months, as far as the last one tells."""
        ago = date - timedelta(days=365 - 60)
        return self.filter(Q(opens_on=None) | Q(opens_on__lte=ago), is_seasonal=True)


class Action(Identified, OnRecord):
    """One thing that we ask of people, with the words to do it."""

    class Scope(models.TextChoices):
        FEDERAL = "federal", "Congress"
        STATE = "state", "State legislatures"

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "Everyone"
        WORKERS = "workers", "Library workers"
        LEADERS = "leaders", "Chapter leaders"
        STUDENTS = "students", "Students"

    class Outcome(models.TextChoices):
        OPEN = "", "Still open"
        WON = "won", "Won"
        ENDED = "ended", "Ended"

    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    ask = models.CharField(
        "what we ask", max_length=300, help_text="One plain sentence that begins with a verb."
    )
    why = RichTextField("why it matters", blank=True)
    scope = models.CharField("who decides", max_length=10, choices=Scope, default=Scope.FEDERAL)
    audience = models.CharField(
        "whom we ask", max_length=10, choices=Audience, default=Audience.EVERYONE
    )
    states = models.ManyToManyField(
        State, blank=True, related_name="actions", help_text="For actions in states."
    )
    bills = models.ManyToManyField(
        Bill,
        blank=True,
        related_name="asks",
        help_text="The action ends by itself when none of these is open any more.",
    )
    script = models.TextField(
        "words to say or write",
        help_text="{name}, {place} and {member} are filled in for each office.",
    )
    phone_ask = models.CharField(
        "what to ask on the phone",
        max_length=300,
        blank=True,
        help_text="It goes on after “I’m calling to ask Senator Sample …”, such as “to sign the "
        "letter for libraries”.",
    )
    is_urgent = models.BooleanField("urgent", default=False)
    until_on = models.DateField(
        "last day", null=True, blank=True, help_text="Leave empty while there is none."
    )
    is_seasonal = models.BooleanField(
        "has a season each year",
        default=False,
        help_text="It stays from year to year, and can be done between the two days below.",
    )
    opens_on = models.DateField("season opens", null=True, blank=True)
    closes_on = models.DateField("season closes", null=True, blank=True)
    season = models.CharField(
        "what is open in the season",
        max_length=40,
        blank=True,
        help_text="In one word: letters. The page then says “letters closed”.",
    )
    meanwhile = models.CharField(
        "what to do meanwhile",
        max_length=300,
        blank=True,
        help_text="Asked outside the season. One plain sentence that begins with a verb.",
    )
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)
    outcome_note = models.CharField(
        "what came of it", max_length=300, blank=True, help_text="Shown when it is won or ended."
    )
    url = AddressField(
        "official page", max_length=500, blank=True, help_text="Where more about it can be read."
    )

    objects = ActionQuerySet.as_manager()
    history = History()

    class Meta(OnRecord.Meta):
        ordering = ["title"]
        constraints = [
            *OnRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opens_on=None, closes_on=None)
                | Q(opens_on__isnull=False, closes_on__isnull=False, closes_on__gte=F("opens_on")),
                name="a_season_opens_before_it_closes",
                violation_error_message="Give both days of the season, the first one first.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("advocacy:action_detail", args=[self.slug])

    def is_live(self, moment, date):
        """live(), for one object."""
        return self.is_published(moment) and self.is_open(date)

    def is_open(self, date):
        """Whether it can still be done on `date`."""
        return (
            self.outcome == self.Outcome.OPEN
            and (self.until_on is None or self.until_on >= date)
            and self.has_open_bill(date) is not False
        )

    def is_closed(self, date):
        """Whether its season is not now."""
        is_now = self.opens_on and self.opens_on <= date <= self.closes_on
        return self.is_seasonal and not is_now

    def asked_on(self, date):
        return self.meanwhile if self.meanwhile and self.is_closed(date) else self.ask

    def phone_ask_on(self, date):
        """What goes on after "I'm calling to ask Senator Sample"; "" where nothing does."""
        return "" if self.is_closed(date) else self.phone_ask

    def has_open_bill(self, date):
        """Whether a bill it is about is open on `date`; None when it is about no bill."""
        bills = self.bills.select_related("session")
        stages = [bill.stage_on(date) for bill in bills]
        return any(stage not in Bill.CLOSED for stage in stages) if stages else None

    def words_for(self, member="", place=""):
        """The script with what is known filled in, and brackets for what is not."""
        words = self.script
        for mark, known in [("{member}", member), ("{place}", place)]:
            words = words.replace(mark, known or PLACEHOLDERS[mark])
        return words.replace("{name}", PLACEHOLDERS["{name}"])

    @property
    def mail_link(self):
        """A mailto link with the words in it; the reader adds the address, and we send nothing."""
        query = urlencode({"subject": self.title, "body": self.words_for()}, quote_via=quote)
        return f"mailto:?{query}"


class DisasterNeed(Published):
    """A library that was hit, and what it needs."""

    library = models.CharField(max_length=160)
    place = models.CharField(max_length=120, help_text="City and state.")
    happened = models.CharField("what happened", max_length=200)
    needs = models.TextField("what it needs")
    url = AddressField("where to help", max_length=500, blank=True)

    objects = PublishedQuerySet.as_manager()
    history = History()

    class Meta(Published.Meta):
        ordering = ["-published_at"]

    def __str__(self):
        return f"{self.library}, {self.place}"
