"""What we are asked: collections of questions with our answers."""

from django.db import models


class Collection(models.Model):
    """Answers that belong together, such as those for chapter councilors."""

    title = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    summary = models.CharField(max_length=250, blank=True)
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    class Meta:
        ordering = ["order", "title"]

    def __str__(self):
        return self.title
