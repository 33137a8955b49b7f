from datetime import UTC, datetime, timedelta

from django.test import TestCase
from django.utils import timezone

from advocacy.models import Bill, PressRelease
from chapters_portal.search.query import search
from tests.advocacy.makers import make_bill, make_release
from tests.advocacy.test_actions import make_action

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class BillNumberTests(TestCase):
    def test_a_bill_is_found_by_its_number_as_people_write_it(self):
        bills = {number: make_bill(number) for number in ["H.R. 19", "HB 882", "A 7006"]}
        bills["H.Con.Res. 12"] = make_bill("H.Con.Res. 12")
        make_bill("H.R. 190", title="An Act of 19 words")

        for text, number in [
            *[(text, "H.R. 19") for text in ["HR19", "H.R. 19", "hr 19", "H. R. 19", "hr-19"]],
            *[(text, "HB 882") for text in ["HB 882", "hb882", "H.B. 882"]],
            *[(text, "A 7006") for text in ["A7006", "a7006", "A. 7006"]],
            *[(text, "H.Con.Res. 12") for text in ["hconres 12", "H Con Res 12"]],
        ]:
            with self.subTest(text=text):
                found = search(text, moment=timezone.now()).best(0, 9)
                self.assertEqual([hit.url for hit in found], [bills[number].get_absolute_url()])
                self.assertEqual(list(Bill.objects.mentioning(text)), [bills[number]])

    def test_a_number_in_the_text_of_a_release_is_found_too(self):
        release = make_release(body="<p>We support H.R. 19.</p>")

        self.assertEqual(list(PressRelease.objects.mentioning("hr19")), [release])

    def test_tags_and_addresses_in_the_text_of_a_release_are_not_searched(self):
        make_release(body='<p>A <a href="https://zebra.example/">link</a>.</p>')

        for text in ["href", "zebra", "https"]:
            self.assertEqual(list(PressRelease.objects.mentioning(text)), [])


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
        self.assertEqual(self.found("ferry"), [action.get_absolute_url()])
        self.assertEqual(self.found("bookmobiles"), [action.get_absolute_url()])  # as it was called

        action.withdrawn_at, action.withdrawn_reason = timezone.now(), "Old."
        action.save()
        self.assertEqual(self.found("ferry"), [])
        self.assertEqual(self.found("bookmobiles"), [])
