"""Each letter goes out once, through a real mail server, whatever happens to the sender."""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from unittest import mock
from urllib.parse import urlsplit

import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.test import TransactionTestCase, override_settings
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from chapters_portal.operations.outbox import unsent
from chapters_portal.operations.sending import IN_HAND, WAITS, claim_one, note, send_waiting
from tests.answers.makers import make_inquiry
from tests.answers.post import free_port, mail_goes_to, mail_server, run_sender
from tests.editors import Editor

MORNING = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)


class SendingCase(TransactionTestCase):
    def setUp(self):
        self.port = free_port()
        settings = mail_goes_to(self.port)
        settings.enable()
        self.addCleanup(settings.disable)

    def write(self, *numbers):
        for number in numbers:
            EmailMessage(f"Letter {number}", "Words", to=[f"reader{number}@example.org"]).send()

    def send(self, moment, **server):
        """Everything that a sender with such a mail server sends at `moment`, by subject."""
        with time_machine.travel(moment, tick=False), mail_server(self.port, **server) as letters:
            run_sender()
        return [letter["Subject"] for letter in letters]

    def state_of(self, number):
        return Email.objects.get(subject=f"Letter {number}").status


class LetterTests(SendingCase):
    def test_many_letters_go_through_one_connection_in_their_order(self):
        self.write(*range(30))

        with mail_server(self.port) as letters:
            self.assertEqual(send_waiting(), {STATUS.sent: 30})
            self.assertEqual(send_waiting(), {})

        self.assertEqual(
            [letter["Subject"] for letter in letters], [f"Letter {number}" for number in range(30)]
        )
        self.assertEqual(len({letter.connection for letter in letters}), 1)

    def test_a_letter_says_that_a_machine_wrote_it_and_whose(self):
        self.write(1)

        with mail_server(self.port) as letters:
            run_sender()

        [letter] = letters
        self.assertEqual(letter["Auto-Submitted"], "auto-generated")
        self.assertRegex(letter["Message-ID"], r"^<\S+@localhost>$")
        self.assertEqual(letter["Message-ID"], Email.objects.get().message_id)

    def test_a_reply_says_that_a_person_wrote_it(self):
        make_inquiry(reply="Anyone may.").send_reply(timezone.now())

        with mail_server(self.port) as letters:
            run_sender()

        self.assertEqual([letter["Auto-Submitted"] for letter in letters], ["no"])

    def test_a_letter_with_a_way_out_names_it_in_its_head(self):
        self.client.post("/advocacy/subscribe/", {"email": "reader@example.org"})
        link = re.search(r"http://testserver(\S+)", Email.objects.get().message)[1]
        self.client.post(link)

        with mail_server(self.port) as letters:
            run_sender()

        welcome = letters[-1]
        way_out = welcome["List-Unsubscribe"].strip(" <>")
        self.assertIn(way_out, welcome.get_content().split())
        self.assertEqual(welcome["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")

    def test_the_librarys_command_sends_in_the_same_way(self):
        self.write(1)

        with mail_server(self.port) as letters:
            call_command("send_queued_mail", stdout=(words := StringIO()))

        self.assertEqual(len(letters), 1)
        self.assertEqual(words.getvalue(), "Sent: 1. To be tried again: 0. Given up: 0.\n")


class RefusalTests(SendingCase):
    def test_what_is_refused_for_good_is_given_up_at_once_and_shown(self):
        self.write(1, 2, 3)

        sent = self.send(
            MORNING,
            answers={"reader1@example.org": "550 5.1.1 No such mailbox"},
            answer=lambda letter: (
                "554 5.7.1 We do not want it" if letter["Subject"] == "Letter 2" else "250 Taken"
            ),
        )

        self.assertEqual(sent, ["Letter 2", "Letter 3"])
        self.assertEqual(
            [self.state_of(number) for number in [1, 2, 3]],
            [STATUS.failed, STATUS.failed, STATUS.sent],
        )
        self.assertEqual(
            [log.message for log in Email.objects.get(subject="Letter 1").logs.all()],
            ["550 5.1.1 No such mailbox"],
        )
        boss = Editor("Boss")
        self.assertIn("Letters that could not be sent", boss.page("/admin/").text)
        self.assertEqual(self.send(MORNING + timedelta(days=1)), [])

        boss.client.post(
            reverse("admin:post_office_email_changelist"),
            {"action": "queue_again", "_selected_action": [one.pk for one in unsent()]},
        )
        self.assertEqual(self.send(MORNING + timedelta(days=1)), ["Letter 1", "Letter 2"])

    def test_what_is_refused_for_now_is_tried_for_two_days_with_growing_waits(self):
        self.write(1)
        moments, moment = [], MORNING
        while self.state_of(1) != STATUS.failed:
            if self.send(moment, answer=lambda letter: "451 4.3.0 Later"):
                moments.append(moment)
            moment += timedelta(minutes=5)

        waits = [later - earlier for earlier, later in pairwise(moments)]
        self.assertEqual(waits, WAITS)
        self.assertEqual(waits, sorted(waits))
        self.assertEqual(sum(waits, timedelta()), timedelta(days=2))

    def test_a_letter_that_was_refused_for_now_holds_up_no_other(self):
        self.write(1, 2)

        sent = self.send(MORNING, answers={"reader1@example.org": "450 4.2.1 Mailbox is busy"})
        later = self.send(MORNING + WAITS[0])

        self.assertEqual((sent, later), (["Letter 2"], ["Letter 1"]))

    def test_a_server_that_does_not_take_us_loses_no_letter(self):
        self.write(1, 2)

        sent = self.send(MORNING, answers={"office@example.org": "530 5.7.0 Sign in first"})
        later = self.send(MORNING + WAITS[0])

        self.assertEqual((sent, later), ([], ["Letter 1", "Letter 2"]))

    def test_a_server_that_hangs_up_gets_a_new_connection(self):
        self.write(1, 2, 3)

        self.send(
            MORNING,
            answer=lambda letter: (
                "421 4.7.0 Enough" if letter["Subject"] == "Letter 1" else "250 Taken"
            ),
        )

        self.assertEqual(
            [self.state_of(number) for number in [1, 2, 3]],
            [STATUS.requeued, STATUS.sent, STATUS.sent],
        )

    def test_a_server_that_takes_one_letter_a_connection_gets_all_of_them_in_a_run(self):
        self.write(1, 2, 3)

        def hang_up(letter):
            asyncio.get_running_loop().call_soon(letter.transport.close)
            return "250 Taken"

        sent = self.send(MORNING, answer=hang_up)

        self.assertEqual(sent, ["Letter 1", "Letter 2", "Letter 3"])
        self.assertEqual(Email.objects.filter(status=STATUS.sent).count(), 3)

    def test_a_database_that_is_away_as_a_letter_goes_out_does_not_double_it(self):
        self.write(1)
        errors = [OperationalError("gone"), InterfaceError("closed")]

        def note_when_it_is_back(letter, **fields):
            if errors:
                raise errors.pop()
            note(letter, **fields)

        with (
            mock.patch("chapters_portal.operations.sending.note", note_when_it_is_back),
            mock.patch("chapters_portal.operations.sending.BETWEEN_NOTES", 0),
        ):
            sent = self.send(MORNING)

        self.assertEqual((sent, self.send(MORNING + IN_HAND)), (["Letter 1"], []))

    def test_a_server_that_hangs_is_asked_once_in_a_run(self):
        self.write(1, 2, 3)

        with override_settings(EMAIL_TIMEOUT=0.3):
            self.send(MORNING, answer=lambda letter: time.sleep(1) or "451 4.3.0 Late")

        self.assertEqual(
            [self.state_of(number) for number in [1, 2, 3]],
            [STATUS.requeued, STATUS.queued, STATUS.queued],
        )
        self.assertEqual(self.send(MORNING), ["Letter 2", "Letter 3"])

    def test_a_server_that_is_down_is_asked_once_in_a_run(self):
        self.write(1, 2, 3)

        with time_machine.travel(MORNING, tick=False):
            self.assertEqual(send_waiting(), {STATUS.requeued: 1})

        self.assertEqual(self.send(MORNING + WAITS[0]), ["Letter 1", "Letter 2", "Letter 3"])


class OnceTests(SendingCase):
    """Senders are processes of their own, on the database of the tests."""

    def sender(self):
        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            address = f"sqlite:///{name}"
        else:
            address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        return subprocess.Popen(
            [sys.executable, "manage.py", "send_mail"],
            env={
                **os.environ,
                "DATABASE_URL": address,
                "EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
            },
            cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL,
        )

    def test_two_senders_at_once_send_each_letter_once(self):
        self.write(*range(60))

        def slowly(letter):
            time.sleep(0.03)
            return "250 Taken"

        with mail_server(self.port, answer=slowly) as letters:
            for sender in [self.sender(), self.sender()]:
                self.assertEqual(sender.wait(), 0)

        self.assertEqual(
            sorted(letter["Subject"] for letter in letters),
            sorted(f"Letter {number}" for number in range(60)),
        )

    def test_a_sender_that_is_killed_doubles_at_most_the_letter_in_hand(self):
        self.write(*range(40))
        senders = []

        def kill_at_the_15th(letter):
            if letter["Subject"] == "Letter 14" and senders[-1].poll() is None:
                senders[-1].kill()
            return "250 Taken"

        with mail_server(self.port, answer=kill_at_the_15th) as letters:
            senders.append(self.sender())
            self.assertLess(senders[-1].wait(), 0)
            self.assertEqual(len(letters), 15)
            run_sender()
            self.assertEqual(len(letters), 40)
            with time_machine.travel(timezone.now() + IN_HAND, tick=False):
                run_sender()

        counts = Counter(letter["Message-ID"] for letter in letters)
        self.assertEqual((len(counts), len(letters)), (40, 41))
        self.assertEqual(
            [one["Subject"] for one in letters if counts[one["Message-ID"]] > 1], ["Letter 14"] * 2
        )
        self.assertEqual(set(Email.objects.values_list("status", flat=True)), {STATUS.sent})

    def test_what_a_sender_has_in_hand_is_not_queued_again_by_staff(self):
        self.write(1)
        letter = claim_one(timezone.now())
        Editor("Boss").client.post(
            reverse("admin:post_office_email_changelist"),
            {"action": "queue_again", "_selected_action": [letter.pk]},
        )

        self.assertIsNone(claim_one(timezone.now()))
