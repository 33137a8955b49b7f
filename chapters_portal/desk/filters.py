"""What needs attention in a list: rules that its filter offers, and that the dashboard counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.utils import timezone


@dataclass(frozen=True)
class Need:
    """A rule on which rows of a list need something.

    With a `sentence` it is a line of the first screen, which leads to the list under this filter.
    The first row in `order` is the most urgent one, and `detail` says a word on it. Lines with
    lower ranks come first.
    """

    name: str  # in the address of the list; "" is what the list shows by itself
    label: str  # in the list's filter
    rule: Callable[[QuerySet, datetime], QuerySet]
    sentence: str | Callable[[datetime], str] = ""
    verb: str = "Open"  # what one does about it
    act: str = "change"  # who may do that settles it, and sees the line
    is_known: Callable[[], bool] = lambda: True  # whether anybody has looked
    rank: int = 0
    order: tuple = ()
    related: tuple[str, ...] = ()
    detail: Callable[[Model, datetime], str] = lambda row, moment: ""


class NeedsFilter(admin.SimpleListFilter):
    title = "what needs attention"
    parameter_name = "needs"
    needs: list[Need] = []

    def lookups(self, request, model_admin):
        return [(need.name, need.label) for need in self.needs]

    def queryset(self, request, queryset):
        by_name = {need.name: need for need in self.needs}
        need = by_name.get(self.value()) or by_name.get("")
        return need.rule(queryset, timezone.now()) if need else queryset
