"""Pages before they are public and after: who sees them, where, and what the page says."""

import re
from datetime import UTC, datetime, timedelta

import time_machine
from django.contrib.auth.models import Permission
from django.test import TestCase
from django.utils import timezone

from tests.advocacy.makers import make_bill, make_release
from tests.advocacy.test_actions import make_action
from tests.answers.makers import make_answer
from tests.editors import Editor, desk, text_of
from tests.events.makers import make_celebration
from tests.pages.makers import make_home_link, make_home_section
from tests.reading import read_page

MAKERS = [make_action, make_answer, make_bill, make_celebration, make_release]
NOON = datetime(2026, 3, 12, 17, tzinfo=UTC)
DAY = timedelta(days=1)
NO_STORE = "private, no-store"


def main_of(response):
    return text_of(read_page(response.content).main)


def strip_of(response):
    strip = read_page(response.content).select_one(".staff")
    return strip and text_of(strip)


class DraftTests(TestCase):
    def setUp(self):
        self.editor = Editor()

    def test_staff_see_what_is_not_public_under_its_address_and_nobody_else_does(self):
        with time_machine.travel(NOON, tick=False):
            for make in MAKERS:
                for moment, told in [
                    (None, "Draft: only staff see this"),
                    (NOON + DAY, "Scheduled for March 13, 2026, 1 p.m. Eastern, noon Central."),
                ]:
                    row = make(published_at=moment)
                    address = row.get_absolute_url()
                    with self.subTest(row=row._meta.label, moment=moment):
                        seen = self.editor.get(address)
                        self.assertEqual(seen.status_code, 200)
                        self.assertIn(str(row), main_of(seen))
                        self.assertIn(told, strip_of(seen))
                        self.assertIn("noindex", seen.content.decode())
                        self.assertEqual(seen["Cache-Control"], NO_STORE)
                        self.assertEqual(self.client.get(address).status_code, 404)
                    row.delete()

    def test_its_page_leads_nowhere_that_is_not_there_yet(self):
        for make in MAKERS:
            row = make(published_at=None)
            page = self.editor.page(row.get_absolute_url())
            places = [one["href"] for one in page.select("main a, head link[rel=alternate]")]
            places += [one["action"] for one in page.select("main form")]
            below = re.compile(re.escape(row.get_absolute_url()) + ".+")
            with self.subTest(row=row._meta.label):
                self.assertEqual([place for place in places if below.match(place)], [])

    def test_staff_who_may_not_look_at_its_rows_do_not_see_it(self):
        row = make_answer(published_at=None)
        viewer = Editor("Vic", [Permission.objects.get(codename="view_answer")])
        other = Editor("Oli", [Permission.objects.get(codename="change_action")])

        self.assertEqual(viewer.get(row.get_absolute_url()).status_code, 200)
        self.assertEqual(other.get(row.get_absolute_url()).status_code, 404)

    def test_a_colleague_without_an_account_reads_it_under_a_secret_address_for_a_week(self):
        with time_machine.travel(NOON, tick=False) as clock:
            for make in MAKERS:
                row = make(published_at=None)
                with self.subTest(row=row._meta.label):
                    page = self.editor.page(desk(row))
                    secret = page.find(id="preview-url")["value"]
                    self.assertEqual(
                        page.select_one(".object-tools a")["href"], row.get_absolute_url()
                    )
                    self.assertIn(secret, str(self.editor.page(row.get_absolute_url())))

                    clock.shift(7 * DAY)
                    shared = self.client.get(secret)
                    clock.shift(timedelta(seconds=2))
                    expired = self.client.get(secret)

                    self.assertEqual(shared.status_code, 200)
                    self.assertIn(str(row), main_of(shared))
                    self.assertIn("those who have this address", strip_of(shared))
                    self.assertNotIn("Edit", strip_of(shared))
                    self.assertNotIn("canonical", shared.content.decode())
                    self.assertEqual(expired.status_code, 410)
                    self.assertNotIn(str(row), main_of(expired))
                    for response in [shared, expired]:
                        self.assertEqual(response["Cache-Control"], NO_STORE)
                        self.assertIn("noindex", response["X-Robots-Tag"])
                        self.assertEqual(response["Referrer-Policy"], "no-referrer")

    def test_a_secret_address_opens_its_row_alone(self):
        shared = make_answer(question="Mine?", published_at=None)
        other = make_answer(question="Other?", slug="other", published_at=None)

        self.client.get(shared.get_preview_url())

        self.assertEqual(self.client.get(shared.get_absolute_url()).status_code, 404)
        self.assertEqual(self.client.get(other.get_absolute_url()).status_code, 404)

    def test_a_secret_address_leads_to_the_public_one_once_it_is_public(self):
        row = make_answer(published_at=None)
        secret = row.get_preview_url()
        row.published_at = timezone.now()
        row.save()

        self.assertRedirects(self.client.get(secret), row.get_absolute_url())


class WithdrawnTests(TestCase):
    def test_the_page_stays_and_tells_when_and_why(self):
        for make in MAKERS:
            row = make(
                published_at=NOON, withdrawn_at=NOON + DAY, withdrawn_reason="It was <wrong>."
            )
            with self.subTest(row=row._meta.label):
                response = self.client.get(row.get_absolute_url())
                self.assertEqual(response.status_code, 410)
                told = main_of(response)
                self.assertIn(str(row), told)
                self.assertIn("Withdrawn on March 13, 2026, 1 p.m. Eastern, noon Central .", told)
                self.assertIn("It was <wrong>.", told)


class HomeSectionTests(TestCase):
    def setUp(self):
        self.editor = Editor()
        self.section = make_home_section(title="Soonish", slug="soon", published_at=NOON + DAY)
        make_home_link(section=self.section, title="A link of it")

    def test_it_is_on_the_page_once_its_moment_has_come(self):
        for moment, is_there in [(NOON, False), (NOON + DAY, True)]:
            with time_machine.travel(moment, tick=False):
                self.assertEqual("Soonish" in self.client.get("/").content.decode(), is_there)

    def test_staff_see_it_before_and_the_strip_names_it(self):
        with time_machine.travel(NOON, tick=False):
            page = self.editor.get("/")

        self.assertIn("A link of it", main_of(page))
        self.assertIn("Until then only staff see the section “Soonish”", strip_of(page))

    def test_its_secret_address_shows_the_home_page_with_it(self):
        with time_machine.travel(NOON, tick=False):
            shared = self.client.get(self.section.get_preview_url())
            public = self.client.get("/")

        self.assertIn("A link of it", main_of(shared))
        self.assertNotIn("A link of it", main_of(public))
