from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command
from django.test import TestCase

from directory.models import Chapter, OfficeHolder
from tests.makers import make_chapter, make_position, make_state

FILES = {
    "load_chapters": "slug,name,kind,states,city\nmaine,Maine Libraries,state,ME,Augusta\n",
    "load_officers": "chapter,position,name,starts_on\nohio,president,Ada Lovelace,2026-07-01\n",
}


class LoadCommandTests(TestCase):
    def setUp(self):
        make_state("Maine", "ME")
        make_position()
        make_chapter("Ohio Library Association")
        self.path = Path(self.enterContext(TemporaryDirectory())) / "rows.csv"

    def run_command(self, name, content, **options):
        self.path.write_text(content, encoding="utf-8")
        out = StringIO()
        call_command(name, str(self.path), stdout=out, **options)
        return out.getvalue()

    def test_a_load_says_what_it_did_and_the_second_that_there_is_nothing_to_do(self):
        for name, content in FILES.items():
            with self.subTest(name=name):
                self.assertEqual(
                    [self.run_command(name, content) for _ in range(2)],
                    [
                        "1 added, 0 changed, 0 unchanged.\n",
                        "Nothing to change: 1 rows are as in the file.\n",
                    ],
                )
        self.assertEqual(OfficeHolder.objects.get().chapter.slug, "ohio")

    def test_a_bad_row_stops_the_load_and_changes_nothing(self):
        for name, content in FILES.items():
            with (
                self.subTest(name=name),
                self.assertRaisesMessage(CommandError, f"{self.path}, line 3: The row has 2 cells"),
            ):
                self.run_command(name, f"{content}too,few\n")
        self.assertEqual([chapter.slug for chapter in Chapter.objects.all()], ["ohio"])
        self.assertEqual(list(OfficeHolder.objects.all()), [])

    def test_the_message_says_that_nothing_was_changed(self):
        with self.assertRaisesMessage(CommandError, "The column is missing. Nothing was changed."):
            self.run_command("load_chapters", "")

    def test_overwrite_is_asked_for_by_its_name(self):
        self.run_command("load_chapters", FILES["load_chapters"])
        Chapter.objects.filter(slug="maine").update(city="Portland")

        kept = self.run_command("load_chapters", FILES["load_chapters"])
        replaced = self.run_command("load_chapters", FILES["load_chapters"], overwrite=True)

        self.assertIn("Kept as edited by hand", kept)
        self.assertEqual(replaced, "0 added, 1 changed, 0 unchanged.\n")
        self.assertEqual(Chapter.objects.get(slug="maine").city, "Augusta")
