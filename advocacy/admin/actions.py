"""The desk of actions, of libraries that need help, and of sites that speak up for libraries."""

from django.contrib import admin

from advocacy.models import Action, DisasterNeed, StateLink
from advocacy.resources import StateLinkResource
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
