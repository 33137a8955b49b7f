from django import forms

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
