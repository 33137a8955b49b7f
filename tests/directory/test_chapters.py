from django.core.exceptions import ValidationError
from django.test import TestCase

from directory.models import Chapter, State
from directory.models.chapters import RESERVED_SLUGS
from directory.schema_org import organization
from directory.urls import urlpatterns
from tests.directory.today import TODAY
from tests.makers import make_chapter, make_region, make_state


class ChapterListTests(TestCase):
    def setUp(self):
        self.vt, self.me = make_state(), make_state("Maine", "ME")
        self.vermont = make_chapter(abbreviation="VLA", city="Montpelier", states=[self.vt])
        self.maine = make_chapter("Maine Library Association", states=[self.me])
        self.region = make_region(abbreviation="NELA", states=[self.vt, self.me])
        self.atlantis = make_region("Atlantis Library Association")

    def test_states_stand_by_name_before_the_regions(self):
        self.assertEqual(
            list(Chapter.objects.in_directory_order()),
            [self.maine, self.vermont, self.atlantis, self.region],
        )

    def test_a_state_is_covered_by_its_own_chapter_and_its_region(self):
        covering = Chapter.objects.covering([self.vt]).in_directory_order()

        self.assertEqual(list(covering), [self.vermont, self.region])

    def test_a_chapter_is_found_once_however_many_of_its_states_match(self):
        covering = Chapter.objects.covering([self.vt, self.me]).in_directory_order()

        self.assertEqual(list(covering), [self.maine, self.vermont, self.region])

    def test_text_is_looked_for_in_names_places_and_whole_codes(self):
        for text, expected in [
            ("vermont", [self.vermont, self.region]),
            ("MONTPELIER", [self.vermont]),
            ("vla", [self.vermont]),
            ("vl", [self.vermont]),
            ("mon", [self.vermont]),
            ("ont", []),
            ("Vérmont librar", [self.vermont, self.region]),
            ("me", [self.maine, self.region]),
            ("new england", [self.region]),
        ]:
            with self.subTest(text=text):
                found = Chapter.objects.mentioning(text).in_directory_order()
                self.assertEqual(list(found), expected)


class AreaTests(TestCase):
    def setUp(self):
        self.ny = make_state("New York", "NY")
        self.vt = make_state(neighbors=[self.ny])
        self.me = make_state("Maine", "ME")
        self.vermont = make_chapter(states=[self.vt])
        self.new_york = make_chapter("New York Library Association", states=[self.ny])
        self.maine = make_chapter("Maine Library Association", states=[self.me])
        self.region = make_region(states=[self.vt, self.me])

    def test_around_a_state_are_the_chapters_of_its_neighbors(self):
        self.assertEqual(list(self.vermont.around(TODAY)), [self.new_york])
        self.assertEqual(list(self.new_york.around(TODAY)), [self.vermont])
        self.assertEqual(list(self.maine.around(TODAY)), [])

    def test_around_a_region_are_the_chapters_of_its_states(self):
        self.assertEqual(list(self.region.around(TODAY)), [self.maine, self.vermont])

    def test_a_state_knows_its_own_chapter_and_its_regions(self):
        self.assertEqual(self.vt.own_chapter, self.vermont)
        self.assertEqual(self.vt.regions, [self.region])
        self.assertIsNone(make_state("Guam", "GU").own_chapter)

    def test_a_chapter_knows_its_regions(self):
        self.assertEqual(self.vermont.regions, [self.region])
        self.assertEqual(self.new_york.regions, [])
        self.assertEqual(self.region.regions, [])

    def test_a_chapter_is_named_in_short_by_its_area(self):
        self.region.abbreviation = "NELA"

        self.assertEqual((self.vermont.place, self.vermont.tile), ("Vermont", "VT"))
        self.assertEqual((self.region.place, self.region.tile), ("New England", "NELA"))


class AddressTests(TestCase):
    def test_the_parts_of_an_address_that_are_known_make_its_lines(self):
        for fields, lines in [
            ({}, []),
            ({"city": "Boise", "region_code": "ID"}, ["Boise, ID"]),
            ({"street": "P.O. Box 1", "postal_code": "83701"}, ["P.O. Box 1", "83701"]),
            (
                {
                    "street": "P.O. Box 1",
                    "city": "Boise",
                    "region_code": "ID",
                    "postal_code": "83701",
                },
                ["P.O. Box 1", "Boise, ID 83701"],
            ),
        ]:
            with self.subTest(fields=fields):
                self.assertEqual(Chapter(**fields).address_lines, lines)


class SlugTests(TestCase):
    def test_a_slug_cannot_take_the_place_of_another_page(self):
        for slug in RESERVED_SLUGS:
            with (
                self.subTest(slug=slug),
                self.assertRaisesMessage(ValidationError, "This word leads to another page."),
            ):
                make_chapter(slug=slug, name=slug).full_clean()

    def test_every_page_beside_the_chapters_has_its_word_reserved(self):
        words = {
            str(pattern.pattern).rstrip("/")
            for pattern in urlpatterns
            if str(pattern.pattern).count("/") == 1 and "<" not in str(pattern.pattern)
        }

        self.assertEqual(words, RESERVED_SLUGS)


class StateTests(TestCase):
    def test_neighbors_are_neighbors_both_ways(self):
        ny = make_state("New York", "NY")
        vt = make_state(neighbors=[ny])

        self.assertEqual(list(ny.neighbors.all()), [vt])

    def test_one_state_stands_on_a_tile(self):
        make_state(tile_row=2, tile_column=10)
        other = State(name="Maine", code="ME", fips="23", tile_row=2, tile_column=10)

        with self.assertRaisesMessage(ValidationError, "Another state stands on this tile."):
            other.full_clean()

    def test_a_code_is_two_capital_letters(self):
        for code in ["vt", "V", "V1", "VT\n"]:
            with self.subTest(code=code), self.assertRaises(ValidationError) as refusal:
                State(code=code).clean_fields()
            self.assertIn("code", refusal.exception.message_dict)


class SchemaOrgTests(TestCase):
    def test_search_engines_read_what_is_known_and_nothing_empty(self):
        chapter = make_chapter(
            abbreviation="VLA", founded=1893, phone="+18025550100", states=[make_state()]
        )

        content = organization(chapter, lambda path: f"https://example.org{path}")

        self.assertEqual(
            content,
            {
                "@context": "https://schema.org",
                "@type": "Organization",
                "@id": "https://example.org/directory/vermont/",
                "name": "Vermont Library Association",
                "alternateName": "VLA",
                "url": "https://example.org/directory/vermont/",
                "telephone": "(802) 555-0100",
                "foundingDate": "1893",
                "areaServed": ["Vermont"],
                "parentOrganization": {
                    "@type": "Organization",
                    "name": "American Library Association",
                },
            },
        )

    def test_an_address_is_told_when_the_city_is_known(self):
        chapter = make_chapter(city="Boise", region_code="ID", website="https://example.org/")

        content = organization(chapter, str)

        self.assertEqual(content["address"]["addressLocality"], "Boise")
        self.assertEqual(content["url"], "https://example.org/")
