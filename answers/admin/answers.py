from django.contrib import admin
from django.utils.timezone import localdate

from answers.models import Answer, Collection, DailyVotes, Source
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import day_in_words
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.desk.publishing import OnRecordAdmin, PublishedFilter


@admin.register(Collection)
class CollectionAdmin(DeskAdmin):
    job = "Answers"
    list_display = ["title", "kind", "summary", "order"]
    list_editable = ["order"]
    list_filter = ["kind"]
    search_fields = ["title", "summary"]
    prepopulated_fields = {"slug": ["title"]}


class SourceInline(admin.StackedInline):
    model = Source
    extra = 0
    fields = [("title", "dated", "order"), "url"]


class DailyVotesInline(admin.TabularInline):
    model = DailyVotes
    extra = 0
    can_delete = False
    fields = readonly_fields = ["day", "helped", "did_not_help"]

    def has_add_permission(self, request, obj):
        return False


class AnswerNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "review",
            "Past its review",
            lambda answers, moment: answers.published(moment).past_review(localdate(moment)),
            sentence="Answers past their review",
            rank=60,
            detail=lambda answer, moment: (
                f"longest: “{answer}”, {day_in_words(answer.review_due_on)}"
            ),
        )
    ]


@admin.register(Answer)
class AnswerAdmin(OnRecordAdmin):
    job = "Answers"
    list_display = ["question", "stage", "goes_live", "collection", "reviewed_on", "review_due_on"]
    list_filter = [AnswerNeedsFilter, PublishedFilter, "collection", "review_due_on"]
    list_select_related = ["collection"]
    search_fields = ["question", "short", "body", "keywords"]
    autocomplete_fields = ["related"]
    prepopulated_fields = {"slug": ["question"]}
    inlines = [SourceInline, DailyVotesInline]
    fieldsets = [
        (None, {"fields": ["collection", "question", "short", "body"]}),
        ("Around it", {"fields": ["related", "keywords", "order", "slug"]}),
        ("Published", {"fields": ["published_at", "goes_live"]}),
        ("Withdrawn", {"fields": ["withdrawn_at", "withdrawn_reason"]}),
        ("Kept right", {"fields": ["owner", ("reviewed_on", "review_due_on")]}),
    ]
