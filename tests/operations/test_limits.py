"""How many letters somebody can have us write to an address that is not theirs."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.test import Client, TestCase
from post_office.models import Email

from chapters_portal.operations.limits import mailbox_of
from chapters_portal.operations.marks import Mark
from tests.answers.post import with_outbox
from tests.reading import read_page

MORNING = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)
# Every page that writes to an address that a visitor types.
FORMS = ["/advocacy/subscribe/", "/admin/password_reset/"]


def visitor(number):
    """Each from a network of their own."""
    return Client(REMOTE_ADDR=f"198.51.{number // 250}.{number % 250}")


@with_outbox
class LetterTests(TestCase):
    def ask(self, path, emails, clients=visitor, moment=MORNING):
        """The statuses of all answers, the last answer, and how many letters were written."""
        before = Email.objects.count()
        with time_machine.travel(moment, tick=False):
            answers = [
                clients(number).post(path, {"email": email}) for number, email in enumerate(emails)
            ]
        statuses = [answer.status_code for answer in answers]
        return statuses, answers[-1], Email.objects.count() - before

    def assertRefusedInWords(self, answer, words, typed):
        page = read_page(answer.content)
        self.assertIn(words, page.select_one("[role=alert]").text)
        self.assertEqual(page.select_one("[name=email]")["value"], typed)

    def test_of_40_addresses_of_one_mailbox_three_get_a_letter_an_hour(self):
        for number, path in enumerate(FORMS):
            with self.subTest(path=path):
                moment = MORNING + timedelta(days=number)
                typed = [f"Ada+{number}@Example.org" for number in range(40)]

                statuses, last, letters = self.ask(path, typed, moment=moment)

                self.assertEqual((statuses, letters), ([302] * 3 + [429] * 37, 3))
                self.assertRefusedInWords(last, "several letters to this mailbox", typed[-1])

    def test_a_mailbox_gets_six_letters_a_day_from_all_forms_together(self):
        found = [
            self.ask(path, ["ada@example.org"] * 4, moment=MORNING + timedelta(hours=hours))[2]
            for hours, path in enumerate([*FORMS, *FORMS])
        ]
        tomorrow = self.ask(FORMS[0], ["ada@example.org"], moment=MORNING + timedelta(days=1))

        self.assertEqual((found, tomorrow[2]), ([3, 3, 0, 0], 1))

    def test_a_network_has_us_write_20_letters_an_hour(self):
        for number, path in enumerate(FORMS):
            with self.subTest(path=path):
                moment = MORNING + timedelta(hours=number)
                typed = [f"reader@town{number}.example" for number in range(25)]

                statuses, last, letters = self.ask(
                    path, typed, clients=lambda _: Client(REMOTE_ADDR="2001:db8::1"), moment=moment
                )

                self.assertEqual((statuses, letters), ([302] * 20 + [429] * 5, 20))
                self.assertRefusedInWords(last, "Your network has asked", typed[-1])

    def test_a_domain_gets_100_letters_an_hour(self):
        typed = [f"reader{number}@example.org" for number in range(105)]

        statuses, last, letters = self.ask(FORMS[0], typed)

        self.assertEqual((statuses, letters), ([302] * 100 + [429] * 5, 100))
        self.assertRefusedInWords(last, "this mail provider", typed[-1])

    def test_a_refusal_counts_for_nobody(self):
        self.ask(FORMS[0], ["ada@example.org"] * 3)
        before = sorted(Mark.objects.values_list("key", "value"))

        self.ask(FORMS[0], ["ada@example.org"] * 9)

        self.assertEqual(sorted(Mark.objects.values_list("key", "value")), before)

    def test_one_mailbox_is_known_however_its_address_is_written(self):
        for email, mailbox in [
            ("Ada@Example.org", "ada@example.org"),
            ("ada+list+more@example.org", "ada@example.org"),
            ("ada.b@example.org", "ada.b@example.org"),
            ("a.d.a+x@GMail.com", "ada@gmail.com"),
            ("a.da@googlemail.com", "ada@gmail.com"),
            ('"a@b"@example.org', '"a@b"@example.org'),
        ]:
            with self.subTest(email=email):
                self.assertEqual(mailbox_of(email), mailbox)
