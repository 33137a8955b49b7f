import re
from datetime import date

from django.test import TestCase
from django.urls import reverse

from directory.models import Chapter
from directory.vcard import (
    FOR_OUTLOOK,
    chapter_card,
    file_name,
    parts_of_name,
    person_card,
    uid_of_officer,
)
from tests.makers import make_chapter, make_office_holder, make_person
from tests.reading import read_page

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
                    ("N", "Lovelace;Ada;;;"),
                    ("ORG", "Vermont Library Association"),
                    ("TITLE", "President"),
                    ("EMAIL", "ada@example.org"),
                    ("TEL;VALUE=uri", "tel:+1-802-555-0100;ext=7"),
                    ("URL", PAGE),
                    ("NOTE", "July 1, 2026 to June 30, 2027."),
                    ("UID", uid_of_officer(holder)),
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
                folded = text[text.index("FN:") : text.index("\r\nN:")].split("\r\n")
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
                "N": ";;;;",
                "ORG": "Vermont Library Association",
                "NICKNAME": "VLA",
                "TEL;VALUE=uri": "tel:+1-802-555-0100",
                "EMAIL": "office@example.org",
                "URL": "https://example.org/",
                "SOURCE": PAGE,
                "UID": chapter.uid,
                "END": "VCARD",
            },
        )

    def test_a_chapter_of_which_little_is_known_has_a_card_too(self):
        [card] = read_cards(chapter_card(Chapter(name="Guam Library Association"), PAGE))

        self.assertEqual(
            [name for name, _ in card],
            ["BEGIN", "VERSION", "KIND", "FN", "N", "ORG", "URL", "SOURCE", "UID", "END"],
        )


class NameTests(TestCase):
    def test_a_name_comes_apart_as_address_books_sort_it(self):
        for name, parts in {
            "Ada Lovelace": ["Lovelace", "Ada", "", "", ""],
            "Ada M. K. Lovelace": ["Lovelace", "Ada", "M. K.", "", ""],
            "Martin Luther King Jr.": ["King", "Martin", "Luther", "", "Jr."],
            "Grace Hopper, PhD": ["Hopper", "Grace", "", "", "PhD"],
            "Maria de la Cruz III": ["de la Cruz", "Maria", "", "", "III"],
            "Van Morrison": ["Morrison", "Van", "", "", ""],
            "Cher": ["Cher", "", "", "", ""],
            "Jr.": ["Jr.", "", "", "", ""],
        }.items():
            with self.subTest(name=name):
                self.assertEqual(parts_of_name(name), parts)


class OutlookTests(TestCase):
    """vCard 3.0, for what reads no other."""

    def test_a_person(self):
        holder = make_office_holder(
            person=make_person(
                email="ada@example.org",
                is_email_public=True,
                phone="+1 802-555-0100 ext. 7",
                is_phone_public=True,
            )
        )

        [card] = read_cards(person_card(holder, PAGE, FOR_OUTLOOK))

        self.assertEqual(
            [line for line in card if line[0] not in {"NOTE", "UID"}],
            [
                ("BEGIN", "VCARD"),
                ("VERSION", "3.0"),
                ("FN", "Ada Lovelace"),
                ("N", "Lovelace;Ada;;;"),
                ("ORG", "Vermont Library Association"),
                ("TITLE", "President"),
                ("EMAIL;TYPE=INTERNET", "ada@example.org"),
                ("TEL;TYPE=WORK,VOICE", "+1 802-555-0100 ext. 7"),
                ("URL", PAGE),
                ("END", "VCARD"),
            ],
        )

    def test_a_chapter_is_a_company(self):
        chapter = make_chapter(
            city="Montpelier",
            phone="+18025550100",
            social_addresses="https://www.facebook.com/example",
        )

        [card] = read_cards(chapter_card(chapter, PAGE, FOR_OUTLOOK))
        card = dict(card)

        self.assertEqual((card["N"], card["X-ABShowAs"]), (";;;;", "COMPANY"))
        self.assertEqual(card["ADR;TYPE=WORK"], ";;;Montpelier;;;United States")
        self.assertEqual(card["TEL;TYPE=WORK,VOICE"], "+1 802-555-0100")
        self.assertEqual(card["X-SOCIALPROFILE;TYPE=facebook"], "https://www.facebook.com/example")

    def test_both_have_the_same_ids(self):
        holder = make_office_holder()
        cards = [dict(read_cards(person_card(holder, PAGE, one))[0]) for one in ["3.0", "4.0"]]

        self.assertEqual(cards[0]["UID"], cards[1]["UID"])

    def test_every_page_with_cards_says_where_those_for_outlook_are(self):
        holder = make_office_holder()
        chapter = holder.chapter
        for page in [
            reverse("directory:officer_list"),
            reverse("directory:chapter_list"),
            reverse("directory:download_list"),
            chapter.get_absolute_url(),
        ]:
            with self.subTest(page=page):
                links = [
                    link["href"]
                    for link in read_page(self.client.get(page).content).find_all("a")
                    if "3.0" in link.text and "Outlook" in link.text
                ]
                self.assertTrue(links)
                for link in links:
                    content = self.client.get(link).content.decode()
                    versions = {dict(card)["VERSION"] for card in read_cards(content)}
                    self.assertEqual(versions, {"3.0"})

    def test_one_officer_has_both(self):
        holder = make_office_holder(ends_on=None)
        for ending, version in {"vcf": "4.0", "v3.vcf": "3.0"}.items():
            address = reverse(
                "directory:officer_download", args=[holder.chapter.slug, holder.pk, ending]
            )
            self.assertContains(self.client.get(address), f"VERSION:{version}\r\n")


class FileNameTests(TestCase):
    def test_a_file_has_a_plain_name(self):
        for words, name in [
            ("vermont president", "vermont-president.vcf"),
            ('a"; b\r\n', "a-b.vcf"),
            ("語", "card.vcf"),
        ]:
            with self.subTest(words=words):
                self.assertEqual(file_name(words), name)
