"""The first screen: what to begin, what needs this person, what is a draft, what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, F, Q, Window
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.utils.timezone import localtime

from chapters_portal.content.moments import in_both_zones
from chapters_portal.content.permissions import is_published_kind, may, may_see
from chapters_portal.history.changes import Change
from chapters_portal.history.views import edit_url

from .drafts import Draft
from .filters import NeedsFilter

MOST_ROWS = 5  # of drafts, and of what goes live next


def greeting(user, number, moment):
    hour = localtime(moment).hour
    time = "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"
    name = user.get_short_name() or user.get_username()
    if not number:
        return f"Good {time}, {name}. Nothing needs you."
    things = f"{capfirst(str(apnumber(number)))} thing{pluralize(number, ' needs,s need')} you."
    return f"Good {time}, {name}. {things}"


@dataclass(frozen=True)
class Verb:
    """What one begins from the first screen: a button, for those who may do it.

    An admin class names its `verbs`. Without an `address` the button leads to an empty form.
    """

    words: str
    rank: int
    act: str = "add"
    address: Callable[[], str] | None = None


def verbs(request):
    """Pairs of the words of a button and its address, in order."""
    found = {}
    for model_admin in admin.site.model_admins:
        meta = model_admin.opts
        for verb in getattr(model_admin, "verbs", []):
            if may(request.user, verb.act, model_admin.model):
                add = f"admin:{meta.app_label}_{meta.model_name}_add"
                found.setdefault(verb, verb.address() if verb.address else reverse(add))
    return [(verb.words, found[verb]) for verb in sorted(found, key=lambda verb: verb.rank)]


def lines(user, moment):
    """What `user` may settle of it at `moment`; one query a line, whatever it counts.

    The `url` of a line leads to just the rows that it counts.
    """
    for model, parameter, need in sorted(needs(), key=lambda one: one[2].rank):
        meta = model._meta
        if not (may_see(user, model) and may(user, need.act, model)):
            continue
        rows = need.rule(model._default_manager.all(), moment).select_related(*need.related)
        rows = rows.order_by(*need.order) if need.order else rows
        first = rows.annotate(of_all=Window(Count("pk"))).first()
        filters = f"?{urlencode({parameter: need.name})}" if need.name else ""
        yield {
            "count": first.of_all if first else 0,
            "is_known": first is not None or need.is_known(),
            "sentence": need.sentence(moment) if callable(need.sentence) else need.sentence,
            "detail": need.detail(first, moment) if first else "",
            "verb": need.verb,
            "url": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist") + filters,
        }


def needs():
    """The model, the filter's name in the address, and the Need, of each line."""
    for model_admin in admin.site.model_admins:
        for kind in model_admin.list_filter:
            if isinstance(kind, type) and issubclass(kind, NeedsFilter):
                for need in kind.needs:
                    if need.sentence:
                        yield model_admin.model, kind.parameter_name, need


def drafts(user, moment):
    """What `user` worked on last and the public does not see yet: row, address, stage, and when."""
    latest = {}
    kinds = {model._meta.label_lower: model for model in _published_models(user)}
    changes = Change.objects.filter(by=user, kind__in=kinds, is_by_cascade=False)
    for kind, pk, made_at in changes.values_list("kind", "object_id", "made_at")[:200]:
        latest.setdefault((kind, pk), made_at)
    rows = [
        row
        for kind, model in kinds.items()
        if (pks := [pk for of, pk in latest if of == kind])
        for row in model._default_manager.filter(pk__in=pks).filter(
            Q(published_at=None) | Q(published_at__gt=moment)
        )
    ]
    found = [
        {
            "row": row,
            "kind": row._meta.verbose_name,
            "url": edit_url(row),
            "stage": row.stage_at(moment),
            "touched_at": latest[row._meta.label_lower, row.pk],
        }
        for row in rows
    ]
    found += [
        {
            "row": draft,
            "kind": draft.kind_in_words,
            "url": draft.get_absolute_url(),
            "stage": draft.get_state_display(),
            "touched_at": draft.touched_at,
        }
        for draft in user.drafts.all()[:MOST_ROWS]
    ]
    return sorted(found, key=lambda one: one["touched_at"], reverse=True)[:MOST_ROWS]


def coming(user, moment):
    """What goes live by itself, soonest first: row, address, and the moment in both zones."""
    rows = [
        row
        for model in _published_models(user)
        for row in model._default_manager.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=F("published_at")), published_at__gt=moment
        ).order_by("published_at")[:MOST_ROWS]
    ]
    found = [(row.published_at, row, edit_url(row)) for row in rows]
    kinds = [model._meta.label_lower for model in _models_seen_by(user)]
    scheduled = Draft.objects.filter(state=Draft.State.SCHEDULED, kind__in=kinds)
    found += [
        (draft.publish_at, draft, draft.get_absolute_url())
        for draft in scheduled.order_by("publish_at")[:MOST_ROWS]
    ]
    return [
        {"row": row, "url": url, "moment": in_both_zones(goes_live)}
        for goes_live, row, url in sorted(found, key=lambda one: one[0])[:MOST_ROWS]
    ]


def _published_models(user):
    return [model for model in _models_seen_by(user) if is_published_kind(model)]


def _models_seen_by(user):
    return [one.model for one in admin.site.model_admins if may_see(user, one.model)]


def day_in_words(day):
    return format_date(day, "F j, Y") if day else ""
