from django import forms

from directory.models import State

from .models.districts import NotAZip
from .places import NoPlace, places_of_zip


class ZipForm(forms.Form):
    """Asks where a visitor votes. After is_valid(), `places` holds where the ZIP code may lie."""

    zip = forms.CharField(
        label="ZIP code",
        max_length=20,
        error_messages={"required": "Enter a five-digit ZIP code, or choose a state."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )

    def clean_zip(self):
        try:
            self.places = places_of_zip(self.cleaned_data["zip"])
        except (NotAZip, NoPlace) as error:
            raise forms.ValidationError(str(error)) from error
        return self.cleaned_data["zip"]


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages=dict.fromkeys(
            ["required", "invalid"], "Enter an e-mail address, like name@example.org."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    state = forms.ModelChoiceField(
        State.objects.all(),
        label="State (you may leave it out)",
        required=False,
        to_field_name="code",
        empty_label="All of the United States",
        error_messages={"invalid_choice": "That is not one of the choices."},
    )
    # Nobody sees it, so only a machine fills it in.
    subject = forms.CharField(required=False)
