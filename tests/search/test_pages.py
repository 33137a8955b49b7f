from django.test import TestCase
from django.utils import timezone

from chapters_portal.pages.models import PageLink, PageText, SiteSettings
from chapters_portal.search.query import search
from tests.makers import make_committee, make_state
from tests.pages.makers import make_home_link, make_home_section
from tests.reading import read_page


class PageSearchTests(TestCase):
    def urls(self, text):
        return [hit.url for hit in search(text, moment=timezone.now()).best(0, 20)]

    def test_a_page_is_found_by_its_texts_and_their_links(self):
        text = PageText.objects.create(key="press-kit", title="Press kit", body="Our zebra.")
        link = PageLink.objects.create(page=text, title="Quokka", url="https://example.org/")

        self.assertEqual(self.urls("zebra"), ["/press/kit/"])
        self.assertEqual(self.urls("quokka"), ["/press/kit/"])

        link.delete()

        self.assertEqual(self.urls("quokka"), [])

    def test_what_only_leads_astray_is_not_found(self):
        for key in ["withdrawn", "not-found", "contact-sent", "preview-expired", "press-entry"]:
            PageText.objects.create(key=key, title=f"Zebra {key}")

        self.assertEqual(self.urls("zebra"), [])

    def test_a_link_gives_the_page_a_name_as_long_as_it_leads_there(self):
        PageText.objects.create(key="contact", title="Contact CRO")
        PageText.objects.create(key="answers", title="Answers")
        link = make_home_link(section=make_home_section(), title="Zebra", url="/contact/")
        self.assertEqual(self.urls("zebra")[0], "/contact/")

        link.url = "/answers/"
        link.save()
        self.assertEqual(self.urls("zebra")[0], "/answers/")

        link.section.published_at = None
        link.section.save()
        self.assertEqual(self.urls("zebra"), [])

    def test_a_row_of_the_home_page_without_a_page_of_ours_is_found_where_it_stands(self):
        section = make_home_section(slug="support")
        link = make_home_link(section=section, title="Zebra Office", url="", description="Gone.")
        self.assertEqual(self.urls("zebra office")[0], "/#support")

        link.is_shown = False
        link.save()

        self.assertEqual(self.urls("zebra"), [])

    def test_home_committee_and_the_pages_of_states_are_found(self):
        SiteSettings.objects.create(pk=1, home_title="Zebra crossing")
        make_committee(charge="To tame quokkas.")
        make_state("Vermont", "VT")

        self.assertEqual(self.urls("zebra"), ["/"])
        self.assertEqual(self.urls("quokka"), ["/directory/committee/#mission"])
        self.assertCountEqual(self.urls("vt"), ["/advocacy/states/vt/", "/press/desk/vt/"])


class ZipTests(TestCase):
    def test_a_zip_code_leads_on_to_its_chapter_and_its_members_of_congress(self):
        for text in ["30012", " 30012-1234 "]:
            page = read_page(self.client.get("/search/", {"q": text}).content)
            form = page.select_one("main form[action='/find/']")
            with self.subTest(text=text):
                self.assertEqual(form.find("input")["value"], text.strip())
                self.assertEqual([one.get("value") for one in form("button")], [None, "speak"])

    def test_other_numbers_are_only_searched(self):
        for text in ["3001", "300123", "HR 30012", "٣٠٠١٢"]:
            page = read_page(self.client.get("/search/", {"q": text}).content)
            with self.subTest(text=text):
                self.assertIsNone(page.select_one("main form[action='/find/']"))
