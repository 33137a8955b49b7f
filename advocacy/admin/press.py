"""The newsroom's desk."""

from django.contrib import admin

from advocacy.models import (
    Boilerplate,
    Correction,
    PressContact,
    PressPicture,
    PressRelease,
    PressTopic,
)
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import Verb
from chapters_portal.desk.publishing import OnRecordAdmin, PublishedFilter


class PressContactInline(admin.TabularInline):
    model = PressContact
    extra = 0
    verbose_name = "press contact"


class PressPictureInline(admin.StackedInline):
    model = PressPicture
    extra = 0
    verbose_name = "picture"
    fields = ["file", "alt", "caption", ("credit", "rights"), ("is_for_press", "order")]


class CorrectionInline(admin.StackedInline):
    model = Correction
    extra = 0
    verbose_name = "note of a change"
    verbose_name_plural = "notes of changes"
    fields = ["noted_at", "note"]


@admin.register(PressRelease)
class PressReleaseAdmin(OnRecordAdmin):
    room = "Press"
    list_title = "Releases"
    verbs = [Verb("Write a release", 10)]
    list_display = ["title", "stage", "goes_live"]
    list_filter = [PublishedFilter, "topics", "published_at"]
    search_fields = ["title", "summary", "body", "dateline"]
    autocomplete_fields = ["boilerplate", "topics", "bills", "actions", "chapters", "celebrations"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [PressContactInline, PressPictureInline, CorrectionInline]
    fieldsets = [
        (None, {"fields": ["title", "dateline", "summary", "body", "boilerplate"]}),
        (
            "Published",
            {
                "fields": ["published_at", "goes_live", "slug"],
                "description": "With a time to come it is embargoed until then.",
            },
        ),
        ("Around it", {"fields": ["topics", "chapters", "bills", "actions", "celebrations"]}),
        ("First published elsewhere", {"fields": ["original_url", "precision"]}),
        ("Withdrawn", {"fields": ["withdrawn_at", "withdrawn_reason"]}),
    ]

    @admin.display(description="goes live", ordering="published_at", empty_value="No time is set")
    def goes_live(self, release):
        return release.moment_in_words


@admin.register(PressPicture)
class PressPictureAdmin(DeskAdmin):
    room = "Press"
    list_title = "Pictures"
    list_display = ["alt", "release", "credit", "is_for_press", "order"]
    list_filter = ["is_for_press"]
    list_select_related = ["release"]
    search_fields = ["alt", "caption", "credit", "release__title"]
    autocomplete_fields = ["release"]
    edited_with = "release"


@admin.register(Boilerplate)
class BoilerplateAdmin(DeskAdmin):
    room = "Press"
    list_title = "Standing words"
    list_display = ["title", "superseded_by_words", "order"]
    list_editable = ["order"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["superseded_by"]
    fields = ["title", "text", "order", "superseded_by_words", "superseded_by"]


@admin.register(PressTopic)
class PressTopicAdmin(DeskAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
