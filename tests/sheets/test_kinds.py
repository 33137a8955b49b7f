"""Each kind of row as a sheet: what leaves comes back as it was, and new rows come in."""

from datetime import UTC, date, datetime

from django.contrib.auth.models import Permission
from django.test import TestCase

from advocacy.models import Bill, StateLink, Subject, Subscriber
from directory.models import Chapter
from events.models import Celebration
from tests.advocacy.makers import make_bill, make_session
from tests.editors import Editor
from tests.events.makers import make_celebration
from tests.makers import make_chapter, make_office_holder, make_person, make_state
from tests.spreadsheets import (
    as_csv,
    exported,
    import_rows,
    problems,
    rows_of,
    soup,
    summary,
    told,
    upload,
)

BILLS, LINKS, CELEBRATIONS = "advocacy/bill", "advocacy/statelink", "events/celebration"
AWKWARD = "=1+1\r\n'-x, “quoted”;\n\n<b>"
MOMENT = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 1:30 a.m. Central, which comes twice


class KindsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")
        cls.vermont = make_state("Vermont", "VT")
        cls.maine = make_state("Maine", "ME")

    def make_one_of_each(self):
        chapter = make_chapter(
            states=[self.vermont, self.maine],
            source=AWKWARD,
            phone="tel:+1-312-280-5000;ext=12",
            officers_change_month=7,
            joint_student_membership=False,
            assured_on=date(2026, 3, 1),
        )
        person = make_person(" =Ada ", phone="+44 20 7946 0958")
        make_office_holder(person=person, chapter=chapter, ends_on=date(2027, 1, 1))
        make_office_holder(person=make_person("Grace"), chapter=chapter, starts_on=date(2027, 1, 2))
        bill = make_bill(
            "-1 @", why=AWKWARD, our_summary="<p>A <strong>b</strong></p>", published_at=MOMENT
        )
        bill.subjects.set([Subject.objects.create(name=n, slug=n) for n in ["books", "=sum"]])
        make_bill("HB 2", session=make_session(self.maine, "103rd; first"), published_at=None)
        StateLink.objects.create(
            state=self.maine, title="@x", url="https://example.org/?a=1&b=2", kind="take-action"
        )
        week = make_celebration(
            text="<p>x</p>",
            published_at=MOMENT,
            withdrawn_at=MOMENT,
            withdrawn_reason=AWKWARD,
        )
        make_celebration("Day", kind="day", rule="follows", follows=week, weekday=1, source=AWKWARD)

    def test_what_leaves_comes_back_without_a_change(self):
        self.make_one_of_each()
        kinds = ["directory/chapter", "directory/person", "directory/officeholder"]
        for kind in [*kinds, BILLS, LINKS, CELEBRATIONS]:
            for ending in ["csv", "xlsx"]:
                with self.subTest(kind=kind, ending=ending):
                    back = upload(self.ada, kind, exported(self.ada, kind, ending))

                    self.assertEqual(problems(back), [])
                    self.assertEqual(told(back), [])
                    self.assertEqual(summary(back), "Nothing would change:")

    def test_a_list_leaves_with_as_many_queries_for_many_rows_as_for_one(self):
        self.make_one_of_each()
        with self.assertNumQueries(9):
            exported(self.ada, BILLS)
        for number in range(3):
            make_bill(f"H.R. {number}").subjects.set(Subject.objects.all())

        with self.assertNumQueries(9):
            exported(self.ada, BILLS)

    def test_chapters_are_known_by_name_then_abbreviation(self):
        chapter = make_chapter(abbreviation="VLA", states=[self.vermont])
        before = chapter.history.count()

        import_rows(
            self.ada,
            "directory/chapter",
            ["Abbreviation", "States covered", "Officers change in", "Name", "Kind"],
            ["VLA", "VT; ME", "July", "Vermont Association of Libraries", "State chapter"],
            ["", "", "", "Guam Library Association", "territory"],
        )

        chapter.refresh_from_db()
        self.assertEqual(
            (chapter.name, chapter.officers_change_month, chapter.states.count()),
            ("Vermont Association of Libraries", 7, 2),
        )
        self.assertEqual(
            list(Chapter.objects.exclude(pk=chapter.pk).values_list("slug", "kind")),
            [("guam-library-association", "territory")],
        )
        self.assertEqual(chapter.history.count(), before + 1)

    def test_bills_arrive_as_drafts_and_no_sheet_publishes(self):
        known = make_bill("H.R. 1")
        header = ["Session", "Number", "Official title", "Our summary", "Subjects"]
        Subject.objects.create(name="Funding", slug="funding")

        import_rows(
            self.ada,
            BILLS,
            header,
            ["US 119", "h.r. 1", "New title", "", ""],
            ["US 119", "H.R. 2", "Second", "Plain\n\nwords", "Funding"],
        )

        known.refresh_from_db()
        self.assertEqual((known.title, known.published_at is None), ("New title", False))
        new = Bill.objects.get(identifier="H.R. 2")
        self.assertEqual(
            (new.slug, new.published_at, new.our_summary, [str(one) for one in new.subjects.all()]),
            ("hr-2-second", None, "<p>Plain</p>\n\n<p>words</p>", ["Funding"]),
        )
        self.assertEqual(new.history.count(), 1)
        rows = [*header[:3], "Published"], ["US 119", "H.R. 2", "Second", "2026-07-01 09:00"]
        answer = upload(self.ada, BILLS, as_csv(*rows))
        self.assertEqual([one[:2] for one in problems(answer)], [("2", "Published")])

    def test_what_is_public_is_changed_by_publishers_alone(self):
        codes = [f"{act}_bill" for act in ["view", "add", "change"]]
        editor = Editor("Editor", Permission.objects.filter(codename__in=codes))
        make_bill("H.R. 1", title="Public")
        make_bill("H.R. 2", title="Draft", published_at=None)
        header = ["Session", "Number", "Official title"]

        same = ["US 119", "H.R. 1", "Public"]
        answer = upload(editor, BILLS, as_csv(header, ["US 119", "H.R. 1", "Other"]))
        self.assertEqual(
            problems(answer),
            [
                (
                    "2",
                    "the whole row",
                    "empty",
                    "This is public. Only who may publish it may change it.",
                )
            ],
        )
        import_rows(editor, BILLS, header, same, ["US 119", "H.R. 2", "Better"])
        self.assertEqual(
            list(Bill.objects.order_by("pk").values_list("title", flat=True)), ["Public", "Better"]
        )

    def test_links_are_known_by_state_and_address(self):
        header = ["State", "Kind", "Title", "Address"]
        import_rows(
            self.ada,
            LINKS,
            header,
            ["ME", "Advocacy group", "One", "https://example.org/1"],
            ["Maine", "advocacy-group", "Two", "https://example.org/2"],
        )
        import_rows(
            self.ada, LINKS, header, ["ME", "Take-action page", "1", "https://example.org/1"]
        )

        self.assertEqual(
            list(StateLink.objects.order_by("pk").values_list("title", "kind")),
            [("1", "take-action"), ("Two", "advocacy-group")],
        )
        twice = ["ME", "Advocacy group", "Three", "https://example.org/3"]
        other = ["Maine", "Take-action page", "Four", "https://example.org/3"]
        answer = upload(self.ada, LINKS, as_csv(header, twice, other))
        self.assertEqual(
            problems(answer)[0],
            (
                "3",
                "Address",
                "https://example.org/3",
                "Line 2 says the same here, and only one row may.",
            ),
        )

    def test_celebrations_arrive_as_drafts_with_their_dates_by_rule(self):
        import_rows(
            self.ada,
            CELEBRATIONS,
            ["Title", "Kind", "It comes back on", "Month", "Day of the month"],
            ["Library Day", "Day", "The same day or days each year", "April", "4"],
        )

        one = Celebration.objects.get()
        self.assertEqual((one.slug, one.published_at), ("library-day", None))
        self.assertGreaterEqual(one.occurrences.count(), 5)

    def test_subscribers_only_leave_and_only_for_those_who_see_them(self):
        Subscriber.objects.create(
            email="reader@example.org", state=self.maine, confirmed_at="2026-07-01T12:00Z"
        )

        header, row = rows_of(exported(self.ada, "advocacy/subscriber"))
        self.assertEqual(header, ["E-mail", "State", "Confirmed", "Unsubscribe"])
        self.assertEqual(row[:3], ["reader@example.org", "ME", "2026-07-01 07:00"])
        self.assertTrue(row[3].startswith("http://testserver/advocacy/unsubscribe/"))
        self.assertEqual(self.ada.get("/admin/advocacy/subscriber/import/").status_code, 403)
        stranger = Editor("Stranger", [])
        answer = stranger.get("/admin/advocacy/subscriber/export.csv")
        self.assertEqual(answer.status_code, 403)

    def test_every_page_of_import_tells_what_each_column_takes(self):
        for kind in ["directory/chapter", "directory/officeholder", BILLS, LINKS, CELEBRATIONS]:
            page = self.ada.page(f"/admin/{kind}/import/")

            rows = {
                row.th.text: [cell.text for cell in row.select("td")]
                for row in page.select(".columns tbody tr")
            }
            self.assertEqual(list(rows), rows_of(exported(self.ada, kind))[0])
        self.assertEqual(rows["Title"][0], "Needed")
        self.assertEqual(rows["Kind"], ["Needed", "One of: Day; Week; Month; Program."])
        self.assertEqual(rows["Published"][0], "Is only told")
        self.assertEqual(
            soup(self.ada.get("/admin/events/celebration/import/")).h1.text, "Import celebrations"
        )
