"""The forms of what the public reads: a change waits beside it until it is published."""

from functools import partial
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from chapters_portal.content.moments import ZONES, MomentFormField, in_both_zones
from chapters_portal.content.permissions import (
    is_published_kind,
    may,
    may_change_public,
)
from chapters_portal.content.previews import keep_secret
from chapters_portal.content.registry import registry
from chapters_portal.history.versions import has_history

from .conflicts import changes_in, completed
from .drafts import STAMP, Draft, Unheard
from .unsaved import FormToken, UnsavedForm

LIVE = "live"  # in the address of a form: without its draft


class ScheduleForm(forms.Form):
    """When a change goes live. After is_valid(), `moment` is it."""

    publish_day = forms.DateField(
        label="Day",
        error_messages={"required": "Say on which day."},
        widget=forms.DateInput({"type": "date"}),
    )
    publish_time = forms.TimeField(
        label="Time",
        error_messages={"required": "Say at what time."},
        widget=forms.TimeInput({"type": "time"}),
    )
    publish_zone = forms.ChoiceField(label="Zone", choices=[(name, name) for name in ZONES])

    def clean(self):
        typed = super().clean()
        if len(typed) < len(self.fields):
            return typed
        with timezone.override(ZONES[typed["publish_zone"]]):
            local = f"{typed['publish_day']} {typed['publish_time']}"
            self.moment = MomentFormField().clean(local)
        if self.moment <= timezone.now():
            raise forms.ValidationError("That moment is over. Choose one to come.")
        return typed


def page_of(request, row):
    """What the public would read of `row` as it is stored now, for nobody to keep."""
    visit = HttpRequest()
    visit.META = {**request.META, "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    visit.method, visit.COOKIES, visit.session = "GET", request.COOKIES, request.session
    visit.user, visit.csp_nonce, visit.shared = request.user, request.csp_nonce, row
    visit._messages = Unheard()
    visit.path = visit.path_info = urlsplit(row.get_absolute_url()).path
    visit.resolver_match = page = resolve(visit.path)
    response = page.func(visit, *page.args, **page.kwargs)
    if hasattr(response, "render"):
        response.render()
    return keep_secret(response)


class WithDrafts:
    """A ModelAdmin whose forms of live rows keep drafts, take proposals, and publish by the clock.

    Who may change a row, but not what is public, proposes: `request.is_proposing`.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        row = object_id and self.get_object(request, unquote(object_id))
        if not row or IS_POPUP_VAR in request.GET or not self.has_drafts(request, row):
            return super().changeform_view(request, object_id, form_url, extra_context)
        acts = {
            "_draft": self.keep_draft,
            "_propose": self.propose,
            "_schedule": self.schedule,
            "_return": self.return_draft,
            "_drop": self.drop_draft,
            "_look": self.look,
        }
        with transaction.atomic():
            if request.method == "POST":
                self.lock_rows([row.pk])
            request.draft = Draft.objects.of(row)
            if request.method == "GET":
                self.take_up_draft(request)
            elif not hasattr(request, "held"):
                for name, act in acts.items():
                    if name in request.POST and (response := act(request, row)):
                        return response
            if request.draft and request.POST.get(STAMP) == request.draft.stamp:
                request.POST = completed(self.stored_forms(request, row), request.POST)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def has_drafts(self, request, row):
        """Whether a change of `row` would be public at once, and this reader may change it."""
        is_ours = registry.may_be_seen(self.model) and has_history(self.model)
        if not is_ours or not may(request.user, "change", row):
            return False
        return not is_published_kind(self.model) or row.published_at is not None

    def take_up_draft(self, request):
        """Show the draft of this row in its form, and save nothing."""
        if request.draft and LIVE not in request.GET and not request.FILES:
            request.held = {"draft": request.draft}
            request.POST = request.draft.data_for(request.user)
            request.method = "POST"

    # -- What the buttons do. Each gives the answer, or None to show the form again

    def keep(self, request, row, words, **fields):
        """Keep what was sent as the draft of `row`, unless somebody else kept another meanwhile."""
        shown = request.POST.get(STAMP, "")
        if self.is_beyond_reach(request):
            request.held = {"scheduled": request.draft}
            return None
        if request.draft and request.draft.stamp != shown:
            request.held = {"other_draft": request.draft}
            return None
        request.draft = Draft.objects.keep(row, request, **fields)
        if token := FormToken.of(request):
            UnsavedForm.objects.filter(user=request.user, form=token.form).delete()
        self.message_user(request, words, messages.SUCCESS)
        for file in request.FILES.values():
            lost = f"The file “{file.name}” is not kept in a draft. Choose it when you publish."
            self.message_user(request, lost, messages.WARNING)
        return redirect(request.path)

    def keep_draft(self, request, row):
        words = "The draft is kept. The public reads what was there before."
        author = request.draft.author if request.draft else request.user
        note = request.draft.note if request.draft else ""
        return self.keep(request, row, words, state=Draft.State.DRAFT, author=author, note=note)

    def propose(self, request, row):
        note = request.POST.get("note", "").strip()[:500]
        words = "A publisher is asked. Until then the public reads what was there before."
        state = Draft.State.PROPOSED
        response = self.keep(request, row, words, state=state, author=request.user, note=note)
        if response:
            form = request.build_absolute_uri(request.path)
            request.draft.tell(request.draft.publishers(), "proposed", form=form)
        return response

    def schedule(self, request, row):
        """The form is tried first: what could not go live now is not scheduled."""
        if not may_change_public(request.user, row):
            raise PermissionDenied
        moment = ScheduleForm(request.POST)
        if not moment.is_valid():
            request.held = {"schedule": moment}
            return None
        fields = {
            "state": Draft.State.SCHEDULED,
            "author": request.draft.author if request.draft else request.user,
            "publish_at": moment.moment,
            "publisher": request.user,
        }
        with transaction.atomic():
            problems = Draft.objects.keep(row, request, **fields).publish(request.user)
            transaction.set_rollback(True)
        if problems:
            request.held = {"not_scheduled": problems}
            return None
        return self.keep(request, row, f"It goes live on {in_both_zones(moment.moment)}.", **fields)

    def look(self, request, row):
        """The page as it would be, through its own view. Nothing of it is stored."""
        if not hasattr(row, "get_absolute_url"):
            raise PermissionDenied
        page, heard, files = None, request._messages, request.FILES
        request._messages, request.is_looking = Unheard(), True
        request._files = MultiValueDict()  # a file would be stored, and not be rolled back
        with transaction.atomic():
            super().changeform_view(request, str(row.pk))
            if hasattr(request, "saved_row"):
                saved = request.saved_row
                del request.saved_row
                page = page_of(request, saved)
            transaction.set_rollback(True)
        request._messages, request.is_looking, request._files = heard, False, files
        if page is None:
            request.held = {"not_shown": True}
        return page

    def return_draft(self, request, row):
        draft = request.draft
        if not may_change_public(request.user, row) or draft is None:
            raise PermissionDenied
        draft.state, draft.answer = Draft.State.RETURNED, request.POST.get("note", "")[:500]
        draft.touched_at = timezone.now()
        draft.save()
        form = request.build_absolute_uri(request.path)
        draft.tell([draft.author], "returned", form=form)
        self.message_user(request, f"Returned to {draft.by_in_words}.", messages.SUCCESS)
        return redirect("admin:index")

    def is_beyond_reach(self, request):
        """Whether a publisher has scheduled the draft, and who asks only proposes."""
        draft = request.draft
        return request.is_proposing and draft and draft.state == Draft.State.SCHEDULED

    def drop_draft(self, request, row):
        if request.draft:
            is_of_another = request.is_proposing and request.draft.author != request.user
            if is_of_another or self.is_beyond_reach(request):
                raise PermissionDenied
            request.draft.delete()
            self.message_user(request, "The draft is gone. Here is what the public reads.")
        return redirect(request.path)

    # -- Around the form

    def response_change(self, request, obj):
        """What was published from its draft needs the draft no longer."""
        draft = getattr(request, "draft", None)
        if draft and request.POST.get(STAMP) == draft.stamp:
            draft.delete()
            if draft.author != request.user and draft.state == Draft.State.PROPOSED:
                draft.tell([draft.author], "published")
        return super().response_change(request, obj)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        draft = getattr(request, "draft", None)
        if obj and hasattr(request, "draft"):
            held = getattr(request, "held", {})
            is_shown = LIVE not in request.GET or "other_draft" in held
            stored = partial(self.stored_forms, request, self.get_object(request, str(obj.pk)))
            context |= {
                "stage": "Live",
                "draft": draft,
                "has_drafts": True,
                STAMP: draft.stamp if draft and is_shown else "",
                "is_proposing": request.is_proposing,
                "schedule": held.get("schedule") or ScheduleForm(),
                "can_look": hasattr(obj, "get_absolute_url"),
            }
            if "draft" in held:
                context["title"] = "A draft beside the live page"
                context["changes"] = changes_in(stored(), request.POST)
            elif other := held.get("other_draft"):
                theirs = other.data_for(request.user)
                context["changes"] = changes_in(stored(), theirs)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
