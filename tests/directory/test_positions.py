"""A position that only some chapters have."""

from datetime import date

from django.test import TestCase

from directory.models import Post
from tests.directory.today import DAY, TODAY, takes_place_today
from tests.makers import make_chapter, make_office_holder, make_position, make_post
from tests.reading import read_page


@takes_place_today
class PositionOfSomeChaptersTests(TestCase):
    def setUp(self):
        self.president = make_position(rank=1)
        self.treasurer = make_position("Treasurer", rank=2, is_in_every_chapter=False)
        self.vermont = make_chapter()
        self.maine = make_chapter("Maine Library Association")

    def roles(self, slug, query=""):
        page = read_page(self.client.get(f"/directory/{slug}/{query}").content)
        return [(one.find(class_="role").text, one.h3.text) for one in page.select(".person")]

    def test_it_stands_on_the_page_of_the_chapter_that_fills_it_alone(self):
        make_office_holder(chapter=self.maine, position=self.treasurer)

        self.assertEqual(self.roles("vermont"), [("President", "Vacant")])
        self.assertEqual(
            self.roles("maine"), [("President", "Vacant"), ("Treasurer", "Ada Lovelace")]
        )

    def test_it_is_vacant_only_where_it_was_held(self):
        make_office_holder(chapter=self.maine, position=self.treasurer, ends_on=TODAY - DAY)

        answer = self.client.get("/directory/officers.json?vacant=on&position=treasurer").json()

        self.assertEqual(
            [one["chapter"] for one in answer["vacancies"]], ["Maine Library Association"]
        )
        self.assertEqual(self.roles("maine", "?as_of=2025-01-01"), [("President", "Vacant")])

    def test_a_line_for_it_makes_it_the_chapters_and_unticked_takes_it_away(self):
        make_post(chapter=self.vermont, position=self.treasurer)
        self.assertIn(("Treasurer", "Vacant"), self.roles("vermont"))

        Post.objects.update(is_kept=False)

        self.assertNotIn(("Treasurer", "Vacant"), self.roles("vermont"))

    def test_a_switch_and_not_a_line_for_each_chapter_takes_it_from_all(self):
        self.president.is_in_every_chapter = False
        self.president.save()

        self.assertEqual(self.roles("vermont"), [])
        self.assertEqual(self.roles("maine"), [])

    def test_a_file_has_its_columns_only_where_a_chapter_has_it(self):
        make_office_holder(chapter=self.maine, position=self.treasurer, starts_on=date(2026, 1, 1))

        def header(path):
            return self.client.get(path).content.decode().splitlines()[0]

        self.assertIn("Treasurer", header("/directory/maine/chapter.csv"))
        self.assertIn("Treasurer", header("/directory/chapters.csv"))
        self.assertNotIn("Treasurer", header("/directory/vermont/chapter.csv"))
