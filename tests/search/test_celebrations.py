from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from chapters_portal.search.query import search
from tests.events.makers import make_celebration


class CelebrationSearchTests(TestCase):
    def found(self, text):
        return sorted(hit.url for hit in search(text, moment=timezone.now()).best(0, 20))

    def test_celebrations_are_found_while_they_are_public(self):
        later = timezone.now() + timedelta(days=1)
        celebration = make_celebration("Bookmobile Week", sponsor="Wheels", summary="For drivers.")
        make_celebration("Bookmobile draft", published_at=None)
        make_celebration("Bookmobile tomorrow", published_at=later)
        make_celebration("Bookmobile gone", withdrawn_at=timezone.now(), withdrawn_reason="Old.")

        for text in ["bookmobiles", "wheel", "driver"]:
            with self.subTest(text=text):
                self.assertEqual(self.found(text), [celebration.get_absolute_url()])

    def test_the_index_follows_a_new_title_and_a_new_address(self):
        celebration = make_celebration("Bookmobile Week")
        celebration.title, celebration.slug = "Outreach Week", "outreach-week"
        celebration.save()

        self.assertEqual(self.found("outreach"), ["/events/outreach-week/"])
        self.assertEqual(self.found("bookmobile"), ["/events/outreach-week/"])  # as it was called
