"""The log of changes and the bin: rows that were deleted, to be brought back for 30 days."""

from datetime import datetime, time, timedelta

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from chapters_portal.content.permissions import may_see

from . import views
from .changes import KEPT_IN_TRASH, Change, Deleted, name_of_editor
from .versions import models_with_history


class NotAdded:
    """Goes before the admin or inline of rows that the portal makes."""

    def has_add_permission(self, request, obj=None):
        return False


class NotAddedOrChanged(NotAdded):
    def has_change_permission(self, request, obj=None):
        return False


class NotAddedOrDeleted(NotAdded):
    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnly(NotAddedOrChanged, NotAddedOrDeleted):
    """Goes before the admin or inline of rows that the portal alone writes."""


# -- What the lists of the log and of the bin have


class WhoFilter(admin.SimpleListFilter):
    title = parameter_name = "who"

    def lookups(self, request, model_admin):
        staff = get_user_model().objects.filter(is_staff=True)
        return [*((user.pk, name_of_editor(user)) for user in staff), ("program", "A program")]

    def queryset(self, request, queryset):
        if self.value() == "program":
            return queryset.filter(by=None, by_name="")
        known = self.value() in {str(key) for key, _ in self.lookup_choices}
        return queryset.filter(by=self.value()) if known else queryset


class KindFilter(admin.SimpleListFilter):
    title = parameter_name = "kind"

    def lookups(self, request, model_admin):
        kinds = [
            (model._meta.label_lower, capfirst(model._meta.verbose_name))
            for model in models_with_history()
            if may_see(request.user, model)
        ]
        return sorted(kinds, key=lambda kind: kind[1])

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class DayFilter(admin.SimpleListFilter):
    title = parameter_name = "day"

    def lookups(self, request, model_admin):
        today = timezone.localdate()
        days = [today - timedelta(days=number) for number in range(7)]
        names = ["Today", "Yesterday", *(f"{day:%A}" for day in days[2:])]
        return [*zip(map(str, days), names, strict=True), ("month", "Past 30 days")]

    def queryset(self, request, queryset):
        try:
            day = datetime.fromisoformat(self.value() or "").date()
        except ValueError:
            start = timezone.now() - timedelta(days=30)
            return queryset.filter(made_at__gte=start) if self.value() == "month" else queryset
        start = timezone.make_aware(datetime.combine(day, time.min))
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return queryset.filter(made_at__gte=start, made_at__lt=end)


class LogAdmin(ReadOnly, admin.ModelAdmin):
    """What the lists of the log and of the trash have."""

    list_select_related = ["by"]
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["label", "details", "belongs_to"]

    def get_queryset(self, request):
        """Of the kinds that the reader may see."""
        changes = super().get_queryset(request)
        if request.user.is_superuser:
            return changes
        kinds = [kind for kind, _ in KindFilter(request, {}, Change, self).lookup_choices]
        return changes.filter(kind__in=kinds)

    @admin.display(description="when", ordering="pk")
    def when(self, change):
        return change.made_at

    @admin.display(description="who")
    def who(self, change):
        return change.by_in_words

    @admin.display(description="kind")
    def kind_of_row(self, change):
        return capfirst(change.kind_in_words)


@admin.register(Change)
class ChangeAdmin(LogAdmin):
    """Everything that was changed, newest first. Each line leads to what it changed."""

    list_display = ["when", "who", "did", "what", "details"]
    list_filter = [WhoFilter, KindFilter, DayFilter, "act"]

    @admin.display(description="did", ordering="act")
    def did(self, change):
        return f"{change.get_act_display()}: {change.kind_in_words}"

    @admin.display(description="what")
    def what(self, change):
        if change.version_id is None:
            return change.label
        address = reverse("admin:version", args=[change.kind, change.version_id])
        return format_html('<a href="{}">{}</a>', address, change.label)

    def get_urls(self):
        view = self.admin_site.admin_view
        version = "version/<str:kind>/<int:number>/"
        return [
            path(version, view(views.version_page), name="version"),
            path(f"{version}restore/", view(views.restore_page), name="restore_version"),
            path(f"{version}undo/", view(views.undo_page), name="undo_change"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        change = self.get_object(request, object_id)
        views.require(change and self.has_view_permission(request, change))
        if change.version_id is None:
            return redirect("admin:chapters_portal_change_changelist")
        return redirect("admin:version", change.kind, change.version_id)


@admin.register(Deleted)
class DeletedAdmin(LogAdmin):
    """What was deleted in the last 30 days. What went with a row comes back with it."""

    list_display = ["what", "kind_of_row", "when", "who", "until"]
    list_filter = [WhoFilter, KindFilter, DayFilter]

    def get_queryset(self, request):
        return super().get_queryset(request).in_trash()

    @admin.display(description="what")
    def what(self, change):
        address = reverse("admin:restore_deleted", args=[change.pk])
        return format_html('<a href="{}">{}</a>', address, change.label)

    @admin.display(description="kept until")
    def until(self, change):
        return timezone.localdate(change.made_at + KEPT_IN_TRASH)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/restore/", view(views.restore_deleted_page), name="restore_deleted"),
            path("forget/<str:kind>/<int:pk>/", view(views.forget_page), name="forget"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:restore_deleted", object_id)
