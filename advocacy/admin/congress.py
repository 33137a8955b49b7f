"""The desk of what is loaded about Congress."""

from django.contrib import admin, messages
from django.utils.timezone import localdate

from advocacy.models import CommitteeSeat, DataSource, Delegation, DistrictOffice, Legislator
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import day_in_words
from chapters_portal.desk.filters import Need, NeedsFilter


class OfficeInline(admin.TabularInline):
    model = DistrictOffice
    extra = 0


class CommitteeSeatInline(admin.TabularInline):
    model = CommitteeSeat
    extra = 0


@admin.register(Legislator)
class LegislatorAdmin(DeskAdmin):
    """Corrections between two loads. The next load replaces them."""

    list_display = ["name", "chamber", "delegation", "district", "party"]
    list_filter = ["chamber", "party", "delegation"]
    list_select_related = ["delegation"]
    search_fields = ["name", "bioguide", "delegation__name"]
    inlines = [OfficeInline, CommitteeSeatInline]

    def changelist_view(self, request, extra_context=None):
        for source in DataSource.objects.outdated_on(localdate()):
            self.message_user(
                request,
                f"{source} are of {source.dated_on:%B %-d, %Y}, and a new Congress has begun "
                "since. Load them again (README.md, Data from files).",
                messages.WARNING,
            )
        return super().changelist_view(request, extra_context)


@admin.register(Delegation)
class DelegationAdmin(DeskAdmin):
    list_display = ["name", "code", "house_seats", "house_member", "senate_seats"]
    search_fields = ["name", "=code"]


class DataNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "loading",
            "Of an earlier Congress",
            lambda sources, moment: sources.outdated_on(localdate(moment)),
            sentence="Data of Congress out of date",
            verb="Look",
            rank=100,
            detail=lambda source, moment: f"{source}, of {day_in_words(source.dated_on)}",
        )
    ]


@admin.register(DataSource)
class DataSourceAdmin(DeskAdmin):
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
        return not source.is_outdated_on(localdate())
