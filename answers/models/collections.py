"""Questions and our answers to them, in collections."""

import re
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from chapters_portal.content.published import OnRecord, OnRecordQuerySet
from chapters_portal.content.rich_text import RichTextField
from chapters_portal.content.superseded import Superseded, SupersededQuerySet
from chapters_portal.content.unwrapping import AddressField
from chapters_portal.history.versions import History

# Years that the date of a source may name, also as "2020s".
YEARS = range(1800, 2100)
YEAR = re.compile(r"(?:18|19|20)\d\d")
A_YEAR = timedelta(days=365)


class CollectionQuerySet(models.QuerySet):
    def with_answers(self, moment):
        """Collections that have something to read at `moment`, each with `answer_count`."""
        published = Answer.objects.published(moment).in_force()
        published = published.filter(collection=models.OuterRef("pk"))
        count = published.order_by().values("collection").annotate(n=models.Count("pk")).values("n")
        return self.annotate(
            answer_count=models.Subquery(count),
            has_channels=models.Exists(
                self.model.channels.rel.related_model.objects.filter(
                    collection=models.OuterRef("pk")
                )
            ),
        ).filter(answer_count__gt=0)


class Collection(models.Model):
    """Answers that belong together, such as those for chapter councilors."""

    class Kind(models.TextChoices):
        QUESTIONS = "questions", "Questions and answers"
        EXPLAINER = "explainer", "Pages that explain"

    title = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(
        max_length=60, unique=True, help_text="The last part of the page's address."
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.QUESTIONS)
    summary = models.CharField(
        max_length=250, blank=True, help_text="One sentence for the list of collections."
    )
    intro = models.TextField(blank=True, help_text="A few plain sentences above the answers.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    objects = CollectionQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["order", "title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("answers:collection_detail", args=[self.slug])


class AnswerQuerySet(SupersededQuerySet, OnRecordQuerySet):
    def past_review(self, date):
        """Answers that should have been reviewed by `date`, the longest overdue first."""
        return self.in_force().filter(review_due_on__lte=date).order_by("review_due_on", "pk")

    def never_checked(self):
        """Answers that nobody of the office has read against their sources."""
        return self.in_force().filter(checked_on=None).with_newest_year()

    def with_newest_year(self):
        """Each with `newest_source`, as Answer.newest_year reads it of the sources' words."""
        year = models.Case(
            *(models.When(dated__contains=str(year), then=year) for year in reversed(YEARS)),
            output_field=models.IntegerField(),
        )
        sources = Source.objects.filter(answer=models.OuterRef("pk")).order_by().values("answer")
        newest = sources.annotate(newest=models.Max(year)).values("newest")
        return self.annotate(newest_source=models.Subquery(newest))

    def create_draft(self, question):
        """A new draft in the first collection. None when there is no collection to hold it."""
        collection = Collection.objects.first()
        if collection is None:
            return None
        slug = slugify(question)[:80] or "question"
        slugs = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        free = next(one for one in slugs if not Answer.objects.filter(slug=one).exists())
        return self.create(collection=collection, question=question, slug=free)


class Answer(Superseded, OnRecord):
    """A question with a short answer, and as much more as it takes."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=200, help_text="As a reader would ask it.")
    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="The last part of the page's address. An old address leads to the new one.",
    )
    short = models.TextField(
        "short answer", max_length=300, help_text="One or two plain sentences that answer at once."
    )
    body = RichTextField("full answer", blank=True)
    keywords = models.CharField(
        max_length=250, blank=True, help_text="Words people search for that the answer lacks."
    )
    related = models.ManyToManyField(
        "self", symmetrical=False, blank=True, help_text="Up to three other answers."
    )
    order = models.PositiveSmallIntegerField(
        default=0, help_text="Lower numbers come first in the collection."
    )
    owner = models.CharField(
        max_length=80, blank=True, help_text="Who keeps it right: a role or an office."
    )
    checked_on = models.DateField(
        "checked",
        null=True,
        blank=True,
        editable=False,
        help_text="The day on which one of us read it against its sources.",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Shown to staff only.",
    )
    review_due_on = models.DateField(
        "review due",
        null=True,
        blank=True,
        help_text="When to look at it again. Shown to staff only.",
    )

    objects = AnswerQuerySet.as_manager()
    history = History()

    class Meta(OnRecord.Meta):
        ordering = ["collection__order", "order", "pk"]
        constraints = [*OnRecord.Meta.constraints, *Superseded.Meta.constraints]

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return reverse("answers:answer_detail", args=[self.collection.slug, self.slug])

    @property
    def anchor(self):
        """Its place on the collection's page, the same whatever it is called."""
        return f"answer-{self.pk}"

    @property
    def source_years(self):
        """The years that its sources name, the oldest first."""
        return sorted({year for source in self.sources.all() for year in source.years})

    @property
    def newest_year(self):
        return max(self.source_years, default=None)

    @property
    def sources_in_words(self):
        """How old its evidence is: "sources of 2015 to 2019, and one without a date"."""
        sources, years = self.sources.all(), self.source_years
        if not years:
            return "undated sources" if len(sources) > 1 else "an undated source"
        dated = f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])
        undated = sum(not source.years for source in sources)
        words = f"a source of {dated}" if len(sources) - undated == 1 else f"sources of {dated}"
        if undated:
            words += ", and one without a date" if undated == 1 else ", and others without a date"
        return words

    def count_vote(self, day, was_helpful):
        """Add one reader's word on whether it helped. Nothing about the reader is kept."""
        name = "helped" if was_helpful else "did_not_help"
        DailyVotes.objects.bulk_create([DailyVotes(answer=self, day=day)], ignore_conflicts=True)
        DailyVotes.objects.filter(answer=self, day=day).update(**{name: models.F(name) + 1})


class DailyVotes(models.Model):
    """How many readers of an answer said on one day that it helped, or did not."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="votes")
    day = models.DateField()
    helped = models.PositiveIntegerField(default=0)
    did_not_help = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        verbose_name_plural = "daily votes"
        constraints = [
            models.UniqueConstraint(fields=["answer", "day"], name="one_row_of_votes_a_day")
        ]

    def __str__(self):
        return f"{self.day}: {self.helped} yes, {self.did_not_help} no"


class Source(models.Model):
    """Where a fact of an answer comes from, and how old it is."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(max_length=160)
    url = AddressField("address", max_length=500, blank=True)
    dated = models.CharField("date of the fact", max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    history = History()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title

    @property
    def years(self):
        """The years that its date names; none when it is undated. "2020s" counts as 2020."""
        return [int(year) for year in YEAR.findall(self.dated)]
