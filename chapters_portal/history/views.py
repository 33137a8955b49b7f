"""The page of each version and of each row in the bin: what was done, and its undoing."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

from chapters_portal.content.permissions import may, may_change_public, may_see

from .changes import KEPT_IN_TRASH, Change, Deleted
from .comparison import differences, undoings
from .restoring import NotRestored, forget, restore_deleted, restore_version, rows_in_need_of
from .timeline import entries, names_in_log
from .versions import has_history, models_with_history, newest_version


def admin_page(request, template, title, status=200, **context):
    """A page of the admin that is neither a list nor a form."""
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/{template}.html", context, status=status)


def require(allowed):
    if not allowed:
        raise PermissionDenied


def model_or_404(kind):
    """The model of "directory.chapter". Raises Http404 when there is none with a history."""
    for model in models_with_history():
        if model._meta.label_lower == kind.lower():
            return model
    raise Http404


def edit_url(row):
    """Where a row is edited: on a page of its own, or on that of the row it belongs to."""
    model = row._meta.model
    if admin.site.is_registered(model):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return reverse(name, args=[row.pk])
    for field in model._meta.fields:
        if not (field.is_relation and admin.site.is_registered(field.related_model)):
            continue
        parent = admin.site.get_model_admin(field.related_model)
        if any(inline.model is model for inline in parent.inlines):
            return edit_url(getattr(row, field.name))
    return reverse("admin:index")


# -- Versions


def entry_or_404(request, kind, number):
    """The VersionEntry of that number. Raises Http404, or PermissionDenied."""
    model = model_or_404(kind)
    require(may_see(request.user, model))
    if not model.history.filter(history_id=number).exists():
        raise Http404
    return entries([(None, number, kind)])[0]


def version_page(request, kind, number):
    """What one change did, and how to go back before or to it."""
    entry = entry_or_404(request, kind, number)
    version = entry.version
    row = version.instance_type._base_manager.filter(pk=version.history_object.pk).first()
    return admin_page(
        request,
        "version",
        title=f"{capfirst(entry.kind_in_words)}: {entry.what}",
        moment=entry,
        whole=differences([(None, version)])[0],
        page_of_row=row and edit_url(row),
        may_restore=row and may_restore(request.user, row, version),
        in_trash=Change.objects.in_trash().filter(kind=kind, version_id=number).first(),
    )


def may_restore(user, row, version):
    """Neither what is public now nor what was public then comes back without its publisher."""
    return may(user, "change", type(row)) and all(
        may_change_public(user, one) for one in [row, version.instance]
    )


def restore_page(request, kind, number):
    """What would change if this version came back, and the button for it."""
    entry = entry_or_404(request, kind, number)
    version = entry.version
    row = get_object_or_404(version.instance_type, pk=version.history_object.pk)
    require(may_restore(request.user, row, version))
    reasons = []
    if request.method == "POST":
        try:
            refuse_if_changed(request, row)
            row = restore_version(version)
        except NotRestored as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"{row} is again as it was.")
            return redirect(edit_url(row))
    return admin_page(
        request,
        "restore",
        title=f"Restore {entry.kind_in_words}: {entry.what}",
        status=409 if reasons else 200,
        moment=entry,
        differences=differences([(row, version)])[0],
        newest=newest_version(row),
        page_of_row=edit_url(row),
        reasons=reasons,
    )


def undo_page(request, kind, number):
    """What one change did, field by field, each to be taken back and the others left alone."""
    entry = entry_or_404(request, kind, number)
    version = entry.version
    row = get_object_or_404(version.instance_type, pk=version.history_object.pk)
    if version.previous is None or entry.is_deletion:
        raise Http404
    require(may_restore(request.user, row, version.previous))
    reasons, chosen = [], request.POST.getlist("field")
    if request.method == "POST":
        try:
            refuse_if_changed(request, row)
            if not chosen:
                raise NotRestored("No field is ticked. Tick what is to be as it was.")
            row = restore_version(version.previous, chosen)
        except NotRestored as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"That change of {row} is undone.")
            return redirect(edit_url(row))
    return admin_page(
        request,
        "undo",
        title=f"Undo a change of {entry.kind_in_words}: {entry.what}",
        status=409 if reasons else 200,
        moment=entry,
        undoings=undoings(row, version),
        chosen=chosen,
        newest=newest_version(row),
        page_of_row=edit_url(row),
        reasons=reasons,
    )


def refuse_if_changed(request, row):
    """Raise NotRestored when `row` is not any more as the page showed it."""
    newest = newest_version(row)
    if newest and request.POST.get("newest", str(newest.pk)) != str(newest.pk):
        raise NotRestored("Somebody changed it meanwhile. Look at it again, and choose.")


# -- Rows in the bin


def may_bring_back(user, model, change):
    """A row comes back as it was, so what was public asks for the permission to publish."""
    return may(user, "add", model) and (
        not change.version or may_change_public(user, change.version.instance)
    )


def restore_deleted_page(request, pk):
    """A row in the bin as it was, what comes back with it, and the ways out of the bin."""
    change = get_object_or_404(Change.objects.select_related("by"), pk=pk)
    model = model_or_404(change.kind)
    require(may_see(request.user, model))
    reasons = []
    if request.method == "POST":
        require(may_bring_back(request.user, model, change))
        try:
            rows, refusals = restore_deleted(
                change, lambda child: may_bring_back(request.user, child.model, child)
            )
        except NotRestored as refusal:
            reasons = refusal.reasons
        else:
            others = f", with {len(rows) - 1} more" if len(rows) > 1 else ""
            messages.success(request, f"{rows[0]} is back{others}.")
            for refusal in refusals:
                messages.warning(request, f"Still in the bin: {refusal}")
            return redirect(edit_url(rows[0]))
    if not Change.objects.in_trash().filter(pk=pk).exists():
        reasons = reasons or ["It is not in the bin any more."]
    return admin_page(
        request,
        "restore_deleted",
        title=f"In the bin: {change.label}",
        status=409 if reasons else 200,
        change=change,
        until=change.made_at + KEPT_IN_TRASH,
        whole=differences([(None, change.version)] if change.version else [()])[0],
        with_it=Change.objects.gone_with(change),
        may_restore=may_bring_back(request.user, model, change),
        may_forget=may_forget(request.user, model, change.version and change.version.instance),
        reasons=reasons,
    )


def may_forget(user, model, row):
    """For good goes what they may delete anyway, and with it nothing else."""
    rows = [one for one in [row, *rows_in_need_of(row)] if has_history(type(one))] if row else []
    return all(may(user, "delete", one) for one in [Deleted, model, *rows]) and all(
        may_change_public(user, one) for one in rows
    )


def forget_page(request, kind, pk):
    """Delete a row for good with all its versions, whether it is in the bin or still stands."""
    model = model_or_404(kind)
    require(may(request.user, "delete", Deleted))
    versions = model.history.filter(**{model._meta.pk.attname: pk})
    newest = versions.order_by("-history_id").first()
    row = model._base_manager.filter(pk=pk).first()
    if row is None and newest is None:
        raise Http404
    require(may_forget(request.user, model, row or newest.instance))
    name = str(row) if row else names_in_log([newest]).get(pk, "")
    if request.method == "POST":
        forget(model, pk)
        messages.success(request, f"That {model._meta.verbose_name} was deleted for good.")
        return redirect("admin:chapters_portal_deleted_changelist")
    return admin_page(
        request,
        "forget",
        title=f"Delete for good: {name}",
        kind_in_words=model._meta.verbose_name,
        versions=versions.count(),
        with_it=rows_in_need_of(row) if row else [],
        back=edit_url(row) if row else reverse("admin:chapters_portal_deleted_changelist"),
    )
