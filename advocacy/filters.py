"""What a visitor may ask of the lists of bills and of press releases."""

from django import forms
from django_filters import CharFilter, ChoiceFilter
from django_filters import ModelChoiceFilter as ChoiceOfRows

from chapters_portal.content.filters import NOT_IN_THE_LIST, QueryFilterSet
from directory.models import State

from .models import Bill, PressRelease, PressTopic, Subject
from .models.bills import CONGRESS


def jurisdictions():
    return [(CONGRESS, "Congress"), *State.objects.values_list("code", "name")]


class BillFilter(QueryFilterSet):
    q = CharFilter(
        label="Title, number, sponsor or words",
        method="mentioning",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    jurisdiction = ChoiceFilter(
        label="Where",
        choices=jurisdictions,
        empty_label="Congress and all states",
        method="in_jurisdiction",
        error_messages=NOT_IN_THE_LIST,
    )
    stage = ChoiceFilter(
        label="Stage",
        choices=Bill.Stage,
        empty_label="All stages",
        method="in_stage",
        error_messages=NOT_IN_THE_LIST,
    )
    position = ChoiceFilter(
        label="Our position",
        choices=Bill.Position,
        empty_label="All positions",
        error_messages=NOT_IN_THE_LIST,
    )
    subject = ChoiceOfRows(
        label="Subject",
        queryset=Subject.objects.all(),
        field_name="subjects",
        to_field_name="slug",
        empty_label="All subjects",
        error_messages=NOT_IN_THE_LIST,
    )

    class Meta:
        model = Bill
        fields = []

    def __init__(self, data=None, queryset=None, *, date, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.date = date

    def mentioning(self, queryset, name, value):
        return queryset.mentioning(value)

    def in_jurisdiction(self, queryset, name, value):
        if value == CONGRESS:
            return queryset.filter(session__state=None)
        return queryset.filter(session__state__code=value)

    def in_stage(self, queryset, name, value):
        return queryset.in_stage_on(value, self.date)


class ReleaseFilter(QueryFilterSet):
    q = CharFilter(
        label="Words in the release",
        method="mentioning",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    year = ChoiceFilter(
        label="Year",
        field_name="published_at",
        lookup_expr="year",
        empty_label="All years",
        error_messages=NOT_IN_THE_LIST,
    )
    topic = ChoiceOfRows(
        label="Topic",
        queryset=PressTopic.objects.all(),
        field_name="topics",
        to_field_name="slug",
        empty_label="All topics",
        error_messages=NOT_IN_THE_LIST,
    )

    class Meta:
        model = PressRelease
        fields = []

    def __init__(self, data=None, queryset=None, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.filters["year"].extra["choices"] = [(year, year) for year in self.queryset.years()]

    def mentioning(self, queryset, name, value):
        return queryset.mentioning(value)
