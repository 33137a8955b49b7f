"""Rows of one parent that a form checks together."""

from django.forms import BaseInlineFormSet


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
