"""What a visitor may ask of a list. A question lives in the address, so a page can be sent on.

Filters of lists derive from QueryFilterSet and other forms of the address from QueryForm: so the
page cache knows which names in an address mean something.
"""

from functools import cache

from django import forms
from django.urls import get_resolver
from django.utils.functional import cached_property
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from .pages import PAGE

NOT_IN_THE_LIST = {"invalid_choice": "That is not one of the choices. Choose one from the list."}
NOT_A_DATE = {"invalid": "Enter a date as year, month and day, such as 2026-07-01."}


class Checkbox(forms.CheckboxInput):
    """A checkbox that hands on what it was sent, so that its field can refuse all but "on"."""

    def value_from_datadict(self, data, files, name):
        return data.get(name)


class Choice(ChoiceFilter):
    """One of several choices. `empty_label` stands for all of them."""

    def __init__(self, label, empty_label, **options):
        super().__init__(
            label=label, empty_label=empty_label, error_messages=NOT_IN_THE_LIST, **options
        )


class RowChoice(ModelChoiceFilter):
    """One of the rows of `queryset`, which the address calls by its slug or another field."""

    def __init__(self, label, empty_label, queryset, *, to_field_name="slug", **options):
        super().__init__(
            label=label,
            empty_label=empty_label,
            queryset=queryset,
            to_field_name=to_field_name,
            error_messages=NOT_IN_THE_LIST,
            **options,
        )

    def present(self, name):
        """What the row that was once called `name` is called now; None where none was."""
        key = self.extra["to_field_name"]
        rows = self.queryset.model._default_manager
        if "\0" in name:
            return None
        version = rows.model.history.filter(**{key: name}).order_by("-history_id").first()
        row = version and rows.filter(pk=version.id).first()
        return row and getattr(row, key)


class Words(CharFilter):
    """A few words. Their queryset knows the rows that are `mentioning` them."""

    def __init__(self, label, **options):
        box = forms.TextInput(attrs={"type": "search"})
        super().__init__(label=label, max_length=100, widget=box, **options)

    def filter(self, rows, value):
        return rows.mentioning(value) if value else rows


def leave_alone(rows, name, value):
    """The method of a filter whose question the view answers itself."""
    return rows


class QueryFilterSet(FilterSet):
    """A filter that finds nothing when the question was not understood.

    A row is found by a former name as well, for an address once given is kept.
    """

    @cached_property
    def form(self):
        form = super().form
        present = {
            name: now
            for name in form.errors
            if isinstance(self.filters.get(name), RowChoice)
            and (now := self.filters[name].present(self.data[name]))
        }
        if not present:
            return form
        self.data = {**dict(self.data.items()), **present}
        return self.get_form_class()(self.data, prefix=self.form_prefix)

    @property
    def status(self):
        """That of the answer."""
        return 200 if self.is_valid() else 400

    @property
    def given(self):
        """The question as it stands in the address, without what was left empty."""
        return {name: value for name, value in self.data.items() if value and name in self.filters}

    def value(self, name):
        """What was asked for under `name`, None when nothing was or it was not understood."""
        return self.form.cleaned_data.get(name) if self.is_valid() else None

    @property
    def qs(self):
        return super().qs if self.is_valid() else self.queryset.none()


class QueryForm(forms.Form):
    """A form that is sent by GET."""


@cache
def known_query_names():
    """Every name in the address of a page that means something to its view."""
    _ = get_resolver().url_patterns  # imports the views, and with them their filters and forms
    names = {PAGE}
    for kind in subclasses(QueryFilterSet):
        names.update(kind.base_filters)
    for kind in subclasses(QueryForm):
        names.update(kind.base_fields)
    return frozenset(names)


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)
