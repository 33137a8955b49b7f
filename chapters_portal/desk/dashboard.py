"""What needs attention today: the rules of the lists, in order of risk, as lines of the desk."""

from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, Window
from django.urls import reverse
from django.utils.dateformat import format as format_date

from chapters_portal.content.permissions import may_see

from .filters import NeedsFilter


def lines(user, moment):
    """What `user` may see of it at `moment`; one query a line, whatever it counts.

    The `url` of a line leads to just the rows that it counts.
    """
    for model, parameter, need in sorted(needs(), key=lambda one: one[2].rank):
        meta = model._meta
        if not may_see(user, model):
            continue
        rows = need.rule(model._default_manager.all(), moment).select_related(*need.related)
        rows = rows.order_by(*need.order) if need.order else rows
        first = rows.annotate(of_all=Window(Count("pk"))).first()
        filters = f"?{urlencode({parameter: need.name})}" if need.name else ""
        yield {
            "count": first.of_all if first else 0,
            "sentence": need.sentence(moment) if callable(need.sentence) else need.sentence,
            "detail": need.detail(first, moment) if first else "",
            "url": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist") + filters,
        }


def needs():
    """The model, the filter's name in the address, and the Need, of each line of the dashboard."""
    for model_admin in admin.site.model_admins:
        for kind in model_admin.list_filter:
            if isinstance(kind, type) and issubclass(kind, NeedsFilter):
                for need in kind.needs:
                    if need.sentence:
                        yield model_admin.model, kind.parameter_name, need


def day_in_words(day):
    return format_date(day, "F j, Y") if day else ""
