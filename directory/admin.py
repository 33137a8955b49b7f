from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.forms import BaseInlineFormSet
from django.utils import timezone

from .models import (
    Chapter,
    Committee,
    CommitteeMember,
    OfficeHolder,
    Person,
    Position,
    Post,
    State,
)
from .models.officers import refuse_bad_seating


@admin.register(State)
class StateAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "fips", "tile_row", "tile_column"]
    search_fields = ["name", "=code"]
    autocomplete_fields = ["neighbors"]


class TermFormSet(BaseInlineFormSet):
    """The terms of one chapter, checked together as they will be after saving."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.is_checked_with_its_siblings = True
        return form

    def clean(self):
        super().clean()
        going = set(self.deleted_forms)
        refuse_bad_seating(
            self.instance,
            [
                form.instance
                for form in self.forms
                if form not in going and form.is_valid() and form.instance.position_id
            ],
            leaving=[form.instance.pk for form in going if form.instance.pk],
        )


class OfficeHolderInline(admin.TabularInline):
    model = OfficeHolder
    formset = TermFormSet
    extra = 0
    fields = ["position", "person", "starts_on", "ends_on"]
    autocomplete_fields = ["person"]
    ordering = ["position__rank", "-starts_on"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "position")


class PostInline(admin.TabularInline):
    model = Post
    extra = 0
    verbose_name = "particularity of a position"
    verbose_name_plural = (
        "mailboxes, numbers of seats, and positions that the chapter does not have"
    )


@admin.register(Chapter)
class ChapterAdmin(admin.ModelAdmin):
    list_display = ["name", "abbreviation", "kind", "officers_change_month", "assured_on"]
    list_filter = ["kind", "officers_change_month", "joint_student_membership", "assured_on"]
    search_fields = ["name", "abbreviation", "city", "states__name"]
    autocomplete_fields = ["states"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [OfficeHolderInline, PostInline]
    actions = ["mark_as_confirmed_today"]
    fieldsets = [
        (None, {"fields": ["name", ("abbreviation", "slug"), "kind", "states", "also_covers"]}),
        ("Contact", {"fields": ["website", "take_action_url", ("email", "phone")]}),
        ("Mail", {"fields": ["street", ("city", "region_code", "postal_code")]}),
        (
            "Facts",
            {
                "fields": [
                    ("founded", "officers_change_month", "conference_month"),
                    ("has_council_seat", "joint_student_membership"),
                    "assured_on",
                    "source",
                ]
            },
        ),
    ]

    @admin.action(description="Mark as confirmed today", permissions=["change"])
    def mark_as_confirmed_today(self, request, queryset):
        for chapter in queryset:
            chapter.assured_on = timezone.localdate()
            chapter.save(update_fields=["assured_on"])
        self.message_user(
            request, f"Marked as confirmed today: {len(queryset)} chapters.", messages.SUCCESS
        )


@admin.register(Position)
class PositionAdmin(admin.ModelAdmin):
    list_display = ["name", "plural", "rank", "seats", "needs_council_seat"]
    list_editable = ["rank"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class TermInline(admin.TabularInline):
    model = OfficeHolder
    extra = 0
    can_delete = False
    fields = readonly_fields = ["chapter", "position", "starts_on", "ends_on"]
    show_change_link = True

    def has_add_permission(self, request, obj):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("chapter", "position", "person")


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "is_email_public", "phone", "is_phone_public", "is_sample"]
    list_filter = ["is_sample", "is_email_public", "is_phone_public"]
    search_fields = ["name", "email"]
    inlines = [TermInline]
    fields = ["name", ("email", "is_email_public"), ("phone", "is_phone_public"), "is_sample"]


class ServingFilter(SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("now", "Serving now"), ("elect", "Elect"), ("past", "Past")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        asked = {
            "now": queryset.serving_on,
            "elect": queryset.starting_after,
            "past": queryset.ended_before,
        }.get(self.value())
        return asked(today) if asked else queryset


@admin.register(OfficeHolder)
class OfficeHolderAdmin(admin.ModelAdmin):
    list_display = ["person", "position", "chapter", "starts_on", "ends_on"]
    list_filter = [ServingFilter, "position", "person__is_sample"]
    list_select_related = ["person", "position", "chapter"]
    search_fields = ["person__name", "chapter__name"]
    autocomplete_fields = ["person", "chapter"]
    date_hierarchy = "starts_on"


class CommitteeMemberInline(admin.TabularInline):
    model = CommitteeMember
    extra = 0
    fields = ["person", "role", "speaks_for", "starts_on", "ends_on"]
    autocomplete_fields = ["person"]


@admin.register(Committee)
class CommitteeAdmin(admin.ModelAdmin):
    list_display = ["name", "meets"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [CommitteeMemberInline]
