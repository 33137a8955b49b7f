"""A line of directory/addresses.py is read wherever a chapter is."""

import csv
import json

from django.test import TestCase

from chapters_portal.content.registry import registry
from directory.models import Chapter
from tests.directory.test_vcard import read_cards
from tests.directory.today import takes_place_today
from tests.editors import Editor
from tests.makers import make_chapter
from tests.reading import read_page
from tests.spreadsheets import exported, import_rows, rows_of

BOARD = "https://www.example.org/about/board/"
SOCIAL = "https://www.facebook.com/example"


@takes_place_today
class AddressTests(TestCase):
    def setUp(self):
        self.chapter = make_chapter(
            website="https://www.example.org/", board_page=BOARD, social_addresses=SOCIAL
        )

    def get(self, path):
        return self.client.get(f"/directory/vermont/{path}")

    def test_the_page_leads_to_each(self):
        page = read_page(self.get("").content)

        self.assertEqual(
            [
                (name.text, link["href"], link.text)
                for name in page.select(".facts dt")
                if (link := name.find_next_sibling("dd").select_one("a[href^=https]"))
            ],
            [
                ("Website", "https://www.example.org/", "example.org"),
                ("Board", BOARD, "example.org/about/board"),
                ("Facebook", SOCIAL, "facebook.com/example"),
            ],
        )

    def test_every_file_has_them(self):
        [card] = read_cards(self.get("chapter.vcf").content.decode())
        [organization] = json.loads(self.get("chapter.json").content)["organizations"]
        [row] = csv.DictReader(self.get("chapter.csv").content.decode("utf-8-sig").splitlines())

        self.assertIn(("URL", BOARD), card)
        self.assertIn(("SOCIALPROFILE;SERVICE-TYPE=Facebook", SOCIAL), card)
        self.assertIn({"note": "Board", "url": BOARD}, organization["links"])
        self.assertIn({"note": "Facebook", "url": SOCIAL}, organization["links"])
        self.assertEqual((row["Board"], row["Social networks"]), (BOARD, SOCIAL))

    def test_sheets_take_and_give_them(self):
        ada = Editor("Ada")
        row = ["Vermont Library Association", f"{BOARD}new"]
        import_rows(ada, "directory/chapter", ["Name", "Board page"], row)

        [header, back] = rows_of(exported(ada, "directory/chapter"))
        self.assertEqual(dict(zip(header, back, strict=True))["Board page"], f"{BOARD}new")

    def test_the_form_keeps_them(self):
        Editor("Ada").save(self.chapter, board_page=f"{BOARD}new")

        self.assertEqual(Chapter.objects.get().board_page, f"{BOARD}new")

    def test_the_links_among_them_are_checked(self):
        [entry] = registry.of(Chapter)

        self.assertLessEqual(
            {("board_page", BOARD), ("social_addresses", SOCIAL)},
            {(name, address) for name, address, _ in entry.links_of(self.chapter)},
        )
