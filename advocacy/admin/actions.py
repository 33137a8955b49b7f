"""The desk of actions, of libraries that need help, and of sites that speak up for libraries."""

from django.contrib import admin
from django.utils import timezone

from advocacy.models import Action, DisasterNeed, StateLink
from advocacy.resources import StateLinkResource
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.desk.publishing import OnRecordAdmin, PublishedAdmin, PublishedFilter
from chapters_portal.sheets.admin import SheetAdmin


class SeasonFilter(NeedsFilter):
    title = parameter_name = "season"
    needs = [
        Need(
            "near",
            "Needs its next dates",
            lambda actions, moment: actions.in_need_of_a_season(timezone.localdate(moment)),
            sentence="Actions whose season is near, without its days",
            verb="Set its days",
            rank=45,
        )
    ]


@admin.register(Action)
class ActionAdmin(OnRecordAdmin):
    room = "Advocacy"
    list_display = ["title", "stage", "scope", "until_on", "outcome"]
    list_filter = [SeasonFilter, PublishedFilter, "scope", "audience", "outcome", "is_urgent"]
    search_fields = ["title", "ask", "script"]
    autocomplete_fields = ["states", "bills"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "ask", "why", "phone_ask", "script", "bills", "url"]}),
        (
            "Who decides, whom we ask, and until when",
            {"fields": [("scope", "audience"), "states", ("until_on", "is_urgent")]},
        ),
        (
            "If it has a season each year",
            {"fields": ["is_seasonal", ("opens_on", "closes_on"), "season", "meanwhile"]},
        ),
        ("Published", {"fields": ["published_at", "goes_live", "slug"]}),
        ("Withdrawn", {"fields": ["withdrawn_at", "withdrawn_reason"]}),
        ("When it is over", {"fields": ["outcome", "outcome_note"]}),
    ]


@admin.register(DisasterNeed)
class DisasterNeedAdmin(PublishedAdmin):
    room = "Advocacy"
    list_display = ["library", "place", "happened", "stage"]
    list_filter = [PublishedFilter]
    search_fields = ["library", "place", "happened", "needs"]


@admin.register(StateLink)
class StateLinkAdmin(SheetAdmin):
    room = "Advocacy"
    resource_class = StateLinkResource
    list_display = ["title", "state", "kind", "url", "seen_on"]
    list_filter = ["kind", "state"]
    list_select_related = ["state"]
    search_fields = ["title", "url", "state__name"]
    autocomplete_fields = ["state"]
