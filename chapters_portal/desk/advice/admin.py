"""Every form of the desk with its advice, whatever room it belongs to."""

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from chapters_portal.content.unwrapping import Unwrapping, what_was_unwrapped

from . import advise, advise_on_links, parts_of

MOST_IN_A_MESSAGE = 5
CHECK_LINKS = "check_links"  # in the address of a form


class WithAdvice:
    """A ModelAdmin whose form shows advice on what is stored; after saving a message has it once.

    The pages that its links lead to are made for that, so they are asked only when an editor
    presses for it, on a page that stores nothing.
    """

    def render_change_form(self, request, context, *args, **kwargs):
        row, context["link_advice"] = context.get("original"), None
        if row and request.method == "GET":
            context["advice"] = advise(row, timezone.now())
            if any(entry.links or entry.rich or entry.plain for entry, _ in parts_of(row)):
                context["link_check_url"] = f"{request.path}?{CHECK_LINKS}=1"
            if CHECK_LINKS in request.GET:
                context["link_advice"] = advise_on_links(row, request.get_host())
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for one in [form, *(one for formset in formsets for one in formset.forms)]:
            for sentence in unwrapped_in_form(one):
                self.message_user(request, sentence, messages.WARNING)

    def response_add(self, request, obj, *args, **kwargs):
        response = super().response_add(request, obj, *args, **kwargs)
        self.tell_advice(request, obj)
        return response

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        self.tell_advice(request, obj)
        return response

    def tell_advice(self, request, row):
        """Say it where the saved form is out of sight; the form itself says it all."""
        if "_continue" in request.POST or IS_POPUP_VAR in request.POST:
            return
        advice = advise(row, timezone.now())
        if not advice:
            return
        more = len(advice) - MOST_IN_A_MESSAGE
        message = format_html(
            "Advice on “{}”:{}{}",
            row,
            format_html_join("", "<br>{}", ([one] for one in advice[:MOST_IN_A_MESSAGE])),
            format_html("<br>Its form tells {} more.", more) if more > 0 else "",
        )
        self.message_user(request, message, messages.WARNING)


def unwrapped_in_form(form):
    """Sentences on the addresses that the form's fields do not keep as they were typed."""
    for name in form.changed_data:
        field = next((one for one in form.instance._meta.fields if one.name == name), None)
        if isinstance(field, Unwrapping):
            for sentence in what_was_unwrapped(form[name].data or ""):
                yield f"{capfirst(str(field.verbose_name))}: {sentence}"
