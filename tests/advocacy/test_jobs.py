"""Subjects of bills that staff follow are looked for each night."""

from datetime import UTC, datetime
from unittest import mock

from django.test import TestCase, override_settings

from advocacy.jobs import follow_subjects
from advocacy.loaders import congress_gov, openstates
from advocacy.models import Bill, Subject
from tests.advocacy.makers import make_bill
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

        self.assertEqual(
            [query["q"] for path, query in self.server.asked if path == "/bills"], [["librar"]]
        )
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


class KeyTests(ServiceTestCase):
    """What staff type is read leniently, asked of the service, and stored in one form."""

    def save(self, bill, **fields):
        page = f"/admin/advocacy/bill/{bill.pk}/change/"
        form = self.editor.get(page).context["adminform"].form
        values = {
            name: value for name, value in form.initial.items() if value and value is not True
        }
        values |= {"subjects": []} | fields
        for prefix in ["actions", "sponsors"]:
            values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        with (
            mock.patch.object(openstates, "BASE", self.base),
            mock.patch.object(congress_gov, "BASE", self.base),
        ):
            answer = self.editor.post(page, values, follow=True)
        bill.refresh_from_db()
        return answer.content.decode()

    def setUp(self):
        super().setUp()
        self.editor = Editor("editor").client
        self.bill = make_bill("H.R. 6440")
        self.known = {"/bill/119/hr/6440": (200, {}, {"bill": {}})}
        self.server.answer = lambda path, query: self.known.get(path, (404, {}, {}))

    def test_many_ways_to_write_a_key_are_stored_as_one(self):
        for text in [
            "119-HR-6440",
            " 119 H.R. 6440",
            "https://www.congress.gov/bill/119th-congress/house-bill/6440/text?s=1&r=2",
        ]:
            with self.subTest(text=text):
                self.save(self.bill, congress_key=text, identifier="hr6440")
                self.assertEqual(self.bill.congress_key, "119/hr/6440")
                self.assertEqual(self.bill.identifier, "H.R. 6440")
                Bill.objects.update(congress_key="")

    def test_what_is_no_key_or_that_of_another_bill_is_refused(self):
        for fields, words in [
            ({"congress_key": "librar"}, "Write the key as 119/hr/6440"),
            ({"congress_key": "119/s/1"}, "is not that of H.R. 6440"),
            ({"openstates_id": "HB 1"}, "Write the id as ocd-bill/"),
            ({"identifier": "Libraries Act"}, "such as H.R. 6440"),
        ]:
            with self.subTest(words=words):
                self.assertIn(words, self.save(self.bill, **fields))

    @override_settings(CONGRESS_API_KEY="x", OPENSTATES_API_KEY="x")
    def test_the_service_is_asked_and_when_it_is_down_the_save_goes_through(self):
        self.save(self.bill, congress_key="119/hr/6440")
        self.assertEqual(self.bill.congress_key, "119/hr/6440")

        said = self.save(self.bill, openstates_id="ocd-bill/abcd")
        self.assertIn("Open States has no bill with this key", said)
        self.assertEqual(self.bill.openstates_id, "")

        for status in [500, 503, 403]:
            self.known["/bills/ocd-bill/abcd"] = (status, {}, {})
            Bill.objects.update(openstates_id="")
            with self.subTest(status=status):
                said = self.save(self.bill, openstates_id="ocd-bill/abcd")
                self.assertIn("could not be asked", said)
                self.assertEqual(self.bill.openstates_id, "ocd-bill/abcd")


class DeskTests(TestCase):
    def test_one_press_follows_a_subject_and_another_ends_it(self):
        subject = Subject.objects.create(name="Libraries", slug="libraries")
        for action, words in [("follow", "libraries"), ("follow_no_more", "")]:
            Editor(action).client.post(
                "/admin/advocacy/subject/", {"action": action, "_selected_action": [subject.pk]}
            )
            subject.refresh_from_db()
            self.assertEqual(subject.followed_words, words)
