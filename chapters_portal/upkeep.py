"""What the desk shows of machines at work: the outbox, searches in vain, jobs by the clock."""

from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery, Sum
from django.shortcuts import redirect
from django.utils import timezone
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from .attention import SEARCHES_OF
from .models import JobRun, MissedSearch
from .outbox import unsent
from .publishing.desk import DeskAdmin, NobodyEdits
from .publishing.filters import NeedsFilter

# Of the library's own pages one loads scripts from elsewhere, one sends at a mere visit, and mail
# that can be edited is no record.
for model in [Attachment, Email, EmailTemplate, Log]:
    admin.site.unregister(model)


class LogInline(admin.TabularInline):
    model = Log
    can_delete = False
    fields = readonly_fields = ["date", "status", "exception_type", "message"]

    def has_add_permission(self, request, obj):
        return False


class EmailNeedsFilter(NeedsFilter):
    rules = {
        "sending": (
            "Could not be sent",
            lambda letters, today: letters.filter(pk__in=unsent().values("pk")),
        )
    }


@admin.register(Email)
class EmailAdmin(DeskAdmin):
    """The outbox: what was sent, what waits, and why something failed."""

    change_form_template = "admin/change_form.html"
    list_display = ["to", "subject", "status", "created", "scheduled_time", "number_of_retries"]
    list_filter = [EmailNeedsFilter, "status", "created"]
    search_fields = ["to", "subject"]
    ordering = ["-created"]
    inlines = [LogInline]
    actions = ["queue_again"]
    fields = readonly_fields = [
        *["to", "from_email", "headers", "subject", "message"],
        *["status", "created", "scheduled_time", "number_of_retries"],
    ]

    def has_add_permission(self, request):
        return False

    @admin.action(
        description="Send those that failed or wait at the next run", permissions=["change"]
    )
    def queue_again(self, request, queryset):
        queryset.exclude(status=STATUS.sent).update(status=STATUS.queued, scheduled_time=None)


class SearchNeedsFilter(NeedsFilter):
    rules = {
        "recent": (
            "In the last 30 days",
            lambda missed, today: missed.filter(
                pk__in=MissedSearch.objects.since(today - SEARCHES_OF).values("pk")
            ),
        )
    }


@admin.register(MissedSearch)
class MissedSearchAdmin(DeskAdmin):
    list_display = ["text", "day", "count", "on_all_days"]
    list_filter = [SearchNeedsFilter, "day"]
    date_hierarchy = "day"
    search_fields = ["text"]
    actions = ["turn_into_draft_answer"]

    def get_queryset(self, request):
        same = MissedSearch.objects.filter(text=OuterRef("text")).order_by().values("text")
        total = Subquery(same.annotate(total=Sum("count")).values("total"))
        return super().get_queryset(request).annotate(total=total)

    @admin.display(description="on all days", ordering="total")
    def on_all_days(self, missed):
        return missed.total

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_answer_permission(self, request):
        return request.user.has_perm("answers.add_answer")

    @admin.action(description="Turn into a draft answer", permissions=["answer"])
    def turn_into_draft_answer(self, request, queryset):
        if queryset.count() != 1:
            self.message_user(request, "Choose one search.", messages.ERROR)
            return None
        answer = queryset.get().draft_answer()
        if answer is None:
            self.message_user(request, "Make a collection for answers first.", messages.ERROR)
            return None
        return redirect("admin:answers_answer_change", answer.pk)


class JobNeedsFilter(NeedsFilter):
    rules = {
        "running": (
            "Did not run",
            lambda runs, today: runs.filter(
                pk__in=JobRun.objects.late(timezone.now()).values("pk")
            ),
        )
    }


@admin.register(JobRun)
class JobRunAdmin(NobodyEdits, admin.ModelAdmin):
    list_display = ["name", "started_at", "finished_at", "outcome"]
    list_filter = [JobNeedsFilter, "finished_at"]
    search_fields = ["name", "outcome"]
