"""Django's mail goes into rows first; `manage.py send_queued_mail` sends them, and tries again.

django-post-office's own backend would run each subject and message as a Django template, and ours
hold words of visitors; so this one writes the same rows with the words as they are.
"""

from django.core.mail.backends.base import BaseEmailBackend
from post_office.models import PRIORITY, STATUS, Email


def unsent():
    """Letters that the mail server refused, for good or until the next try."""
    return Email.objects.filter(status__in=[STATUS.failed, STATUS.requeued])


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
                headers={**letter.extra_headers, **replies},
                priority=PRIORITY.medium,
                status=STATUS.queued,
            )
        return len(letters)
