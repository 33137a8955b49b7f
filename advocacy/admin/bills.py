"""The desk of bills, their sessions and their subjects."""

from django import forms
from django.contrib import admin, messages
from django.utils.timezone import localdate

from advocacy.loaders.checking import unknown_to_service
from advocacy.loaders.sources import LoadError
from advocacy.models import Bill, BillAction, Session, Sponsor, Subject
from advocacy.models.numbers import read_congress_key, read_openstates_id
from advocacy.resources import BillResource
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.desk.publishing import OnRecordAdmin, PublishedFilter
from chapters_portal.sheets.admin import SheetAdmin


@admin.register(Session)
class SessionAdmin(DeskAdmin):
    list_display = ["name", "jurisdiction", "identifier", "begins_on", "ends_on"]
    list_filter = ["ends_on", "state"]
    list_select_related = ["state"]
    search_fields = ["name", "=identifier", "state__name"]
    autocomplete_fields = ["state"]


@admin.register(Subject)
class SubjectAdmin(DeskAdmin):
    list_display = ["name", "followed_words"]
    search_fields = ["name"]
    actions = ["follow", "follow_no_more"]
    prepopulated_fields = {"slug": ["name"]}

    @admin.action(description="Follow: draft new bills each night", permissions=["change"])
    def follow(self, request, queryset):
        for subject in queryset.filter(followed_words=""):
            words = subject.name.lower()
            self.save_each(
                request, queryset.filter(pk=subject.pk), "Followed", followed_words=words
            )

    @admin.action(description="Follow no more", permissions=["change"])
    def follow_no_more(self, request, queryset):
        self.save_each(request, queryset, "No longer followed", followed_words="")


class BillActionInline(admin.TabularInline):
    """The next import brings back imported steps as they stand in the record."""

    model = BillAction
    extra = 0
    verbose_name = "step"


class SponsorInline(admin.TabularInline):
    model = Sponsor
    extra = 0


class BillStageFilter(NeedsFilter):
    title = "stage of the bill"
    parameter_name = "bill_stage"
    needs = [
        Need(
            code, label, lambda bills, moment, code=code: bills.in_stage_on(code, localdate(moment))
        )
        for code, label in Bill.Stage.choices
    ]


class BillForm(forms.ModelForm):
    """Asks the service about a key that was typed. A service that is down stops nobody."""

    # An address that holds the key may be pasted whole.
    openstates_id = forms.CharField(label="Id at Open States", max_length=500, required=False)
    congress_key = forms.CharField(
        label="Key at Congress.gov",
        max_length=500,
        required=False,
        help_text="Such as 119/hr/6440, or the address of its page.",
    )
    not_asked = ""

    def clean_openstates_id(self):
        return read_openstates_id(self.cleaned_data["openstates_id"])

    def clean_congress_key(self):
        return read_congress_key(self.cleaned_data["congress_key"])

    def _post_clean(self):
        super()._post_clean()
        for name in ["openstates_id", "congress_key"]:
            key = getattr(self.instance, name)
            if name not in self.changed_data or not key or self.errors:
                continue
            try:
                if problem := unknown_to_service(name, key):
                    self.add_error(name, problem)
            except LoadError:
                self.not_asked = f"The service could not be asked whether it has {key}."


@admin.register(Bill)
class BillAdmin(SheetAdmin, OnRecordAdmin):
    room = "Advocacy"
    form = BillForm
    resource_class = BillResource
    list_display = ["identifier", "__str__", "stage", "session", "now"]
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

    def save_model(self, request, bill, form, change):
        super().save_model(request, bill, form, change)
        if not_asked := getattr(form, "not_asked", ""):
            self.message_user(request, not_asked, messages.WARNING)

    @admin.display(description="stage of the bill")
    def now(self, bill):
        return bill.stage_on(localdate()).label

    @admin.action(description="Track: keep up to date", permissions=["change"])
    def track(self, request, queryset):
        self.save_each(request, queryset, "Tracked", is_tracked=True)

    @admin.action(description="Track no more", permissions=["change"])
    def untrack(self, request, queryset):
        self.save_each(request, queryset, "No longer tracked", is_tracked=False)
