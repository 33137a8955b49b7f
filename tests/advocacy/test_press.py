"""What the newsroom promises its readers."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.redirects.models import Redirect
from django.test import TestCase
from django.utils import timezone

from advocacy.models import Boilerplate, Correction, PressContact, PressRelease, PressTopic
from answers.models import Topic
from tests.advocacy.makers import make_bill, make_picture, make_release
from tests.advocacy.test_actions import make_action
from tests.makers import (
    make_chapter,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
    make_state,
)

LIST = "/press/"
NOON = datetime(2026, 3, 12, 17, tzinfo=UTC)  # noon in Chicago, 1 p.m. in New York


def page_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def titles(page):
    return [a.text for a in page.select(".topstory a, .dates h3 a")]


def make_entry(title, *day, **fields):
    """An entry that leads to its original, whose day or month is known."""
    release = PressRelease(title=title, slug=f"entry-{PressRelease.objects.count()}", **fields)
    release.set_day(*day)
    release.save()
    return release


class ListTests(TestCase):
    def test_the_newest_stands_large_above_the_earlier_ones(self):
        make_release("Second", published_at=NOON - timedelta(days=1))
        make_release("First", published_at=NOON, summary="In short.")
        make_entry("Third", 2001, 3, original_url="https://www.ala.org/3")

        page = page_of(self.client, LIST)

        self.assertEqual(titles(page), ["First", "Second", "Third"])
        self.assertEqual(
            page.select_one(".topstory .kick").text, "March 12, 2026, 1 p.m. Eastern, noon Central"
        )
        self.assertEqual(
            [day.get_text(" ") for day in page.select(".dates .day")], ["Mar 2026 11", "2001 Mar"]
        )

    def test_a_reader_asks_by_year_topic_and_words(self):
        funding = PressTopic.objects.create(name="Funding", slug="funding")
        make_release("Old", published_at=datetime(2024, 12, 31, 23, tzinfo=UTC)).topics.add(funding)
        # The first hour of 2025 in Chicago is the seventh of the year in UTC.
        make_release("New", published_at=datetime(2025, 1, 1, 6, tzinfo=UTC), body="<p>Ferry</p>")
        make_release("Newest", published_at=datetime(2026, 1, 1, 6, tzinfo=UTC))

        for query, expected in [
            ("year=2024", ["Old"]),
            ("year=2025", ["New"]),
            ("topic=funding", ["Old"]),
            ("topic=funding&year=2025", []),
            ("q=FERRY", ["New"]),
            ("q=new", ["Newest", "New"]),
            ("q=%25", []),
        ]:
            with self.subTest(query=query):
                self.assertEqual(titles(page_of(self.client, f"{LIST}?{query}")), expected)
        page = page_of(self.client, f"{LIST}?topic=funding&year=2024")
        self.assertEqual(page.find(id="res-h").text, "1 release of 2024 on funding")
        self.assertEqual(
            [option.text for option in page.select("[name=year] option")],
            ["All years", "2026", "2025", "2024"],
        )

    def test_what_cannot_be_understood_is_said_and_shows_nothing(self):
        make_release("Something")
        for query in ["year=1999", "year=x", "topic=nope", "q=" + "x" * 101, "q=%00", "year=%00"]:
            with self.subTest(query=query):
                page = page_of(self.client, f"{LIST}?{query}", 400)
                self.assertEqual(titles(page), [])
                self.assertIn("Check one answer", page.text)

    def test_twenty_to_a_page_or_all_for_print(self):
        for number in range(41):
            make_release(f"Release {number}", published_at=NOON - timedelta(days=number))

        counts = {
            query: len(titles(page_of(self.client, f"{LIST}{query}")))
            for query in ["", "?page=2", "?page=3", "?page=99", "?page=x", "?page=all"]
        }

        self.assertEqual(
            counts,
            {"": 20, "?page=2": 20, "?page=3": 1, "?page=99": 1, "?page=x": 20} | {"?page=all": 41},
        )
        links = [a["href"] for a in page_of(self.client, f"{LIST}?q=release").select(".pages a")]
        self.assertEqual(links[-1], "?q=release&page=all")

    def test_nothing_out_and_nothing_found_are_said(self):
        self.assertIn("No release is out yet", page_of(self.client, LIST).text)

        make_release()

        text = page_of(self.client, f"{LIST}?q=zzz").text
        self.assertIn("No releases match “zzz”", text)

    def test_three_releases_take_as_many_queries_as_one(self):
        topic = PressTopic.objects.create(name="Funding", slug="funding")

        def ask():
            for path, queries in [(LIST, 8), (f"{LIST}?topic=funding&page=2", 9)]:
                with self.assertNumQueries(queries):
                    self.client.get(path)

        make_release().topics.add(topic)
        ask()
        make_release().topics.add(topic)
        make_release().topics.add(topic)
        ask()


class ReleaseTests(TestCase):
    def test_the_page_has_all_that_a_reporter_needs(self):
        release = make_release(
            "Record year",
            published_at=NOON,
            dateline="Chicago",
            summary="Forty-nine library days.",
            boilerplate=Boilerplate.objects.create(title="About ALA", text="Who we are."),
        )
        PressContact.objects.create(
            release=release, name="Press desk", email="press@example.org", phone="312-280-2429"
        )
        picture = make_picture(release, caption="Readers.", credit="A. Photographer")

        page = page_of(self.client, release.get_absolute_url())

        for words in ["Chicago", "Forty-nine", "What happened.", "Who we are.", "noon Central"]:
            self.assertIn(words, page.text)
        card = page.select_one(".slip")
        self.assertEqual(
            [a["href"] for a in card.select(".facts a")],
            ["mailto:press@example.org", "tel:+1-312-280-2429"],
        )
        image = page.find("img")
        self.assertEqual(
            (image["src"], image["alt"], image["width"], image["height"]),
            (picture.file.url, "Readers in a library", "60", "40"),
        )
        self.assertIn("Picture: A. Photographer. Free for news about libraries.", page.text)

    def test_search_engines_read_a_news_article(self):
        release = make_release("A & <b>", published_at=NOON, summary="S", dateline="Chicago")
        release.topics.add(PressTopic.objects.create(name="Funding", slug="funding"))
        Correction.objects.create(release=release, note="Wrong.", noted_at=NOON)
        picture = make_picture(release)

        page = page_of(self.client, release.get_absolute_url())

        address = f"http://testserver{release.get_absolute_url()}"
        ala = {"@type": "Organization", "name": "American Library Association"}
        self.assertEqual(
            json.loads(page.find("script", type="application/ld+json").text),
            {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "@id": address,
                "headline": "A & <b>",
                "description": "S",
                "url": address,
                "mainEntityOfPage": address,
                "datePublished": "2026-03-12T17:00+00:00",
                "dateModified": "2026-03-12T17:00:00+00:00",
                "dateline": "Chicago",
                "keywords": ["Funding"],
                "image": [f"http://testserver{picture.file.url}"],
                "author": ala,
                "publisher": ala,
                "correction": [
                    {
                        "@type": "CorrectionComment",
                        "text": "Wrong.",
                        "datePublished": "2026-03-12T17:00:00+00:00",
                    }
                ],
                "isAccessibleForFree": True,
            },
        )
        self.assertEqual(page.find("link", rel="canonical")["href"], address)

    def test_an_entry_leads_to_its_original_and_invents_no_time(self):
        original = "https://www.ala.org/news/2025?a=1&b=2"
        entry = make_entry("Old news", 2025, 4, 17, original_url=original)

        page = page_of(self.client, entry.get_absolute_url())

        self.assertEqual(page.find("link", rel="canonical")["href"], original)
        self.assertEqual(page.select_one(".original a")["href"], original)
        self.assertEqual(page.select_one(".original a").text, "Read it at ala.org")
        self.assertEqual(page.find("main").find("time")["datetime"], "2025-04-17")
        self.assertNotIn("Central", page.find("main").text)
        self.assertNotIn("midnight", page.text)
        article = json.loads(page.find("script", type="application/ld+json").text)
        self.assertEqual((article["datePublished"], article["url"]), ("2025-04-17", original))

    def test_of_a_month_no_day_is_shown(self):
        entry = make_entry("Older news", 2001, 3)

        page = page_of(self.client, entry.get_absolute_url())

        self.assertEqual(page.find("main").find("time").text, "March 2001")
        self.assertEqual(page.find("main").find("time")["datetime"], "2001-03")
        self.assertIsNone(page.select_one(".original"))
        self.assertIn("Ask us for it", page.text)

    def test_changes_are_told_the_newest_first(self):
        release = make_release(published_at=NOON)
        Correction.objects.create(release=release, note="First.", noted_at=NOON)
        Correction.objects.create(
            release=release, note="<b>Second</b>.", noted_at=NOON + timedelta(hours=1)
        )

        notes = [
            p.text for p in page_of(self.client, release.get_absolute_url()).select(".flash p")
        ]

        self.assertEqual(
            notes,
            [
                "March 12, 2026, 2 p.m. Eastern, 1 p.m. Central. <b>Second</b>.",
                "March 12, 2026, 1 p.m. Eastern, noon Central. First.",
            ],
        )

    def test_it_names_what_it_is_about_as_far_as_that_is_public(self):
        release = make_release()
        chapter = make_chapter()
        bill, draft = make_bill("H.R. 1"), make_bill("H.R. 2", published_at=None)
        action, later = make_action(), make_action(slug="later", published_at=None)
        release.chapters.add(chapter)
        release.bills.add(bill, draft)
        release.actions.add(action, later)

        page = page_of(self.client, release.get_absolute_url())

        self.assertEqual(
            [a["href"] for a in page.select("#related ~ ul h3 a")],
            [row.get_absolute_url() for row in [chapter, bill, action]],
        )
        for row in [bill, action]:
            self.assertEqual(titles(page_of(self.client, row.get_absolute_url())), [str(release)])

    def test_staff_words_cannot_run(self):
        release = make_release(
            "<script>1</script>", summary="<script>2</script>", body="<p>x</p><script>3</script>"
        )

        content = self.client.get(release.get_absolute_url()).content.decode()

        for number in "123":
            self.assertNotIn(f"<script>{number}", content)

    def test_a_new_address_follows_a_new_slug(self):
        release = make_release(slug="first")
        release.slug = "second"
        release.save()

        response = self.client.get("/press/releases/first/")

        self.assertRedirects(response, "/press/releases/second/", status_code=301)
        self.assertEqual(Redirect.objects.count(), 1)

    def test_strange_addresses_find_nothing(self):
        for slug in [
            "x" * 3000,
            "%00",
            "a%2fb",
            "..%2f..%2fetc",
            "'or'1",
            "%F0%9F%93%9A",
            "-",
            "_",
        ]:
            with self.subTest(slug=slug[:20]):
                self.assertEqual(self.client.get(f"/press/releases/{slug}/").status_code, 404)
        self.assertRedirects(self.client.get("/press/releases/"), LIST, status_code=301)

    def test_many_rows_take_as_many_queries_as_few(self):
        release = make_release(boilerplate=Boilerplate.objects.create(title="About", text="Us."))

        def add(number):
            make_picture(release)
            PressContact.objects.create(release=release, name="Desk", email="p@example.org")
            Correction.objects.create(release=release, note="Wrong.")
            release.topics.add(PressTopic.objects.create(name=number, slug=number))
            release.chapters.add(make_chapter(f"{number} Library Association"))
            release.bills.add(make_bill(f"H.R. {number}"))
            release.actions.add(make_action(slug=f"action-{number}"))

        def ask():
            with self.assertNumQueries(12):
                self.client.get(release.get_absolute_url())

        add("1")
        ask()
        add("2")
        add("3")
        ask()


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
        years = [o.text for o in page_of(self.client, LIST).select("[name=year] option")]
        self.assertEqual(years, ["All years"])

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

        page = BeautifulSoup(response.content, "html.parser")
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
        for path in [good[:-2] + "x/", "/press/preview/x/", "/press/preview/%00/", good + "x/"]:
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


class DeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.state = make_state()
        cls.other = make_state("Maine", "ME")
        cls.chapter = make_chapter(
            states=[cls.state], assured_on=date(2026, 3, 3), email="office@vla.example.org"
        )
        cls.region = make_region(states=[cls.state, cls.other])
        cls.president = make_position()

    def test_it_says_who_speaks_today_and_when_that_was_confirmed(self):
        private = make_person("Grace Hopper", email="grace@example.org", phone="802-555-0100")
        make_post(email="president@vla.example.org")
        make_office_holder("Ada Lovelace")
        make_office_holder("Past One", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
        make_office_holder("Coming One", starts_on=date(2090, 1, 1))
        make_office_holder(person=private, position=make_position("Secretary", rank=60))

        page = page_of(self.client, "/press/desk/vt/")

        people = [li.get_text(" ", strip=True) for li in page.select(".person")]
        self.assertEqual(
            people,
            [
                "President Ada Lovelace president@vla.example.org",
                "Secretary Grace Hopper office@vla.example.org",
            ],
        )
        self.assertIn("Confirmed by the chapter on March 3, 2026.", page.text)
        self.assertIn("Not yet confirmed by the chapter", page.text)
        self.assertIn("We know of nobody who serves today.", page.text)
        for secret in ["grace@example.org", "802-555-0100", "(802)"]:
            self.assertNotIn(secret, str(page))

    def test_releases_about_its_chapters_come_before_the_latest(self):
        make_release("About Vermont").chapters.add(self.chapter)
        make_release("About the region", published_at=NOON).chapters.add(self.region, self.chapter)
        for number in range(7):
            make_release(f"Other {number}", published_at=NOON + timedelta(hours=number))

        page = page_of(self.client, "/press/desk/vt/")

        self.assertEqual(
            titles(page),
            ["About Vermont", "About the region", *(f"Other {n}" for n in [6, 5, 4, 3, 2])],
        )

    def test_it_leads_to_the_form_that_asks_for_outlet_and_deadline(self):
        page = page_of(self.client, "/press/desk/vt/")

        links = [a["href"] for a in page.find("main").select("a[href^='/contact/']")]
        self.assertEqual(
            links,
            [
                "/contact/?topic=press&about=Vermont%20Library%20Association",
                "/contact/?topic=press&about=New%20England%20Library%20Association",
                "/contact/?topic=press&about=Vermont",
            ],
        )

    def test_addresses_are_in_small_letters_and_of_states(self):
        response = self.client.get("/press/desk/VT/")
        self.assertRedirects(response, "/press/desk/vt/", status_code=301)
        for code in ["zz", "vermont", "%00", "v", "x" * 500]:
            with self.subTest(code=code[:10]):
                self.assertEqual(self.client.get(f"/press/desk/{code}/").status_code, 404)

    def test_the_list_has_every_state(self):
        links = page_of(self.client, "/press/desk/").select(".map a")

        self.assertEqual([a["href"] for a in links], ["/press/desk/me/", "/press/desk/vt/"])

    def test_three_of_everything_take_as_many_queries_as_one(self):
        def ask():
            with self.assertNumQueries(13):
                self.client.get("/press/desk/vt/")

        make_office_holder("One")
        make_release().chapters.add(self.chapter)
        ask()
        make_office_holder("Two")
        make_office_holder("Three", position=make_position("Treasurer"))
        make_release().chapters.add(self.chapter)
        make_release()
        make_chapter("Second Library Association", states=[self.state])
        ask()


class KitTests(TestCase):
    def test_it_has_our_words_our_mark_and_pictures_with_their_rights(self):
        Boilerplate.objects.create(title="About ALA", text="Who we are.")
        make_picture(None, alt="Of no release", credit="A. Photographer")
        make_picture(make_release(), alt="Of a release", rights="With credit.")
        make_picture(make_release(), alt="Not for the press", is_for_press=False)

        page = page_of(self.client, "/press/kit/")

        self.assertIn("Who we are.", page.text)
        self.assertTrue(page.find("a", download="mark.svg")["href"].startswith("/static/mark."))
        self.assertEqual([i["alt"] for i in page.select("img")], ["Of no release", "Of a release"])
        self.assertIn("With credit.", page.text)

    def test_an_empty_kit_says_what_to_do(self):
        self.assertIn("No pictures yet", page_of(self.client, "/press/kit/").text)

    def test_three_pictures_take_as_many_queries_as_one(self):
        def ask():
            with self.assertNumQueries(6):
                self.client.get("/press/kit/")

        make_picture(make_release())
        ask()
        make_picture(make_release())
        make_picture(make_release())
        ask()


@pytest.mark.django_db(transaction=True)
def test_a_release_prints_with_its_contact_and_an_entry_with_its_address(open_page):
    release = make_release("Record year", slug="record-year")
    PressContact.objects.create(release=release, name="Press desk", email="press@example.org")
    make_entry("Old", 2025, 4, 17, original_url="https://www.ala.org/old")

    page = open_page(release.get_absolute_url())
    page.emulate_media(media="print")
    assert page.get_by_text("What happened.").is_visible()
    assert page.get_by_role("link", name="press@example.org").is_visible()
    assert not page.get_by_role("link", name="Press kit").is_visible()
    assert not page.get_by_role("navigation", name="Main").is_visible()

    page.goto("/press/")
    page.get_by_role("link", name="Old").click()
    page.emulate_media(media="print")
    link = page.get_by_role("link", name="Read it at ala.org")
    assert link.is_visible()
    address = link.evaluate("a => getComputedStyle(a, '::after').content")
    assert address == '": https://www.ala.org/old"'
    assert page.problems == []


@pytest.mark.django_db(transaction=True)
def test_a_reporter_finds_who_speaks_and_asks_with_a_deadline_without_scripts(open_page):
    make_chapter(states=[make_state()])
    make_office_holder("Ada Lovelace")
    Topic.objects.create(slug="press", title="A question from the press", asks_deadline=True)
    make_release("Record year")
    page = open_page("/press/", javascript=False, width=390)

    page.get_by_role("link", name="Who speaks in each state").click()
    page.get_by_title("Vermont").click()
    page.get_by_role("heading", name="Ada Lovelace").wait_for()
    page.get_by_role("link", name="Ask us about Vermont").click()

    assert page.get_by_label("A question from the press").is_checked()
    assert page.locator("[name=about]").input_value() == "Vermont Library Association"
    assert page.locator("[name=outlet]").is_visible()
