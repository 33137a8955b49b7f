from django.test import SimpleTestCase

from chapters_portal.content.markup import paragraphs
from chapters_portal.templatetags.portal import host, in_words, json_ld


class ParagraphsTests(SimpleTestCase):
    def test_an_empty_line_parts_paragraphs(self):
        self.assertEqual(paragraphs("One\nline.\r\n\r\nTwo."), "<p>One line.</p>\n<p>Two.</p>")

    def test_lines_with_a_dash_are_a_list(self):
        self.assertEqual(
            paragraphs("Steps:\n- First,\n  still first\n- Second"),
            "<p>Steps:</p><ul><li>First, still first</li><li>Second</li></ul>",
        )

    def test_markup_is_shown_and_not_run(self):
        self.assertEqual(
            paragraphs("<b>&</b>\n- <script>"),
            "<p>&lt;b&gt;&amp;&lt;/b&gt;</p><ul><li>&lt;script&gt;</li></ul>",
        )

    def test_an_address_becomes_a_link(self):
        self.assertEqual(
            paragraphs("See https://www.ala.org/relief."),
            '<p>See <a href="https://www.ala.org/relief">https://www.ala.org/relief</a>.</p>',
        )

    def test_nothing_stays_nothing(self):
        self.assertEqual(paragraphs(" \n\n "), "")


class OtherFilterTests(SimpleTestCase):
    def test_a_number_is_a_word_up_to_ten(self):
        self.assertEqual([in_words(n) for n in [0, 1, 10, 11]], ["no", "one", "ten", "11"])

    def test_a_host_is_told_without_www(self):
        self.assertEqual(
            [host("https://www.ala.org/x"), host("/directory/"), host("")], ["ala.org", "", ""]
        )

    def test_data_for_search_engines_cannot_end_its_own_element(self):
        self.assertEqual(
            json_ld({"name": "</script><script>alert(1)"}),
            '<script type="application/ld+json">'
            '{"name": "\\u003C/script\\u003E\\u003Cscript\\u003Ealert(1)"}</script>',
        )
