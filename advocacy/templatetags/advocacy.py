"""Tags of the advocacy room: {% load advocacy %}."""

from django.template import Library
from django.utils import timezone

from advocacy.models import Action, PressRelease

register = Library()


@register.simple_tag
def newest_releases(number):
    """The `number` newest public releases, without their texts."""
    return PressRelease.objects.published(timezone.now()).in_list()[:number]


@register.simple_tag
def actions_open_now(number):
    """The `number` most urgent actions that are asked of anybody."""
    today = timezone.localdate()
    live = Action.objects.live(timezone.now(), today)
    return live.filter(scope=Action.Scope.FEDERAL).most_urgent_first(today)[:number]


@register.filter
def asked_now(action):
    return action.asked_on(timezone.localdate())


@register.filter
def phone_ask_now(action):
    return action.phone_ask_on(timezone.localdate())


@register.filter
def closed_now(action):
    return action.is_closed(timezone.localdate())


@register.filter
def in_force(links):
    return [link for link in links if not link.is_past(timezone.localdate())]


@register.filter
def of_the_past(links):
    return [link for link in links if link.is_past(timezone.localdate())]


@register.filter
def vacancies(delegation, senators):
    """The Senate seats of a delegation that none of `senators` holds."""
    return range(delegation.senate_seats - len(senators))
