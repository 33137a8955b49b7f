"""What a visitor may ask of the lists. A filter lives in the address, so a page can be sent on."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django_filters import DateFilter

from chapters_portal.content.filters import (
    NOT_A_DATE,
    Checkbox,
    Choice,
    QueryFilterSet,
    RowChoice,
    Words,
    leave_alone,
)
from chapters_portal.search.query import matching

from .models import Chapter, OfficeHolder, Position, State


class DatedFilterSet(QueryFilterSet):
    """Asks for a day; every list of people answers for one."""

    as_of = DateFilter(
        label="Who served on",
        method=leave_alone,
        input_formats=["%Y-%m-%d"],
        error_messages=NOT_A_DATE,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def chosen_day(self):
        return self.value("as_of")

    @property
    def day(self):
        """The day asked for; today when it was left empty."""
        return self.chosen_day or timezone.localdate()


class ChapterFilter(DatedFilterSet):
    q = Words("Chapter, person, city or state", method="mentioning")
    state = RowChoice(
        "State", "All states", State.objects.all(), to_field_name="code", method="covering"
    )
    region = RowChoice("Region", "All regions", Chapter.objects.regional(), method="in_region")
    kind = Choice("Kind", "All kinds", choices=Chapter.Kind)
    joint = Choice(
        "Takes part in joint student membership",
        "",
        choices=[("on", "Yes")],
        method="with_joint_membership",
        widget=Checkbox,
    )

    def __init__(self, data=None, queryset=None, **kwargs):
        super().__init__(data, queryset, **kwargs)
        regions = self.filters["region"].field
        regions.queryset = regions.queryset.existing_on(timezone.localdate())
        regions.label_from_instance = lambda chapter: chapter.place

    @property
    def narrows(self):
        """Whether more was asked than words."""
        return bool(self.given.keys() - {"q"})

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
    position = RowChoice("Position", "All positions", Position.objects.all())
    state = RowChoice(
        "State", "All states", State.objects.all(), to_field_name="code", method="covering"
    )

    vacant = Choice(
        "Only vacant positions",
        "",
        choices=[("on", "Yes")],
        method=leave_alone,
        widget=Checkbox,
    )

    def covering(self, queryset, name, value):
        return queryset.filter(chapter__in=Chapter.objects.covering([value]))

    @property
    def qs(self):
        return super().qs.serving_on(self.day)
