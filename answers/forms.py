"""The form of Contact CRO, and how it tells people from machines without asking them."""

import re
import secrets
from datetime import timedelta

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Inquiry, Topic

FASTEST = timedelta(seconds=3)
OLDEST = timedelta(hours=24)
MOST_LINKS = 3
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)

stamps = signing.TimestampSigner(salt="answers.contact")


class InquiryForm(forms.ModelForm):
    topic = forms.ModelChoiceField(
        Topic.objects.filter(is_shown=True),
        to_field_name="slug",
        label="What is it about?",
        empty_label="Choose one",
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], "Choose what your message is about."
        ),
    )

    class Meta:
        model = Inquiry
        fields = ["topic", "name", "email", "about", "message", "outlet", "deadline_at"]
        labels = {"name": "Your name", "email": "E-mail address"}
        widgets = {
            "name": forms.TextInput({"autocomplete": "name"}),
            "email": forms.EmailInput({"autocomplete": "email"}),
            "message": forms.Textarea({"rows": 8}),
            "outlet": forms.TextInput({"autocomplete": "organization"}),
            "deadline_at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        error_messages = {
            "name": {"required": "Enter your name."},
            "email": dict.fromkeys(
                ["required", "invalid"], "Enter an e-mail address, like name@example.org."
            ),
            "message": {"required": "Write your message."},
            "deadline_at": {"invalid": "Enter a day and a time, like 2026-05-04 17:00."},
        }

    @property
    def is_from_a_machine(self):
        """Whether it filled in the field that nobody sees, and whose name browsers do not know."""
        return bool(self.data.get("subject"))

    def clean_message(self):
        message = self.cleaned_data["message"]
        if len(LINK.findall(message)) > MOST_LINKS and not self.is_from_a_machine:
            raise forms.ValidationError(
                "A message may have three links. Take some out, or send them in a second message."
            )
        return message

    def clean_deadline_at(self):
        deadline, now = self.cleaned_data["deadline_at"], timezone.now()
        if deadline and not now < deadline < now + timedelta(days=366):
            raise forms.ValidationError("Enter a time to come, within a year from now.")
        return deadline

    def clean(self):
        super().clean()
        topic = self.cleaned_data.get("topic")
        if topic and topic.asks_deadline:
            for name, error in {
                "outlet": "Name the outlet you write for.",
                "deadline_at": "Tell us your deadline, so that we answer in time.",
            }.items():
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, error)
        if self.is_from_a_machine:
            self.instance.state = Inquiry.State.SPAM
        elif not self.errors:
            self._check_stamp()
        self.instance.fingerprint = salted_hmac(
            "answers.fingerprint",
            "\n".join(self.data.get(name, "") for name in ["stamp", *self.Meta.fields]),
            algorithm="sha256",
        ).hexdigest()

    def _check_stamp(self):
        if not self._has_stamp_of(OLDEST):
            self.add_error(
                None, "This form was open for more than a day. Read it once more, and send it."
            )
        elif self._has_stamp_of(FASTEST):
            self.add_error(None, "That was very quick. Wait a moment, and send it again.")

    def _has_stamp_of(self, age):
        """Whether the form carries a stamp of ours no older than `age`."""
        try:
            stamps.unsign(self.data.get("stamp", ""), max_age=age)
        except signing.BadSignature:
            return False
        return True

    @property
    def fresh_stamp(self):
        """What the form on the page carries: its stamp while that is good, else a new one."""
        if self._has_stamp_of(OLDEST):
            return self.data["stamp"]
        return stamps.sign(secrets.token_urlsafe(12))
