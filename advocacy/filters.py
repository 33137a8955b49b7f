"""What a visitor may ask of the lists of bills and of press releases."""

from chapters_portal.content.filters import Choice, QueryFilterSet, RowChoice, Words
from directory.models import State

from .models import Bill, PressTopic, Subject
from .models.bills import CONGRESS


def jurisdictions():
    return [(CONGRESS, "Congress"), *State.objects.values_list("code", "name")]


class BillFilter(QueryFilterSet):
    q = Words("Title, number, sponsor or words")
    jurisdiction = Choice(
        "Where", "Congress and all states", choices=jurisdictions, method="in_jurisdiction"
    )
    stage = Choice("Stage", "All stages", choices=Bill.Stage, method="in_stage")
    position = Choice("Our position", "All positions", choices=Bill.Position)
    subject = RowChoice("Subject", "All subjects", Subject.objects.all(), field_name="subjects")

    def __init__(self, data=None, queryset=None, *, date, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.date = date

    def in_jurisdiction(self, queryset, name, value):
        if value == CONGRESS:
            return queryset.filter(session__state=None)
        return queryset.filter(session__state__code=value)

    def in_stage(self, queryset, name, value):
        return queryset.in_stage_on(value, self.date)


class ReleaseFilter(QueryFilterSet):
    q = Words("Words in the release")
    year = Choice("Year", "All years", field_name="published_at", lookup_expr="year")
    topic = RowChoice("Topic", "All topics", PressTopic.objects.all(), field_name="topics")

    def __init__(self, data=None, queryset=None, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.filters["year"].extra["choices"] = [(year, year) for year in self.queryset.years()]
