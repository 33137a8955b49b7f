"""The search of the desk: everything that its reader may see, by any of its words."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from chapters_portal.models import SiteSettings
from tests.answers.makers import make_answer
from tests.editors import Editor, desk, text_of
from tests.makers import make_chapter, make_office_holder, make_person, make_position


class DeskSearchTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")

    def found(self, words, editor=None):
        """The words and addresses that were found, by kind."""
        page = (editor or self.ada).page("/admin/search/", q=words)
        return {
            text_of(group.h2): {text_of(one.a): one.a["href"] for one in group.select("li")}
            for group in page.select("section.panel")
        }

    def test_a_draft_is_found_by_any_of_its_words(self):
        answer = make_answer(question="Who pays?", short="The council.", published_at=None)

        self.assertEqual(self.found("council")["Answers"], {"Who pays?": desk(answer)})

    def test_people_are_found_by_chapter_and_position_and_told_with_both(self):
        chapter = make_chapter("Texas Library Association")
        person = make_person("Grace Hopper")
        make_office_holder(person=person, chapter=chapter, position=make_position("President"))
        make_person("Joan Clarke")

        for words in ["texas", "president texas", "hopper", "HOPPER"]:
            with self.subTest(words=words):
                self.assertEqual(
                    self.found(words)["People"],
                    {"Grace Hopper, President, Texas Library Association": desk(person)},
                )

    def test_a_picker_tells_people_as_the_search_does(self):
        make_office_holder(person=make_person("Grace Hopper"))
        query = {
            "app_label": "directory",
            "model_name": "officeholder",
            "field_name": "person",
            "term": "grace",
        }

        [result] = self.ada.get("/admin/autocomplete/", **query).json()["results"]

        self.assertEqual(result["text"], "Grace Hopper, President, Vermont Library Association")

    def test_settings_lists_and_boxes_are_found(self):
        SiteSettings.objects.update_or_create(pk=1, defaults={"welcome": "Come in, everybody"})

        self.assertIn("Settings", self.found("everybody"))
        self.assertEqual(
            self.found("releases")["Lists"], {"Releases": "/admin/advocacy/pressrelease/"}
        )
        boxes = self.found("toll-free")["Boxes of the forms"]
        self.assertIn("Site settings: toll-free telephone", boxes)

    def test_five_of_a_kind_are_shown_and_the_list_has_all(self):
        for number in range(7):
            make_person(f"Grace {number}")

        page = self.ada.page("/admin/search/", q="grace")

        self.assertEqual(len(self.found("grace")["People"]), 5)
        more = page.select_one("section.panel p a")["href"]
        self.assertEqual(len(self.ada.page(more).select("#result_list tbody tr")), 7)

    def test_nobody_finds_what_the_role_does_not_see(self):
        make_person("Grace Hopper")
        make_chapter("Grace Library Association")
        reader = Editor("Bob", Permission.objects.filter(codename="view_chapter"))

        self.assertEqual(list(self.found("grace", reader)), ["Chapters"])

    def test_strange_questions_find_nothing_and_break_nothing(self):
        for words in ["", " ", "%", "\x00", "'", "xyzzy", "a" * 5000, "“”"]:
            with self.subTest(words=words[:10]):
                self.assertEqual(self.ada.get("/admin/search/", q=words).status_code, 200)

    def test_it_asks_as_often_for_many_rows_as_for_one(self):
        counts = []
        for number in range(3):
            make_office_holder(f"Grace {number}", chapter=make_chapter(f"Grace {number}"))
            make_answer(question=f"Grace {number}?", slug=f"grace-{number}")
            with CaptureQueriesContext(connection) as queries:
                self.found("grace")
            counts.append(len(queries))

        self.assertEqual(counts[1], counts[2])
