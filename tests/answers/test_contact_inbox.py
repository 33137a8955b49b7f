from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from answers.models import Answer, Inquiry
from tests.answers.makers import make_answer, make_collection, make_inquiry, make_topic
from tests.editors import Editor
from tests.reading import read_page

INBOX = reverse("admin:answers_inquiry_changelist")


def page_of(inquiry):
    return reverse("admin:answers_inquiry_change", args=[inquiry.pk])


def drafting(inquiry):
    return reverse("admin:answers_inquiry_draft_answer", args=[inquiry.pk])


class InboxCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.staff = get_user_model().objects.create_superuser("staff")

    def setUp(self):
        self.client.force_login(self.staff)

    def sign_in_with(self, *permissions):
        user = get_user_model().objects.create_user("editor", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        self.client.force_login(user)


class ListTests(InboxCase):
    def test_new_ones_come_first_and_the_press_with_the_least_time_before_all(self):
        now = timezone.now()
        make_inquiry("Spam", state=Inquiry.State.SPAM, received_at=now)
        make_inquiry("Answered", state=Inquiry.State.ANSWERED, answered_at=now)
        make_inquiry("Older")
        make_inquiry("Newer", received_at=now)
        make_inquiry("Tomorrow", deadline_at=now + timedelta(days=1, seconds=30))
        make_inquiry("In an hour", deadline_at=now + timedelta(hours=1, seconds=30))

        page = read_page(self.client.get(INBOX).content)

        self.assertEqual(
            [cell.text for cell in page.select("th.field-name")],
            ["In an hour", "Tomorrow", "Newer", "Older", "Answered", "Spam"],
        )
        self.assertEqual(
            [cell.text for cell in page.select(".field-time_left")][:3],
            ["1\xa0hour", "1\xa0day", "-"],
        )

    def test_three_messages_take_as_many_queries_as_one(self):
        make_inquiry()
        with self.assertNumQueries(6):
            self.client.get(INBOX)

        make_inquiry(topic=make_topic("Another"))
        make_inquiry()
        with self.assertNumQueries(6):
            self.client.get(INBOX)

    def test_staff_mark_messages_and_take_it_back(self):
        inquiry = make_inquiry()
        for action, state, is_answered in [
            ("mark_spam", Inquiry.State.SPAM, False),
            ("mark_answered", Inquiry.State.ANSWERED, True),
            ("mark_new", Inquiry.State.NEW, False),
        ]:
            with self.subTest(action=action):
                self.client.post(INBOX, {"action": action, "_selected_action": [inquiry.pk]})
                inquiry.refresh_from_db()
                self.assertEqual(inquiry.state, state)
                self.assertEqual(inquiry.answered_at is not None, is_answered)
        self.assertEqual(mail.outbox, [])


class ReplyTests(InboxCase):
    def test_the_message_is_shown_and_cannot_be_changed(self):
        inquiry = make_inquiry(message="<script>alert(1)</script>")

        self.assertContains(self.client.get(page_of(inquiry)), "&lt;script&gt;alert(1)")
        self.client.post(page_of(inquiry), {"message": "Other", "reply": "", "state": 3})

        inquiry.refresh_from_db()
        self.assertEqual(inquiry.message, "<script>alert(1)</script>")
        self.assertEqual(inquiry.state, Inquiry.State.NEW)

    def test_saving_keeps_the_reply_and_sending_sends_it_once(self):
        inquiry = make_inquiry(topic=make_topic(email="desk@example.org"))

        self.client.post(page_of(inquiry), {"reply": "Any"})
        self.assertEqual(mail.outbox, [])
        for _ in range(2):
            self.client.post(page_of(inquiry), {"reply": "Anyone may.", "_send": ""})

        [letter] = mail.outbox
        self.assertEqual((letter.to, letter.reply_to), ([inquiry.email], ["desk@example.org"]))
        self.assertTrue(letter.body.startswith("Anyone may."))
        inquiry.refresh_from_db()
        self.assertEqual(inquiry.state, Inquiry.State.ANSWERED)
        self.assertEqual(inquiry.reply, "Anyone may.")
        self.assertNotContains(self.client.get(page_of(inquiry)), "Send the reply")

    def test_an_empty_reply_is_not_sent(self):
        inquiry = make_inquiry()

        response = self.client.post(page_of(inquiry), {"reply": "  ", "_send": ""})

        self.assertContains(response, "Write the reply first.")
        self.assertEqual(mail.outbox, [])

    def test_who_may_only_look_cannot_reply(self):
        self.sign_in_with("view_inquiry")
        inquiry = make_inquiry()

        response = self.client.post(page_of(inquiry), {"reply": "Hello", "_send": ""})

        self.assertEqual(response.status_code, 403)
        self.assertNotContains(self.client.get(page_of(inquiry)), "Send the reply")
        self.assertEqual(mail.outbox, [])


class DraftTests(InboxCase):
    def test_a_question_becomes_a_draft_in_one_step(self):
        collection = make_collection()
        inquiry = make_inquiry(message="Who may join?\nI am Ada, and my number is 555-0100.")

        response = self.client.post(drafting(inquiry))

        answer = Answer.objects.get()
        self.assertRedirects(response, reverse("admin:answers_answer_change", args=[answer.pk]))
        self.assertEqual(
            (answer.question, answer.slug, answer.collection, answer.published_at),
            ("Who may join?", "who-may-join", collection, None),
        )
        self.assertEqual(answer.short + answer.body, "")

    def test_a_reply_that_was_begun_is_kept_when_the_question_becomes_a_draft(self):
        make_collection()
        inquiry, ada = make_inquiry(), Editor("Ada")

        response = ada.client.post(
            page_of(inquiry), {**ada.open(inquiry), "reply": "Half a", "_draft_answer": "1"}
        )

        answer = Answer.objects.get()
        self.assertRedirects(response, reverse("admin:answers_answer_change", args=[answer.pk]))
        inquiry.refresh_from_db()
        self.assertEqual((inquiry.reply, inquiry.draft), ("Half a", answer))
        self.assertEqual(len(mail.outbox), 0)

    def test_the_second_time_it_opens_the_same_draft(self):
        make_collection()
        inquiry = make_inquiry()

        addresses = {self.client.post(drafting(inquiry)).url for _ in range(2)}

        self.assertEqual((len(addresses), Answer.objects.count()), (1, 1))

    def test_any_question_finds_an_address_of_its_own(self):
        make_answer(slug="who-may-join")
        for message, slug in [("Who may join?", "who-may-join-2"), ("¿?", "question")]:
            inquiry = make_inquiry(message=message)
            self.client.post(drafting(inquiry))
            inquiry.refresh_from_db()
            self.assertEqual(inquiry.draft.slug, slug)
        long = make_inquiry(message="word " * 1000)
        self.client.post(drafting(long))
        long.refresh_from_db()
        self.assertEqual(len(long.draft.question), 99)

    def test_without_a_collection_it_says_what_to_do(self):
        response = self.client.post(drafting(make_inquiry()), follow=True)

        self.assertContains(response, "Make a collection for answers first.")

    def test_it_needs_both_permissions_and_a_button(self):
        make_collection()
        inquiry = make_inquiry()
        self.assertEqual(self.client.get(drafting(inquiry)).status_code, 405)

        self.sign_in_with("change_inquiry", "view_inquiry")
        self.assertEqual(self.client.post(drafting(inquiry)).status_code, 403)
        self.assertNotContains(self.client.get(page_of(inquiry)), "draft answer")
        self.assertEqual(Answer.objects.count(), 0)


class OutboxTests(InboxCase):
    def test_staff_read_the_outbox_and_queue_again_what_failed(self):
        failed = Email.objects.create(
            from_email="a@example.org", to=["b@example.org"], status=STATUS.failed, subject="Füße"
        )
        failed.logs.create(status=STATUS.failed, message="Nobody there")
        sent = Email.objects.create(
            from_email="a@example.org", to=["c@example.org"], status=STATUS.sent
        )

        page = self.client.get(reverse("admin:post_office_email_change", args=[failed.pk]))
        self.assertContains(page, "Füße")
        self.assertContains(page, "Nobody there")
        self.client.post(
            reverse("admin:post_office_email_changelist"),
            {"action": "queue_again", "_selected_action": [failed.pk, sent.pk]},
        )

        states = Email.objects.order_by("pk").values_list("status", flat=True)
        self.assertEqual(list(states), [STATUS.queued, STATUS.sent])
