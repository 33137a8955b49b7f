"""What a visitor may ask of the lists. A filter lives in the address, so a page can be sent on."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, DateFilter
from django_filters import ModelChoiceFilter as ChoiceOfRows

from chapters_portal.content.filters import (
    NOT_A_DATE,
    NOT_IN_THE_LIST,
    Checkbox,
    QueryFilterSet,
)
from chapters_portal.search.query import matching

from .models import Chapter, OfficeHolder, Position, State


class DatedFilterSet(QueryFilterSet):
    """A filter that also asks for a day; every list of people answers for one day."""

    as_of = DateFilter(
        label="Who served on",
        method="leave_to_day",
        input_formats=["%Y-%m-%d"],
        error_messages=NOT_A_DATE,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def asked_day(self):
        """The day asked for, or None when the question is about today."""
        return self.form.cleaned_data.get("as_of") if self.is_valid() else None

    @property
    def day(self):
        return self.asked_day or timezone.localdate()

    def leave_to_day(self, queryset, name, value):
        return queryset


class ChapterFilter(DatedFilterSet):
    q = CharFilter(
        label="Chapter, person, city or state",
        method="mentioning",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = ChoiceOfRows(
        label="State",
        queryset=State.objects.all(),
        to_field_name="code",
        empty_label="All states",
        method="covering",
        error_messages=NOT_IN_THE_LIST,
    )
    region = ChoiceOfRows(
        label="Region",
        queryset=Chapter.objects.regional(),
        to_field_name="slug",
        empty_label="All regions",
        method="in_region",
        error_messages=NOT_IN_THE_LIST,
    )
    kind = ChoiceFilter(
        label="Kind",
        choices=Chapter.Kind,
        empty_label="All kinds",
        error_messages=NOT_IN_THE_LIST,
    )
    joint = ChoiceFilter(
        label="Takes part in joint student membership",
        choices=[("on", "Yes")],
        method="with_joint_membership",
        widget=Checkbox,
        error_messages=NOT_IN_THE_LIST,
    )

    class Meta:
        model = Chapter
        fields = []

    def __init__(self, data=None, queryset=None, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.filters["region"].field.label_from_instance = lambda chapter: chapter.place

    def mentioning(self, queryset, name, value):
        named = OfficeHolder.objects.filter(pk__in=matching(value, "person", columns="A"))
        serving = named.serving_on(self.day)
        return queryset.filter(
            Q(pk__in=Chapter.objects.mentioning(value).values("pk"))
            | Q(pk__in=serving.values("chapter"))
        )

    def covering(self, queryset, name, value):
        return queryset.covering([value])

    def in_region(self, queryset, name, value):
        """The region's own chapter and those of its states, not other regions that touch it."""
        return queryset.exclude(~Q(pk=value.pk), kind=Chapter.Kind.REGIONAL).covering(
            value.states.all()
        )

    def with_joint_membership(self, queryset, name, value):
        return queryset.filter(joint_student_membership=True)


class OfficerFilter(DatedFilterSet):
    position = ChoiceOfRows(
        label="Position",
        queryset=Position.objects.all(),
        to_field_name="slug",
        empty_label="All positions",
        error_messages=NOT_IN_THE_LIST,
    )
    state = ChoiceOfRows(
        label="State",
        queryset=State.objects.all(),
        to_field_name="code",
        empty_label="All states",
        method="covering",
        error_messages=NOT_IN_THE_LIST,
    )

    class Meta:
        model = OfficeHolder
        fields = []

    def covering(self, queryset, name, value):
        return queryset.filter(chapter__in=Chapter.objects.covering([value]))

    @property
    def qs(self):
        return super().qs.serving_on(self.day)
