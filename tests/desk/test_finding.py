"""The lists of the desk find what search finds, however it is written."""

from django.test import TestCase
from django.urls import reverse

from chapters_portal.models import FormerTitle
from tests.advocacy.makers import make_bill, make_release
from tests.answers.makers import make_answer
from tests.editors import Editor
from tests.events.makers import make_celebration
from tests.makers import make_chapter, make_person
from tests.reading import read_page


class FindingTests(TestCase):
    def setUp(self):
        self.ada = Editor("Ada")

    def found(self, model, words):
        page = self.ada.get(reverse(f"admin:{model}_changelist"), q=words)
        return [row.text for row in read_page(page.content).select("#result_list tbody th")]

    def assert_found(self, model, *all_words):
        for words in all_words:
            with self.subTest(words=words):
                self.assertEqual(len(self.found(model, words)), 1)

    def test_names_are_found_however_they_are_written(self):
        make_person("Zoë O’Neil-Núñez")
        make_person("Ada Lovelace")
        self.assert_found(
            "directory_person",
            *["zoe", "O'NEIL", "oneil", "nunez", "o’neil nun\u0303ez", "NEIL\u2011NÚÑEZ"],
            *["Zoë\u00a0O’Neil"],
        )

    def test_who_is_written_with_accents_is_found_beside_who_is_not(self):
        make_person("José Nunez")
        make_person("José Núñez")
        self.assertEqual(len(self.found("directory_person", "nunez")), 2)

    def test_pages_are_found_by_what_they_were_called(self):
        chapter = make_chapter()
        chapter.former_names.create(name="Free Libraries Club", until="1919-12-31")
        rows = {
            "answers_answer": (make_answer(), "question"),
            "events_celebration": (make_celebration(), "title"),
            "advocacy_bill": (make_bill(our_title="Maps for all"), "our_title"),
            "advocacy_pressrelease": (make_release(), "title"),
        }
        for row, name in rows.values():
            before = str(row)
            setattr(row, name, "Something else")
            row.save()
            self.assertTrue(FormerTitle.objects.filter(title=before).exists())
            row.before = before
        for model, (row, _) in rows.items():
            self.assert_found(model, row.before, row.before.upper())
        self.assert_found("directory_chapter", "free libraries", "Free-Libraries")
