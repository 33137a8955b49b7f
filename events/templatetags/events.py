"""Tags of the events room: {% load events %}."""

from django.template import Library
from django.utils import timezone

from events import months

register = Library()


@register.simple_tag
def next_events(number):
    """The first `number` events that begin today or later and were not called off."""
    return months.next_events(timezone.now(), timezone.localdate(), number)
