"""A form of the desk is saved once, and what could not be saved stands in it again."""

import time
from datetime import timedelta
from http import HTTPStatus

from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.cache import cache, caches
from django.db import transaction
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from chapters_portal.content.permissions import may, may_change_public
from chapters_portal.history.changes import name_of_editor
from chapters_portal.history.views import admin_page

from .conflicts import forms_in
from .unsaved import GOOD_FOR, HIDDEN_FIELD, FormToken, UnsavedForm, digest_of, texts_in, token_for

OPEN_FOR = timedelta(minutes=3)  # without a sign of life
KEEP = "_keep"  # sent by desk.js while somebody types
UNSENT = "_unsent"  # sent by desk.js with what did not arrive the first time


class SavedOnce:
    """A ModelAdmin whose forms carry a token (unsaved.py).

    A form that is shown but must not be saved yet has `request.held`, which says why.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.is_proposing = self.is_proposed_by(request, object_id)
        if request.method == "GET":
            self.take_up(request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)
        token = FormToken.of(request)
        if request.method != "POST" or token is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        mark, digest = f"saved-form-{token.form}", digest_of(request)
        if KEEP in request.POST:
            return self.keep_meanwhile(request, object_id, is_saved=cache.get(mark) is not None)
        if UNSENT in request.POST and cache.get(mark) is None:
            return redirect(self.put_aside_unsent(request))
        with transaction.atomic():
            # Of two that come at once the second waits here until the first is through.
            is_first = cache.add(mark, {}, GOOD_FOR.total_seconds())
            saved = {} if is_first else cache.get(mark, {})
            row = saved and self.get_object(request, saved["pk"])
            if row and saved["digest"] == digest:
                return self.answer_again(request, row, is_new=object_id is None)
            if row and object_id is None:
                request.held = {"saved": row, "saved_at": self.form_of(row)}
                request.POST = request.POST.copy()
                request.POST[HIDDEN_FIELD] = str(FormToken.new(request.user))
            response = super().changeform_view(request, object_id, form_url, extra_context)
            done = getattr(request, "saved_row", None)
            if done is not None:
                content = {"pk": str(done.pk), "digest": digest}
                cache.set(mark, content, GOOD_FOR.total_seconds())
                UnsavedForm.objects.filter(user=request.user, form=token.form).delete()
            elif is_first:
                cache.delete(mark)
        return response

    def changelist_view(self, request, extra_context=None):
        token = FormToken.of(request)
        if token and UNSENT in request.POST:
            return redirect(self.put_aside_unsent(request))
        context = {HIDDEN_FIELD: token_for(request), **(extra_context or {})}
        response = super().changelist_view(request, context)
        if token and response.status_code == HTTPStatus.FOUND:
            UnsavedForm.objects.filter(user=request.user, form=token.form).delete()
        return response

    def put_aside_unsent(self, request):
        """What desk.js remembered of a form that did not arrive, to be looked at before saving."""
        files = zip(
            request.POST.getlist("_unsent_field"),
            request.POST.getlist("_unsent_file"),
            strict=False,
        )
        reason = UnsavedForm.Reason.NOT_ARRIVED
        kept = UnsavedForm.objects.put_aside(request, reason, list(files))
        return kept or request.get_full_path()

    def take_up(self, request, object_id):
        """Show what was kept of this page as if it had just been sent, and save nothing."""
        kept = UnsavedForm.objects.waiting(request.user, timezone.now())
        kept = kept.filter(address=request.path).first()
        # Files are asked for while this is a GET: a POST without a body would be read anew.
        if kept is None or request.FILES or not self.may_take_up(request, object_id):
            return
        request.held = {"kept": kept}
        request.POST = kept.data
        if IS_POPUP_VAR not in request.GET:
            request.POST.pop(IS_POPUP_VAR, None)
        for name in ["_saveasnew", UNSENT]:
            request.POST.pop(name, None)
        request.method = "POST"

    def is_proposed_by(self, request, object_id):
        """Whether who asks may change this row, but not what the public reads of it."""
        row = object_id and self.get_object(request, unquote(object_id))
        if not row or not may(request.user, "change", row):
            return False
        return not may_change_public(request.user, row)

    def keep_meanwhile(self, request, object_id, is_saved):
        """What desk.js sends while somebody types: kept for them alone until they save it."""
        kept = None
        if not is_saved and self.may_take_up(request, object_id):
            request.POST = request.POST.copy()
            del request.POST[KEEP]
            kept = UnsavedForm.objects.put_aside(request, UnsavedForm.Reason.LEFT)
        at = kept and date_format(localtime(kept.kept_at), "P")
        return JsonResponse({"kept_at": at, "others": self.others_at(request, object_id)})

    def others_at(self, request, object_id):
        """The names of who else had this form open within the last minutes.

        Kept where kept pages are: it may be lost at any time, and writes no table.
        """
        if not object_id:
            return []
        place, now = f"open-{self.opts.label_lower}-{object_id}", time.time()
        seen = caches["pages"].get(place) or {}
        others = [
            name
            for pk, (name, at) in seen.items()
            if pk != request.user.pk and at > now - OPEN_FOR.total_seconds()
        ]
        seen[request.user.pk] = (name_of_editor(request.user), now)
        caches["pages"].set(place, seen, OPEN_FOR.total_seconds())
        return others

    def may_take_up(self, request, object_id):
        if object_id is None:
            return self.has_add_permission(request)
        row = self.get_object(request, unquote(object_id))
        return row is not None and self.has_change_permission(request, row)

    def form_of(self, row):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def answer_again(self, request, row, is_new):
        """A second press on Save, or the same page sent again: as if it had been the first."""
        answer = super().response_add if is_new else super().response_change
        return answer(request, row)

    def response_add(self, request, obj, *args, **kwargs):
        request.saved_row = obj
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request, obj):
        request.saved_row = obj
        return super().response_change(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not hasattr(request, "held"):
            return form

        class Held(form):
            def full_clean(self):
                super().full_clean()
                if self.is_bound:
                    self.add_error(None, "Nothing is saved yet.")

        return Held

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context[HIDDEN_FIELD] = token_for(request)
        context["others"] = self.others_at(request, obj and str(obj.pk))
        if held := getattr(request, "held", None):
            context.update(title="Not saved yet", held=held, errors=None)
        self.tell_files(request, context)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def tell_files(self, request, context):
        """Say next to each field that the file chosen there is to be chosen again."""
        kept = getattr(request, "held", {}).get("kept")
        files = kept.files if kept else [(name, one.name) for name, one in request.FILES.items()]
        fields = {
            form.add_prefix(name): (form, name)
            for form in forms_in(context)
            for name in form.fields
        }
        for place, file in files:
            if place in fields:
                form, name = fields[place]
                if kept:
                    form.errors.pop(name, None)
                if name not in form.errors:
                    form.add_error(name, f"The file “{file}” could not be kept. Choose it again.")


def unsaved_page(request, pk):
    """What was typed where no form can show it again, to be read, copied, sent or thrown away."""
    kept = get_object_or_404(UnsavedForm.objects.waiting(request.user, timezone.now()), pk=pk)
    sent = texts_in(kept.data)
    return admin_page(request, "unsaved", title="Not saved yet", kept=kept, sent=sent)


@require_POST
def drop_unsaved(request, pk):
    kept = get_object_or_404(UnsavedForm.objects.filter(user=request.user), pk=pk)
    place = kept.place
    kept.delete()
    return HttpResponseRedirect(place) if kept.has_form else redirect("admin:index")
