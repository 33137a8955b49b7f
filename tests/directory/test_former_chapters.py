"""Chapters that end, merge into another or change their name on a day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from directory.admin import ChapterNeedsFilter, TermNeedsFilter
from directory.finder import find_chapters
from directory.models import Chapter, FormerName, OfficeHolder
from tests.directory.today import DAY, TODAY, takes_place_today
from tests.editors import Editor
from tests.makers import make_chapter, make_office_holder, make_position, make_state
from tests.reading import read_page
from tests.spreadsheets import as_csv, exported, import_rows, rows_of, upload

LAST = date(2026, 6, 30)


@takes_place_today
class FormerChapterTests(TestCase):
    def setUp(self):
        self.maine = make_chapter("Maine Library Association", states=[make_state("Maine", "ME")])
        self.vermont = make_chapter(
            states=[make_state()], ended_on=LAST, merged_into=self.maine, officers_change_month=9
        )
        make_position()
        self.ada = make_office_holder(chapter=self.vermont)

    def page(self, path):
        return read_page(self.client.get(path).content)

    def test_its_page_and_past_stay(self):
        page = self.page("/directory/vermont/")
        text = " ".join(page.find("main").text.split())

        self.assertIn("Former chapter, until June 30, 2026. Merged into Maine", text)
        self.assertEqual(page.select(".person"), [])
        for words in ["Not yet", "reporter’s desk"]:
            self.assertNotIn(words, text)
        self.assertEqual([one.text for one in page.select("tbody th")], ["Ada Lovelace"])
        on_the_last_day = self.page("/directory/vermont/?as_of=2026-06-30")
        self.assertEqual(
            [one.text for one in on_the_last_day.select(".person h3")], ["Ada Lovelace"]
        )

    def test_json_tells_its_end(self):
        [one] = self.client.get("/directory/vermont/chapter.json").json()["organizations"]

        self.assertEqual(one["dissolution_date"], "2026-06-30")
        self.assertEqual(one["merged_into"], Chapter.objects.get(slug="maine").uid)

    def test_the_list_counts_current_ones_and_shows_it_as_former(self):
        page = self.page("/directory/")
        self.assertEqual(" ".join(page.find(id="res-h").text.split()), "1 chapter")
        self.assertEqual(
            [one["href"] for one in page.select("#res .links a")], ["/directory/vermont/"]
        )

        before = self.page("/directory/?as_of=2026-06-30")

        self.assertIn("2 chapters", " ".join(before.find(id="res-h").text.split()))
        self.assertEqual(before.select("#res .links a"), [])

    def test_it_is_in_no_finder_and_no_list_of_today(self):
        self.assertEqual(find_chapters("Vermont", TODAY), [])
        self.assertEqual(find_chapters("Vermont", LAST), [self.vermont])
        for path in [
            "/directory/chapters.csv",
            "/directory/officers/",
            "/directory/officers.json?vacant=on",
            "/directory/joint-student-membership/",
        ]:
            with self.subTest(path=path):
                self.assertNotIn("Vermont Library", self.client.get(path).content.decode())
        self.assertEqual(self.page("/directory/").select(".map a[href='/directory/vermont/']"), [])

    def test_nothing_reminds_of_it(self):
        self.ada.ends_on = TODAY - DAY
        self.ada.save()
        moment = timezone.now()

        for need in [*ChapterNeedsFilter.needs, *TermNeedsFilter.needs]:
            model = Chapter if need in ChapterNeedsFilter.needs else OfficeHolder
            found = need.rule(model.objects.all(), moment)
            with self.subTest(need=need.name):
                self.assertNotIn(self.vermont, found)
                self.assertNotIn(self.ada, found)

    def test_a_merger_needs_a_last_day_and_another_chapter(self):
        for fields in [{"ended_on": None}, {"merged_into": self.vermont}]:
            chapter = Chapter.objects.get(pk=self.vermont.pk)
            for name, value in fields.items():
                setattr(chapter, name, value)
            with self.subTest(fields=fields), self.assertRaises(ValidationError):
                chapter.full_clean()

    def test_sheets_take_and_give_the_end(self):
        ada = Editor("Ada")
        header = ["Name", "Last day of the chapter", "Merged into"]
        import_rows(
            ada,
            "directory/chapter",
            header,
            [str(self.vermont), "2026-05-31", "maine library association"],
        )

        [names, *rows] = rows_of(exported(ada, "directory/chapter"))
        cells = [dict(zip(names, row, strict=True)) for row in rows]
        self.assertIn(
            [str(self.vermont), "2026-05-31", str(self.maine)],
            [[one[name] for name in header] for one in cells],
        )


@takes_place_today
class FormerNameInSheetsTests(TestCase):
    def test_former_names_go_out_and_come_back(self):
        chapter = make_chapter()
        chapter.former_names.create(name="Vermont Library Club", until=date(1919, 12, 31))
        ada = Editor("Ada")
        [header, row] = rows_of(exported(ada, "directory/chapter"))
        self.assertEqual(
            row[header.index("Former names")], "Vermont Library Club (until 1919-12-31)"
        )
        for cell, names in [
            ("", ["Vermont Library Club"]),
            (
                "Vermont Library Club (until Dec 31, 1919); Free Libraries (until 1901-06-30)",
                ["Vermont Library Club", "Free Libraries"],
            ),
            ("Library Club of Vermont (until 12/31/1919)", ["Library Club of Vermont"]),
        ]:
            with self.subTest(cell=cell):
                import_rows(ada, "directory/chapter", ["Name", "Former names"], [chapter, cell])
                self.assertEqual([one.name for one in chapter.former_names.all()], names)

    def test_a_name_without_its_day_is_refused(self):
        chapter, ada = make_chapter(), Editor("Ada")
        for cell in [
            "Vermont Library Club",
            "Club (until then)",
            "A (until 1/1/1901); B (until 1/1/1901)",
        ]:
            content = as_csv(["Name", "Former names"], [chapter, cell])
            self.assertContains(
                upload(ada, "directory/chapter", content), "Former names", status_code=422
            )
        self.assertFalse(chapter.former_names.exists())


class FormerNameTests(TestCase):
    def setUp(self):
        self.chapter = make_chapter("Vermont Libraries", slug="vermont", states=[make_state()])
        FormerName.objects.create(
            chapter=self.chapter, name="Green Mountain Library Club", until=date(1999, 12, 31)
        )
        FormerName.objects.create(
            chapter=self.chapter, name="Vermont Library Association", until=LAST
        )

    def test_each_day_has_its_name(self):
        for day, expected in [
            ("1999-12-31", "Green Mountain Library Club"),
            ("2000-01-01", "Vermont Library Association"),
            ("2026-06-30", "Vermont Library Association"),
            ("2026-07-01", "Vermont Libraries"),
        ]:
            with self.subTest(day=day):
                page = self.client.get(f"/directory/vermont/?as_of={day}")
                self.assertEqual(read_page(page.content).h1.text, expected)
                answer = self.client.get(f"/directory/vermont/chapter.json?as_of={day}").json()
                self.assertEqual(answer["organizations"][0]["name"], expected)

    def test_a_former_name_finds_the_chapter(self):
        self.assertEqual(find_chapters("Green Mountain Library Club", TODAY), [self.chapter])
        found = self.client.get("/search/?q=Green+Mountain+Library+Club").content.decode()
        self.assertIn("/directory/vermont/", found)

    def test_the_page_tells_former_names(self):
        facts = read_page(self.client.get("/directory/vermont/").content).select(".facts dd")

        self.assertIn(
            "Vermont Library Association, until June 30, 2026", [one.text.strip() for one in facts]
        )
