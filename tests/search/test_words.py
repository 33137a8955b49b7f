from concurrent.futures import ThreadPoolExecutor

from django.test import SimpleTestCase, TestCase

from chapters_portal.search.marks import Marker
from chapters_portal.search.question import clean, terms_of
from chapters_portal.search.words import index_words, stem, words_of
from tests.makers import make_state


class WordTests(SimpleTestCase):
    def test_words_are_compared_without_accents_case_and_apostrophes(self):
        self.assertEqual(
            words_of("Peña, Hawaiʻi’s O'Neil: e\u0301tude (2026)"),
            ["pena", "hawaii", "oneil", "etude", "2026"],
        )

    def test_every_sign_for_an_apostrophe_or_a_hyphen_is_read_alike(self):
        for written in ["Hawai'i", "HAWAI’I", "Hawai‘i", "Hawai`i", "Hawai´i", "Hawaiʻi"]:
            with self.subTest(written=written):
                self.assertEqual(words_of(written), ["hawaii"])
        for written in ["e-rate", "e‐rate", "e‑rate", "e–rate", "e−rate"]:
            with self.subTest(written=written):
                self.assertEqual(index_words(written), index_words("e-rate"))
        for written in ["li\u00adbra\u00adry", "libra\u200bry", "\ufefflibrary"]:
            with self.subTest(written=written):
                self.assertEqual(words_of(written), ["library"])

    def test_one_stem_stands_for_all_forms_of_a_word(self):
        for forms, expected in [
            ("library libraries", "librari"),
            ("elect elected electing election elections", "elect"),
            ("relate related relating relational", "relat"),
            ("hop hopping hopped", "hop"),
            ("councilor councilors", "councilor"),
            ("technology technologies", "technologi"),
            ("yearly", "yearli"),
        ]:
            with self.subTest(expected=expected):
                self.assertEqual({stem(form) for form in forms.split()}, {expected})

    def test_a_short_word_keeps_its_end_because_two_letters_are_a_state(self):
        self.assertEqual([stem(word) for word in ["was", "his", "gas"]], ["was", "his", "gas"])

    def test_a_word_of_another_alphabet_or_with_digits_is_its_own_stem(self):
        for word in ["libraries1", "библиотеки", "ﬁles"]:
            with self.subTest(word=word):
                self.assertEqual(stem(word), word)

    def test_threads_that_stem_at_once_do_not_disturb_each_other(self):
        words = ["libraries", "recommendations", "association", "elected"] * 500
        expected = [stem(word) for word in words]

        with ThreadPoolExecutor(4) as pool:
            self.assertEqual(list(pool.map(stem.__wrapped__, words)), expected)

    def test_the_index_holds_a_word_and_its_stem(self):
        self.assertEqual(index_words("Libraries win"), "libraries librari win")

    def test_a_question_is_one_bounded_line(self):
        self.assertEqual(clean(" a\x00b\n\tc\ud800 "), "a b c")
        self.assertEqual(len(clean("x " * 5_000)), 249)


class StateTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for name, code in [("Oregon", "OR"), ("Virginia", "VA"), ("West Virginia", "WV")]:
            make_state(name, code)

    def states_in(self, text):
        words = [word for term in terms_of(text) for way in term.ways for word in way]
        return [word for word in words if word.startswith("zqz")]

    def test_states_are_understood_by_name_and_by_code(self):
        for text, expected in [
            ("va president", ["zqzva"]),
            ("president West Virginia", ["zqzwv"]),
            ("virginia and oregon", ["zqzva", "zqzor"]),
            ("or", ["zqzor"]),
            ("dues in OR", ["zqzor"]),
            ("dues or fees", []),
            ("DUES OR FEES", []),
        ]:
            with self.subTest(text=text):
                self.assertEqual(self.states_in(text), expected)


class MarkTests(TestCase):
    def marker(self, text):
        return Marker(terms_of(text))

    def test_every_form_of_the_word_is_marked_and_the_rest_escaped(self):
        self.assertEqual(
            self.marker("library").marked("Libraries & <b>librarians</b> of a café library"),
            "<mark>Libraries</mark> &amp; &lt;b&gt;librarians&lt;/b&gt; of a café "
            "<mark>library</mark>",
        )

    def test_an_accent_does_not_hide_a_match(self):
        self.assertEqual(self.marker("pena").marked("José Peña"), "José <mark>Peña</mark>")

    def test_a_snippet_begins_near_the_first_match(self):
        snippet = self.marker("zebra").snippet("word " * 100 + "zebra " + "word " * 100)

        self.assertTrue(snippet.startswith("… word"))
        self.assertTrue(snippet.endswith("word …"))
        self.assertIn("<mark>zebra</mark>", snippet)
        self.assertLess(len(snippet), 220)
