"""The facts that staff keep once for all texts, and how pages come to show them."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.db.models.signals import post_save

from chapters_portal.content.facts import (
    filled,
    register_facts,
    validate_name,
    validate_value,
)
from chapters_portal.content.registry import registry
from chapters_portal.content.unwrapping import AddressField
from chapters_portal.history.versions import History
from chapters_portal.search import index

from .models import SiteSettings

IN_PAGES = ("text/html", "text/plain", "application/")


class FactQuerySet(models.QuerySet):
    def marked(self):
        """Pairs of a mark and what stands in its place."""
        values = self.order_by().values_list(_mark("}"), _text("value"))
        return values.union(self.order_by().values_list(_mark(":when}"), _text("dated")), all=True)


def _mark(end):
    return Concat(Value("{"), "key", Value(end), output_field=TextField())


def _text(name):
    return Cast(F(name), TextField())


class Fact(models.Model):
    """A number, a fee, a name or an address that texts show by its mark."""

    key = models.CharField(
        "mark",
        max_length=40,
        unique=True,
        validators=[validate_name],
        help_text="Words with hyphens, such as joint-chapters. Texts then show the value wherever "
        "{joint-chapters} stands in them, and its day wherever {joint-chapters:when} does.",
    )
    name = models.CharField(
        max_length=80, help_text="What it is, such as “Chapters with a joint student membership”."
    )
    value = models.CharField(max_length=200, validators=[validate_value])
    dated = models.CharField(
        "as of",
        max_length=80,
        validators=[validate_value],
        help_text="When it was so, as far as is known: “in 2014”, “between 2016 and 2019”.",
    )
    source = models.CharField(max_length=200, help_text="Who says so, and where.")
    source_url = AddressField("address of the source", max_length=500, blank=True)

    objects = FactQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return f"{self.name}: {self.value}"

    @property
    def mark(self):
        return f"{{{self.key}}}"

    @property
    def facts(self):
        return {self.mark: self.value, f"{{{self.key}:when}}": self.dated}


@register_facts
def all_facts():
    return {**dict(Fact.objects.marked()), **SiteSettings.current().facts}


def rows_using(marks):
    """Pairs of a Content and a row of it, public or not, in whose text one of `marks` stands."""
    for content in registry.contents:
        fields = {*content.prose, *content.rich, *content.plain}
        places = [Q((f"{name}__contains", mark)) for name in sorted(fields) for mark in marks]
        if places:
            for row in content.model._default_manager.filter(reduce(or_, places)):
                yield content, row


def follow_facts():
    """Search finds what a text says: after a fact has changed that is something else."""
    for model in [Fact, SiteSettings]:
        post_save.connect(fact_changed, sender=model, dispatch_uid=f"facts-{model.__name__}")


def fact_changed(instance, **kwargs):
    for _, row in rows_using(instance.facts):
        index.saved(type(row), row)


def fill_marks(get_response):
    """Middleware that puts facts in the place of their marks, in all that the public reads.

    The desk shows the marks, which are edited there.
    """

    def answer(request):
        response = get_response(request)
        kind = response.get("Content-Type", "")
        if (
            not response.streaming
            and kind.startswith(IN_PAGES)
            and not request.path_info.startswith("/admin/")
        ):
            text = response.content.decode(response.charset, "surrogateescape")
            shown = filled(text, getattr(request, "facts", None))
            if shown != text:
                response.content = shown.encode(response.charset, "surrogateescape")
        return response

    return answer
