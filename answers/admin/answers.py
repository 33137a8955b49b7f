from django.contrib import admin
from django.db.models import F
from django.utils import timezone
from django.utils.timezone import localdate

from answers.models import Answer, Channel, Collection, DailyVotes, Source
from answers.models.collections import A_YEAR
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import Verb, day_in_words
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.desk.publishing import OnRecordAdmin, PublishedFilter
from chapters_portal.history.admin import NotAdded
from chapters_portal.history.views import admin_page


class ChannelInline(admin.StackedInline):
    model = Channel
    extra = 0
    fields = [("title", "state", "dated"), "note", ("url", "order")]


@admin.register(Collection)
class CollectionAdmin(DeskAdmin):
    room = "Answers"
    list_display = ["title", "kind", "summary", "order"]
    list_editable = ["order"]
    list_filter = ["kind"]
    search_fields = ["title", "summary", "channels__title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ChannelInline]


class SourceInline(admin.StackedInline):
    model = Source
    extra = 0
    fields = [("title", "dated", "order"), "url"]


class DailyVotesInline(NotAdded, admin.TabularInline):
    model = DailyVotes
    extra = 0
    can_delete = False
    fields = readonly_fields = ["day", "helped", "did_not_help"]


OLDEST_EVIDENCE_FIRST = (F("newest_source").asc(nulls_first=True), "pk")


def evidence(answer, moment):
    return f"oldest evidence: “{answer}”, {answer.newest_source or 'undated'}"


class AnswerNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "review",
            "Past its review",
            lambda answers, moment: answers.published(moment).past_review(localdate(moment)),
            sentence="Answers past their review",
            verb="Review",
            act="publish",
            rank=60,
            detail=lambda answer, moment: (
                f"longest: “{answer}”, {day_in_words(answer.review_due_on)}"
            ),
        ),
        Need(
            "unchecked",
            "Nobody has checked it",
            lambda answers, moment: answers.published(moment).never_checked(),
            sentence="Answers nobody has checked",
            verb="Check",
            act="publish",
            rank=65,
            order=OLDEST_EVIDENCE_FIRST,
            detail=evidence,
        ),
    ]


@admin.register(Answer)
class AnswerAdmin(OnRecordAdmin):
    room = "Answers"
    verbs = [Verb("Write an answer", 20)]
    list_display = [
        *["question", "stage", "collection", "newest_source", "review_due_on"],
    ]
    list_filter = [AnswerNeedsFilter, PublishedFilter, "collection", "checked_on", "review_due_on"]
    list_select_related = ["collection"]
    search_fields = ["question", "short", "body", "keywords"]
    autocomplete_fields = ["related", "superseded_by"]
    prepopulated_fields = {"slug": ["question"]}
    inlines = [SourceInline, DailyVotesInline]
    actions = [*OnRecordAdmin.actions, "check_against_sources"]
    readonly_fields = ["goes_live", "checked_on", "checked_by"]
    fieldsets = [
        (None, {"fields": ["collection", "question", "short", "body"]}),
        ("Around it", {"fields": ["related", "keywords", "order", "slug"]}),
        ("Published", {"fields": ["published_at", "goes_live"]}),
        ("Withdrawn", {"fields": ["withdrawn_at", "withdrawn_reason"]}),
        ("Superseded", {"fields": ["superseded_by_words", "superseded_by"]}),
        ("Kept right", {"fields": ["owner", ("checked_on", "checked_by"), "review_due_on"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_newest_year()

    def get_ordering(self, request):
        is_queue = request.GET.get(AnswerNeedsFilter.parameter_name) == "unchecked"
        return OLDEST_EVIDENCE_FIRST if is_queue else super().get_ordering(request)

    @admin.display(description="newest source", ordering="newest_source", empty_value="Undated")
    def newest_source(self, answer):
        return answer.newest_source

    @admin.action(
        description="I have read it against its sources: mark as checked", permissions=["publish"]
    )
    def check_against_sources(self, request, queryset):
        """Nothing is marked before the sources were shown and the reader has confirmed it."""
        if "confirmed" in request.POST:
            today = timezone.localdate()
            self.save_each(
                request,
                queryset,
                "Marked as checked today",
                checked_on=today,
                checked_by=request.user,
                review_due_on=today + A_YEAR,
            )
            return None
        return admin_page(
            request,
            "answers/answer/check",
            title="Read against the sources",
            opts=self.opts,
            answers=queryset.prefetch_related("sources"),
        )
