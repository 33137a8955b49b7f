import re
from datetime import date

from django.test import TestCase

from directory.models import Chapter
from directory.vcard import chapter_card, file_name, person_card
from tests.makers import make_chapter, make_office_holder, make_person

PAGE = "https://example.org/directory/vermont/"


def read_cards(text):
    """The cards in `text` as lists of pairs of name and value, unfolded and unescaped."""
    cards = []
    for line in text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, value = line.split(":", 1)
        if name == "BEGIN":
            cards.append([])
        value = re.sub(r"\\(.)", lambda mark: {"n": "\n"}.get(mark[1], mark[1]), value)
        cards[-1].append((name, value))
    return cards


def card_of(**fields):
    """The one card of a person with `fields`, as a dict."""
    holder = make_office_holder(person=make_person(**fields))
    [card] = read_cards(person_card(holder, PAGE))
    return dict(card)


class PersonCardTests(TestCase):
    def test_a_card_tells_who_serves_where_and_until_when(self):
        ada = make_person(
            email="ada@example.org",
            is_email_public=True,
            phone="+1 802-555-0100 ext. 7",
            is_phone_public=True,
        )
        holder = make_office_holder(
            person=ada, starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30)
        )

        cards = read_cards(person_card(holder, PAGE))

        self.assertEqual(
            cards,
            [
                [
                    ("BEGIN", "VCARD"),
                    ("VERSION", "4.0"),
                    ("KIND", "individual"),
                    ("FN", "Ada Lovelace"),
                    ("ORG", "Vermont Library Association"),
                    ("TITLE", "President"),
                    ("EMAIL", "ada@example.org"),
                    ("TEL;VALUE=uri", "tel:+1-802-555-0100;ext=7"),
                    ("URL", PAGE),
                    ("NOTE", "July 1, 2026 to June 30, 2027."),
                    ("UID", f"{PAGE}#term-{holder.pk}"),
                    ("END", "VCARD"),
                ]
            ],
        )

    def test_what_is_private_or_unknown_has_no_line(self):
        card = card_of(email="ada@example.org", phone="+18025550100")

        self.assertEqual([name for name in card if name.startswith(("EMAIL", "TEL"))], [])

    def test_the_mailbox_of_the_role_comes_first(self):
        holder = make_office_holder(
            person=make_person(email="ada@example.org", is_email_public=True)
        )
        holder.mailbox = "president@example.org"

        [card] = read_cards(person_card(holder, PAGE))

        self.assertEqual(dict(card)["EMAIL"], "president@example.org")

    def test_the_card_of_a_sample_says_so(self):
        self.assertIn("Sample person.", card_of(is_sample=True)["NOTE"])

    def test_marks_of_the_format_in_a_name_are_escaped(self):
        for name in [
            "Doe, Jane; PhD",
            "C:\\Ada",
            "a\\nb",
            "Ada\r\nBEGIN:VCARD",
            "Ada\nX:1",
            "\\,;",
        ]:
            with self.subTest(name=name):
                self.assertEqual(card_of(name=name)["FN"], name.replace("\r\n", "\n"))

    def test_long_lines_are_folded_at_75_octets_and_never_inside_a_character(self):
        for letter in ["a", "é", "ʻ", "語", "😀", "\\", ","]:
            name = letter * 120
            with self.subTest(letter=letter):
                text = person_card(make_office_holder(name), PAGE)
                lines = text.encode().split(b"\r\n")
                self.assertLessEqual(max(len(line) for line in lines), 75)
                self.assertEqual(dict(read_cards(text)[0])["FN"], name)

    def test_a_line_of_75_octets_is_not_folded_and_one_more_is(self):
        for length, count in [(75, 1), (76, 2)]:
            name = "a" * (length - len("FN:"))
            with self.subTest(length=length):
                text = person_card(make_office_holder(name), PAGE)
                folded = text[text.index("FN:") : text.index("\r\nORG")].split("\r\n")
                self.assertEqual(len(folded), count)


class ChapterCardTests(TestCase):
    def test_a_card_tells_how_to_reach_the_chapter(self):
        chapter = make_chapter(
            abbreviation="VLA",
            street="P.O. Box 1, Suite 2",
            city="Montpelier",
            region_code="VT",
            postal_code="05601",
            phone="+18025550100",
            email="office@example.org",
            website="https://example.org/",
        )

        text = chapter_card(chapter, PAGE)

        self.assertIn("ADR:;;P.O. Box 1\\, Suite 2;Montpelier;VT;05601;United States\r\n", text)
        card = dict(read_cards(text)[0])
        del card["ADR"]
        self.assertEqual(
            card,
            {
                "BEGIN": "VCARD",
                "VERSION": "4.0",
                "KIND": "org",
                "FN": "Vermont Library Association",
                "ORG": "Vermont Library Association",
                "NICKNAME": "VLA",
                "TEL;VALUE=uri": "tel:+1-802-555-0100",
                "EMAIL": "office@example.org",
                "URL": "https://example.org/",
                "SOURCE": PAGE,
                "UID": PAGE,
                "END": "VCARD",
            },
        )

    def test_a_chapter_of_which_little_is_known_has_a_card_too(self):
        [card] = read_cards(chapter_card(Chapter(name="Guam Library Association"), PAGE))

        self.assertEqual(
            [name for name, _ in card],
            ["BEGIN", "VERSION", "KIND", "FN", "ORG", "URL", "SOURCE", "UID", "END"],
        )


class FileNameTests(TestCase):
    def test_a_file_has_a_plain_name(self):
        for words, name in [
            ("vermont president", "vermont-president.vcf"),
            ('a"; b\r\n', "a-b.vcf"),
            ("語", "card.vcf"),
        ]:
            with self.subTest(words=words):
                self.assertEqual(file_name(words), name)
