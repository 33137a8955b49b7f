"""The gold strip: from every public page staff come to its forms, and back."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from chapters_portal.pages.models import PageText, SiteSettings
from directory.models import Committee
from tests.advocacy.makers import make_bill, make_release
from tests.advocacy.test_actions import make_action
from tests.answers.makers import make_answer
from tests.editors import Editor, desk, filled_in
from tests.events.makers import make_celebration
from tests.makers import make_chapter
from tests.pages.makers import make_home_section
from tests.reading import read_page


def edits_of(page):
    """Where the strip leads, without the way back."""
    return [a["href"].partition("?")[0] for a in page.select(".staff a")]


class StripTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.settings_row = SiteSettings.objects.create(pk=1)
        cls.words = PageText.objects.create(key="answers", title="Answers")
        cls.answer = make_answer()

    def setUp(self):
        self.editor = Editor()

    def test_each_page_leads_to_the_forms_of_what_it_shows(self):
        answer, section = self.answer, make_home_section()
        committee = Committee.objects.create(name="Chapter Relations", slug="chapter-relations")
        rows = [make_chapter(), make_action(), make_bill(), make_celebration(), make_release()]
        for address, expected in [
            *((row.get_absolute_url(), [row]) for row in rows),
            (answer.get_absolute_url(), [answer, self.words]),
            (answer.collection.get_absolute_url(), [answer.collection, self.words]),
            ("/answers/", [self.words]),
            ("/directory/committee/", [committee]),
            ("/", [section]),
            ("/search/", []),
        ]:
            with self.subTest(address=address):
                self.assertEqual(
                    edits_of(self.editor.page(address)),
                    [desk(row) for row in [*expected, self.settings_row]],
                )

    def test_it_leads_only_where_one_may_change_something(self):
        change, publish = [
            Permission.objects.get(codename=f"{act}_answer") for act in ["change", "publish"]
        ]
        page, draft = self.answer.get_absolute_url(), make_answer(published_at=None)

        publisher, writer = Editor("Ann", [change, publish]), Editor("Lou", [change])

        self.assertEqual(edits_of(publisher.page(page)), [desk(self.answer)])
        self.assertIsNone(writer.page(page).select_one(".staff"))
        self.assertEqual(edits_of(writer.page(draft.get_absolute_url())), [desk(draft)])

    def test_after_saving_one_is_back_on_the_page_which_says_so(self):
        page = self.editor.page(self.answer.get_absolute_url())
        form = page.select_one(".staff a")["href"]
        answers = filled_in(self.editor.page(form))

        response = self.editor.client.post(
            form, {**answers, "slug": "moved", "_save": "Save"}, follow=True
        )

        self.answer.refresh_from_db()
        self.assertEqual(response.redirect_chain[-1][0], self.answer.get_absolute_url())
        strip = read_page(response.content).select_one(".staff")
        self.assertIn("was changed successfully", strip.text)

    def test_nobody_is_sent_to_another_site(self):
        for elsewhere in ["https://evil.example/", "//evil.example", "/\\evil.example", "\0"]:
            form = f"{desk(self.answer)}?next={elsewhere}"
            answers = self.editor.open(self.answer)
            response = self.editor.client.post(form, {**answers, "_save": "Save"})
            with self.subTest(elsewhere=elsewhere):
                self.assertEqual(response["Location"], "/admin/answers/answer/")

    def test_it_is_kept_nowhere(self):
        self.assertEqual(
            self.editor.get(self.answer.get_absolute_url())["Cache-Control"], "private, no-store"
        )

    def test_visitors_pay_nothing_for_it(self):
        """No session is looked at, whatever cookie somebody sends, so pages stay the same."""
        response = self.client.get(self.answer.get_absolute_url())

        self.assertNotIn("Cookie", response.get("Vary", ""))
        self.assertNotIn("Cache-Control", response)
        self.assertNotIn(b'class="staff', response.content)

    def test_it_asks_nothing_of_the_database_but_who_is_there(self):
        """As many queries with three sections as with one."""
        make_home_section()
        self.editor.page("/")
        with CaptureQueriesContext(connection) as one:
            self.editor.page("/")
        make_home_section(slug="b")
        make_home_section(slug="c")
        with CaptureQueriesContext(connection) as three:
            self.editor.page("/")

        self.assertEqual(len(three), len(one))
