"""What the rooms share of publishing: moments in two zones, and secret previews."""

from datetime import UTC, datetime, timedelta

import time_machine
from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import SimpleTestCase, TestCase

from advocacy.models import Action, Bill, PressRelease
from chapters_portal.content.moments import in_both_zones
from chapters_portal.content.previews import GOOD_FOR, Expired, preview_word, previewed
from tests.advocacy.makers import make_bill, make_release

NO_TIME = (
    "There is no 2:30 a.m. on March 14, 2027: that night, clocks in the Central zone go forward an"
    " hour. Enter 3:30 a.m. instead."
)
TWICE = (
    "1:30 a.m. comes twice on November 7, 2027: that night, clocks in the Central zone go back an"
    " hour. Enter a time up to 12:59 a.m., or from 2 a.m. on."
)


class MomentTests(SimpleTestCase):
    def test_a_moment_is_told_in_eastern_and_in_central_time(self):
        for moment, words in [
            (datetime(2026, 3, 12, 14, tzinfo=UTC), "March 12, 2026, 10 a.m. Eastern, 9 a.m. Cen"),
            (datetime(2026, 1, 12, 17, 5, tzinfo=UTC), "January 12, 2026, 12:05 p.m. Eastern, 11:"),
            (
                datetime(2026, 3, 13, 4, 30, tzinfo=UTC),
                "March 13, 2026, 12:30 a.m. Eastern, March 12, 2026, 11:30 p.m. Central",
            ),
        ]:
            with self.subTest(moment=moment):
                self.assertTrue(in_both_zones(moment).startswith(words), in_both_zones(moment))

    def test_every_form_of_what_is_published_is_clear_about_the_nights_clocks_change(self):
        moments = [
            model._meta.get_field(name)
            for model in [Action, Bill, PressRelease]
            for name in ["published_at", "withdrawn_at"]
        ]
        for entered, refused in [
            ("2027-03-14 01:59", None),
            ("2027-03-14 02:30", NO_TIME),
            ("2027-03-14 03:00", None),
            ("2027-11-07 00:59", None),
            ("2027-11-07 01:30", TWICE),
            ("2027-11-07 02:00", None),
            ("2027-13-14 02:30", "Enter a valid date"),
        ]:
            for moment in moments:
                split = moment.formfield(form_class=forms.SplitDateTimeField)
                for field, value in [(moment.formfield(), entered), (split, entered.split())]:
                    with self.subTest(moment=str(moment), value=value):
                        self.assertTrue(refusal(field, value).startswith(refused or "taken"))


def refusal(field, value):
    try:
        field.clean(value)
    except ValidationError as error:
        return error.messages[0]
    return "taken"


class PreviewTests(TestCase):
    def test_a_word_names_one_row_until_it_expires(self):
        release = make_release(published_at=None)
        other = make_release(published_at=None)
        begin = datetime(2026, 5, 4, 12, tzinfo=UTC)
        with time_machine.travel(begin, tick=False):
            word = preview_word(release)

        with time_machine.travel(begin + GOOD_FOR - timedelta(seconds=1), tick=False):
            self.assertEqual(previewed(word), release)
            self.assertNotEqual(preview_word(other), word)
        with (
            time_machine.travel(begin + GOOD_FOR + timedelta(seconds=2), tick=False),
            self.assertRaises(Expired),
        ):
            previewed(word)

    def test_a_word_opens_nothing_else(self):
        release, bill = make_release(), make_bill()
        word, good = preview_word(release), preview_word(bill)
        release.delete()

        for tried in [word, good[:-1], "x" + good, "", "\0:\0:\0", "é" * 10_000]:
            with self.subTest(tried=tried[:100]), self.assertRaises(Http404):
                previewed(tried)
        self.assertEqual(previewed(good), bill)
