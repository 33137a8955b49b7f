from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import TestCase

from chapters_portal.pages.models import HomeLink, HomeSection, Menu, MenuLink, SiteSettings
from tests.pages.makers import make_home_link, make_home_section
from tests.reading import read_page


def page_of(client, path="/"):
    return read_page(client.get(path).content)


class HomeTests(TestCase):
    def test_sections_and_links_stand_in_the_order_staff_gave_them(self):
        last = make_home_section(title="Last", slug="last", order=2)
        first = make_home_section(title="First", slug="first", order=1)
        make_home_link(section=first, title="B", order=2)
        make_home_link(section=first, title="A", order=1)
        make_home_link(section=last, title="C")

        page = page_of(self.client)

        self.assertEqual([part["id"] for part in page.select(".part > div")], ["first", "last"])
        self.assertEqual([h.text for h in page.select(".links h3")], ["A", "B", "C"])

    def test_the_heading_of_a_part_counts_its_links(self):
        section = make_home_section(title="Support", slug="support")
        make_home_link(section=section)
        make_home_link(section=section, is_shown=False)

        page = page_of(self.client)

        self.assertEqual([b.text for b in page.select(".part summary b")], ["1 link"])

    def test_a_link_without_an_address_is_words_and_no_link(self):
        make_home_link(title="Public Awareness Office", url="")

        page = page_of(self.client)

        self.assertEqual(page.find("h3").text, "Public Awareness Office")
        self.assertEqual(page.select("h3 a"), [])

    def test_a_link_to_another_site_says_whose_it_is(self):
        make_home_link(title="Elsewhere", url="https://www.ala.org/showup", order=1)
        make_home_link(title="Here", url="/directory/", order=2)

        page = page_of(self.client)

        self.assertEqual([host.text for host in page.select(".ext")], ["ala.org"])

    def test_what_staff_hide_is_not_on_the_page(self):
        make_home_link(section=make_home_section(title="Seen"), title="Hidden", is_shown=False)
        make_home_section(title="Unseen", slug="unseen", published_at=None)

        text = page_of(self.client).text

        self.assertIn("Seen", text)
        self.assertNotIn("Hidden", text)
        self.assertNotIn("Unseen", text)

    def test_a_link_with_a_button_is_the_call_to_action(self):
        make_home_link(title="Fund libraries", url="/fund/", button="Read about it")

        page = page_of(self.client)

        self.assertEqual(page.select_one(".cta h3").text, "Fund libraries")
        self.assertEqual(page.select_one(".cta a").text, "Read about it")
        self.assertEqual(page.select(".links h3"), [])

    def test_three_links_take_as_many_queries_as_one(self):
        make_home_link()
        with self.assertNumQueries(9):
            self.client.get("/")

        make_home_link()
        make_home_link(section=make_home_section(slug="another"))
        with self.assertNumQueries(9):
            self.client.get("/")

    def test_an_empty_portal_has_a_home_page_too(self):
        self.assertEqual(self.client.get("/").status_code, 200)


class StarterContentTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_starter_content", congress=False, verbosity=0)

    def test_the_five_parts_stand_in_their_order_and_the_first_is_open(self):
        parts = page_of(self.client).select(".part")

        self.assertEqual(
            [part.find("div")["id"] for part in parts],
            ["support", "together", "answers", "follow", "for"],
        )
        self.assertEqual([part.has_attr("open") for part in parts], [True, *[False] * 4])

    def test_what_is_over_is_folded_and_what_lives_is_not(self):
        page = page_of(self.client)
        folded = {title.text.strip() for title in page.select(".part .fold h3")}

        self.assertIn("Libraries Transform", folded)
        self.assertNotIn("I Love Libraries", folded)
        self.assertEqual(len(page.select(".part .fold")), 2)

    def test_the_living_comes_first(self):
        page = page_of(self.client)
        self.assertEqual(
            [h.get_text(strip=True) for h in page.select(".now h2")],
            ["Take action", "Events", "Press"],
        )

    def test_all_thirty_six_links_of_the_page_are_rows(self):
        parts = HomeSection.objects.exclude(layout=HomeSection.Layout.DOORS)

        self.assertEqual(HomeLink.objects.filter(section__in=parts).count(), 36)

    def test_the_quotation_and_the_audiences_are_on_the_page(self):
        page = page_of(self.client)

        self.assertIn("the price is cheap", page.find("blockquote").text)
        self.assertEqual(page.find("figcaption").text, "Walter Cronkite")
        self.assertEqual(len(page.select(".doors li")), 4)

    def test_every_link_within_the_portal_leads_to_a_page(self):
        page = page_of(self.client)
        paths = {a["href"] for a in page.find_all("a") if a["href"].startswith("/")}

        answers = {path: self.client.get(path, follow=True).status_code for path in paths}

        self.assertEqual(answers, dict.fromkeys(paths, 200))

    def test_every_anchor_on_the_page_is_there(self):
        page = page_of(self.client)
        anchors = {a["href"][1:] for a in page.find_all("a") if a["href"].startswith("#")}

        self.assertEqual({name for name in anchors if not page.find(id=name)}, set())

    def test_a_page_is_called_in_menu_crumb_heading_and_title_by_one_name(self):
        for link in MenuLink.objects.filter(url__startswith="/").exclude(url__in=["/", "/admin/"]):
            with self.subTest(link=link.url):
                page = page_of(self.client, link.url)
                names = [page.h1, page.select_one(".crumb [aria-current]"), page.title]
                names = [one.text.strip().partition(" – ")[0] for one in names]
                self.assertEqual(names, [link.label] * 3)

    def test_production_starts_without_samples(self):
        self.assertNotIn("Sample", self.client.get("/directory/").content.decode())


class MenuTests(TestCase):
    def test_the_menu_marks_the_page_and_the_area_it_is_in(self):
        menu = Menu.objects.create(place=Menu.Place.MASTHEAD, heading="Main")
        for order, url in enumerate(["/", "/directory/", "/directory/officers/"]):
            MenuLink.objects.create(menu=menu, label=url, url=url, order=order)

        def marks(path):
            return [a.get("aria-current") for a in page_of(self.client, path).select(".nav a")]

        self.assertEqual(marks("/"), ["page", None, None])
        self.assertEqual(marks("/directory/"), [None, "page", None])
        self.assertEqual(marks("/directory/officers/"), [None, None, "page"])
        self.assertEqual(marks("/directory/find/"), [None, "true", None])


class AddressTests(TestCase):
    def test_an_address_is_a_page_of_the_portal_or_a_whole_one(self):
        for url in ["", "/", "/directory/?state=VT", "#contact", "https://www.ala.org/"]:
            with self.subTest(url=url):
                make_home_link(url=url).full_clean()

    def test_an_address_that_could_do_harm_is_refused(self):
        for url in [
            "javascript:alert(1)",
            "//evil.example",
            "/\\evil.example",
            "data:x",
            "ala.org",
        ]:
            with self.subTest(url=url), self.assertRaisesMessage(ValidationError, "whole address"):
                make_home_link(url=url).full_clean()


class SiteSettingsTests(TestCase):
    def test_there_is_one_row(self):
        SiteSettings.objects.create(pk=1)

        with self.assertRaisesMessage(ValidationError, "Change those"):
            SiteSettings(pk=2).full_clean()

    def test_words_of_staff_cannot_run_in_a_page(self):
        SiteSettings.objects.create(pk=1, welcome="<script>alert(1)</script>")

        self.assertNotIn("<script>alert", self.client.get("/").content.decode())
