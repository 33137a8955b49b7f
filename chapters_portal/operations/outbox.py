"""Django's mail goes into rows first; `manage.py send_mail` sends them, and tries again.

django-post-office's own backend would run each subject and message as a Django template, and ours
hold words of visitors; so this one writes the same rows with the words as they are.
"""

from email.utils import make_msgid

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from post_office.models import PRIORITY, STATUS, Email

UNSENT = [STATUS.failed, STATUS.requeued]


def own_host():
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    return "localhost" if host == "*" else host


def unsent():
    """Letters that the mail server refused, for good or until the next try."""
    return Email.objects.filter(status__in=UNSENT)


class Outbox(BaseEmailBackend):
    """An EMAIL_BACKEND for plain letters. A letter is in the outbox when its transaction is."""

    def send_messages(self, letters):
        for letter in letters:
            letter.message()  # refuses a header of two lines
            replies = {"Reply-To": ", ".join(letter.reply_to)} if letter.reply_to else {}
            Email.objects.create(
                from_email=letter.from_email,
                to=letter.to,
                cc=letter.cc,
                bcc=letter.bcc,
                subject=letter.subject,
                message=letter.body,
                headers={"Auto-Submitted": "auto-generated", **letter.extra_headers, **replies},
                message_id=make_msgid(domain=own_host()),
                priority=PRIORITY.medium,
                status=STATUS.queued,
            )
        return len(letters)
