"""A new colleague is a name, an address and a role; the rest is a letter."""

from collections import defaultdict

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

DEEDS = {
    "view": "See",
    "add": "Write new",
    "change": "Change",
    "delete": "Delete",
    "publish": "Publish",
}


class InvitationForm(forms.Form):
    name = forms.CharField(
        max_length=120, help_text="As colleagues know the person, such as Ann Reader."
    )
    email = forms.EmailField(label="E-mail", max_length=150)
    role = forms.ModelChoiceField(
        Group.objects.none(), empty_label="Choose one", help_text="What it may do stands below."
    )

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = roles

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        known = User.objects.filter(email__iexact=email) | User.objects.filter(username=email)
        if known.exists():
            raise ValidationError("There is an account with this address already.")
        return email

    @transaction.atomic
    def save(self, request):
        """Make the account and put the letter into the outbox. Returns the account."""
        first, _, last = self.cleaned_data["name"].strip().partition(" ")
        email = self.cleaned_data["email"]
        user = User(username=email, email=email, first_name=first, last_name=last, is_staff=True)
        user.set_unusable_password()
        user.save()
        user.groups.add(self.cleaned_data["role"])
        invite(request, user)
        return user


def invite(request, user):
    """Send the letter with which somebody chooses the first password."""
    key = default_token_generator.make_token(user)
    address = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    context = {
        "user": user,
        "by": request.user.get_full_name() or request.user.get_username(),
        "link": request.build_absolute_uri(address),
        "again": request.build_absolute_uri(reverse("account_reset_password")),
    }
    get_adapter().send_mail("account/email/invitation", user.email, context)


def rights_in_words(role):
    """Pairs of a deed and of the lists in which the role may do it."""
    lists = defaultdict(list)
    for one in role.permissions.select_related("content_type"):
        deed = one.codename.partition("_")[0]
        model = one.content_type.model_class()
        if deed in DEEDS and model and admin.site.is_registered(model):
            lists[deed].append(str(model._meta.verbose_name_plural))
    return [(word, sorted(set(lists[deed]))) for deed, word in DEEDS.items() if lists[deed]]
