from django.test import TestCase

from directory.finder import find_chapters, suggest_chapters
from tests.directory.today import TODAY
from tests.makers import make_chapter, make_region, make_state


class FinderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        def chapter(place, code, abbreviation="", **fields):
            return make_chapter(
                f"{place} Library Association",
                abbreviation=abbreviation,
                states=[make_state(place, code)],
                **fields,
            )

        cls.columbia = chapter("District of Columbia", "DC", "DCLA")
        cls.hawaii = chapter("Hawaii", "HI", "HLA")
        cls.maine = chapter("Maine", "ME", "MLA")
        cls.maryland = chapter("Maryland", "MD", "MLA")
        cls.vermont = chapter("Vermont", "VT", "VLA")
        cls.islands = make_chapter(
            "Virgin Islands Library Association", states=[make_state("U.S. Virgin Islands", "VI")]
        )
        cls.virginia = chapter("Virginia", "VA", "VLA")
        cls.washington = chapter("Washington", "WA", "WLA")
        cls.west_virginia = chapter("West Virginia", "WV", "WVLA")
        cls.england = make_region(
            abbreviation="NELA", states=[*cls.maine.states.all(), *cls.vermont.states.all()]
        )

    def test_words_lead_to_the_chapters_they_may_mean(self):
        for text, expected in [
            ("VT", [self.vermont]),
            ("vt", [self.vermont]),
            ("V.T.", [self.vermont]),
            ("Vermont", [self.vermont]),
            ("  vermont ", [self.vermont]),
            ("VERMONT", [self.vermont]),
            ("Vermont Library Association", [self.vermont]),
            ("vermont library", [self.vermont]),
            ("New England", [self.england]),
            ("nela", [self.england]),
            ("MLA", [self.maine, self.maryland]),
            ("vla", [self.vermont, self.virginia]),
            ("Virginia", [self.virginia]),
            ("west virginia", [self.west_virginia]),
            ("virgin islands", [self.islands]),
            ("U.S. Virgin Islands", [self.islands]),
            ("USVI", [self.islands]),
            ("Washington", [self.washington]),
            ("Washington, D.C.", [self.columbia]),
            ("D. C.", [self.columbia]),
            ("Columbia", [self.columbia]),
        ]:
            with self.subTest(text=text):
                self.assertEqual(find_chapters(text, TODAY), expected)

    def test_a_name_is_found_with_and_without_its_accents(self):
        for text in ["Hawaii", "Hawaiʻi", "Hawai'i", "Hawai’i", "Hawai‘i", "Hawai`i", "Hàwáii"]:
            with self.subTest(text=text):
                self.assertEqual(find_chapters(text, TODAY), [self.hawaii])

    def test_two_letters_are_a_code_and_not_a_part_of_a_name(self):
        self.assertEqual(find_chapters("ve", TODAY), [])

    def test_what_means_no_chapter_finds_none(self):
        for text in [
            "",
            " ",
            "...",
            "05401",
            "😀",
            "\0",
            "%",
            "' OR 1=1",
            "Atlantis",
            "x" * 10_000,
        ]:
            with self.subTest(text=text[:20]):
                self.assertEqual(find_chapters(text, TODAY), [])
                self.assertEqual(suggest_chapters(text, TODAY), [])

    def test_a_slip_of_the_pen_is_answered_with_what_looks_like_it(self):
        for text, expected in [
            ("Vermnt", self.vermont),
            ("Hawai", self.hawaii),
            ("Marylnad", self.maryland),
            ("New Englnd", self.england),
        ]:
            with self.subTest(text=text):
                self.assertIn(
                    expected, [*find_chapters(text, TODAY), *suggest_chapters(text, TODAY)]
                )

    def test_at_most_three_are_suggested_and_each_once(self):
        suggested = suggest_chapters("virgina", TODAY)

        self.assertEqual(suggested[0], self.virginia)
        self.assertLessEqual(len(suggested), 3)
        self.assertEqual(len(suggested), len(set(suggested)))
