"""Questions and our answers to them, in collections."""

from django.db import models
from django.urls import reverse

from chapters_portal.publishing import Published, PublishedQuerySet


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

    class Meta:
        ordering = ["order", "title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("answers:collection_detail", args=[self.slug])


class AnswerQuerySet(PublishedQuerySet):
    def in_collection_order(self):
        return self.order_by("collection__order", "collection__title", "order", "pk")


class Answer(Published):
    """A question with a short answer, and as much more as it takes."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=200, help_text="As a reader would ask it.")
    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="The last part of the page's address. An old address leads to the new one.",
    )
    short = models.TextField(
        "short answer",
        max_length=300,
        help_text="One or two plain sentences that answer at once.",
    )
    body = models.TextField("full answer", blank=True)
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
    reviewed_on = models.DateField("last reviewed", null=True, blank=True)
    review_due_on = models.DateField(
        "review due", null=True, blank=True, help_text="Shown to staff only."
    )

    objects = AnswerQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["collection__order", "order", "pk"]

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return reverse("answers:answer_detail", args=[self.collection.slug, self.slug])


class Source(models.Model):
    """Where a fact of an answer comes from, and how old it is."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(max_length=160)
    url = models.URLField("address", max_length=500, blank=True)
    dated = models.CharField("date of the fact", max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title
