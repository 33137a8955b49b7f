from django.contrib import admin, messages
from django.contrib.redirects.models import Redirect
from django.db.models import OuterRef, Subquery, Sum
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from advocacy.press_admin import PressReleaseAdmin

from . import bin, log  # noqa: F401 (they register their own)
from .links import desk  # noqa: F401 (registers its own)
from .models import (
    CelebrationNews,
    HomeLink,
    HomeSection,
    JobRun,
    Menu,
    MenuLink,
    MissedSearch,
    PageLink,
    PageText,
    SiteSettings,
)
from .publishing.admin import PublishedAdmin, PublishedFilter
from .publishing.desk import DeskAdmin
from .sign_in import admin as staff  # noqa: F401 (it registers the accounts)


@admin.register(SiteSettings)
class SiteSettingsAdmin(DeskAdmin):
    fieldsets = [
        (None, {"fields": ["organization", "office", "description", "samples_notice"]}),
        (
            "Home page",
            {
                "fields": [
                    "home_title",
                    "welcome",
                    "finder_label",
                    "finder_hint",
                    "quotation",
                    "quotation_by",
                ]
            },
        ),
        (
            "How to reach the office",
            {"fields": ["toll_free", "phone", "fax", "email", "postal_address"]},
        ),
        ("Footer", {"fields": ["footer", "colophon"]}),
    ]

    def has_add_permission(self, request):
        return not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one row, so its list is the row itself."""
        name = "change" if SiteSettings.objects.exists() else "add"
        return HttpResponseRedirect(
            reverse(
                f"admin:chapters_portal_sitesettings_{name}", args=[1] if name == "change" else []
            )
        )


class MenuLinkInline(admin.TabularInline):
    model = MenuLink
    extra = 0
    fields = ["label", "url", "order"]


@admin.register(Menu)
class MenuAdmin(DeskAdmin):
    list_display = ["heading", "place", "order"]
    list_editable = ["order"]
    list_filter = ["place"]
    search_fields = ["heading", "links__label"]
    inlines = [MenuLinkInline]


class PageLinkInline(admin.StackedInline):
    model = PageLink
    extra = 0
    fields = [("title", "url"), ("description", "order")]


@admin.register(PageText)
class PageTextAdmin(DeskAdmin):
    list_display = ["title", "key", "lead"]
    search_fields = ["title", "key", "lead", "body", "links__title"]
    inlines = [PageLinkInline]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []


class HomeLinkInline(admin.StackedInline):
    model = HomeLink
    extra = 0
    fields = [
        ("title", "url"),
        "description",
        ("audience", "group"),
        ("button", "order", "is_shown"),
    ]


@admin.register(HomeSection)
class HomeSectionAdmin(PublishedAdmin):
    list_display = ["title", "layout", "order", "stage", "goes_live"]
    list_editable = ["order"]
    list_filter = [PublishedFilter, "layout"]
    search_fields = ["title", "intro", "links__title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [HomeLinkInline]
    fieldsets = [
        (None, {"fields": ["title", "intro", ("layout", "order"), "slug"]}),
        ("Published", {"fields": [("published_at", "withdrawn_at"), "goes_live"]}),
    ]


@admin.register(HomeLink)
class HomeLinkAdmin(DeskAdmin):
    list_display = ["title", "section", "audience", "url", "is_shown"]
    list_filter = ["section", "audience", "is_shown"]
    list_select_related = ["section"]
    search_fields = ["title", "description", "url"]
    edited_with = "section"


admin.site.unregister(Redirect)


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    """Old addresses, noted by themselves when a page moves, and those that staff add."""

    list_display = ["old_path", "new_path"]
    search_fields = ["old_path", "new_path"]
    radio_fields = {"site": admin.VERTICAL}


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


@admin.register(Email)
class EmailAdmin(DeskAdmin):
    """The outbox: what was sent, what waits, and why something failed."""

    change_form_template = "admin/change_form.html"
    list_display = ["to", "subject", "status", "created", "scheduled_time", "number_of_retries"]
    list_filter = ["status", "created"]
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


@admin.register(MissedSearch)
class MissedSearchAdmin(DeskAdmin):
    list_display = ["text", "day", "count", "on_all_days"]
    list_filter = ["day"]
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


@admin.register(JobRun)
class JobRunAdmin(admin.ModelAdmin):
    list_display = ["name", "started_at", "finished_at", "outcome"]
    list_filter = ["finished_at"]
    search_fields = ["name", "outcome"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class CelebrationNewsInline(admin.TabularInline):
    model = CelebrationNews
    extra = 0
    autocomplete_fields = ["celebration"]


# The room of releases does not know of celebrations, so the house adds their place to its form.
PressReleaseAdmin.inlines = [*PressReleaseAdmin.inlines, CelebrationNewsInline]
