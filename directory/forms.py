"""Terms as they are typed, and rows of one parent that a form checks together."""

from django.forms import BaseInlineFormSet, ModelForm

from .known_days import HELP, KnownDayField


class TermForm(ModelForm):
    """A term whose days may be known by month or year alone."""

    starts_on = KnownDayField(label="First day", help_text=HELP)
    ends_on = KnownDayField(
        label="Last day", required=False, help_text=f"{HELP} Empty while it is not known."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["starts_on"] = self.instance.start_as_written
            self.initial["ends_on"] = self.instance.end_as_written

    def clean_starts_on(self):
        self.instance.put_start(self.cleaned_data["starts_on"])
        return self.instance.starts_on

    def clean_ends_on(self):
        self.instance.put_end(self.cleaned_data["ends_on"])
        return self.instance.ends_on


class SiblingFormSet(BaseInlineFormSet):
    """Rows of `self.instance`, checked together as they will be after saving."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.instance.is_checked_with_its_siblings = True

    def clean(self):
        super().clean()
        going = [form for form in self.forms if self._should_delete_form(form)]
        staying = [form for form in self.forms if form not in going and form.is_valid()]
        self.check(staying, leaving=[form.instance.pk for form in going if form.instance.pk])

    def check(self, forms, leaving):
        """Raise ValidationError when the rows of `forms` do not go together.

        `leaving` are the ids of those that go.
        """
        raise NotImplementedError
