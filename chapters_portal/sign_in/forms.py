from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms

HELP = "Whatever helps you tell it from others, such as the computer it is on."


class ResetPasswordForm(account_forms.ResetPasswordForm):
    """Sends a letter in any case, so that neither answer nor time tells who has an account."""

    def save(self, request, **kwargs):
        if not self.users:
            email = self.cleaned_data["email"]
            get_adapter().send_mail("account/email/unknown_account", email, {})
        return super().save(request, **kwargs)


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    name = forms.CharField(max_length=60, required=False, help_text=HELP)


class RenamePasskeyForm(passkey_forms.EditWebAuthnForm):
    name = forms.CharField(max_length=60, help_text=HELP)
