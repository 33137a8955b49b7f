"""The forms in which staff write celebrations and their dates."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.forms import SiblingFormSet

from .models.occurrences import refuse_overlaps
from .models.rules import RULE_FIELDS

SHOWN_YEARS = 5


class CelebrationForm(forms.ModelForm):
    """Tells what its rule means. A form sent only to be told that is never saved."""

    def is_valid(self):
        return super().is_valid() and not self.is_preview

    @property
    def is_preview(self):
        return "_preview" in self.data

    def add_error(self, field, error):
        """One message a field: what was mistyped is not called missing as well."""
        if hasattr(error, "error_dict"):
            error = ValidationError(
                {name: why for name, why in error.error_dict.items() if name not in self.errors}
            )
        super().add_error(field, error)

    @property
    def has_rule(self):
        """Whether it holds a whole rule, the one saved or the one just written."""
        return bool(self.instance.rule) and not self.is_rule_wrong

    @property
    def is_rule_wrong(self):
        return bool(self.is_bound and {"rule", "standing", *RULE_FIELDS} & set(self.errors))

    @property
    def trial(self):
        return self.instance.trial() if self.has_rule else None

    @property
    def better_rule(self):
        return None if self.is_rule_wrong else self.instance.better_rule()

    @property
    def coming_dates(self):
        return self.instance.coming_dates(timezone.localdate())[:SHOWN_YEARS]


class OccurrenceForm(forms.ModelForm):
    """What a person changes of a date, the rule no longer moves."""

    class Meta:
        widgets = dict.fromkeys(["note", "source"], forms.TextInput({"size": 20}))

    def clean(self):
        if {"starts_on", "ends_on", "state"} & set(self.changed_data):
            self.instance.is_by_rule = False
        return super().clean()


class OccurrenceFormSet(SiblingFormSet):
    def check(self, forms, leaving):
        dates = [form.instance for form in forms if form.has_changed()]
        refuse_overlaps(self.instance, dates, leaving)
