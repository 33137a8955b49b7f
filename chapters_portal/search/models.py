"""What search finds, one row for each public thing, and what it was asked for in vain."""

import unicodedata

from django.db import models
from django.db.models import F, Q


class SearchDocumentQuerySet(models.QuerySet):
    def visible(self, moment):
        """What the public may find at `moment`: its time has come and has not gone."""
        return self.filter(
            Q(visible_from=None) | Q(visible_from__lte=moment),
            Q(visible_until=None) | Q(visible_until__gt=moment),
        )


class SearchDocument(models.Model):
    """One public thing as search knows it, made by `search.index` whenever the thing changes.

    `source` says which Search of the registry made it, `kind` what readers call it. `name_keys`
    are its title and then its other names, squeezed, each between bars: "|titlekey|namekey|".
    `link_names` are what links to its page call it, one a line; they are among its names.
    The three columns of words hold what the index is made of; the database follows them by itself.
    A migration that alters this table must make the index anew: SQLite drops its triggers.
    """

    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    # In front of the long texts, behind which SQLite would have to look for them.
    visible_from = models.DateTimeField(null=True, blank=True)
    visible_until = models.DateTimeField(null=True, blank=True)
    states = models.CharField(max_length=200, blank=True, help_text="Postal codes.")
    url = models.CharField("address", max_length=500)
    title = models.CharField(max_length=250)
    name_keys = models.TextField(blank=True)
    link_names = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    body = models.TextField(blank=True)
    title_words = models.TextField()
    keyword_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "object_id"], name="one_document_of_a_thing")
        ]

    def __str__(self):
        return self.title


def looks_private(text):
    """Whether `text` may be an e-mail address, a telephone number or a ZIP code."""
    return "@" in text or sum(letter.isdigit() for letter in text) >= 5


class MissedSearchManager(models.Manager):
    LONGEST = 100
    MOST_A_DAY = 1000

    def note(self, text, day):
        """Add one visitor who found nothing. What may be about a person is not written down."""
        text = " ".join(unicodedata.normalize("NFKC", text).casefold().split())[: self.LONGEST]
        today = self.filter(day=day)
        if not text or looks_private(text):
            return
        if not today.filter(text=text).exists() and today.count() >= self.MOST_A_DAY:
            return
        self.bulk_create([MissedSearch(text=text, day=day)], ignore_conflicts=True)
        today.filter(text=text).update(count=F("count") + 1)


class MissedSearch(models.Model):
    """A text that found nothing, and how often on one day. Nothing about the visitor is kept."""

    text = models.CharField(max_length=MissedSearchManager.LONGEST)
    day = models.DateField()
    count = models.PositiveIntegerField("times", default=0)

    objects = MissedSearchManager()

    class Meta:
        ordering = ["-day", "-count", "text"]
        verbose_name = "search that found nothing"
        verbose_name_plural = "searches that found nothing"
        constraints = [
            models.UniqueConstraint(fields=["text", "day"], name="one_row_of_misses_a_day")
        ]

    def __str__(self):
        return self.text
