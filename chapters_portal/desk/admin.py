"""What every page of the desk has: a history with undo, and care for two editors at once."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.forms import BaseModelFormSet, CheckboxInput
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst

from chapters_portal.content.folding import plain_words
from chapters_portal.content.permissions import may_change_public
from chapters_portal.content.registry import registry
from chapters_portal.history.changes import KEPT_IN_TRASH, Change
from chapters_portal.history.timeline import entries, timeline
from chapters_portal.history.versions import has_history, locked
from chapters_portal.history.views import admin_page
from chapters_portal.search.query import matching

from .conflicts import OPENED, Forms, Resolution, find_conflict, seal

VERSIONS_ON_A_PAGE = 25


def named(formset):
    """The formset, with a name for each field of a table, which has headings but no labels."""
    for field in formset.form.base_fields.values():
        widget = getattr(field.widget, "widget", field.widget)
        widget.attrs.setdefault("aria-label", capfirst(field.label or ""))
    formset.deletion_widget = CheckboxInput({"aria-label": "Delete"})
    return formset


def tell_where_it_went(request, model, pks):
    """Say in a message how rows that were just deleted come back."""
    deletions = Change.objects.in_trash().filter(kind=model._meta.label_lower, object_id__in=pks)
    if not pks or not deletions:
        return
    if len(deletions) == 1:
        what, way_back = f"“{deletions[0]}” is", "Bring it back"
        address = reverse("admin:restore_deleted", args=[deletions[0].pk])
    else:
        what, way_back = f"All {len(deletions)} are", "Bring them back"
        address = reverse("admin:chapters_portal_deleted_changelist")
    words = '{} in the bin for {} days. <a href="{}">{}</a>'
    messages.info(request, format_html(words, what, KEPT_IN_TRASH.days, address, way_back))


class DeskList(BaseModelFormSet):
    """The boxes of a list. They refuse to write over what somebody else saved meanwhile."""

    def __init__(self, data=None, files=None, *, queryset, **options):
        self.conflict = None
        if data is not None:
            self.conflict = find_conflict(self.forms_of(type(self)(queryset=queryset)), data)
            data = self.conflict.data if self.conflict else data
        super().__init__(data, files, queryset=queryset, **options)

    def forms_of(self, formset):
        return Forms(f"list of {self.model._meta.label}", None, [formset])

    @cached_property
    def opened_with(self):
        if self.conflict:
            return self.conflict.opened_with
        if self.is_bound:
            return self.data.get(OPENED, "")
        forms = self.forms_of(self)
        return seal(forms.shown(), forms.about)

    def clean(self):
        super().clean()
        clashes = self.conflict.clashes if self.conflict else []
        mine = [clash for clash in clashes if clash.resolution is Resolution.MINE]
        if mine:
            words = "; ".join(f"{one.what}: {one.theirs} (yours: {one.mine})" for one in mine)
            raise ValidationError(
                f"Nothing is saved yet, because {self.conflict.who} saved this while you had the "
                f"list open: {words}. Save again to put yours in its place."
            )


class DeskAdmin(admin.ModelAdmin):
    """The base of every admin. What it adds needs nothing but `history = History()` in a model."""

    # The relation whose form edits these rows, too. Its row is locked first, as that form does.
    edited_with = None

    def get_changeform_initial_data(self, request):
        """What the link to an empty form fills in, as far as the fields can hold it."""
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if self._can_hold(name, value)}

    def _can_hold(self, name, value):
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return True  # a field of the form alone
        kind = field.target_field if field.is_relation else field
        try:
            for one in value if isinstance(value, list) else [value]:
                kind.run_validators(kind.to_python(one))
        except (ValidationError, ValueError):
            return False
        return True

    # -- What is public, and what belongs to it, is changed by those who may publish it

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None
            or getattr(request, "is_proposing", False)
            or may_change_public(request.user, obj)
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or may_change_public(request.user, obj)
        )

    # -- What is looked for is found without accents, too, where that can be done in a moment, and
    # -- by the names under which search finds it

    MOST_FOLDED = 2000

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        wanted = plain_words(search_term).split()
        if not wanted:
            return found, may_repeat
        named = Q()
        for content in registry.of(self.model):
            if content.search:
                named |= Q(pk__in=matching(search_term, content.search.source, columns="AB"))
        found = queryset.filter(Q(pk__in=found.order_by().values("pk")) | named)
        fields = [name.lstrip("^=@") for name in self.get_search_fields(request)]
        rows = list(queryset.values_list("pk", *fields)[: self.MOST_FOLDED + 1])
        if len(rows) > self.MOST_FOLDED:
            return found, False
        texts = ((key, plain_words(" ".join(map(str, words)))) for key, *words in rows)
        keys = {key for key, text in texts if all(word in text for word in wanted)}
        return found | queryset.filter(pk__in=keys), False

    # -- Who changed what: our log has it, so Django's own need not name people a second time

    def log_addition(self, request, obj, message):
        return None if has_history(self.model) else super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        return None if has_history(self.model) else super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        return None if has_history(self.model) else super().log_deletions(request, queryset)

    def history_view(self, request, object_id, extra_context=None):
        """Every version of a row and of the rows below it, compared, each to be restored."""
        row = self.get_object(request, unquote(object_id)) if has_history(self.model) else None
        if row is None:
            return super().history_view(request, object_id, extra_context)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        below = [
            (formset.model, formset.fk)
            for formset, inline in super().get_formsets_with_inlines(request, row)
            if has_history(formset.model)
        ]
        pages = Paginator(timeline(self.model, row.pk, below), VERSIONS_ON_A_PAGE)
        page = pages.get_page(request.GET.get("p"))
        return admin_page(
            request,
            "history",
            title=f"History of {row}",
            opts=self.opts,
            original=row,
            page=page,
            moments=entries(list(page.object_list), (self.opts.label_lower, row.pk)),
            **(extra_context or {}),
        )

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            is_table = isinstance(inline, admin.TabularInline)
            yield named(formset) if is_table else formset, inline

    def response_post_save_change(self, request, obj):
        """Back to the page whose staff bar led here."""
        page = request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(page, allowed_hosts=None):
            return redirect(page)
        return super().response_post_save_change(request, obj)

    # -- Two editors at once, in a form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None or "_saveasnew" in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            row = self.lock(request, object_id)
            if row is None:
                deletion = self.deletion(object_id)
                if deletion and self.has_change_permission(request):
                    return self.deleted_meanwhile(request, deletion)
            elif self.has_change_permission(request, row):
                request.conflict = find_conflict(self.stored_forms(request, row), request.POST)
                if request.conflict:
                    request.POST = request.conflict.data
            return super().changeform_view(request, object_id, form_url, extra_context)

    def lock(self, request, object_id):
        """The row as it is stored, locked until the end of the transaction, or None."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return None
        self.lock_rows([row.pk])
        return self.get_object(request, unquote(object_id))

    def lock_rows(self, pks):
        """Lock rows until the transaction ends, after those in whose forms they are edited, too.

        Any of them may have changed or gone by then: what was read before is to be read again.
        """
        rows = self.model._base_manager.filter(pk__in=list(pks))
        if self.edited_with:
            relation = self.opts.get_field(self.edited_with)
            parents = set(rows.values_list(relation.attname, flat=True))
            list(locked(relation.related_model._base_manager.filter(pk__in=parents)))
        list(locked(rows))

    @transaction.atomic
    def delete_model(self, request, obj):
        """A row is locked before those below it, as its form does."""
        self.lock_rows([obj.pk])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        pks = list(queryset.values_list("pk", flat=True))
        self.lock_rows(pks)
        super().delete_queryset(request, queryset)
        tell_where_it_went(request, self.model, pks)

    def response_delete(self, request, obj_display, obj_id):
        response = super().response_delete(request, obj_display, obj_id)
        tell_where_it_went(request, self.model, [obj_id])
        return response

    def save_formset(self, request, form, formset, change):
        pks = [one.instance.pk for one in formset.deleted_forms]
        super().save_formset(request, form, formset, change)
        tell_where_it_went(request, formset.model, pks)

    def save_each(self, request, queryset, done, **values):
        """One by one, so that search, redirects and kept pages hear of it."""
        with transaction.atomic():
            chosen = queryset.order_by().values("pk")
            rows = [
                row
                for row in locked(self.model._base_manager.filter(pk__in=chosen))
                if self.has_change_permission(request, row)
            ]
            for row in rows:
                for name, value in values.items():
                    setattr(row, name, value)
                row.save()
        self.message_user(request, f"{done}: {len(rows)}.", messages.SUCCESS)

    def stored_forms(self, request, row):
        """The forms as they would be opened now."""
        formsets = [
            formset(instance=row, prefix=prefix, queryset=inline.get_queryset(request))
            for formset, inline, prefix in self.formsets_with_prefixes(request, row)
            if inline.has_change_permission(request, row)
        ]
        form = self.get_form(request, row, change=True)(instance=row)
        return Forms(self.about(row), form, formsets)

    def formsets_with_prefixes(self, request, row):
        """As Django numbers them."""
        used = {}
        for formset, inline in self.get_formsets_with_inlines(request, row):
            prefix = formset.get_default_prefix()
            used[prefix] = used.get(prefix, 0) + 1
            number = f"-{used[prefix]}" if used[prefix] != 1 or not prefix else ""
            yield formset, inline, prefix + number

    def about(self, row):
        return f"{self.opts.label} {row.pk}"

    def get_form(self, request, obj=None, change=False, **kwargs):
        conflict = getattr(request, "conflict", None)

        class Allowed(super().get_form(request, obj, change=change, **kwargs)):
            def full_clean(self):
                """As the row would be: it may just have been put below something public."""
                super().full_clean()
                if (
                    self.is_bound
                    and not self.errors
                    and not getattr(request, "is_looking", False)
                    and not may_change_public(request.user, self.instance)
                ):
                    self.add_error(None, "This would be public at once. Ask a publisher for it.")

            def clean(self):
                cleaned = super().clean()
                if conflict:
                    self.add_error(None, "Somebody else saved this while you had it open.")
                return cleaned

        return Allowed

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        conflict = getattr(request, "conflict", None)
        if conflict:
            context.update(title="Not saved yet", conflict=conflict, errors=None)
            context[OPENED] = conflict.opened_with
        elif request.method == "POST":
            context[OPENED] = request.POST.get(OPENED)
        elif change and self.has_change_permission(request, obj):
            formsets = [
                inline.formset
                for inline in context["inline_admin_formsets"]
                if inline.has_change_permission
            ]
            forms = Forms(self.about(obj), context["adminform"].form, formsets)
            context[OPENED] = seal(forms.shown(), forms.about)
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if conflict:
            response.status_code = 409
        return response

    def deletion(self, object_id):
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return None
        changes = Change.objects.filter(kind=self.opts.label_lower, object_id=pk)
        return changes.still_deleted().select_related("by").first()

    def deleted_meanwhile(self, request, deletion):
        """What was typed for a row that is gone by now, to be read and copied."""
        skipped = {OPENED, "csrfmiddlewaretoken", "_save", "_continue", "_addanother"}
        typed = [
            (name, text)
            for name, texts in request.POST.lists()
            if name not in skipped and not name.endswith("_FORMS")
            for text in texts
            if text
        ]
        return admin_page(
            request,
            "deleted_meanwhile",
            title=f"{deletion} was deleted",
            status=409,
            opts=self.opts,
            deletion=deletion,
            typed=typed,
        )

    # -- Two editors at once, in a list

    def get_changelist_formset(self, request, **kwargs):
        return named(super().get_changelist_formset(request, **{"formset": DeskList, **kwargs}))

    def changelist_view(self, request, extra_context=None):
        if request.method != "POST" or "_save" not in request.POST:
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            self.lock_list(request)
            return super().changelist_view(request, extra_context)

    def lock_list(self, request):
        name = f"-{self.opts.pk.name}"
        keys = [texts for key, texts in request.POST.items() if key.endswith(name)]
        keys = [int(key) for key in keys if key.isascii() and key.isdecimal()]
        self.lock_rows(keys)


class OneRowAdmin(DeskAdmin):
    """The admin of a model that has one row, whose list is the row itself."""

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, *args, **kwargs):
        if request.method == "GET" and self.model.objects.exists():
            return self.changelist_view(request)
        return super().add_view(request, *args, **kwargs)

    def changelist_view(self, request, extra_context=None):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if self.model.objects.exists():
            return redirect(f"{name}_change", 1)
        return redirect(f"{name}_add")
