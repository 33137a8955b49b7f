"""What is not public, no more or not yet, shows only where it should."""

from datetime import timedelta

import time_machine
from django.test import TestCase
from django.utils import timezone

from advocacy.models import PressTopic
from tests.advocacy.makers import make_bill, make_picture, make_release
from tests.advocacy.test_actions import make_action
from tests.advocacy.test_press import LIST, NOON, page_of
from tests.makers import make_chapter, make_state
from tests.reading import read_page


class WithdrawnTests(TestCase):
    def test_the_page_stays_and_says_so(self):
        release = make_release(
            "Record year",
            summary="Secret summary",
            published_at=NOON,
            withdrawn_at=NOON + timedelta(hours=1),
            withdrawn_reason="The figures were <wrong>.",
        )
        make_picture(release)

        page = page_of(self.client, release.get_absolute_url(), 410)

        self.assertEqual(page.find("h1").text, "Record year")
        self.assertIn(
            "Withdrawn on March 12, 2026, 2 p.m. Eastern, 1 p.m. Central.", page.find("main").text
        )
        self.assertIn("The figures were <wrong>.", page.text)
        self.assertEqual(page.find("meta", {"name": "robots"})["content"], "noindex")
        for hidden in ["What happened", "Secret summary", "<img", "ld+json"]:
            self.assertNotIn(hidden, str(page))

    def test_until_its_moment_comes_it_is_there(self):
        release = make_release(
            withdrawn_at=timezone.now() + timedelta(days=1), withdrawn_reason="Old."
        )

        self.assertIn("What happened", page_of(self.client, release.get_absolute_url()).text)


class EmbargoTests(TestCase):
    """Nothing of what is not public shows anywhere but under its secret address."""

    @classmethod
    def setUpTestData(cls):
        cls.state = make_state()
        cls.chapter = make_chapter(states=[cls.state])
        cls.bill, cls.action = make_bill(), make_action()
        cls.topic = PressTopic.objects.create(name="Funding", slug="funding")
        later = timezone.now() + timedelta(days=3)
        cls.embargoed = cls.make("Hushhush embargoed", published_at=later)
        cls.draft = cls.make("Hushhush draft", published_at=None)
        cls.gone = cls.make(
            "Hushhush withdrawn",
            published_at=timezone.now() - timedelta(days=2),
            withdrawn_at=timezone.now() - timedelta(days=1),
            withdrawn_reason="Wrong.",
        )

    @classmethod
    def make(cls, title, **fields):
        release = make_release(title, summary="Hushhush", slug=title.replace(" ", "-"), **fields)
        release.topics.add(cls.topic)
        release.chapters.add(cls.chapter)
        release.bills.add(cls.bill)
        release.actions.add(cls.action)
        make_picture(release, alt="Hushhush picture")
        return release

    def everywhere(self):
        return [
            "/",
            LIST,
            f"{LIST}?topic=funding",
            f"{LIST}?page=all",
            "/press/feed/",
            "/press/feed.json",
            "/press/kit/",
            "/press/desk/",
            "/press/desk/vt/",
            "/search/?q=picture",
            "/search/suggest?q=hush",
            "/sitemap.xml",
            self.bill.get_absolute_url(),
            self.action.get_absolute_url(),
            self.chapter.get_absolute_url(),
            "/advocacy/states/vt/",
        ]

    def test_it_leaks_nowhere(self):
        leaks = {
            path
            for path in self.everywhere()
            if "hushhush" in self.client.get(path).content.decode().lower()
        }

        self.assertEqual(leaks, set())
        for query in ["hushhush", "embargoed"]:
            self.assertIn(b"Nothing found", self.client.get(f"/search/?q={query}").content)
        for release in [self.embargoed, self.draft]:
            self.assertEqual(self.client.get(release.get_absolute_url()).status_code, 404)
        self.assertEqual(page_of(self.client, LIST).select("[name=year] option"), [])

    def test_each_of_those_places_shows_it_once_its_time_has_come(self):
        """Else the test above could not fail."""
        with time_machine.travel(timezone.now() + timedelta(days=4)):
            shown = {
                path
                for path in self.everywhere()
                if "hushhush-embargoed" in self.client.get(path).content.decode().lower()
            }
            found = self.client.get("/search/?q=hushhush").content.decode()
            kit = self.client.get("/press/kit/").content.decode()

        self.assertEqual(
            set(self.everywhere()) - shown,
            {"/press/kit/", "/press/desk/", "/search/?q=picture", self.chapter.get_absolute_url()}
            | {"/advocacy/states/vt/"},
        )
        self.assertIn("Hushhush picture", kit)
        self.assertIn(self.embargoed.get_absolute_url(), found)

    def test_its_secret_address_shows_it_and_says_until_when(self):
        with time_machine.travel(NOON, tick=False):
            release = make_release("Soon", published_at=NOON + timedelta(days=1), slug="soon")

            response = self.client.get(release.get_preview_url())

        page = read_page(response.content)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(
            page.select_one(".flash h2").text,
            "EMBARGOED UNTIL March 13, 2026, 1 p.m. Eastern, noon Central",
        )
        self.assertIn("What happened.", page.text)
        self.assertEqual(
            [response[name] for name in ["Cache-Control", "X-Robots-Tag", "Referrer-Policy"]],
            ["private, no-store", "noindex, nofollow, noarchive", "no-referrer"],
        )
        self.assertEqual(page.find("meta", {"name": "robots"})["content"], "noindex")
        self.assertIsNone(page.find("link", rel="canonical"))
        self.assertIsNone(page.find("script", type="application/ld+json"))
        self.assertNotIn("Address to share", page.text)

    def test_a_draft_has_one_too(self):
        page = page_of(self.client, self.draft.get_preview_url())

        self.assertEqual(page.select_one(".flash h2").text, "Draft, not for release")
        self.assertIn("No time is set yet", page.text)

    def test_its_secret_address_expires(self):
        with time_machine.travel(timezone.now() - timedelta(days=7, seconds=2)):
            path = self.embargoed.get_preview_url()

        response = self.client.get(path)

        self.assertEqual(response.status_code, 410)
        self.assertEqual(response["Cache-Control"], "private, no-store")
        self.assertNotIn(b"ushhush", response.content)

    def test_a_guessed_or_broken_address_opens_nothing(self):
        good = self.embargoed.get_preview_url()
        for path in [good[:-2] + "x/", "/preview/x/", "/preview/%00/", good + "x/"]:
            with self.subTest(path=path):
                self.assertEqual(self.client.get(path).status_code, 404)

    def test_once_it_is_out_the_secret_address_leads_to_the_public_one(self):
        for release in [make_release("Out", slug="out"), self.gone]:
            response = self.client.get(release.get_preview_url())
            with self.subTest(release=release):
                self.assertRedirects(
                    response, release.get_absolute_url(), fetch_redirect_response=False
                )
                self.assertEqual(response["Cache-Control"], "private, no-store")
