"""ZIP codes and states of addresses, in forms and files alike."""

from django.test import TestCase

from tests.editors import Editor
from tests.makers import make_chapter
from tests.spreadsheets import as_csv, import_rows, upload

HEADER = ["Name", "ZIP code", "State of the address"]


class PostalCodeTests(TestCase):
    def setUp(self):
        self.ada, self.chapter = Editor("Ada"), make_chapter()

    def test_a_lost_zero_is_put_back(self):
        for written, stored in [
            ("5602", "05602"),
            ("5602-1234", "05602-1234"),
            ("05602", "05602"),
            ("t2p 1j9", "T2P 1J9"),
        ]:
            with self.subTest(written=written):
                for way in [self.by_form, self.by_file]:
                    way(written)
                    self.chapter.refresh_from_db()
                    kept = (self.chapter.postal_code, self.chapter.region_code)
                    self.assertEqual(kept, (stored, "VT"))
                    self.chapter.postal_code = ""
                    self.chapter.save()

    def by_form(self, written):
        self.ada.save(self.chapter, postal_code=written, region_code="vt")

    def by_file(self, written):
        import_rows(self.ada, "directory/chapter", HEADER, [self.chapter, written, "vt"])

    def test_what_is_no_zip_code_is_asked_for(self):
        for written in ["123", "601", "056021", "Vermont"]:
            content = as_csv(HEADER, [self.chapter, written, "VT"])
            with self.subTest(written=written):
                response = upload(self.ada, "directory/chapter", content)
                self.assertContains(response, "five digits of a ZIP code", status_code=422)
