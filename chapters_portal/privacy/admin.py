"""The desk of privacy: how long things are kept, and what a person asks of us."""

import json

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from chapters_portal.desk.admin import OneRowAdmin
from chapters_portal.history.admin import ReadOnly
from chapters_portal.history.views import admin_page

from .models import PersonRequest, Retention
from .registry import registry
from .requests import erase, export, found_about, mentions


@admin.register(Retention)
class RetentionAdmin(OneRowAdmin):
    fields = ["answered_messages", "spam", "missed_searches", "requests_of_people"]


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput({"autocomplete": "off", "class": "vTextField"}),
        error_messages=dict.fromkeys(
            ["required", "invalid"], "Enter an e-mail address, like name@example.org."
        ),
    )
    staying = forms.MultipleChoiceField(
        required=False,
        choices=lambda: [(one.title, one.title) for one in registry.kept if one.may_stay],
    )

    def clean_email(self):
        email = self.cleaned_data["email"]
        own = {settings.OFFICE_EMAIL.casefold(), settings.DEFAULT_FROM_EMAIL.casefold()}
        if email.casefold() in own:
            raise forms.ValidationError(
                "This is the office’s own mailbox: nearly every letter names it."
            )
        return email


@admin.register(PersonRequest)
class PersonRequestAdmin(ReadOnly, admin.ModelAdmin):
    """Receipts, and a page on which the next request is answered."""

    list_display = ["done_at", "act", "by"]
    list_filter = ["act"]
    fields = ["done_at", "by", "act", "receipt", "address_hash"]
    readonly_fields = fields

    @admin.display(description="what was done")
    def receipt(self, request):
        lines = (
            (one["count"], one["kind"], one["done"], one["why"] and f" {one['why']}")
            for one in request.lines
        )
        words = format_html_join("", "<li>{} of “{}”: {}.{}</li>", lines)
        return format_html("<ul>{}</ul>", words) if words else "Nothing was kept about them."

    def get_urls(self):
        answer = self.admin_site.admin_view(self.answer)
        return [path("answer/", answer, name="answer_person"), *super().get_urls()]

    def answer(self, request):
        """What is kept about an address; by a second press a file of it, or its erasure."""
        if not request.user.has_perm("chapters_portal.add_personrequest"):
            raise PermissionDenied
        form = AddressForm(request.POST if request.method == "POST" else None)
        found = others = None
        if form.is_valid():
            email, now = form.cleaned_data["email"], timezone.now()
            match request.POST.get("act"):
                case PersonRequest.Act.EXPORTED:
                    content, _ = export(email, request.user, now)
                    return HttpResponse(
                        json.dumps(content, indent=2, ensure_ascii=False),
                        content_type="application/json",
                        headers={"Content-Disposition": 'attachment; filename="kept.json"'},
                    )
                case PersonRequest.Act.ERASED:
                    receipt = erase(email, form.cleaned_data["staying"], request.user, now)
                    messages.success(request, "Done. This is the receipt.")
                    return redirect("admin:chapters_portal_personrequest_change", receipt.pk)
            found = found_about(email)
            others = [
                (model._meta.verbose_name_plural, count) for model, count in mentions(email, found)
            ]
        return admin_page(
            request,
            "answer_person",
            "Answer a person’s request",
            400 if form.errors else 200,
            form=form,
            found=found,
            others=others,
        )
