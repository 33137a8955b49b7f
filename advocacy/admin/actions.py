from django.contrib import admin, messages
from django.utils import timezone

from advocacy.models import (
    Action,
    Bill,
    BillAction,
    CommitteeSeat,
    DataSource,
    Delegation,
    DisasterNeed,
    DistrictOffice,
    Legislator,
    Session,
    Sponsor,
    StateLink,
    Subject,
    Subscriber,
)
from advocacy.resources import BillResource, StateLinkResource, SubscriberResource
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import day_in_words
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.desk.publishing import OnRecordAdmin, PublishedAdmin, PublishedFilter
from chapters_portal.sheets.admin import SheetAdmin


@admin.register(Action)
class ActionAdmin(OnRecordAdmin):
    job = "Advocacy"
    list_display = ["title", "scope", "is_urgent", "until_on", "outcome", "stage", "goes_live"]
    list_filter = [PublishedFilter, "scope", "audience", "outcome", "is_urgent", "states"]
    search_fields = ["title", "ask", "script"]
    autocomplete_fields = ["states", "bills"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "ask", "why", "script", "bills", "url"]}),
        (
            "Who decides, whom we ask, and until when",
            {"fields": [("scope", "audience"), "states", ("until_on", "is_urgent")]},
        ),
        ("Published", {"fields": ["published_at", "goes_live", "slug"]}),
        ("Withdrawn", {"fields": ["withdrawn_at", "withdrawn_reason"]}),
        ("When it is over", {"fields": ["outcome", "outcome_note"]}),
    ]


@admin.register(Session)
class SessionAdmin(DeskAdmin):
    job = "Advocacy"
    list_display = ["name", "jurisdiction", "identifier", "ends_on"]
    list_filter = ["ends_on", "state"]
    list_select_related = ["state"]
    search_fields = ["name", "=identifier", "state__name"]
    autocomplete_fields = ["state"]


@admin.register(Subject)
class SubjectAdmin(DeskAdmin):
    job = "Advocacy"
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class BillActionInline(admin.TabularInline):
    """The next import brings back imported steps as they stand in the record."""

    model = BillAction
    extra = 0
    verbose_name = "step"


class SponsorInline(admin.TabularInline):
    model = Sponsor
    extra = 0


class BillStageFilter(admin.SimpleListFilter):
    title = "stage of the bill"
    parameter_name = "bill_stage"

    def lookups(self, request, model_admin):
        return Bill.Stage.choices

    def queryset(self, request, queryset):
        if self.value() not in Bill.Stage.values:
            return queryset
        return queryset.in_stage_on(self.value(), timezone.localdate())


@admin.register(Bill)
class BillAdmin(SheetAdmin, OnRecordAdmin):
    job = "Advocacy"
    resource_class = BillResource
    list_display = ["identifier", "__str__", "session", "now", "position", "is_tracked", "stage"]
    list_display_links = ["identifier", "__str__"]
    list_filter = [
        PublishedFilter,
        BillStageFilter,
        "position",
        "is_tracked",
        "session__state",
        "subjects",
    ]
    list_select_related = ["session__state"]
    search_fields = ["identifier", "title", "our_title", "our_summary", "sponsors__name"]
    autocomplete_fields = ["session", "subjects"]
    prepopulated_fields = {"slug": ["identifier", "title"]}
    inlines = [BillActionInline, SponsorInline]
    actions = [*OnRecordAdmin.actions, "track", "untrack"]
    fieldsets = [
        ("What we say", {"fields": ["our_title", "position", "why", "our_summary"]}),
        ("Where it stands", {"fields": ["stage_by_staff", "stage"]}),
        (
            "The record",
            {"fields": [("session", "identifier"), "title", "official_summary", "url", "subjects"]},
        ),
        ("Kept up to date", {"fields": ["is_tracked", ("openstates_id", "congress_key")]}),
        ("Published", {"fields": ["published_at", "goes_live", "slug"]}),
        ("Withdrawn", {"fields": ["withdrawn_at", "withdrawn_reason"]}),
    ]

    @admin.display(description="stage of the bill")
    def now(self, bill):
        return bill.stage_on(timezone.localdate()).label

    @admin.action(description="Track: keep up to date", permissions=["change"])
    def track(self, request, queryset):
        self.save_each(request, queryset, "Tracked", is_tracked=True)

    @admin.action(description="Track no more", permissions=["change"])
    def untrack(self, request, queryset):
        self.save_each(request, queryset, "No longer tracked", is_tracked=False)


@admin.register(DisasterNeed)
class DisasterNeedAdmin(PublishedAdmin):
    job = "Advocacy"
    list_display = ["library", "place", "happened", "stage", "goes_live"]
    list_filter = [PublishedFilter]
    search_fields = ["library", "place", "happened", "needs"]


@admin.register(StateLink)
class StateLinkAdmin(SheetAdmin):
    job = "Advocacy"
    resource_class = StateLinkResource
    list_display = ["title", "state", "kind", "url"]
    list_filter = ["kind", "state"]
    list_select_related = ["state"]
    search_fields = ["title", "url", "state__name"]
    autocomplete_fields = ["state"]


class OfficeInline(admin.TabularInline):
    model = DistrictOffice
    extra = 0


class CommitteeSeatInline(admin.TabularInline):
    model = CommitteeSeat
    extra = 0


@admin.register(Legislator)
class LegislatorAdmin(DeskAdmin):
    """Corrections between two loads. The next load replaces them."""

    job = "Advocacy"

    def changelist_view(self, request, extra_context=None):
        for source in DataSource.objects.all():
            if source.is_outdated_on(timezone.localdate()):
                self.message_user(
                    request,
                    f"{source} are of {source.dated_on:%B %-d, %Y}, and a new Congress has begun "
                    "since. Load them again (README.md, Data from files).",
                    messages.WARNING,
                )
        return super().changelist_view(request, extra_context)

    list_display = ["name", "chamber", "delegation", "district", "party", "phone"]
    list_filter = ["chamber", "party", "delegation"]
    list_select_related = ["delegation"]
    search_fields = ["name", "bioguide", "delegation__name"]
    inlines = [OfficeInline, CommitteeSeatInline]


@admin.register(Delegation)
class DelegationAdmin(DeskAdmin):
    job = "Advocacy"
    list_display = ["name", "code", "house_seats", "house_member", "senate_seats"]
    search_fields = ["name", "=code"]


class DataNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "loading",
            "Of an earlier Congress",
            lambda sources, moment: sources.outdated_on(timezone.localdate(moment)),
            sentence="Data of Congress out of date",
            rank=100,
            detail=lambda source, moment: f"{source}, of {day_in_words(source.dated_on)}",
        )
    ]


@admin.register(DataSource)
class DataSourceAdmin(DeskAdmin):
    job = "Advocacy"
    list_display = ["kind", "dated_on", "loaded_at", "is_current", "origin"]
    list_filter = [DataNeedsFilter]
    readonly_fields = ["kind", "dated_on", "loaded_at", "origin", "checksum"]
    search_fields = ["origin"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="knows the present Congress", boolean=True)
    def is_current(self, source):
        return not source.is_outdated_on(timezone.localdate())


@admin.register(Subscriber)
class SubscriberAdmin(SheetAdmin):
    """The list, for the office's list server. Nobody is added here: people join by themselves."""

    job = "Advocacy"
    resource_class = SubscriberResource
    may_import = False

    list_display = ["email", "state", "confirmed_at"]
    list_filter = ["state", "confirmed_at"]
    list_select_related = ["state"]
    search_fields = ["email"]
    readonly_fields = ["email", "state", "confirmed_at"]

    def has_add_permission(self, request):
        return False
