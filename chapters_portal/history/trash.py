"""The bin: rows that were deleted, to be brought back for 30 days, or deleted for good."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from chapters_portal.content.permissions import may_change_public

from .admin import (
    DayFilter,
    KindFilter,
    LogAdmin,
    WhoFilter,
    may,
    may_see,
    model_of,
    page_of,
    require,
)
from .changes import KEPT_IN_TRASH, Change, Deleted
from .comparison import differences
from .restoring import NotRestored, forget, restore_deleted, rows_in_need_of
from .timeline import names_in_log


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
            path("<int:pk>/restore/", view(restore_deleted_page), name="restore_deleted"),
            path("forget/<str:kind>/<int:pk>/", view(forget_page), name="forget"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:restore_deleted", object_id)


def may_bring_back(user, model, change):
    """A row comes back as it was, so what was public asks for the permission to publish."""
    return may(user, "add", model) and (
        not change.version or may_change_public(user, change.version.instance)
    )


def restore_deleted_page(request, pk):
    """A row in the bin as it was, what comes back with it, and the ways out of the bin."""
    change = get_object_or_404(Change.objects.select_related("by"), pk=pk)
    model = model_of(change.kind)
    require(may_see(request.user, model))
    reasons = []
    if request.method == "POST":
        require(may_bring_back(request.user, model, change))
        try:
            rows, refusals = restore_deleted(change)
        except NotRestored as refusal:
            reasons = refusal.reasons
        else:
            others = f", with {len(rows) - 1} more" if len(rows) > 1 else ""
            messages.success(request, f"{rows[0]} is back{others}.")
            for refusal in refusals:
                messages.warning(request, f"Still in the bin: {refusal}")
            return redirect(page_of(rows[0]))
    if not Change.objects.in_trash().filter(pk=pk).exists():
        reasons = reasons or ["It is not in the bin any more."]
    with_it = Change.objects.of_one_deletion(change.deletion).filter(is_by_cascade=True)
    context = {
        **admin.site.each_context(request),
        "title": f"In the bin: {change.label}",
        "change": change,
        "until": change.made_at + KEPT_IN_TRASH,
        "whole": differences([(None, change.version)] if change.version else [()])[0],
        "with_it": with_it,
        "may_restore": may_bring_back(request.user, model, change),
        "may_forget": request.user.has_perm("chapters_portal.delete_deleted"),
        "reasons": reasons,
    }
    status = 409 if reasons else 200
    return TemplateResponse(request, "admin/restore_deleted.html", context, status=status)


def forget_page(request, kind, pk):
    """Delete a row for good with all its versions, whether it is in the bin or still stands."""
    model = model_of(kind)
    require(request.user.has_perm("chapters_portal.delete_deleted"))
    versions = model.history.filter(**{model._meta.pk.attname: pk})
    newest = versions.order_by("-history_id").first()
    row = model._base_manager.filter(pk=pk).first()
    if row is None and newest is None:
        raise Http404
    name = str(row) if row else names_in_log([newest]).get(pk, "")
    if request.method == "POST":
        forget(model, pk)
        messages.success(request, f"That {model._meta.verbose_name} was deleted for good.")
        return redirect("admin:chapters_portal_deleted_changelist")
    context = {
        **admin.site.each_context(request),
        "title": f"Delete for good: {name}",
        "kind_in_words": model._meta.verbose_name,
        "versions": versions.count(),
        "with_it": rows_in_need_of(row) if row else [],
        "back": page_of(row) if row else reverse("admin:chapters_portal_deleted_changelist"),
    }
    return TemplateResponse(request, "admin/forget.html", context)
