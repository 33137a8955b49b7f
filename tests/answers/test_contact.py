from datetime import timedelta

from django.conf import settings
from django.core import mail
from django.test import Client, TestCase
from post_office.models import Email

from answers.models import Inquiry, Topic
from chapters_portal.operations.marks import Mark
from tests.answers.makers import make_topic
from tests.answers.post import MORNING, errors_of, open_form, with_outbox, write
from tests.reading import read_page

FORM, SENT = "/contact/", "/contact/sent/"


class ContactCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_topic("General")
        make_topic("Press", asks_deadline=True, email="press@example.org", help="Your deadline.")

    def assertRefused(self, response, *errors):
        self.assertEqual((response.status_code, errors_of(response)), (400, list(errors)))
        self.assertEqual(Inquiry.objects.count(), 0)
        self.assertEqual(mail.outbox, [])


class SendingTests(ContactCase):
    def test_a_message_is_kept_and_mailed_to_the_office(self):
        response = write(self.client, about="Vermont Library Association")

        self.assertRedirects(response, SENT)
        inquiry = Inquiry.objects.get()
        self.assertEqual(str(inquiry), "General, from Ada Lovelace")
        self.assertEqual(inquiry.state, Inquiry.State.NEW)
        self.assertEqual(inquiry.received_at, MORNING + timedelta(minutes=1))
        [letter] = mail.outbox
        self.assertEqual(letter.to, [settings.OFFICE_EMAIL])
        self.assertEqual(letter.reply_to, ["ada@example.org"])
        self.assertEqual(letter.subject, "General, from Ada Lovelace")
        self.assertIn("Who may join?", letter.body)
        self.assertIn("Chapter: Vermont Library Association", letter.body)
        self.assertIn(f"http://testserver/admin/answers/inquiry/{inquiry.pk}/change/", letter.body)

    def test_a_topic_may_have_a_mailbox_of_its_own(self):
        write(self.client, topic="press", outlet="The Gazette", deadline_at="2026-05-05T17:00")

        self.assertEqual(mail.outbox[0].to, ["press@example.org"])
        self.assertIn("Deadline: Tuesday, May 5, 2026, 5 p.m. CDT", mail.outbox[0].body)

    def test_the_same_form_sent_twice_is_one_message(self):
        opened = open_form(self.client)

        for _ in range(2):
            self.assertRedirects(write(self.client, form_of=opened), SENT)

        self.assertEqual(Inquiry.objects.count(), 1)
        self.assertEqual(len(mail.outbox), 1)
        self.assertEqual(Mark.objects.get().value, 1)

    def test_a_form_that_is_changed_and_sent_again_is_another_message(self):
        opened = open_form(self.client)

        for message in ["Who may join?", "And when?"]:
            write(self.client, form_of=opened, message=message)

        self.assertEqual(Inquiry.objects.count(), 2)

    def test_a_link_fills_in_topic_and_chapter(self):
        page = self.client.get(FORM, {"topic": "press", "about": "Vermont <Library> Association"})

        form = read_page(page.content)
        self.assertEqual(form.select_one("[name=topic] [selected]")["value"], "press")
        self.assertEqual(form.select_one("[name=about]")["value"], "Vermont <Library> Association")

    def test_each_topic_says_what_to_tell(self):
        page = read_page(self.client.get(FORM).content)

        told = {dt.text: dt.find_next("dd").text for dt in page.select("form dt")}
        self.assertEqual(told, {"Press": "Your deadline."})

    def test_a_link_with_nonsense_opens_an_empty_form(self):
        for query in [{"topic": "nothing"}, {"topic": "\0"}, {"about": "\0"}, {"topic": "1"}]:
            with self.subTest(query=query):
                page = read_page(self.client.get(FORM, query).content)
                self.assertEqual(page.select("[name=topic] [selected]:not([value=''])"), [])

    def test_without_topics_the_page_says_that_the_form_is_closed(self):
        opened = open_form(self.client)

        Topic.objects.update(is_shown=False)

        self.assertContains(self.client.get(FORM), "The form is closed")
        refused = write(self.client, form_of=opened)
        self.assertRefused(refused, "Choose what your message is about.")
        self.assertContains(refused, "Who may join?", status_code=400)

    def test_the_form_is_never_kept_and_the_thanks_may_be(self):
        self.assertIn("no-store", self.client.get(FORM)["Cache-Control"])
        self.assertNotIn("Cache-Control", self.client.get(SENT))

    def test_no_template_in_a_message_is_run(self):
        with with_outbox:
            write(self.client, message="{% now 'Y' %} {{ inquiry.pk }} <b>it's</b>")

        self.assertIn("{% now 'Y' %} {{ inquiry.pk }} <b>it's</b>", Email.objects.get().message)


class RefusalTests(ContactCase):
    def test_an_empty_form_names_each_field(self):
        response = write(self.client, topic="", name="", email="", message="")

        self.assertRefused(
            response,
            "Choose what your message is about.",
            "Enter your name.",
            "Enter an e-mail address, like name@example.org.",
            "Write your message.",
        )
        page = read_page(response.content)
        self.assertTrue(page.title.text.startswith("Error: "))
        for link in page.select("[role=alert] a"):
            self.assertTrue(page.find(id=link["href"][1:]), link)

    def test_what_was_typed_is_kept(self):
        typed = {"name": "Ada", "message": "Who & <why>?", "about": "Vermont", "outlet": "Gazette"}

        page = read_page(write(self.client, email="ada@", **typed).content)

        kept = {name: page.select_one(f"[name={name}]") for name in [*typed, "email"]}
        self.assertEqual(kept.pop("message").text.strip(), typed.pop("message"))
        self.assertEqual(
            {name: field["value"] for name, field in kept.items()}, {**typed, "email": "ada@"}
        )
        self.assertEqual(page.select_one("[name=topic] [selected]")["value"], "general")

    def test_the_press_is_asked_for_outlet_and_deadline(self):
        self.assertRefused(
            write(self.client, topic="press"),
            "Name the outlet you write for.",
            "Tell us your deadline, so that we answer in time.",
        )

    def test_a_deadline_is_still_to_come(self):
        for day in ["2026-05-04T09:00", "0001-01-01T00:00", "9999-12-31T23:59", "2028-01-01T12:00"]:
            with self.subTest(day=day):
                self.assertRefused(
                    write(self.client, deadline_at=day),
                    "Enter a time to come, within a year from now.",
                )

    def test_a_deadline_in_the_hour_that_clocks_skip_is_told(self):
        self.assertRefused(
            write(self.client, topic="press", outlet="The Gazette", deadline_at="2027-03-14T02:30"),
            "There is no 2:30 a.m. on March 14, 2027: that night, clocks in the Central zone go "
            "forward an hour. Enter 3:30 a.m. instead.",
        )

    def test_a_message_has_a_limit_and_the_limit_is_told(self):
        response = write(self.client, message="x" * 100_000)

        self.assertRefused(
            response,
            "A message may have 10,000 characters, and yours has 100000. "
            "Shorten it, or send it in parts.",
        )
        self.assertContains(response, "x" * 100_000, status_code=400)

    def test_no_line_break_gets_into_a_header(self):
        for name in ["name", "about", "outlet"]:
            for mark in ["\n", "\r", "\r\n", "\x85", "\u2028"]:
                with self.subTest(name=name, mark=mark):
                    response = write(self.client, **{name: f"Ada{mark}Bcc: all@example.org"})
                    self.assertRefused(response, "Write it in one line.")
        response = write(self.client, email="ada@example.org\nBcc: all@example.org")
        self.assertRefused(response, "Enter an e-mail address, like name@example.org.")

    def test_a_null_character_is_refused_in_every_field(self):
        for name in ["topic", "name", "email", "about", "message", "outlet", "deadline_at"]:
            with self.subTest(name=name):
                response = write(self.client, **{name: "a\0b@example.org"})
                self.assertEqual(response.status_code, 400)
                self.assertEqual(Inquiry.objects.count(), 0)

    def test_a_browser_without_the_cookie_is_told_so_and_loses_nothing(self):
        strict = Client(enforce_csrf_checks=True)
        opened = open_form(strict)
        cookie = strict.cookies.pop(settings.CSRF_COOKIE_NAME)

        response = write(strict, form_of=opened)

        self.assertRefused(
            response,
            "Your browser did not send back this page’s cookie. Allow it, and send once more.",
        )
        self.assertContains(response, "Who may join?", status_code=400)

        strict.cookies[settings.CSRF_COOKIE_NAME] = cookie.value
        self.assertRedirects(write(strict, form_of=opened), SENT)


class SpamTests(ContactCase):
    def test_what_fills_in_the_hidden_field_is_kept_as_spam_and_not_mailed(self):
        response = write(self.client, subject="Cheap", message="http://a.example " * 9)

        self.assertRedirects(response, SENT)
        self.assertEqual(Inquiry.objects.get().state, Inquiry.State.SPAM)
        self.assertEqual(mail.outbox, [])

    def test_a_form_sent_at_once_waits_and_is_taken_a_moment_later(self):
        response = write(self.client, after=timedelta(seconds=1))

        self.assertRefused(response, "That was very quick. Wait a moment, and send it again.")
        self.assertContains(response, "Who may join?", status_code=400)
        self.assertRedirects(write(self.client, form_of=response), SENT)

    def test_a_form_of_yesterday_is_renewed_with_what_was_typed(self):
        response = write(self.client, after=timedelta(hours=25))

        self.assertRefused(
            response, "This form was open for more than a day. Read it once more, and send it."
        )
        again = write(self.client, form_of=response, after=timedelta(hours=25, minutes=1))
        self.assertRedirects(again, SENT)

    def test_a_stamp_that_is_not_ours_is_no_stamp(self):
        for stamp in ["", "x", "x:y:z", "\0", "a" * 5000]:
            with self.subTest(stamp=stamp[:9]):
                self.assertRefused(
                    write(self.client, stamp=stamp),
                    "This form was open for more than a day. Read it once more, and send it.",
                )

    def test_four_links_are_too_many(self):
        links = "See https://a.example, HTTP://b.example and www.c.example"

        self.assertRefused(
            write(self.client, message=f"{links} or http://d.example"),
            "A message may have three links. Take some out, or send them in a second message.",
        )
        self.assertRedirects(write(self.client, message=links), SENT)

    def test_the_sixth_message_of_an_hour_waits_for_the_next_hour(self):
        for number in range(5):
            self.assertRedirects(write(self.client, message=f"Question {number}?"), SENT)

        sixth = write(self.client)
        elsewhere = write(Client(REMOTE_ADDR="192.0.2.1"))
        later = write(self.client, after=timedelta(hours=1))

        self.assertEqual(sixth.status_code, 429)
        self.assertIn("several messages within the hour", errors_of(sixth)[0])
        self.assertContains(sixth, "Who may join?", status_code=429)
        self.assertRedirects(elsewhere, SENT)
        self.assertRedirects(later, SENT)
        self.assertEqual(Inquiry.objects.count(), 7)
        self.assertEqual(len(mail.outbox), 7)

    def test_one_household_counts_as_one_address(self):
        for host in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:3::1"]:
            write(Client(REMOTE_ADDR=host), message=host)

        counts = Mark.objects.order_by("value").values_list("value", flat=True)
        self.assertEqual(list(counts), [1, 2])

    def test_behind_a_proxy_the_visitors_own_address_counts(self):
        with self.settings(BEHIND_PROXY=True):
            for forged in ["1.1.1.1", "2.2.2.2"]:
                write(Client(headers={"x-forwarded-for": f"{forged}, 192.0.2.7"}), message=forged)
            write(Client(headers={"x-forwarded-for": "192.0.2.8"}))

        counts = Mark.objects.order_by("value").values_list("value", flat=True)
        self.assertEqual(list(counts), [1, 2])

    def test_no_address_of_a_visitor_is_kept(self):
        write(Client(REMOTE_ADDR="192.0.2.77"))

        rows = [*Mark.objects.values(), *Inquiry.objects.values()]
        self.assertNotIn("192.0.2", str(rows) + mail.outbox[0].body)
