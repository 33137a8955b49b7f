"""From the form to a real mail server, and what happens while that is down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from unittest import mock

import time_machine
from django.core.mail import BadHeaderError, EmailMessage
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone
from post_office.models import STATUS, Email

from answers.models import Inquiry
from chapters_portal.content.version import content_version
from chapters_portal.operations.marks import Mark
from tests.answers.makers import make_inquiry, make_topic
from tests.answers.post import (
    MORNING,
    free_port,
    mail_goes_to,
    mail_server,
    run_sender,
    with_outbox,
    write,
)


class DeliveryTests(TransactionTestCase):
    def setUp(self):
        make_topic("General")
        self.port = free_port()
        settings = mail_goes_to(self.port)
        settings.enable()
        self.addCleanup(settings.disable)

    def run_sender_at(self, moment):
        with time_machine.travel(moment, tick=False):
            run_sender()

    def test_a_message_reaches_the_office_by_mail(self):
        with mail_server(self.port) as letters:
            write(self.client, name="Zoë “Ada” O’Hara", message="Füße & <tags>\n.\nend")
            self.assertEqual(letters, [])
            run_sender()
            run_sender()

        [letter] = letters
        self.assertEqual(letter["To"], "office@example.org")
        self.assertEqual(letter["From"], "office@example.org")
        self.assertEqual(letter["Reply-To"], "ada@example.org")
        self.assertEqual(letter["Subject"], "General, from Zoë “Ada” O’Hara")
        self.assertIn("Füße & <tags>", letter.get_content())

    def test_while_the_server_is_down_nothing_is_lost_and_later_it_goes_out_once(self):
        response = write(self.client)
        self.run_sender_at(MORNING + timedelta(minutes=2))
        self.assertRedirects(response, "/contact/sent/")
        self.assertEqual(Inquiry.objects.count(), 1)
        self.assertEqual(Email.objects.get().status, STATUS.requeued)

        with mail_server(self.port) as letters:
            self.run_sender_at(MORNING + timedelta(minutes=3))
            self.assertEqual(letters, [])
            for hours in [1, 2, 3]:
                self.run_sender_at(MORNING + timedelta(hours=hours))

        self.assertEqual([letter["Reply-To"] for letter in letters], ["ada@example.org"])
        self.assertEqual(Email.objects.get().status, STATUS.sent)

    def test_a_message_leaves_the_finished_pages_of_others_in_memory(self):
        before = content_version()

        write(self.client)

        self.assertEqual(content_version(), before)

    def test_row_and_mail_are_kept_together_or_not_at_all(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            write(self.client)
            self.assertEqual(Email.objects.count(), 1)
            raise ZeroDivisionError
        self.assertEqual((Inquiry.objects.count(), Email.objects.count()), (0, 0))

        with (
            mock.patch.object(Email, "save", side_effect=ZeroDivisionError),
            self.assertRaises(ZeroDivisionError),
        ):
            write(self.client)
        self.assertEqual((Inquiry.objects.count(), Mark.objects.count()), (0, 0))

    def test_a_reply_goes_to_the_visitor(self):
        inquiry = make_inquiry(reply="Anyone may.", message="Who may join?")

        with mail_server(self.port) as letters:
            self.assertTrue(inquiry.send_reply(timezone.now()))
            self.assertFalse(inquiry.send_reply(timezone.now()))
            run_sender()

        [letter] = letters
        self.assertEqual(letter["To"], "ada@example.org")
        self.assertEqual(letter["Reply-To"], "office@example.org")
        self.assertTrue(letter.get_content().startswith("Anyone may."))
        self.assertIn("Who may join?", letter.get_content())

    def test_a_header_of_two_lines_never_reaches_the_outbox(self):
        with self.assertRaises(BadHeaderError):
            EmailMessage("Hello\nBcc: all@example.org", "", to=["a@example.org"]).send()

        self.assertEqual(Email.objects.count(), 0)


class CrowdTests(TransactionTestCase):
    """Many threads at once, each with its own connection to the database."""

    def at_once(self, work, times):
        start = Barrier(times)

        def one(number):
            try:
                start.wait()
                return work(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as threads:
            return list(threads.map(one, range(times)))

    @with_outbox
    def test_of_twelve_messages_at_once_five_are_taken(self):
        topic = make_topic("General")

        def write_in(number):
            inquiry = Inquiry(topic=topic, name="Ada", email="ada@example.org", message="?")
            inquiry.fingerprint = str(number)
            try:
                inquiry.receive("192.0.2.1", MORNING, "https://localhost")
            except Exception as error:  # noqa: BLE001 (the test looks at it)
                return type(error).__name__
            return "taken"

        answers = self.at_once(write_in, 12)

        self.assertEqual(sorted(answers), ["TooMany"] * 7 + ["taken"] * 5)
        self.assertEqual((Inquiry.objects.count(), Email.objects.count()), (5, 5))

    @with_outbox
    def test_a_double_click_is_one_message(self):
        topic = make_topic("General")

        def write_in(number):
            inquiry = Inquiry(topic=topic, name="Ada", email="ada@example.org", message="?")
            inquiry.fingerprint = "the same"
            inquiry.receive("192.0.2.1", MORNING, "https://localhost")

        self.at_once(write_in, 4)

        self.assertEqual((Inquiry.objects.count(), Email.objects.count()), (1, 1))


class NightlyTests(TransactionTestCase):
    def test_old_mail_is_removed_and_a_message_that_waits_stays(self):
        now = timezone.now()
        for days in [91, 89]:
            with time_machine.travel(now - timedelta(days=days), tick=False):
                Email.objects.create(from_email="a@example.org", to=["b@example.org"])
        inquiry = make_inquiry()

        call_command("nightly", verbosity=0)

        self.assertEqual(Email.objects.count(), 1)
        self.assertEqual(list(Inquiry.objects.all()), [inquiry])
