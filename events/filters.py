"""What a visitor may ask of the calendar."""

from django.utils.dates import MONTHS

from chapters_portal.content.filters import Choice, QueryFilterSet, leave_alone

from .months import KINDS, public_events


class EventFilter(QueryFilterSet):
    """For the rows of one kind of model, Occurrence or Conference. The page itself cuts the year
    and the month out of them."""

    kind = Choice("Kind", "All kinds", choices=KINDS, method="of_kind")
    year = Choice("Year", "Coming months", method=leave_alone)
    month = Choice("Month", "All months", choices=list(MONTHS.items()), method=leave_alone)

    def __init__(self, data=None, queryset=None, *, years, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.filters["year"].extra["choices"] = [(year, year) for year in years]

    def of_kind(self, queryset, name, value):
        return queryset.of_kind(value)

    def number(self, name):
        """The year or the month that was asked for, as a number; None when none was."""
        return int(self.value(name)) if self.value(name) else None


def years_of_calendar(moment, today):
    """Every year with an event, this one and the next, the newest first."""
    years = {
        year
        for queryset in public_events(moment)
        for year in queryset.order_by().values_list("starts_on__year", flat=True).distinct()
    }
    return sorted(years | {today.year, today.year + 1}, reverse=True)
