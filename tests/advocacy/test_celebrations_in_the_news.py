from django.test import TestCase

from tests.advocacy.makers import make_release
from tests.events.makers import make_celebration


class CelebrationsInTheNewsTests(TestCase):
    def test_a_release_and_what_it_celebrates_lead_to_each_other(self):
        release, celebration = make_release("Sample news"), make_celebration("Sample Week")
        release.celebrations.add(celebration)

        self.assertContains(
            self.client.get(release.get_absolute_url()), celebration.get_absolute_url()
        )
        self.assertContains(
            self.client.get(celebration.get_absolute_url()), release.get_absolute_url()
        )

    def test_drafts_stay_hidden_on_both_sides(self):
        release, celebration = make_release("Sample news"), make_celebration("Sample Week")
        draft = make_release("Hidden news", published_at=None)
        hidden = make_celebration("Hidden Week", published_at=None)
        release.celebrations.add(hidden)
        draft.celebrations.add(celebration)

        for row in [release, celebration]:
            with self.subTest(row=row):
                self.assertNotContains(self.client.get(row.get_absolute_url()), "Hidden")
