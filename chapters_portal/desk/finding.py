"""One search for the whole desk: rows and drafts of every list, the lists, and their fields."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.urls import reverse
from django.utils.text import capfirst

from chapters_portal.content.folding import plain_words
from chapters_portal.history.views import edit_url

MOST_OF_A_KIND = 5


@dataclass
class Group:
    """Some of what was found of one kind: pairs of words and address, and where the others are."""

    name: str
    found: list
    more: str = ""


def find_at_desk(request, text):
    """A Group for each list in which the reader may see something that `text` finds."""
    wanted = plain_words(text).split()
    if not wanted:
        return []
    groups = [lists_called(request, wanted), settings_called(request, wanted)]
    groups += [
        rows_called(request, one, text) for one in visible_admins(request) if is_looked_in(one)
    ]
    groups.append(fields_called(request, wanted))
    return [group for group in groups if group.found]


def is_looked_in(model_admin):
    """The log and the bin repeat what other lists have: their own search looks in them."""
    return bool(model_admin.search_fields) and model_admin.list_display_links is not None


def visible_admins(request):
    """The admins of what the reader may see, in the order of the rooms."""
    admins = {one.model: one for one in admin.site.model_admins}
    for room in admin.site.get_app_list(request):
        for model in room["models"]:
            if model["admin_url"]:
                yield admins[model["model"]]


def rows_called(request, model_admin, text):
    rows, _ = model_admin.get_search_results(request, model_admin.get_queryset(request), text)
    if related := model_admin.list_select_related:
        rows = rows.select_related(*related)
    rows = list(rows.order_by(*model_admin.get_ordering(request) or ["pk"])[: MOST_OF_A_KIND + 1])
    more = f"{list_address(model_admin)}?{urlencode({'q': text})}"
    return Group(
        list_name(model_admin),
        [(label_of(model_admin, row), edit_url(row)) for row in rows[:MOST_OF_A_KIND]],
        more if len(rows) > MOST_OF_A_KIND else "",
    )


def label_of(model_admin, row):
    """How a row is called in the search and in pickers: an admin may say more than its name."""
    return getattr(model_admin, "label_of", str)(row)


class Picker(AutocompleteJsonView):
    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return {**result, "text": label_of(self.model_admin, obj)}


def lists_called(request, wanted):
    found = [
        (list_name(one), list_address(one))
        for one in visible_admins(request)
        if has_all(wanted, list_name(one))
    ]
    return Group("Lists", found[:MOST_OF_A_KIND])


def settings_called(request, wanted):
    """What has one row only, found by the names of its fields and by what stands in them."""
    found = []
    for one in visible_admins(request):
        for row in [] if one.search_fields else one.get_queryset(request)[:1]:
            texts = [str(getattr(row, field.attname)) for field in words_of(one.model)]
            if has_all(wanted, " ".join(texts)):
                found.append((str(row), edit_url(row)))
    return Group("Settings", found)


def fields_called(request, wanted):
    """Where something is set: boxes of the forms, by their labels and help."""
    found = {}
    for one in visible_admins(request):
        for field in words_of(one.model):
            if has_all(wanted, f"{field.verbose_name} {field.help_text}"):
                label = f"{list_name(one)}: {field.verbose_name}"
                found.setdefault(label, list_address(one))
    return Group("Boxes of the forms", list(found.items())[:MOST_OF_A_KIND])


def words_of(model):
    return [field for field in model._meta.concrete_fields if field.editable]


def has_all(wanted, text):
    text = plain_words(text)
    return all(word in text for word in wanted)


def list_name(model_admin):
    """What the office calls it: an admin may have a `list_title`."""
    return getattr(model_admin, "list_title", capfirst(model_admin.opts.verbose_name_plural))


def list_address(model_admin):
    meta = model_admin.opts
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
