"""Tags of the events room: {% load events %}."""

from django import template
from django.utils import timezone

from events import months

register = template.Library()


@register.simple_tag
def next_events(number):
    """The first `number` events that begin today or later and were not called off."""
    return months.next_events(timezone.now(), timezone.localdate(), number)
