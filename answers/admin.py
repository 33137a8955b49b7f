from django.contrib import admin, messages
from django.utils import timezone
from js_asset import Media

from .models import Answer, Collection, DailyVotes, Source


@admin.register(Collection)
class CollectionAdmin(admin.ModelAdmin):
    list_display = ["title", "kind", "summary", "order"]
    list_editable = ["order"]
    list_filter = ["kind"]
    search_fields = ["title", "summary"]
    prepopulated_fields = {"slug": ["title"]}


class PublishedFilter(admin.SimpleListFilter):
    title = "stage"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [
            ("live", "Live"),
            ("draft", "Draft"),
            ("scheduled", "Scheduled"),
            ("gone", "Withdrawn"),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "live":
            return queryset.published(now)
        stages = {
            "draft": {"published_at": None},
            "scheduled": {"published_at__gt": now},
            "gone": {"withdrawn_at__lte": now},
        }
        return queryset.filter(**stages[self.value()]) if self.value() in stages else queryset


class RichTextAdmin(admin.ModelAdmin):
    """A form with an editor: its import map is allowed by this one answer's nonce."""

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = Media.from_media(context["media"]).with_nonce(request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)


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


@admin.register(Answer)
class AnswerAdmin(RichTextAdmin):
    list_display = ["question", "collection", "published_at", "reviewed_on", "review_due_on"]
    list_filter = [PublishedFilter, "collection", "review_due_on"]
    list_select_related = ["collection"]
    search_fields = ["question", "short", "body", "keywords"]
    autocomplete_fields = ["related"]
    prepopulated_fields = {"slug": ["question"]}
    inlines = [SourceInline, DailyVotesInline]
    actions = ["publish", "withdraw"]
    fieldsets = [
        (None, {"fields": ["collection", "question", "short", "body"]}),
        ("Around it", {"fields": ["related", "keywords", "order", "slug"]}),
        ("Published", {"fields": [("published_at", "withdrawn_at")]}),
        ("Kept right", {"fields": ["owner", ("reviewed_on", "review_due_on")]}),
    ]

    @admin.action(description="Publish now", permissions=["change"])
    def publish(self, request, queryset):
        self.save_each(
            request, queryset, "Published", published_at=timezone.now(), withdrawn_at=None
        )

    @admin.action(description="Withdraw now", permissions=["change"])
    def withdraw(self, request, queryset):
        live = queryset.published(timezone.now())
        self.save_each(request, live, "Withdrawn", withdrawn_at=timezone.now())

    def save_each(self, request, queryset, done, **values):
        """One by one, so that search, redirects and kept pages hear of it."""
        answers = list(queryset)
        for answer in answers:
            for name, value in values.items():
                setattr(answer, name, value)
            answer.save()
        self.message_user(request, f"{done}: {len(answers)}.", messages.SUCCESS)
