"""The rules by which a celebration comes back each year, in fields that staff pick in words.

A week runs from Sunday to Saturday.
"""

from calendar import monthrange
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.dates import MONTHS

WEEK = timedelta(days=6)
# A year can begin on seven days and be a leap year or not. These have all fourteen kinds.
EVERY_KIND_OF_YEAR = range(2027, 2055)
A_SHORT_YEAR = 2027
RULE_FIELDS = ["nth", "weekday", "month", "day", "until_month", "until_day", "follows"]


class Nth(models.IntegerChoices):
    FIRST = 1, "first"
    SECOND = 2, "second"
    THIRD = 3, "third"
    FOURTH = 4, "fourth"
    FIFTH = 5, "fifth"
    LAST = -1, "last"


class Weekday(models.IntegerChoices):
    """Numbered as Python numbers them."""

    SUNDAY = 6, "Sunday"
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    ANY = 7, "day"


def nth_day(first, last, weekday, nth):
    """The `nth` day of that name from `first` to `last`; None when there are fewer."""
    span = range((last - first).days + 1)
    days = [
        day
        for day in (first + timedelta(days=number) for number in span)
        if weekday in (Weekday.ANY, day.weekday())
    ]
    if nth == Nth.LAST:
        return days[-1] if days else None
    return days[nth - 1] if nth <= len(days) else None


def _a_day(month, day):
    article = "an" if MONTHS[month].startswith("A") else "a"
    return f"{article} {MONTHS[month]} {day}"


class Rule(models.Model):
    """The part of a celebration that says which days of a year it takes."""

    class Kind(models.TextChoices):
        NONE = "", "No rule: each year’s dates are announced"
        FIXED = "fixed", "The same day or days each year"
        WEEKDAY = "weekday", "A weekday of a month, such as the third Monday"
        FULL_WEEK = "full-week", "A full week of a month, Sunday to Saturday"
        SUNDAY_WEEK = "sunday-week", "The week that begins on a Sunday of a month"
        MONTH = "month", "A whole month"
        FOLLOWS = "follows", "A day of another celebration"

    rule = models.CharField(
        "it comes back on",
        max_length=12,
        choices=Kind,
        default=Kind.NONE,
        blank=True,
        help_text="Choose a kind of rule, then fill in only the lines that it names. "
        "“Show the next five years” below tells you what it means before you save.",
    )
    nth = models.SmallIntegerField(
        "which one",
        choices=Nth,
        null=True,
        blank=True,
        help_text="For a weekday or a week of a month. For a day of another celebration, first "
        "or last, or leave it empty.",
    )
    weekday = models.SmallIntegerField(
        choices=Weekday,
        null=True,
        blank=True,
        help_text="For a weekday of a month or a day of another celebration. “day” is any day: "
        "the last day of a week.",
    )
    month = models.PositiveSmallIntegerField(
        choices=MONTHS, null=True, blank=True, help_text="For every rule but the last."
    )
    day = models.PositiveSmallIntegerField(
        "day of the month",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="For the same day or days each year.",
    )
    until_month = models.PositiveSmallIntegerField(
        "month of the last day",
        choices=MONTHS,
        null=True,
        blank=True,
        help_text="Leave it empty when it is the same month.",
    )
    until_day = models.PositiveSmallIntegerField(
        "last day of the month",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="For several days. Leave it empty for one day.",
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="day of",
        help_text="For a day of another celebration, such as Tuesday of National Library Week. "
        "It moves with that celebration.",
    )

    class Meta:
        abstract = True

    def dates_in(self, year):
        """First and last day in `year`; None for a year without them, and without such a rule."""
        kind = Rule.Kind
        if self.rule == kind.FIXED:
            return self._fixed_dates_in(year)
        if self.rule not in {kind.WEEKDAY, kind.FULL_WEEK, kind.SUNDAY_WEEK, kind.MONTH}:
            return None
        first = date(year, self.month, 1)
        last = date(year, self.month, monthrange(year, self.month)[1])
        if self.rule == kind.MONTH:
            return first, last
        if self.rule == kind.WEEKDAY:
            day = nth_day(first, last, self.weekday, self.nth)
            return day and (day, day)
        # A full week begins early enough to end in its month, too.
        latest = last - WEEK if self.rule == kind.FULL_WEEK else last
        sunday = nth_day(first, latest, Weekday.SUNDAY, self.nth)
        return sunday and (sunday, sunday + WEEK)

    def _fixed_dates_in(self, year):
        try:
            return date(year, self.month, self.day), date(year, *self._until)
        except ValueError:
            return None

    @property
    def _until(self):
        """Month and day of the last of the fixed days."""
        if not self.until_day:
            return self.month, self.day
        return self.until_month or self.month, self.until_day

    @property
    def rule_in_words(self):
        """ "The third Monday of October", to stand at the beginning of a sentence."""
        kind = Rule.Kind
        if not self.rule:
            return ""
        if self.rule == kind.FOLLOWS:
            return f"{self._day_in_words} of {self.follows}"
        month = MONTHS[self.month]
        if self.rule == kind.FIXED:
            return f"{month} {self.day}{self._until_in_words}"
        nth = self.get_nth_display()
        return {
            kind.MONTH: f"All of {month}",
            kind.WEEKDAY: f"The {nth} {self.get_weekday_display()} of {month}",
            kind.FULL_WEEK: f"The {nth} full week of {month}, Sunday to Saturday",
            kind.SUNDAY_WEEK: f"The week of the {nth} Sunday of {month}, Sunday to Saturday",
        }[self.rule]

    @property
    def _day_in_words(self):
        day = self.get_weekday_display()
        if self.nth is None and self.weekday != Weekday.ANY:
            return day
        return f"The {Nth(self.nth or Nth.FIRST).label} {day}"

    @property
    def _until_in_words(self):
        if not self.until_day:
            return ""
        month = "" if self.until_month in {None, self.month} else f"{MONTHS[self.until_month]} "
        return f" to {month}{self.until_day}"

    def clean_rule(self):
        """Raise ValidationError, by field, when the rule is incomplete or skips a year.

        A date that is left out in some years without a word would not be trusted in the others,
        so such a rule is refused like one that never occurs. What is wrong with a single field is
        for full_clean() to say.
        """
        others = {field.name for field in self._meta.fields} - {"rule", *RULE_FIELDS}
        try:
            self.clean_fields(exclude=others)
        except ValidationError:
            return
        errors = self._incomplete()
        if not errors and self.rule not in {Rule.Kind.NONE, Rule.Kind.FOLLOWS}:
            errors = self._out_of_order() or self._missing_in_some_year()
        if not errors and self.rule == Rule.Kind.FOLLOWS:
            errors = self._wrongly_following()
        if errors:
            raise ValidationError(errors)

    def _incomplete(self):
        kind = Rule.Kind
        needed, allowed = {
            kind.NONE: ([], []),
            kind.FIXED: (["month", "day"], ["until_month", "until_day"]),
            kind.WEEKDAY: (["nth", "weekday", "month"], []),
            kind.FULL_WEEK: (["nth", "month"], []),
            kind.SUNDAY_WEEK: (["nth", "month"], []),
            kind.MONTH: (["month"], []),
            kind.FOLLOWS: (["weekday", "follows"], ["nth"]),
        }[self.rule]
        errors = {}
        for name in RULE_FIELDS:
            is_empty = getattr(self, self._meta.get_field(name).attname) is None
            if name in needed and is_empty:
                errors[name] = "This kind of rule needs it."
            elif name not in [*needed, *allowed] and not is_empty:
                errors[name] = "This kind of rule does not use it. Leave it empty."
        if self.until_month and not self.until_day and not errors:
            errors["until_day"] = "Enter the last day, or leave its month empty."
        return errors

    def _out_of_order(self):
        if self.rule == Rule.Kind.FIXED and self._until < (self.month, self.day):
            return {
                "until_day": "The last day comes before the first. Days over New Year are entered "
                "by hand, without a rule."
            }
        return {}

    def _missing_in_some_year(self):
        missing = [year for year in EVERY_KIND_OF_YEAR if not self.dates_in(year)]
        if not missing:
            return {}
        field, day, way_out = self._what_is_missing()
        if len(missing) == len(EVERY_KIND_OF_YEAR):
            return {field: f"No year has {day}. {way_out}"}
        return {field: f"Not every year has {day}: {missing[0]} has none. {way_out}"}

    def _what_is_missing(self):
        month = MONTHS[self.month]
        if self.rule == Rule.Kind.FIXED:
            if self.day <= monthrange(A_SHORT_YEAR, self.month)[1]:
                return "until_day", _a_day(*self._until), "Choose another day."
            return "day", _a_day(self.month, self.day), "Choose another day."
        nth = self.get_nth_display()
        what = "full week" if self.rule == Rule.Kind.FULL_WEEK else None
        what = what or self.get_weekday_display() or "Sunday"
        way_out = "Choose “last” instead, or no rule, and enter each year’s dates by hand."
        return "nth", f"a {nth} {what} of {month}", way_out

    def _wrongly_following(self):
        if self.nth not in {None, Nth.FIRST, Nth.LAST}:
            return {"nth": "For a day of another celebration choose first or last."}
        if self.follows_id == self.pk:
            return {"follows": "A celebration cannot follow itself. Choose another one."}
        if self.follows.rule == Rule.Kind.FOLLOWS:
            return {
                "follows": f"{self.follows} follows {self.follows.follows} itself. Choose that one."
            }
        if self.pk and self.followers.exists():
            return {"follows": "Other celebrations follow this one, so it needs dates of its own."}
        return {}
