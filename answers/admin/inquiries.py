"""The staff's inbox: what came in through Contact CRO, and the topics of its form."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.decorators import method_decorator
from django.utils.timesince import timesince, timeuntil
from django.views.decorators.http import require_POST

from answers.models import Inquiry, Topic
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.history.admin import NotAdded


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    list_display = ["title", "mailbox", "asks_deadline", "order", "is_shown"]
    list_editable = ["order", "is_shown"]
    search_fields = ["title", "help"]
    prepopulated_fields = {"slug": ["title"]}


class ReplyForm(forms.ModelForm):
    def clean(self):
        if "_send" in self.data and self.cleaned_data.get("reply") == "":
            self.add_error("reply", "Write the reply first.")


def waiting(inquiry, moment):
    if not inquiry.deadline_at:
        return f"latest: {timesince(inquiry.received_at, moment)} ago"
    return f"press deadline: {format_date(timezone.localtime(inquiry.deadline_at), 'F j, P')}"


class InquiryStateFilter(NeedsFilter):
    title = "state"
    parameter_name = "state__exact"
    needs = [
        Need(
            "1",
            Inquiry.State.NEW.label,
            lambda inquiries, moment: inquiries.unanswered(),
            sentence="Messages to answer",
            verb="Reply",
            rank=50,
            detail=waiting,
        ),
        *(
            Need(str(state.value), state.label, lambda rows, moment, s=state: rows.filter(state=s))
            for state in [Inquiry.State.ANSWERED, Inquiry.State.SPAM]
        ),
    ]


@admin.register(Inquiry)
class InquiryAdmin(NotAdded, DeskAdmin):
    """New messages first, among them those of the press with the least time left."""

    room = "Answers"
    list_title = "Messages"
    form = ReplyForm
    list_display = ["name", "state", "topic", "about", "received_at", "time_left"]
    list_filter = [InquiryStateFilter, "topic", "received_at"]
    list_select_related = ["topic"]
    search_fields = ["name", "email", "about", "outlet", "message", "reply"]
    actions = ["mark_answered", "mark_spam", "mark_new"]
    fieldsets = [
        (None, {"fields": [("state", "received_at", "answered_at"), ("topic", "about")]}),
        ("Message", {"fields": [("name", "email"), "message"]}),
        ("For the press", {"fields": ["outlet", ("deadline_at", "time_left")]}),
        ("What we make of it", {"fields": ["draft", "reply"]}),
    ]
    facts = [name for name in flatten_fieldsets(fieldsets) if name != "reply"]

    def get_readonly_fields(self, request, obj=None):
        is_closed = obj and obj.state == Inquiry.State.ANSWERED
        return [*self.facts, "reply"] if is_closed else self.facts

    @admin.display(description="time left", ordering="deadline_at")
    def time_left(self, inquiry):
        if not inquiry.deadline_at or inquiry.state != Inquiry.State.NEW:
            return ""
        now = timezone.now()
        return timeuntil(inquiry.deadline_at, now) if inquiry.deadline_at > now else "Past"

    # -- Marking

    @admin.action(description="Mark as answered", permissions=["change"])
    def mark_answered(self, request, queryset):
        queryset.mark_answered(timezone.now())

    @admin.action(description="Mark as spam", permissions=["change"])
    def mark_spam(self, request, queryset):
        queryset.mark(Inquiry.State.SPAM)

    @admin.action(description="Mark as new again", permissions=["change"])
    def mark_new(self, request, queryset):
        queryset.mark(Inquiry.State.NEW)

    # -- Replying

    def save_model(self, request, obj, form, change):
        obj.save(update_fields=["reply"])
        if "_send" in request.POST:
            if obj.send_reply(timezone.now()):
                self.message_user(request, f"The reply to {obj.email} is on its way.")
            else:
                self.message_user(request, "This was answered already.", messages.WARNING)

    # -- Making an answer of it

    def response_change(self, request, obj):
        if "_draft_answer" in request.POST:
            return self.lead_to_answer(request, obj)
        return super().response_change(request, obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.draft_answer)
        draft = path("<int:pk>/draft-answer/", view, name="answers_inquiry_draft_answer")
        return [draft, *super().get_urls()]

    @method_decorator(require_POST)
    def draft_answer(self, request, pk):
        if not (
            self.has_change_permission(request) and request.user.has_perm("answers.add_answer")
        ):
            raise PermissionDenied
        return self.lead_to_answer(request, get_object_or_404(Inquiry, pk=pk))

    def lead_to_answer(self, request, inquiry):
        """The form of the answer that is made of this question; what was replied stays."""
        if not request.user.has_perm("answers.add_answer"):
            raise PermissionDenied
        answer = inquiry.draft_answer()
        if answer is None:
            self.message_user(request, "Make a collection for answers first.", messages.ERROR)
            return redirect("admin:answers_inquiry_change", inquiry.pk)
        return redirect("admin:answers_answer_change", answer.pk)
