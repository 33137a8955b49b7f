"""When: the weeks and days that libraries celebrate."""

from django.db import models

from chapters_portal.publishing.history import History


class Celebration(models.Model):
    """A week, day, month or program that libraries take part in."""

    class Kind(models.TextChoices):
        DAY = "day", "Day"
        WEEK = "week", "Week"
        MONTH = "month", "Month"
        PROGRAM = "program", "Program"

    title = models.CharField(max_length=160, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    sponsor = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    url = models.URLField("address", max_length=500, blank=True)

    history = History()

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title
