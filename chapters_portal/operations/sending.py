"""Letters leave the outbox one by one. Each is claimed first, so no two senders have the same.

Killed in the middle, a sender may have been heard by the mail server and not have noted it. So
twice goes at most the letter in hand, with the same Message-ID.
"""

import smtplib
from collections import Counter
from datetime import timedelta
from time import monotonic, sleep

from django.core.mail import get_connection
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from post_office.models import STATUS, Email
from post_office.settings import get_backend

# When a letter that was claimed and not noted waits again. No mail server is waited for as long.
IN_HAND = timedelta(minutes=15)
BETWEEN_NOTES = 1  # seconds, while the database does not take one
# After each refusal that may pass. They make two days; then the letter is given up.
WAITS = [timedelta(minutes=minutes) for minutes in [5, 15, 40]]
WAITS += [timedelta(hours=hours) for hours in [1, 2, 4, 8, 8, 8, 8, 8]]

# Words of a letter may be a key, such as a link for a new password. They are kept until it is sent.
WITHOUT_WORDS = {"message": "", "html_message": ""}


def send_waiting():
    """Send what waits, through one connection as far as it lasts. Returns a Counter of STATUS."""
    counts = Counter()
    server = get_connection(get_backend())
    try:
        while letter := claim_one(timezone.now()):
            try:
                hang_up_if_dead(server)
                server.open()
            except OSError as error:  # what does not answer now need not be asked for each letter
                counts[note_refusal(letter, error, is_final=False)] += 1
                break
            try:
                server.send_messages([letter.email_message()])
            except (OSError, ValueError) as error:
                counts[note_refusal(letter, error, is_final=is_final(error))] += 1
                server.close()
                if has_hung(error):  # nor need what hangs
                    break
            else:
                note_sent(letter)
                counts[STATUS.sent] += 1
    finally:
        server.close()
    return counts


def claim_one(moment):
    """The next letter that waits, from now on in our hand alone. None when none does."""
    waiting = Email.objects.filter(
        Q(scheduled_time=None) | Q(scheduled_time__lte=moment),
        status__in=[STATUS.queued, STATUS.requeued],
    ).order_by("-priority", "pk")
    while letter := waiting.first():
        claim = {"status": STATUS.queued, "scheduled_time": moment + IN_HAND}
        if waiting.filter(pk=letter.pk).update(**claim):
            return letter
    return None


def hang_up_if_dead(server):
    """Some mail servers close the connection after each letter, without a word."""
    line = getattr(server, "connection", None)  # a console has none
    try:
        is_dead = line is not None and line.noop()[0] != 250
    except OSError:
        is_dead = True
    if is_dead:
        server.close()


def has_hung(error):
    """Whether the server took too long; smtplib calls that a disconnection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def note_sent(letter):
    """Of a letter that is out, however long the database is away; else it would go once more."""
    end = monotonic() + IN_HAND.total_seconds()
    while True:
        try:
            return note(letter, status=STATUS.sent, scheduled_time=None, **WITHOUT_WORDS)
        except (OperationalError, InterfaceError):
            if monotonic() > end:
                raise
            connection.close()
            sleep(BETWEEN_NOTES)


def note(letter, **fields):
    Email.objects.filter(pk=letter.pk).update(**fields, last_updated=timezone.now())


@transaction.atomic
def note_refusal(letter, error, *, is_final):
    """Write down why, and when it is tried again. Returns the letter's new status."""
    tries = letter.number_of_retries or 0
    if is_final or tries >= len(WAITS):
        status, next_try = STATUS.failed, None
    else:
        status, next_try = STATUS.requeued, timezone.now() + WAITS[tries]
        tries += 1
    note(letter, status=status, scheduled_time=next_try, number_of_retries=tries)
    letter.logs.create(
        status=STATUS.failed, exception_type=type(error).__name__, message=in_words(error)
    )
    return status


def is_final(error):
    """Whether the mail server refused for good (5.x.x), or there is no way to write the letter."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return False  # it does not take us, and somebody mends our settings
    answers = answers_of(error)
    return all(code >= 500 for code, _ in answers) if answers else isinstance(error, ValueError)


def answers_of(error):
    """Pairs of a code and words of the mail server."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return list(error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return [(error.smtp_code, error.smtp_error)]
    return []


def in_words(error):
    answers = [
        f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
        for code, words in answers_of(error)
    ]
    return "; ".join(answers) or str(error)
