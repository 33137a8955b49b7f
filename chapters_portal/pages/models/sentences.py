"""The sentences that templates carry, and what staff put in their place."""

import re

from django.core.exceptions import ValidationError
from django.db import models

from chapters_portal.history.versions import History

MARKS = re.compile(r"\{\w+\}|[\[\]{}]")


def fits(text, shipped):
    """Whether `text` has the marks of `shipped`: what the portal fills in, and words of a link."""
    return (
        sorted(MARKS.findall(text)) == sorted(MARKS.findall(shipped))
        and text.find("[") <= text.find("]")
        and not re.search(r"\[\s*\]", text)
    )


def as_shipped(words, template):
    """The words between the tags of the template so named. In HTML a line break is a space."""
    return words if (template or "").endswith(".txt") else " ".join(words.split())


class SentenceQuerySet(models.QuerySet):
    def in_own_words(self):
        return self.exclude(text="")

    def texts(self):
        """The words of staff by key. All of them are few, so a page asks once for all it has."""
        return dict(self.in_own_words().order_by().values_list("key", "text"))


class Sentence(models.Model):
    """A sentence of a template. Rows come from the templates; only `text` is edited."""

    key = models.SlugField(max_length=60, unique=True, editable=False)
    page = models.CharField("where it stands", max_length=80, editable=False)
    shipped = models.TextField("as shipped", editable=False)
    text = models.TextField(
        "words",
        blank=True,
        help_text="Leave {marks in braces} as they are: the portal fills them in. "
        "[Words in brackets] become a link. Empty it to have the shipped words again.",
    )

    objects = SentenceQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["page", "pk"]

    def __str__(self):
        return self.shown if len(self.shown) <= 80 else f"{self.shown[:79]}…"

    def clean(self):
        if self.text and not fits(self.text, self.shipped):
            marks = MARKS.findall(self.shipped)
            names = [f"{mark} once" for mark in marks if mark[0] == "{"]
            link = ["one pair of [square brackets] around the words of the link"]
            needed = [*names, *(link if "[" in marks else [])]
            asked = f"Keep {' and '.join(needed)}" if needed else "Write plain words"
            raise ValidationError(
                {"text": f"{asked}, and no other brackets. As shipped: {self.shipped}"}
            )

    @property
    def shown(self):
        """What the public reads: the shipped words again where those of staff do not fit."""
        return self.text if self.text and fits(self.text, self.shipped) else self.shipped
