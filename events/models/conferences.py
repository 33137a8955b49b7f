"""When chapters meet."""

from django.db import models

from chapters_portal.content.unwrapping import AddressField
from chapters_portal.history.versions import History
from directory.models import Chapter

from .dates import Dated, DatedQuerySet, DateState


class ConferenceQuerySet(DatedQuerySet):
    def of_kind(self, kind):
        return self if kind == Conference.kind else self.none()


class Conference(Dated):
    """A chapter's conference, once its dates are known. Until then the chapter's record tells
    the usual month."""

    kind, kind_in_words = "conference", "Chapter conference"

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="conferences")
    title = models.CharField(max_length=160, help_text="As the chapter calls it.")
    place = models.CharField(max_length=120, blank=True, help_text="City and state, or Online.")
    url = AddressField("conference page", max_length=500, blank=True)
    state = models.CharField(
        max_length=12,
        choices=[choice for choice in DateState.choices if choice[0] != DateState.EXPECTED],
        default=DateState.CONFIRMED,
    )
    source = models.CharField(
        max_length=300, blank=True, help_text="Where the dates come from. Shown to staff only."
    )

    objects = ConferenceQuerySet.as_manager()
    history = History()

    calendar_fields = ["chapter_id", "title", "place", "url", "starts_on", "ends_on", "state"]

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["chapter", "starts_on"],
                name="a_chapter_opens_one_conference_a_day",
                violation_error_message="A conference of this chapter begins on that day already.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.chapter.get_absolute_url()}#conferences"

    @property
    def by(self):
        return "" if self.chapter.name in self.title else self.chapter.name

    @property
    def words(self):
        """What a calendar says beside the date."""
        return [words for words in [self.chapter.name, self.url] if words]
