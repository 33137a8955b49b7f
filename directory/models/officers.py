"""Positions, the people who hold them, and for how long."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import functions
from django.db.models.functions import Coalesce
from phonenumber_field.modelfields import PhoneNumberField

from chapters_portal.content.folding import plain_words
from chapters_portal.history.versions import History
from directory.known_days import KnownTo

from .chapters import Chapter
from .terms import Term, TermQuerySet, refuse_crowding


class Position(models.Model):
    """An office that chapters have, such as President."""

    name = models.CharField(max_length=60, unique=True)
    plural = models.CharField(max_length=60, help_text='For headings, such as "Presidents".')
    slug = models.SlugField(max_length=60, unique=True)
    rank = models.PositiveSmallIntegerField(default=50, help_text="Lower numbers are listed first.")
    seats = models.PositiveSmallIntegerField(
        "people at a time",
        default=1,
        validators=[MinValueValidator(1)],
        help_text="How many may hold it in one chapter on one day. A chapter can differ.",
    )
    is_in_every_chapter = models.BooleanField(
        "in every chapter",
        default=True,
        choices=[(True, "In every chapter"), (False, "Only where a chapter has it")],
        help_text="Only where a chapter has it: on the pages of chapters with a term in it or a "
        "line for it, and vacant nowhere else.",
    )
    needs_council_seat = models.BooleanField(
        "only with a seat on ALA Council",
        default=False,
        help_text="Chapters without a seat on Council, the regional ones, do not have it.",
    )

    history = History()

    class Meta:
        ordering = ["rank", "name"]

    def __str__(self):
        return self.name

    def counted(self, number):
        """ "1 president", "12 presidents"."""
        return f"{number} {(self.name if number == 1 else self.plural).lower()}"


class PostQuerySet(models.QuerySet):
    def positions_of_their_own(self, date, chapters):
        """Pairs of ids: a chapter, and a position that it has and not every chapter has.

        On `date` it has what a row of it says, or what somebody has held by then.
        """
        local = {"chapter__in": chapters, "position__is_in_every_chapter": False}
        begun = OfficeHolder.objects.filter(**local, starts_on__lte=date)
        return (
            self.filter(**local)
            .values_list("chapter", "position")
            .order_by()
            .union(begun.values_list("chapter", "position").order_by())
        )


class Post(models.Model):
    """What is particular to one position in one chapter (Popolo: post).

    A chapter without such a row has the position as Position describes it. A position that is not
    in every chapter is in those with such a row, and in those where somebody has held it.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="posts")
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="posts")
    email = models.EmailField(
        "role mailbox",
        blank=True,
        help_text="An address that stays with the position, such as president@... Public.",
    )
    seats = models.PositiveSmallIntegerField(
        "people at a time",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Fill in where this chapter differs, such as 2 for co-presidents.",
    )
    is_kept = models.BooleanField(
        "the chapter has this position",
        default=True,
        help_text="Untick where the chapter has none, so that it is not shown as vacant.",
    )

    objects = PostQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["chapter", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "position"],
                name="one_post_for_a_position_in_a_chapter",
                violation_error_message="This chapter has a line for this position already.",
            )
        ]

    def __str__(self):
        return f"{self.position}, {self.chapter}"


class PersonQuerySet(models.QuerySet):
    def likely_doubles(self):
        """People who share their e-mail, or a name that no two different e-mails tell apart."""
        alike = defaultdict(list)
        for pk, name, email in Person.objects.values_list("pk", "name", "email"):
            alike["name", plain_words(name)].append((pk, email.casefold()))
            if email:
                alike["email", email.casefold()].append((pk, email.casefold()))
        found = {
            pk
            for rows in alike.values()
            if len(rows) > 1 and len({email for _, email in rows if email}) <= 1
            for pk, _ in rows
        }
        return self.filter(pk__in=found)

    def that_took_over(self, pk):
        """The row into which the row of that id was merged, or None."""
        merged = self.exclude(merged_ids=[])
        return next((person for person in merged if pk in person.merged_ids), None)


class Person(models.Model):
    """Somebody who serves or served. One row a person: a corrected address is right everywhere."""

    name = models.CharField(max_length=120)
    email = models.EmailField("personal e-mail", blank=True)
    is_email_public = models.BooleanField("show the e-mail to the public", default=False)
    phone = PhoneNumberField("personal telephone", blank=True)
    is_phone_public = models.BooleanField("show the telephone to the public", default=False)
    is_sample = models.BooleanField(
        "made-up sample",
        default=False,
        help_text="Pages with a sample person say so. Untick it when you replace the person.",
    )

    merged_ids = models.JSONField(
        "ids of rows merged into this one", default=list, editable=False, blank=True
    )

    objects = PersonQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["name"])]

    def __str__(self):
        return self.name

    @property
    def terms(self):
        """In chapters and on committees."""
        return [*self.office_holders.all(), *self.committee_memberships.all()]

    def terms_shared_with(self, other):
        """The terms of `other` that are entered for this person as well."""
        shared = []
        for term in other.terms:
            term.person = self
            try:
                term.validate_constraints()
            except ValidationError:
                shared.append(term)
        return shared

    @transaction.atomic
    def take_over(self, other):
        """Merge `other` into this row: its terms come here, it lies in the bin.

        What is empty here is filled from it. No term may be entered for both.
        """
        self._change_reason = f"merged with person {other.pk}"
        other._change_reason = f"merged into person {self.pk}"
        for term in other.terms:
            term.person, term._change_reason = self, self._change_reason
            term.save()
        for name in ["email", "phone"]:
            if not getattr(self, name):
                setattr(self, name, getattr(other, name))
                setattr(self, f"is_{name}_public", getattr(other, f"is_{name}_public"))
        self.merged_ids = [*self.merged_ids, *other.merged_ids, other.pk]
        self.save()
        other.delete()

    @property
    def public_email(self):
        return self.email if self.is_email_public else ""

    @property
    def public_phone(self):
        return self.phone if self.is_phone_public else ""


def of_chapters_on(date):
    return models.Q(chapter__ended_on=None) | models.Q(chapter__ended_on__gte=date)


SAME_POST = {"chapter": models.OuterRef("chapter"), "position": models.OuterRef("position")}


class OfficeHolderQuerySet(TermQuerySet):
    """A chapter that has ended has nobody in office any more, whatever its terms say."""

    def serving_on(self, date):
        return super().serving_on(date).filter(of_chapters_on(date))

    def starting_after(self, date):
        return (
            super()
            .starting_after(date)
            .filter(
                models.Q(chapter__ended_on=None)
                | models.Q(chapter__ended_on__gte=models.F("starts_on"))
            )
        )

    def ended_before(self, date):
        closed = models.Q(chapter__ended_on__lt=date, starts_on__lte=models.F("chapter__ended_on"))
        return self.filter(models.Q(ends_on__lt=date) | closed)

    def in_order_of_rank(self):
        return self.select_related("person", "position").order_by(
            "position__rank", "position__name", "person__name"
        )

    def without_successor(self):
        """Terms after whose end nobody follows in that position of that chapter.

        Who begins in the month or year in which the term ends follows, too.
        """
        later = OfficeHolder.objects.filter(**SAME_POST, starts_on__gt=models.OuterRef("ends_on"))
        within = OfficeHolder.objects.exclude(starts_known_to=KnownTo.DAY).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gt=models.OuterRef("ends_on")),
            **SAME_POST,
            starts_on__gt=models.OuterRef("starts_on"),
        )
        return self.filter(~models.Exists(later), ~models.Exists(within))

    def left_vacant(self, date):
        """The last term in each seat that fell vacant and that nobody holds on `date`.

        One row a position of a chapter that has it. A seat that nobody ever held is not among them.
        """
        last_first = models.Window(
            functions.RowNumber(),
            partition_by=["chapter", "position"],
            order_by=[models.F("ends_on").desc(nulls_first=True), "-starts_on", "-pk"],
        )
        begun = OfficeHolder.objects.filter(starts_on__lte=date).annotate(place=last_first)
        not_kept = Post.objects.filter(**SAME_POST, is_kept=False)
        return (
            self.filter(pk__in=begun.filter(place=1).values("pk"), ends_on__lt=date)
            .filter(of_chapters_on(date))
            .exclude(position__needs_council_seat=True, chapter__has_council_seat=False)
            .filter(~models.Exists(not_kept))
        )

    def with_mailboxes(self):
        """Each term with `mailbox`, the address that belongs to its position in its chapter."""
        email = models.Subquery(Post.objects.filter(**SAME_POST).values("email"))
        return self.annotate(mailbox=Coalesce(email, models.Value("")))


class OfficeHolder(Term):
    """One person's term in one position of one chapter (Popolo: membership)."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="office_holders")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="office_holders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="office_holders")

    objects = OfficeHolderQuerySet.as_manager()
    history = History()

    # The role's own address, for those who serve today: see with_mailboxes() and rosters_on().
    mailbox = ""

    # A form over several terms of a chapter sets this and checks them together, as they will be.
    is_checked_with_its_siblings = False

    class Meta(Term.Meta):
        ordering = ["-starts_on", "person__name"]
        verbose_name = "term"
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["chapter", "position", "person", "starts_on"],
                name="a_term_is_entered_once",
                violation_error_message="This term is entered already.",
            ),
        ]
        indexes = [models.Index(fields=["chapter", "starts_on", "ends_on"])]

    def __str__(self):
        return f"{self.person}, {self.office}"

    @property
    def office(self):
        """The position as this person holds it: "President", "President (acting)"."""
        return f"{self.position}{self.in_capacity}"

    @property
    def public_address(self):
        """Where the public may write: the role's mailbox, else the person's own, else ""."""
        return self.mailbox or self.person.public_email

    def clean(self):
        if not self.is_checked_with_its_siblings and self.chapter_id and self.position_id:
            refuse_bad_seating(self.chapter, [self])


def refuse_bad_seating(chapter, terms, leaving=()):
    """Raise ValidationError when `terms` cannot be held in `chapter` beside those stored.

    `terms` are new and changed terms of the chapter as they are to be stored, `leaving` the ids of
    terms that go. Inside a transaction the chapter's row stays locked until its end, so that two
    editors cannot fill one seat twice.
    """
    errors = []
    with transaction.atomic():
        if chapter.pk and not Chapter.objects.select_for_update().filter(pk=chapter.pk).first():
            raise ValidationError(f"{chapter} was deleted meanwhile.")
        for position in dict.fromkeys(term.position for term in terms):
            here = [term for term in terms if term.position == position]
            try:
                _refuse_in_position(chapter, position, here, leaving)
            except ValidationError as error:
                errors.append(error)
    if errors:
        raise ValidationError(errors)


def _refuse_in_position(chapter, position, terms, leaving):
    if position.needs_council_seat and not chapter.has_council_seat:
        raise ValidationError(
            f"{chapter} has no seat on ALA Council, so nobody can be its {position}."
        )
    stored = (
        OfficeHolder.objects.filter(chapter=chapter.pk, position=position)
        .exclude(pk__in=[*leaving, *(term.pk for term in terms if term.pk)])
        .select_related("person")
    )
    post = Post.objects.filter(chapter=chapter.pk, position=position).first()
    refuse_crowding(
        # A person may be new, and then has no key yet.
        [term for term in [*stored, *terms] if term.starts_on and hasattr(term, "person")],
        (post and post.seats) or position.seats,
        f"{position} of {chapter}",
    )
