"""The log of changes and the page of each version: what was done at the desk, and its undoing."""

from datetime import datetime, time, timedelta

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from chapters_portal.content.permissions import may_change_public

from .changes import Change, name_of_editor
from .comparison import differences
from .restoring import NotRestored, restore_version
from .timeline import moments
from .versions import has_history


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that the portal alone writes."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def may(user, deed, model):
    return user.has_perm(f"{model._meta.app_label}.{deed}_{model._meta.model_name}")


def may_see(user, model):
    return may(user, "view", model) or may(user, "change", model)


def require(allowed):
    if not allowed:
        raise PermissionDenied


def model_of(kind):
    """The model of "directory.chapter". Raises Http404 when there is none with a history."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        raise Http404 from None
    if not has_history(model):
        raise Http404
    return model


def page_of(row):
    """Where a row is edited: on a page of its own, or on that of the row it belongs to."""
    model = type(row)
    if admin.site.is_registered(model):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return reverse(name, args=[row.pk])
    for field in model._meta.fields:
        if not (field.is_relation and admin.site.is_registered(field.related_model)):
            continue
        parent = admin.site.get_model_admin(field.related_model)
        if any(inline.model is model for inline in parent.inlines):
            return page_of(getattr(row, field.name))
    return reverse("admin:index")


# -- What the lists of the log and of the bin have


class WhoFilter(admin.SimpleListFilter):
    title = "who"
    parameter_name = "who"

    def lookups(self, request, model_admin):
        staff = get_user_model().objects.filter(is_staff=True)
        return [*((user.pk, name_of_editor(user)) for user in staff), ("program", "A program")]

    def queryset(self, request, queryset):
        if self.value() == "program":
            return queryset.filter(by=None)
        known = self.value() in {str(key) for key, _ in self.lookup_choices}
        return queryset.filter(by=self.value()) if known else queryset


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        models = [model for model in apps.get_models() if has_history(model)]
        return sorted(
            [
                (model._meta.label_lower, capfirst(model._meta.verbose_name))
                for model in models
                if may_see(request.user, model)
            ],
            key=lambda choice: choice[1],
        )

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class DayFilter(admin.SimpleListFilter):
    title = "day"
    parameter_name = "day"

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


class LogAdmin(ReadOnlyAdmin):
    """What the lists of the log and of the trash have."""

    list_select_related = ["by"]
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["label", "details"]

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


# -- The log, and the page of each version


@admin.register(Change)
class ChangeAdmin(LogAdmin):
    """Everything that was changed, newest first. Each line leads to what it changed."""

    list_display = ["when", "who", "act", "kind_of_row", "what", "details"]
    list_filter = [WhoFilter, KindFilter, DayFilter, "act"]

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
            path(version, view(version_page), name="version"),
            path(f"{version}restore/", view(restore_page), name="restore_version"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        change = self.get_object(request, object_id)
        require(change and self.has_view_permission(request, change))
        if change.version_id is None:
            return redirect("admin:chapters_portal_change_changelist")
        return redirect("admin:version", change.kind, change.version_id)


def the_moment(request, kind, number):
    """The version of that number as a Moment. Raises Http404, or PermissionDenied."""
    model = model_of(kind)
    require(may_see(request.user, model))
    if not model.history.filter(history_id=number).exists():
        raise Http404
    return moments([(None, number, kind)])[0]


def version_page(request, kind, number):
    """What one change did, and how to go back before or to it."""
    moment = the_moment(request, kind, number)
    version = moment.version
    model = version.instance_type
    row = model._base_manager.filter(pk=version.history_object.pk).first()
    context = {
        **admin.site.each_context(request),
        "title": f"{capfirst(moment.kind_in_words)}: {moment.what}",
        "moment": moment,
        "whole": differences([(None, version)])[0],
        "page_of_row": row and page_of(row),
        "may_restore": row and may_restore(request.user, row, version),
        "in_trash": Change.objects.in_trash().filter(kind=kind, version_id=number).first(),
    }
    return TemplateResponse(request, "admin/version.html", context)


def may_restore(user, row, version):
    """Neither what is public now nor what was public then comes back without its publisher."""
    return may(user, "change", type(row)) and all(
        may_change_public(user, one) for one in [row, version.instance]
    )


def restore_page(request, kind, number):
    """What would change if this version came back, and the button for it."""
    moment = the_moment(request, kind, number)
    model = moment.version.instance_type
    row = get_object_or_404(model, pk=moment.version.history_object.pk)
    require(may_restore(request.user, row, moment.version))
    reasons = []
    if request.method == "POST":
        try:
            row = restore_version(moment.version)
        except NotRestored as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"{row} is again as it was.")
            return redirect(page_of(row))
    context = {
        **admin.site.each_context(request),
        "title": f"Restore {moment.kind_in_words}: {moment.what}",
        "moment": moment,
        "differences": differences([(row, moment.version)])[0],
        "page_of_row": page_of(row),
        "reasons": reasons,
    }
    status = 409 if reasons else 200
    return TemplateResponse(request, "admin/restore.html", context, status=status)
