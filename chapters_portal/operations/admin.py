"""What the desk shows of machines at work: the outbox, jobs by the clock."""

from django.contrib import admin
from django.utils import timezone
from django.utils.dateformat import format as format_date
from post_office import admin as library  # noqa: F401 (it registers what we unregister)
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from chapters_portal import VERSION
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import day_in_words
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.history.admin import NotAdded, ReadOnly

from .jobs import JobRun
from .metrics import letters_by_status
from .outbox import UNSENT, unsent

# Of the library's own pages one loads scripts from elsewhere, one sends at a mere visit, and mail
# that can be edited is no record.
for model in [Attachment, Email, EmailTemplate, Log]:
    admin.site.unregister(model)


class LogInline(NotAdded, admin.TabularInline):
    model = Log
    can_delete = False
    fields = readonly_fields = ["date", "status", "exception_type", "message"]


class EmailNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "sending",
            "Could not be sent",
            lambda letters, moment: letters.filter(pk__in=unsent().values("pk")),
            sentence="Letters that could not be sent",
            verb="Send again",
            rank=110,
            order=("-created",),
            detail=lambda email, moment: (
                "latest: " + format_date(timezone.localtime(email.created), "F j, P")
            ),
        )
    ]


@admin.register(Email)
class EmailAdmin(NotAdded, DeskAdmin):
    """The outbox: what was sent, what waits, and why something failed.

    Nobody sees the words of a letter, or searches them: with a link for a new password, or one that
    takes an address off the list, they could do what only its reader may.
    """

    unseen = {"message", "html_message", "headers"}
    change_form_template = "admin/change_form.html"
    list_display = ["to", "subject", "status", "created", "number_of_retries"]
    list_filter = [EmailNeedsFilter, "status", "created"]
    search_fields = ["to", "subject"]
    ordering = ["-created"]
    inlines = [LogInline]
    actions = ["queue_again"]
    fields = readonly_fields = [
        "to",
        "from_email",
        "subject",
        "status",
        "created",
        "scheduled_time",
        "number_of_retries",
    ]

    def lookup_allowed(self, lookup, value, request):
        return lookup.partition("__")[0] not in self.unseen and super().lookup_allowed(
            lookup, value, request
        )

    @admin.action(
        description="Send those that failed or wait at the next run", permissions=["change"]
    )
    def queue_again(self, request, queryset):
        """Not what a sender has in hand: that is queued."""
        queryset.filter(status__in=UNSENT).update(
            status=STATUS.queued, scheduled_time=None, number_of_retries=None
        )


class JobNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "running",
            "Did not run",
            lambda runs, moment: runs.filter(pk__in=JobRun.objects.late(moment).values("pk")),
            sentence="Jobs that did not run",
            verb="Look",
            act="view",
            rank=120,
            detail=lambda job, moment: (
                f"{job}, " + (day_in_words(job.finished_at) or "never ended well")
            ),
        )
    ]


@admin.register(JobRun)
class JobRunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["in_words", "started_at", "finished_at", "outcome"]
    list_filter = [JobNeedsFilter, "finished_at"]
    search_fields = ["name", "outcome"]

    @admin.display(description="job", ordering="name")
    def in_words(self, run):
        return str(run)

    def changelist_view(self, request, extra_context=None):
        letters = letters_by_status()
        state = (
            f"Version {VERSION} of the portal. Letters: {letters['queued']} wait, "
            f"{letters['requeued']} are tried again, {letters['failed']} were given up."
        )
        return super().changelist_view(request, {"subtitle": state, **(extra_context or {})})
