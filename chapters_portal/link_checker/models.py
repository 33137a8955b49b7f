"""Links that lead away from the portal: how they fared when we looked, and where they stand."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django_prose_editor.fields import ProseEditorField

from chapters_portal.content.markup import replaced_in_html, replaced_in_words
from chapters_portal.content.permissions import may, may_change_public

SECOND_LOOK_AFTER = timedelta(hours=12)


class WatchedLinkQuerySet(models.QuerySet):
    def due(self, moment, days):
        """What to look at: first those that failed once, then new ones, then the longest unseen."""
        return self.filter(
            Q(looked_at=None)
            | Q(looked_at__lte=moment - timedelta(days=days))
            | Q(state=WatchedLink.State.UNANSWERED, looked_at__lte=moment - SECOND_LOOK_AFTER),
            is_left_alone=False,
        ).order_by(
            models.Case(models.When(state=WatchedLink.State.UNANSWERED, then=0), default=1),
            F("looked_at").asc(nulls_first=True),
            "pk",
        )

    def watched(self):
        return self.filter(is_left_alone=False)

    def in_state(self, state):
        return self.watched().filter(state=state)

    def needing_attention(self):
        """What staff can settle: dead links, and those with a new address."""
        return self.watched().filter(state__in=[WatchedLink.State.GONE, WatchedLink.State.MOVED])


class WatchedLink(models.Model):
    """An address of another host that the public finds on our pages. Rows come from check_links."""

    class State(models.TextChoices):
        NEW = "new", "Not looked at yet"
        ALIVE = "alive", "Alive"
        MOVED = "moved", "Moved"
        REFUSES = "refuses", "Refuses robots"
        UNANSWERED = "unanswered", "Failed once"
        GONE = "gone", "Gone"

    LONGEST = 2000  # bytes, for PostgreSQL has no index of longer ones

    address = models.CharField(max_length=LONGEST, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    reason = models.CharField("what we found", max_length=300, blank=True)
    moved_to = models.CharField("new address", max_length=LONGEST, blank=True)
    looked_at = models.DateTimeField("last looked at", null=True, blank=True)
    is_left_alone = models.BooleanField(
        "left alone", default=False, help_text="Staff know that it is fine. We do not look at it."
    )

    objects = WatchedLinkQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        verbose_name = "link to another site"
        verbose_name_plural = "links to other sites"

    def __str__(self):
        return self.address

    def note(self, verdict, moment):
        """Write down what a look at `moment` found. A second failure in a row means gone.

        Where another run has looked meanwhile, its word stands.
        """
        failed = {self.State.UNANSWERED, self.State.GONE}
        is_gone = verdict.state in failed and self.state in failed
        values = {
            "state": self.State.GONE if is_gone else verdict.state,
            "reason": verdict.reason[:300],
            "moved_to": verdict.moved_to,
            "looked_at": moment,
        }
        same = WatchedLink.objects.filter(pk=self.pk, looked_at=self.looked_at)
        if same.update(**values):
            for name, value in values.items():
                setattr(self, name, value)

    def accept_move(self):
        """Put the new address into all rows that hold this one; return those rows.

        Raises ValidationError, and changes nothing, when a row cannot take it, or when none has it.
        """
        with transaction.atomic():
            found = [
                place.put(self.moved_to) for place in self.places.select_related("content_type")
            ]
            rows = [row for row in found if row]
            if not rows:
                raise ValidationError(
                    "It is no longer where we found it. The next look finds out where it is now."
                )
            new, _ = WatchedLink.objects.get_or_create(
                address=self.moved_to,
                defaults={"state": self.State.ALIVE, "looked_at": self.looked_at},
            )
            self.places.update(link=new)
            self.delete()
        return rows


class LinkPlace(models.Model):
    """Where the public finds a link, made anew by every run of check_links."""

    link = models.ForeignKey(WatchedLink, on_delete=models.CASCADE, related_name="places")
    page = models.CharField(max_length=500)
    text = models.CharField("words of the link", max_length=200)
    owner = models.CharField(max_length=80, blank=True)
    edited_in = models.CharField("what it is edited in", max_length=250)
    edited_at = models.CharField("the form for it", max_length=200)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    field = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]
        verbose_name = "place"

    def __str__(self):
        return f"{self.edited_in}: {self.text}"

    def may_be_edited_by(self, user):
        model = self.content_type.model_class()
        row = model._base_manager.filter(pk=self.object_id).first()
        return may(user, "change", model) and (row is None or may_change_public(user, row))

    def put(self, new):
        """Replace the link's address by `new` in the row that holds it; None if none does any more.

        Raises ValidationError, with the row's name, when the row cannot take it.
        """
        model = self.content_type.model_class()
        row = model._base_manager.select_for_update().filter(pk=self.object_id).first()
        before = getattr(row, self.field, "")
        after = self._replaced(model, before, new)
        if after == before:
            return None
        setattr(row, self.field, after)
        try:
            row.full_clean()
        except ValidationError as error:
            raise ValidationError(f"{self.edited_in}: {' '.join(error.messages)}") from error
        row.save()
        return row

    def _replaced(self, model, text, new):
        if text == self.link.address:
            return new
        is_html = isinstance(model._meta.get_field(self.field), ProseEditorField)
        replaced = replaced_in_html if is_html else replaced_in_words
        return replaced(text, self.link.address, new)
