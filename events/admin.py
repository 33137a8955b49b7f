from dataclasses import replace
from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import Verb
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.desk.publishing import OnRecordAdmin, PublishedFilter
from chapters_portal.sheets.admin import SheetAdmin

from .forms import CelebrationForm, OccurrenceForm, OccurrenceFormSet
from .models import Celebration, Conference, Occurrence, Preparation, Toolkit
from .models.dates import DateState
from .resources import CelebrationResource

SOON = timedelta(days=90)


class ToolkitInline(admin.TabularInline):
    model = Toolkit
    extra = 0


class OccurrenceInline(admin.TabularInline):
    model = Occurrence
    form = OccurrenceForm
    formset = OccurrenceFormSet
    extra = 0
    fields = ["starts_on", "ends_on", "state", "note", "source", "is_by_rule"]
    readonly_fields = ["is_by_rule"]
    verbose_name_plural = (
        "dates, year by year (the rule writes those to come as expected; to call one off, choose "
        "Cancelled, which tells subscribers)"
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("celebration")


@admin.register(Celebration)
class CelebrationAdmin(SheetAdmin, OnRecordAdmin):
    room = "Calendar"
    resource_class = CelebrationResource
    form = CelebrationForm
    list_display = [
        *["title", "stage", "next_on", "rule_in_words", "standing"],
    ]
    list_filter = [PublishedFilter, "kind", "standing", "rule", "checked_on"]
    list_select_related = ["follows"]
    search_fields = ["title", "sponsor", "summary"]
    autocomplete_fields = ["follows"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [OccurrenceInline, ToolkitInline]
    actions = [*OnRecordAdmin.actions, "mark_as_checked_today"]
    readonly_fields = [*OnRecordAdmin.readonly_fields, "checked_on"]
    fieldsets = [
        (None, {"fields": ["title", ("kind", "sponsor"), "summary", "text", "url"]}),
        (
            "When it comes back",
            {
                "description": "The portal writes the dates of the coming years by this rule, "
                "marked as expected until you confirm them. Leave it out for what is announced "
                "each year, such as National Library Week.",
                "fields": [
                    "rule",
                    ("nth", "weekday"),
                    "month",
                    ("day", "until_month", "until_day"),
                    "follows",
                ],
            },
        ),
        ("Standing", {"fields": ["standing", "standing_note", "source", "checked_on"]}),
        ("Published", {"fields": ["published_at", "goes_live", "slug"]}),
        ("Withdrawn", {"fields": ["withdrawn_at", "withdrawn_reason"]}),
    ]

    def get_queryset(self, request):
        coming = Occurrence.objects.filter(celebration=OuterRef("pk")).exclude(
            state=DateState.CANCELLED
        )
        following = coming.upcoming(localdate()).values("starts_on")[:1]
        return super().get_queryset(request).annotate(next_on=Subquery(following))

    @admin.action(description="Mark as checked by us today", permissions=["change"])
    def mark_as_checked_today(self, request, queryset):
        self.save_each(
            request, queryset, "Marked as checked by us today", checked_on=timezone.localdate()
        )

    @admin.display(description="next", ordering="next_on")
    def next_on(self, celebration):
        return celebration.next_on

    @admin.display(description="rule")
    def rule_in_words(self, celebration):
        return celebration.rule_in_words or "Announced"

    def has_delete_permission(self, request, obj=None):
        """What the public has seen is withdrawn: then subscribed calendars hear of it."""
        is_public = obj and obj.published_at and obj.published_at <= timezone.now()
        return super().has_delete_permission(request, obj) and not is_public

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        bring_up_to_date(self, request, [form.instance])

    def after_import(self, request, rows):
        bring_up_to_date(self, request, rows)


def bring_up_to_date(admin, request, celebrations):
    """Let the rules of `celebrations`, and of the days that follow them, write their dates."""
    today = localdate()
    if changes := sum(celebration.expect_dates(today) for celebration in celebrations):
        admin.message_user(request, f"Expected dates written, moved or removed: {changes}.")


def to_confirm(dates, moment):
    today = localdate(moment)
    return dates.expected_until(today, today + SOON)


class WhenFilter(NeedsFilter):
    title = "when"
    parameter_name = "when"
    needs = [
        Need("expected", "To be confirmed, within 90 days", to_confirm),
        Need("coming", "To come", lambda dates, moment: dates.upcoming(localdate(moment))),
        Need("past", "Past", lambda dates, moment: dates.filter(ends_on__lt=localdate(moment))),
    ]


class CelebrationWhenFilter(WhenFilter):
    needs = [
        replace(
            WhenFilter.needs[0],
            sentence="Celebrations within 90 days to confirm",
            verb="Confirm",
            rank=90,
            order=("starts_on", "pk"),
            related=("celebration",),
            detail=lambda date, moment: f"next: {date}",
        ),
        *WhenFilter.needs[1:],
    ]


class DatedAdmin(DeskAdmin):
    """Dates that staff confirm and cancel."""

    date_hierarchy = "starts_on"
    actions = ["confirm_dates", "cancel"]

    @admin.display(ordering="starts_on")
    def dates(self, row):
        return row.dates

    @admin.action(description="Confirm dates", permissions=["change"])
    def confirm_dates(self, request, queryset):
        self.decide(request, queryset, DateState.CONFIRMED, "Confirmed")

    @admin.action(description="Cancel: it does not take place", permissions=["change"])
    def cancel(self, request, queryset):
        self.decide(request, queryset, DateState.CANCELLED, "Cancelled")

    @transaction.atomic
    def decide(self, request, queryset, state, done):
        """One by one, so that calendars and kept pages hear of it."""
        self.lock_rows(queryset.values_list("pk", flat=True))
        decided = []
        for row in queryset.exclude(state=state).select_related(*self.list_select_related):
            if not self.has_change_permission(request, row):
                self.message_user(request, f"{row}: a publisher decides that.", messages.ERROR)
                continue
            row.decide(state)
            try:
                row.clean()
            except ValidationError as error:
                self.message_user(request, f"{row}: {' '.join(error.messages)}", messages.ERROR)
                continue
            row.save()
            decided.append(row)
        self.message_user(request, f"{done}: {len(decided)}.", messages.SUCCESS)
        self.follow(request, decided)

    def follow(self, request, rows):
        """What has to happen after a change of `rows`."""


def dates_to_confirm():
    return reverse("admin:events_occurrence_changelist") + "?needs=expected"


@admin.register(Occurrence)
class OccurrenceAdmin(DatedAdmin):
    room = "Calendar"
    verbs = [Verb("Confirm dates", 50, "change", dates_to_confirm)]
    form = OccurrenceForm
    list_display = ["celebration", "dates", "state", "note", "is_by_rule"]
    list_filter = [CelebrationWhenFilter, "state", "celebration__kind"]
    list_select_related = ["celebration"]
    search_fields = ["celebration__title", "note"]
    autocomplete_fields = ["celebration"]
    fields = ["celebration", ("starts_on", "ends_on"), "state", "note", "source", "is_by_rule"]
    readonly_fields = ["is_by_rule"]
    edited_with = "celebration"

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.follow(request, [form.instance])

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self.follow(request, [obj])

    def delete_queryset(self, request, queryset):
        rows = list(queryset.select_related("celebration"))
        super().delete_queryset(request, queryset)
        self.follow(request, rows)

    def follow(self, request, rows):
        celebrations = {row.celebration_id: row.celebration for row in rows}
        bring_up_to_date(self, request, celebrations.values())


@admin.register(Preparation)
class PreparationAdmin(DeskAdmin):
    room = "Calendar"
    list_display = ["what", "weeks_before", "celebration"]
    list_select_related = ["celebration"]
    search_fields = ["what", "celebration__title"]
    autocomplete_fields = ["celebration"]
    fields = ["what", "weeks_before", "celebration"]


@admin.register(Conference)
class ConferenceAdmin(DatedAdmin):
    room = "Calendar"
    list_display = ["title", "chapter", "dates", "place", "state"]
    list_filter = [WhenFilter, "state"]
    list_select_related = ["chapter"]
    search_fields = ["title", "place", "chapter__name"]
    autocomplete_fields = ["chapter"]
    fields = ["chapter", "title", ("starts_on", "ends_on"), ("place", "url"), "state", "source"]
