"""A mail server, and a visitor who writes to us: the tests of Contact CRO need both."""

import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import StringIO

import time_machine
from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from tests.reading import read_page

MORNING = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
MESSAGE = {
    "topic": "general",
    "name": "Ada Lovelace",
    "email": "ada@example.org",
    "message": "Who may join?",
}


def open_form(client):
    with time_machine.travel(MORNING, tick=False):
        return client.get(reverse("contact:contact_form"))


def write(client, *, after=timedelta(minutes=1), form_of=None, **fields):
    """Open the form, take some time over it, and send it. Returns what comes back.

    `form_of` is an answer that holds a form, to send that one again. Time stands at MORNING.
    """
    opened = form_of or open_form(client)
    form = read_page(opened.content).select_one("main form")
    hidden = {field["name"]: field.get("value") for field in form.select("input[type=hidden]")}
    with time_machine.travel(MORNING + after, tick=False):
        return client.post(form["action"], {**hidden, **MESSAGE, **fields})


def errors_of(response):
    """What the summary of a refused form says, in order."""
    page = read_page(response.content)
    return [item.text for item in page.select("[role=alert] li")]


# The test runner puts a mailbox in memory in the place of the outbox.
with_outbox = override_settings(EMAIL_BACKEND="chapters_portal.operations.outbox.Outbox")


def run_sender():
    call_command("send_mail", stdout=StringIO())


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def mail_goes_to(port):
    """Settings as EMAIL_URL=smtp://127.0.0.1:`port` makes them."""
    return override_settings(
        EMAIL_BACKEND="chapters_portal.operations.outbox.Outbox",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        POST_OFFICE={"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}},
    )


@contextmanager
def mail_server(port, answer=lambda letter: "250 Taken", answers=None):
    """A real SMTP server; gives the letters that it got, each with its `connection`.

    It says `answer(letter)` to each, and before that, to a sender or recipient, what `answers` has.
    """
    letters, answers = [], answers or {}

    class Handler:
        async def handle_MAIL(self, server, session, envelope, address, options):
            envelope.mail_from = address
            return answers.get(address, "250 OK")

        async def handle_RCPT(self, server, session, envelope, address, options):
            envelope.rcpt_tos.append(address)
            return answers.get(address, "250 OK")

        async def handle_DATA(self, server, session, envelope):
            letter = message_from_bytes(envelope.content, policy=policy.default)
            letter.connection, letter.transport = session.peer, server.transport
            letters.append(letter)
            return answer(letter)

    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield letters
    finally:
        controller.stop()
