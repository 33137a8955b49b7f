from django.contrib import admin
from django.http import HttpResponse

from chapters_portal.publishing.admin import PublishedAdmin, PublishedFilter
from directory.spreadsheets import sheet

from .models import (
    Action,
    CommitteeSeat,
    DataSource,
    Delegation,
    DisasterNeed,
    DistrictOffice,
    Legislator,
    StateLink,
    Subscriber,
)


@admin.register(Action)
class ActionAdmin(PublishedAdmin):
    list_display = ["title", "scope", "is_urgent", "until_on", "outcome", "published_at"]
    list_filter = [PublishedFilter, "scope", "outcome", "is_urgent", "states"]
    search_fields = ["title", "ask", "script"]
    autocomplete_fields = ["states"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "ask", "why", "script", "url"]}),
        ("Who decides, and until when", {"fields": ["scope", "states", ("until_on", "is_urgent")]}),
        ("Published", {"fields": [("published_at", "withdrawn_at"), "slug"]}),
        ("When it is over", {"fields": ["outcome", "outcome_note"]}),
    ]


@admin.register(DisasterNeed)
class DisasterNeedAdmin(PublishedAdmin):
    list_display = ["library", "place", "happened", "published_at", "withdrawn_at"]
    list_filter = [PublishedFilter]
    search_fields = ["library", "place", "happened", "needs"]


@admin.register(StateLink)
class StateLinkAdmin(admin.ModelAdmin):
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
class LegislatorAdmin(admin.ModelAdmin):
    """Corrections between two loads. The next load replaces them."""

    list_display = ["name", "chamber", "delegation", "district", "party", "phone"]
    list_filter = ["chamber", "party", "delegation"]
    list_select_related = ["delegation"]
    search_fields = ["name", "bioguide", "delegation__name"]
    inlines = [OfficeInline, CommitteeSeatInline]


@admin.register(Delegation)
class DelegationAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "house_seats", "house_member", "senate_seats"]
    search_fields = ["name", "=code"]


@admin.register(DataSource)
class DataSourceAdmin(admin.ModelAdmin):
    list_display = ["kind", "dated_on", "loaded_at", "origin"]
    readonly_fields = ["kind", "dated_on", "loaded_at", "origin", "checksum"]
    search_fields = ["origin"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin):
    """The list, for the office's list server. Nobody is added here: people join by themselves."""

    list_display = ["email", "state", "confirmed_at"]
    list_filter = ["state", "confirmed_at"]
    list_select_related = ["state"]
    search_fields = ["email"]
    readonly_fields = ["email", "state", "confirmed_at"]
    actions = ["download"]

    def has_add_permission(self, request):
        return False

    @admin.action(description="Download as CSV", permissions=["view"])
    def download(self, request, queryset):
        rows = (
            [
                subscriber.email,
                subscriber.state and subscriber.state.code,
                subscriber.confirmed_at.date(),
                request.build_absolute_uri(subscriber.departure_path),
            ]
            for subscriber in queryset.select_related("state")
        )
        text = sheet(["E-mail", "State", "Confirmed", "Unsubscribe"], rows)
        disposition = 'attachment; filename="subscribers.csv"'
        return HttpResponse(
            text,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": disposition},
        )
