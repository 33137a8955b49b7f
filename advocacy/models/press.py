"""Press releases, and what goes with them: contacts, pictures, boilerplates, corrections."""

from datetime import UTC, date, datetime, time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.text import Truncator, get_text_list
from phonenumber_field.modelfields import PhoneNumberField

from chapters_portal.content.identity import Identified
from chapters_portal.content.moments import MomentField, in_both_zones
from chapters_portal.content.published import OnRecord, OnRecordQuerySet
from chapters_portal.content.rich_text import RichTextField
from chapters_portal.content.superseded import Superseded, SupersededQuerySet
from chapters_portal.content.unwrapping import AddressField, TextWithAddresses
from chapters_portal.content.uploads import PictureField
from chapters_portal.history.versions import History
from chapters_portal.search.query import matching
from directory.models import Chapter
from events.models import Celebration

from .actions import Action
from .bills import Bill, Label


class PressTopic(Label):
    """What releases are about."""

    history = History()


class Boilerplate(Superseded):
    """The standing words on who we are. Kept once; releases choose one."""

    title = models.CharField(
        max_length=120, unique=True, help_text="Such as About the American Library Association."
    )
    text = TextWithAddresses(help_text="Plain paragraphs, with an empty line between.")
    order = models.PositiveSmallIntegerField(
        default=0, help_text="In the press kit, lower numbers come first."
    )

    objects = SupersededQuerySet.as_manager()
    history = History()

    class Meta(Superseded.Meta):
        ordering = ["order", "title"]

    def __str__(self):
        return self.title


class PressReleaseQuerySet(OnRecordQuerySet):
    def in_list(self):
        """Newest first, without the long texts, which lists do not show."""
        return self.defer("body").order_by("-published_at", "-pk")

    def mentioning(self, text):
        """Public releases with all words of `text`, in any order."""
        return self.filter(pk__in=matching(text, "release"))

    def about_chapters(self, chapters):
        about = PressRelease.chapters.through.objects.filter(chapter__in=chapters)
        return self.filter(pk__in=about.values("pressrelease"))

    def years(self):
        """The years that have one of them, the last first."""
        moments = self.datetimes("published_at", "year", order="DESC")
        return [moment.year for moment in moments]


class PressRelease(Identified, OnRecord):
    """What we tell the press: in our own words here, or as an entry that leads to the original."""

    class Precision(models.TextChoices):
        MINUTE = "minute", "The day and the time"
        DAY = "day", "The day only"
        MONTH = "month", "The month only"

    title = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="The last part of the page's address. An old address leads to the new one.",
    )
    dateline = models.CharField(
        "place", max_length=80, blank=True, help_text="Where the news comes from, such as Chicago."
    )
    summary = models.TextField(
        max_length=400, blank=True, help_text="One or two sentences that tell the news by itself."
    )
    body = RichTextField("text", blank=True)
    boilerplate = models.ForeignKey(
        Boilerplate,
        on_delete=models.PROTECT,
        related_name="releases",
        null=True,
        blank=True,
        help_text="The standing words at its end.",
    )
    precision = models.CharField(
        "what we know of its moment",
        max_length=10,
        choices=Precision,
        default=Precision.MINUTE,
        help_text="For old releases. Pages never show more than this of the moment.",
    )
    original_url = AddressField(
        "address of the original",
        max_length=500,
        blank=True,
        help_text="Where it was first published, if elsewhere. Search engines are sent there.",
    )
    topics = models.ManyToManyField(PressTopic, blank=True, related_name="releases")
    bills = models.ManyToManyField(Bill, blank=True, related_name="press_releases")
    actions = models.ManyToManyField(Action, blank=True, related_name="press_releases")
    chapters = models.ManyToManyField(
        Chapter,
        blank=True,
        related_name="press_releases",
        help_text="The reporter's desk of their states shows it first.",
    )

    celebrations = models.ManyToManyField(
        Celebration,
        blank=True,
        related_name="press_releases",
        help_text="Their pages name it in the news.",
    )

    objects = PressReleaseQuerySet.as_manager()
    history = History()

    class Meta(OnRecord.Meta):
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="newest_releases_first")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("press:release_detail", args=[self.slug])

    @property
    def day(self):
        """Its day where the office is, or None while it has none."""
        return self.published_at and timezone.localdate(self.published_at, office_zone())

    @property
    def date_in_words(self):
        if self.published_at is None:
            return ""
        is_month = self.precision == self.Precision.MONTH
        return formatted(self.day, "F Y" if is_month else "F j, Y")

    @property
    def date_for_machines(self):
        """In the form of ISO 8601, with no more of the moment than is known."""
        if self.published_at is None:
            return ""
        if self.precision == self.Precision.MINUTE:
            return self.published_at.astimezone(UTC).isoformat(timespec="minutes")
        return formatted(self.day, "Y-m" if self.precision == self.Precision.MONTH else "Y-m-d")

    @property
    def moment_in_words(self):
        """When it goes live, or went: in both zones, where the time is known."""
        if self.published_at and self.precision == self.Precision.MINUTE:
            return in_both_zones(self.published_at)
        return self.date_in_words

    @property
    def description(self):
        return Truncator(self.summary or f"Press release, {self.date_in_words}.").chars(155)

    @property
    def topics_in_words(self):
        return get_text_list([topic.name.lower() for topic in self.topics.all()], "and")

    @property
    def is_entry(self):
        """Whether it says nothing itself and leads to the original."""
        return not self.body

    def updated_at(self):
        """When its page last changed in public, as far as notes of change tell."""
        return max([self.published_at, *(note.noted_at for note in self.corrections.all())])

    def set_day(self, year, month, day=None):
        """Date it to a day whose time is not known, or to a month whose day is not."""
        begins = datetime.combine(date(year, month, day or 1), time())
        self.published_at = timezone.make_aware(begins, office_zone())
        self.precision = self.Precision.DAY if day else self.Precision.MONTH


class PressContact(models.Model):
    """Whom a reporter may write to or call about one release."""

    release = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField("name or role", max_length=120)
    email = models.EmailField(
        "e-mail", blank=True, help_text="Public. Best a mailbox of the office, not of a person."
    )
    phone = PhoneNumberField("telephone", blank=True, help_text="Public.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    history = History()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name

    def clean(self):
        if not self.email and not self.phone:
            raise ValidationError("Give an e-mail address or a telephone number.")


class PressPictureQuerySet(models.QuerySet):
    def in_kit(self, moment):
        """Pictures that the press may use, of no release or of one that is public at `moment`."""
        releases = PressRelease.objects.published(moment).values("pk")
        return self.filter(Q(release=None) | Q(release__in=releases), is_for_press=True)


class PressPicture(models.Model):
    """A picture of a release, of the press kit, or of both."""

    release = models.ForeignKey(
        PressRelease,
        on_delete=models.CASCADE,
        related_name="pictures",
        null=True,
        blank=True,
        help_text="Leave empty for a picture of the press kit alone.",
    )
    file = PictureField("picture", help_text="JPEG, PNG or WebP, up to 5 MB.")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        "what it shows",
        max_length=250,
        help_text="For those who cannot see it: one sentence, as you would tell it by telephone.",
    )
    caption = models.CharField(max_length=300, blank=True)
    credit = models.CharField("who took it", max_length=120, blank=True)
    rights = models.CharField(
        "how it may be used",
        max_length=200,
        blank=True,
        help_text="Such as: Free for news about libraries, with credit.",
    )
    is_for_press = models.BooleanField(
        "in the press kit",
        default=False,
        help_text="Tick when the press may use it, and say above how.",
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    objects = PressPictureQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_for_press=False) | ~Q(rights=""),
                name="pictures_of_the_kit_have_rights",
                violation_error_message="Say how the press may use it, or leave it out of the kit.",
            )
        ]

    def __str__(self):
        return self.alt


class Correction(models.Model):
    """A public note on what was changed in a release, and when."""

    release = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="corrections")
    noted_at = MomentField("changed", default=timezone.now, help_text="Central time.")
    note = models.TextField(
        max_length=500, help_text="What was wrong, and what is right. It stands on the page."
    )

    history = History()

    class Meta:
        ordering = ["-noted_at", "-pk"]

    def __str__(self):
        return self.note


def office_zone():
    return timezone.get_default_timezone()
