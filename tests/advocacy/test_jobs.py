"""Subjects of bills that staff follow are looked for each night."""

from datetime import UTC, datetime
from unittest import mock

from django.test import TestCase, override_settings

from advocacy.jobs import follow_subjects
from advocacy.loaders import congress_gov, openstates
from advocacy.models import Bill, Subject
from tests.advocacy.test_bill_imports import ServiceTestCase, page_of, sample
from tests.editors import Editor
from tests.makers import make_state

NIGHT = datetime(2026, 11, 26, 9, tzinfo=UTC)


class FollowTests(ServiceTestCase):
    def night(self):
        with (
            mock.patch.object(openstates, "BASE", self.base),
            mock.patch.object(congress_gov, "BASE", self.base),
        ):
            return follow_subjects(sender=None, moment=NIGHT)

    @override_settings(OPENSTATES_API_KEY="secret")
    def test_bills_of_states_that_mention_it_become_drafts(self):
        make_state("Illinois", "IL")
        make_state("Maryland", "MD")
        make_state("New Jersey", "NJ")
        self.serve(page_of(sample("openstates_v3_bills")["results"]))
        Subject.objects.create(name="Libraries", slug="libraries", followed_words="librar")
        Subject.objects.create(name="Other", slug="other")

        self.night()

        self.assertEqual([query["q"] for _, query in self.server.asked], [["librar"]])
        self.assertTrue(Bill.objects.exists())
        self.assertFalse(Bill.objects.exclude(published_at=None).exists())

    @override_settings(CONGRESS_API_KEY="secret")
    def test_a_service_that_refuses_is_told_and_nothing_is_lost(self):
        self.server.answer = lambda path, query: (403, {}, b"no")
        Subject.objects.create(name="Libraries", slug="libraries", followed_words="librar")

        self.assertIn("Forbidden", self.night())
        self.assertIn("/bill/119", self.server.asked[0][0])

    def test_without_a_key_it_says_so(self):
        self.assertEqual(self.night(), "No subject of bills is followed.")
        Subject.objects.create(name="Libraries", slug="libraries", followed_words="librar")
        self.assertIn("No key", self.night())


class DeskTests(TestCase):
    def test_one_press_follows_a_subject_and_another_ends_it(self):
        subject = Subject.objects.create(name="Libraries", slug="libraries")
        for action, words in [("follow", "libraries"), ("follow_no_more", "")]:
            Editor(action).client.post(
                "/admin/advocacy/subject/", {"action": action, "_selected_action": [subject.pk]}
            )
            subject.refresh_from_db()
            self.assertEqual(subject.followed_words, words)
