from django.test import TestCase

from advocacy.models import ZipPrefix
from tests.advocacy.makers import make_action, make_delegation, make_legislator, make_zip
from tests.makers import make_chapter, make_region, make_state


class FinderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        kentucky, tennessee = make_state("Kentucky", "KY"), make_state("Tennessee", "TN")
        cls.kentucky = make_delegation("KY", name="Kentucky", state=kentucky)
        cls.tennessee = make_delegation("TN", name="Tennessee", state=tennessee)
        for state in [kentucky, tennessee]:
            make_chapter(f"{state.name} Library Association", states=[state])
        make_region("Southeastern Library Association", states=[kentucky, tennessee])

    def find(self, place):
        return self.client.post("/find/", {"place": place})

    def test_a_zip_code_leads_to_all_of_it_members_chapters_and_actions(self):
        make_zip("40502", (self.kentucky, 6))
        make_legislator(delegation=self.kentucky, district=6, name="Sample Member")
        make_action("Fund libraries")

        for text in ["40502", " 40502-1234 "]:
            with self.subTest(text=text):
                page = self.client.post("/find/", {"place": text}, follow=True)
                self.assertRedirects(page, "/advocacy/districts/KY-6/")
                for words in ["Sample Member", "Fund libraries"]:
                    self.assertContains(page, words)
                for chapter in ["kentucky", "southeastern"]:
                    self.assertContains(page, f'class="btn line" href="/directory/{chapter}/"')

    def test_a_zip_code_of_mail_boxes_is_known_by_its_prefix(self):
        ZipPrefix.objects.create(first="400", last="427", code="KY")

        self.assertRedirects(self.find("40999"), "/advocacy/districts/KY/")

    def test_a_zip_code_in_two_states_has_the_chapters_of_both_and_is_not_named(self):
        make_zip("42223", (self.kentucky, 1), (self.tennessee, 7))

        page = self.client.post("/find/", {"place": "42223"}, follow=True)

        for chapter in ["kentucky", "tennessee"]:
            self.assertContains(page, f'class="btn line" href="/directory/{chapter}/"')
        self.assertNotContains(page, "42223")

    def test_a_place_without_a_chapter_is_said(self):
        guernsey = make_delegation("VT", name="Sample Islands", house_seats=1)
        make_zip("00901", (guernsey, 0))

        page = self.client.post("/find/", {"place": "00901"}, follow=True)

        self.assertContains(page, "Sample Islands")
        self.assertContains(page, "ALA has no chapter there.")

    def test_numbers_that_are_no_zip_code_are_explained_and_kept(self):
        for text, words in [("1234", "five-digit"), ("K1A 0B1", "Canadian"), ("99999", "no place")]:
            with self.subTest(text=text):
                page = self.find(text)
                self.assertContains(page, words, status_code=400)
                self.assertContains(page, f'value="{text}"', status_code=400)

    def test_words_go_on_to_the_address_of_what_they_mean(self):
        for text, address in [
            ("ky", "/directory/find/?place=ky"),
            ("", "/directory/find/?place="),
            ("a&b=c \x00é", "/directory/find/?place=a%26b%3Dc+%00%C3%A9"),
        ]:
            with self.subTest(text=text):
                self.assertRedirects(self.find(text), address, fetch_redirect_response=False)

    def test_a_visit_without_a_question_ends_at_the_finder(self):
        self.assertRedirects(self.client.get("/find/"), "/directory/find/?place=")

    def test_nothing_of_the_visitor_is_kept(self):
        make_zip("40502", (self.kentucky, 6))

        self.find("40502")

        self.assertEqual(dict(self.client.cookies), {})

    def test_who_comes_to_speak_up_is_led_to_their_members_of_congress(self):
        make_zip("40502", (self.kentucky, 6))

        for text, address in [
            ("40502", "/advocacy/districts/KY-6/"),
            ("Kentucky", "/advocacy/states/ky/"),
            ("Southeastern", "/directory/find/?place=Southeastern"),
            ("", "/advocacy/"),
        ]:
            with self.subTest(text=text):
                page = self.client.post("/find/", {"place": text, "aim": "speak"})
                self.assertRedirects(page, address, fetch_redirect_response=False)
