"""Other sites show a picture of the portal's own making beside a link to a page."""

from io import BytesIO

import pytest
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase
from PIL import Image

from chapters_portal.pages.cards import card_path, drawn, in_letters_of_the_font
from tests.answers.makers import make_answer
from tests.pages.test_look import PAGES
from tests.reading import read_page


def card_of(client, address):
    tag = read_page(client.get(address).content).find("meta", property="og:image")
    return tag["content"].removeprefix("http://testserver") if tag else None


class CardTests(TestCase):
    @pytest.mark.once
    def test_each_page_names_a_card_that_is_there(self):
        call_command("load_starter_content", samples=True, congress=False, verbosity=0)
        found = set()
        for address in PAGES:
            if self.client.get(address).status_code == 200:
                found.add(card_of(self.client, address))
        self.assertGreater(len(found), 25)
        self.assertNotIn(None, found)
        for address in sorted(found)[:5]:
            response = self.client.get(address)
            with self.subTest(address=address):
                picture = Image.open(BytesIO(response.content))
                self.assertEqual((picture.format, picture.size), ("PNG", (1200, 630)))
                self.assertIn("immutable", response["Cache-Control"])

    def test_a_new_title_has_a_new_card_and_the_same_title_the_same_one(self):
        answer = make_answer(question="What is a chapter?")
        before = card_of(self.client, answer.get_absolute_url())
        self.assertEqual(card_of(self.client, answer.get_absolute_url()), before)

        answer.question = "What is a region?"
        answer.save()

        self.assertNotEqual(card_of(self.client, answer.get_absolute_url()), before)

    def test_nobody_has_words_of_their_own_drawn(self):
        signed = card_path("Ours", "")
        for address in [signed.replace("/cards/", "/cards/x"), "/cards/x.png", "/cards/a:b:c.png"]:
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 404)


class DrawingTests(SimpleTestCase):
    def test_any_title_fits_and_is_light(self):
        for title in [
            "",
            "A",
            "word " * 200,
            "Donaudampfschifffahrtsgesellschaft" * 9,
            "📚 Łódź —",
        ]:
            with self.subTest(title=title[:20]):
                self.assertLess(len(drawn(title, "Press")), 40_000)

    def test_letters_that_the_font_lacks_are_written_without_accents(self):
        self.assertEqual(in_letters_of_the_font("Łódź — “ʻōlelo”… 📚"), "Lodz - “’olelo”... ")
