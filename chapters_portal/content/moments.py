"""Moments as staff enter them, in Central time, and as readers are told them, in two zones."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateformat import format as formatted

# The zones of the office's readers, the capital's first; TIME_ZONE is the office's own.
ZONES = {"Eastern": ZoneInfo("America/New_York"), "Central": ZoneInfo("America/Chicago")}
DAY, TIME = "F j, Y", "P"


def in_both_zones(moment):
    """ "May 4, 2026, 10 a.m. Eastern, 9 a.m. Central"; with two days where midnight parts them."""
    words, day = [], None
    for name, zone in ZONES.items():
        local = moment.astimezone(zone)
        words += [formatted(local, DAY)] if local.date() != day else []
        words += [f"{formatted(local, TIME)} {name}"]
        day = local.date()
    return ", ".join(words)


class MomentField(models.DateTimeField):
    """A moment whose forms say in plain words when a time does not exist, or comes twice."""

    def formfield(self, **kwargs):
        split = kwargs.get("form_class") is forms.SplitDateTimeField
        kwargs["form_class"] = SplitMomentFormField if split else MomentFormField
        return super().formfield(**kwargs)

    def deconstruct(self):
        """As the plain field: the database knows no difference, so no migration does."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


class ClearAboutClocks:
    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            if getattr(error, "code", None) != "ambiguous_timezone":
                raise
            raise clock_error(error.params["datetime"]) from error


class MomentFormField(ClearAboutClocks, forms.DateTimeField):
    pass


class SplitMomentFormField(ClearAboutClocks, forms.SplitDateTimeField):
    pass


def clock_error(entered):
    """Why `entered`, a time without zone on a night when clocks change, names no one moment."""
    zone = timezone.get_current_timezone()
    day, time = formatted(entered, DAY), formatted(entered, TIME)
    back_again = entered.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).astimezone(zone)
    if back_again.replace(tzinfo=None) != entered:
        later = formatted(entered + timedelta(hours=1), TIME)
        return ValidationError(
            f"There is no {time} on {day}: that night, clocks in the Central zone go forward an"
            f" hour. Enter {later} instead.",
            code="no_such_time",
        )
    hour = entered.replace(minute=0, second=0, microsecond=0)
    before = formatted(hour - timedelta(minutes=1), TIME)
    after = formatted(hour + timedelta(hours=1), TIME)
    return ValidationError(
        f"{time} comes twice on {day}: that night, clocks in the Central zone go back an hour."
        f" Enter a time up to {before}, or from {after} on.",
        code="time_comes_twice",
    )
