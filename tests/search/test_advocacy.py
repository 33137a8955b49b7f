from datetime import UTC, datetime, timedelta

from django.test import TestCase
from django.utils import timezone

from chapters_portal.search.query import search
from tests.advocacy.makers import make_bill
from tests.advocacy.test_actions import make_action

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class AdvocacySearchTests(TestCase):
    def found(self, text):
        return sorted(hit.url for hit in search(text, moment=timezone.now()).best(0, 20))

    def test_actions_and_bills_are_found_while_they_are_public(self):
        later = timezone.now() + timedelta(days=1)
        action = make_action(title="Fund bookmobiles")
        make_action(title="Bookmobile draft", published_at=None)
        make_action(title="Bookmobile tomorrow", published_at=later)
        bill = make_bill(title="Bookmobile Act")
        make_bill("H.R. 2", title="Bookmobile secret", published_at=None)

        self.assertEqual(
            self.found("bookmobiles"), sorted([action.get_absolute_url(), bill.get_absolute_url()])
        )

    def test_the_index_follows_a_new_title_and_a_withdrawal(self):
        action = make_action(title="Fund bookmobiles")
        action.title = "Fund ferries"
        action.save()
        self.assertEqual(self.found("bookmobiles"), [])
        self.assertEqual(self.found("ferry"), [action.get_absolute_url()])

        action.withdrawn_at, action.withdrawn_reason = timezone.now(), "Old."
        action.save()
        self.assertEqual(self.found("ferry"), [])
