"""What the newsroom promises its readers."""

import json
from datetime import UTC, datetime, timedelta

from django.test import TestCase

from advocacy.models import Boilerplate, Correction, PressContact, PressRelease, PressTopic
from chapters_portal.models import Redirect
from tests.advocacy.makers import make_bill, make_picture, make_release
from tests.advocacy.test_actions import make_action
from tests.editors import text_of
from tests.events.makers import make_celebration
from tests.makers import make_chapter
from tests.reading import read_page

LIST = "/press/"
NOON = datetime(2026, 3, 12, 17, tzinfo=UTC)  # noon in Chicago, 1 p.m. in New York


def page_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.status_code
    return read_page(response.content)


def titles(page):
    return [a.text for a in page.select(".topstory a, .dates h3 a")]


def make_entry(title, *day, **fields):
    """An entry that leads to its original, whose day or month is known."""
    release = PressRelease(title=title, slug=f"entry-{PressRelease.objects.count()}", **fields)
    release.set_day(*day)
    release.save()
    return release


class ListTests(TestCase):
    def test_the_archive_says_its_years_and_where_later_releases_stand(self):
        for year in [2001, 2025]:
            make_release(published_at=datetime(year, 5, 1, tzinfo=UTC))

        page = self.client.get(LIST)

        self.assertContains(page, "This archive has releases of 2001 to 2025.")
        self.assertContains(page, 'href="https://www.ala.org/news/press-releases"')

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
            [text_of(day) for day in page.select(".dates .day")], ["Mar 2026 11", "2001 Mar"]
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
        empty = page_of(self.client, LIST)
        self.assertIn("No release is out yet", empty.text)
        self.assertIsNone(empty.find("main").find("form"))

        make_release()

        text = page_of(self.client, f"{LIST}?q=zzz").text
        self.assertIn("No releases match “zzz”", text)

    def test_three_releases_take_as_many_queries_as_one(self):
        topic = PressTopic.objects.create(name="Funding", slug="funding")

        def ask():
            for path, queries in [(LIST, 9), (f"{LIST}?topic=funding&page=2", 10)]:
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
        self.assertEqual(
            " ".join(page.select_one(".lead").text.split()),
            "A release of April 17, 2025. Its text stands at ala.org.",
        )
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
            release.celebrations.add(make_celebration(number))

        def ask():
            with self.assertNumQueries(14):
                self.client.get(release.get_absolute_url())

        add("1")
        ask()
        add("2")
        add("3")
        ask()
