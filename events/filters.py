"""What a visitor may ask of the calendar."""

from django.utils.dates import MONTHS
from django_filters import ChoiceFilter

from chapters_portal.content.filters import NOT_IN_THE_LIST, QueryFilterSet

from .models import Conference, Occurrence
from .months import KINDS


class EventFilter(QueryFilterSet):
    """For the rows of one kind of model, Occurrence or Conference. The page itself cuts the year
    and the month out of them."""

    kind = ChoiceFilter(
        label="Kind",
        choices=KINDS,
        empty_label="All kinds",
        method="of_kind",
        error_messages=NOT_IN_THE_LIST,
    )
    year = ChoiceFilter(
        label="Year",
        empty_label="Coming months",
        method="leave_to_page",
        error_messages=NOT_IN_THE_LIST,
    )
    month = ChoiceFilter(
        label="Month",
        choices=list(MONTHS.items()),
        empty_label="All months",
        method="leave_to_page",
        error_messages=NOT_IN_THE_LIST,
    )

    class Meta:
        model = Occurrence
        fields = []

    def __init__(self, data=None, queryset=None, *, years, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.filters["year"].extra["choices"] = [(year, year) for year in years]

    def of_kind(self, queryset, name, value):
        return queryset.of_kind(value)

    def leave_to_page(self, queryset, name, value):
        return queryset

    def number(self, name):
        """The year or the month that was asked for, as a number; None when none was."""
        value = self.form.cleaned_data.get(name) if self.is_valid() else None
        return int(value) if value else None


def years_of_calendar(moment, today):
    """Every year with an event, this one and the next, the newest first."""
    rows = [Occurrence.objects.published(moment), Conference.objects.all()]
    years = {
        year
        for queryset in rows
        for year in queryset.order_by().values_list("starts_on__year", flat=True).distinct()
    }
    return sorted(years | {today.year, today.year + 1}, reverse=True)
