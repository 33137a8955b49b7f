from django.contrib import admin
from django.utils import timezone

from chapters_portal.publishing.admin import OnRecordAdmin, PublishedFilter
from chapters_portal.publishing.desk import DeskAdmin
from chapters_portal.publishing.filters import NeedsFilter

from . import inbox  # noqa: F401 (registers its own)
from .models import Answer, Collection, DailyVotes, Source


@admin.register(Collection)
class CollectionAdmin(DeskAdmin):
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
    rules = {
        "review": (
            "Past its review",
            lambda answers, today: answers.published(timezone.now()).past_review(today),
        )
    }


@admin.register(Answer)
class AnswerAdmin(OnRecordAdmin):
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
