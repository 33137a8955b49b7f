"""Changes beside live pages: kept, compared, proposed, scheduled, published, and never lost."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase, override_settings
from django.utils import timezone

from answers.models import Answer
from chapters_portal.content.registry import registry
from chapters_portal.content.version import content_version
from chapters_portal.models import Draft, UnsavedForm
from chapters_portal.starter_content.roles import load_roles
from tests.advocacy.makers import make_picture, make_release
from tests.answers.makers import make_answer
from tests.desk.kinds import KINDS
from tests.editors import Editor, desk, filled_in, text_of
from tests.events.makers import make_celebration, make_occurrence
from tests.makers import make_chapter
from tests.reading import read_page
from tests.uploads import picture

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


def staff(name, role):
    editor = Editor(name, [])
    editor.user.groups.add(Group.objects.get(name=role))
    editor.user.email = f"{name.lower()}@example.org"
    editor.user.save()
    return editor


class Drafted(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_roles()
        cls.sam, cls.edna = staff("Sam", "Editor"), staff("Edna", "Publisher")
        cls.answer = make_answer(short="The council.", body="<p>All of it.</p>")

    def press(self, editor, button, answers=None, row=None, **changes):
        row = row or self.answer
        answers = answers or editor.open(row)
        return editor.client.post(desk(row), {**answers, button: "1", **changes})

    def draft(self, editor, **changes):
        response = self.press(editor, "_draft", **changes)
        self.assertRedirects(response, desk(self.answer))

    def live(self):
        self.answer.refresh_from_db()
        return self.answer.short


class DraftTests(Drafted):
    def test_the_public_reads_the_old_words_until_the_draft_is_published(self):
        self.draft(self.edna, short="The members.")

        page = self.client.get(self.answer.get_absolute_url())
        self.assertContains(page, "The council.")
        self.assertNotContains(page, "The members.")
        form = self.edna.page(desk(self.answer))
        self.assertIn("You are editing a draft", form.text)
        self.assertEqual(filled_in(form)["short"], "The members.")
        self.edna.save(self.answer)

        self.assertEqual(self.live(), "The members.")
        self.assertFalse(Draft.objects.exists())
        self.assertEqual(self.answer.history.first().history_user, self.edna.user)

    def test_a_draft_shows_what_it_changes(self):
        self.draft(self.edna, short="The members.")

        rows = self.edna.page(desk(self.answer)).select("#held ~ details tbody tr")

        self.assertEqual([text_of(row) for row in rows], ["Short answer The council. The members."])

    def test_it_holds_what_could_not_be_published(self):
        self.draft(self.edna, short="", question="")

        answers = self.edna.open(self.answer)
        self.assertEqual((answers["short"], answers["question"]), ("", ""))
        self.assertEqual(self.edna.send(self.answer, answers).status_code, 200)
        self.assertEqual(self.live(), "The council.")

    def test_rows_below_are_in_the_draft(self):
        celebration = make_celebration()
        date = make_occurrence(celebration=celebration, note="Old")

        response = self.press(self.edna, "_draft", row=celebration, **{"occurrences-0-note": "New"})

        self.assertRedirects(response, desk(celebration))
        date.refresh_from_db()
        self.assertEqual(date.note, "Old")
        self.edna.save(celebration)
        date.refresh_from_db()
        self.assertEqual(date.note, "New")

    def test_what_others_stored_meanwhile_is_compared_before_it_is_published(self):
        self.draft(self.edna, short="The members.")
        joan = Editor("Joan")
        live = filled_in(joan.page(desk(self.answer), live="1"))
        self.assertEqual(live["short"], "The council.")
        live |= {"short": "All.", "_save": "1"}
        response = joan.client.post(f"{desk(self.answer)}?live=1", live)
        self.assertEqual(response.status_code, 302)

        response = self.edna.get(desk(self.answer))

        self.assertContains(response, "Joan saved this while you had it open", status_code=409)
        self.assertTrue(Draft.objects.exists())

    def test_nobody_writes_over_the_draft_of_another_unread(self):
        joan = Editor("Joan")
        before = joan.open(self.answer)
        self.draft(self.edna, short="The members.")

        response = self.press(joan, "_draft", before, short="Nobody.")

        self.assertContains(response, "Edna kept another draft while you had this open")
        self.assertContains(response, "The members.")
        answers = filled_in(read_page(response.content))
        self.assertEqual(answers["short"], "Nobody.")
        self.assertRedirects(self.press(joan, "_draft", answers), desk(self.answer))
        self.assertEqual(self.edna.open(self.answer)["short"], "Nobody.")

    def test_a_draft_made_of_what_is_live_takes_the_place_of_another_once_that_was_read(self):
        self.draft(self.edna, short="The members.")
        address = f"{desk(self.answer)}?live=1"
        answers = {**filled_in(self.edna.page(address)), "short": "All.", "_draft": "1"}

        clash = self.edna.client.post(address, answers)
        self.assertContains(clash, "The members.")
        again = {**filled_in(read_page(clash.content)), "_draft": "1"}
        self.assertRedirects(self.edna.client.post(address, again), desk(self.answer))

        self.assertEqual(self.edna.open(self.answer)["short"], "All.")

    def test_a_draft_is_thrown_away_by_a_press_alone(self):
        self.draft(self.edna, short="The members.")

        self.assertRedirects(self.press(self.edna, "_drop"), desk(self.answer))

        self.assertEqual(self.edna.open(self.answer)["short"], "The council.")

    def test_every_kind_that_the_public_reads_keeps_a_draft(self):
        joan, kept = Editor("Joan"), []
        for model, make in KINDS.items():
            if not registry.may_be_seen(model):
                continue
            with self.subTest(model=model._meta.label), transaction.atomic():
                row = make(1)
                page = joan.get(desk(row))
                if not page.context or not page.context.get("has_drafts"):
                    transaction.set_rollback(True)
                    continue
                versions = model.history.count()
                response = joan.client.post(
                    desk(row), {**filled_in(read_page(page.content)), "_draft": "1"}
                )
                self.assertEqual(response.status_code, 302)
                self.assertEqual(joan.get(desk(row)).status_code, 200)
                self.assertContains(joan.get(desk(row)), "same as what is live")
                self.assertEqual(model.history.count(), versions)
                self.assertEqual(Draft.objects.count(), 1)
                kept.append(model._meta.label)
                transaction.set_rollback(True)
        for label in ["directory.Chapter", "advocacy.PressRelease", "chapters_portal.Menu"]:
            self.assertIn(label, kept)

    def test_a_draft_of_what_was_never_public_is_the_row_itself(self):
        row = make_answer(published_at=None, slug="new", question="New?")

        self.assertNotIn("_draft", str(self.edna.page(desk(row))))


class ProposalTests(Drafted):
    def propose(self):
        note = "New rules since January"
        return self.press(self.sam, "_propose", short="The members.", note=note)

    def test_an_editor_proposes_and_a_publisher_publishes(self):
        self.assertRedirects(self.propose(), desk(self.answer))

        [letter] = mail.outbox
        self.assertEqual(letter.to, ["edna@example.org"])
        self.assertIn("New rules since January", letter.body)
        self.assertIn(desk(self.answer), letter.body)
        line = text_of(self.edna.page("/admin/").select_one(".needs li"))
        self.assertIn("1 Changes that wait for your approval", line)
        self.assertIn("from Sam: New rules since January", line)
        mail.outbox.clear()
        self.edna.save(self.answer)

        self.assertEqual(self.live(), "The members.")
        [letter] = mail.outbox
        self.assertEqual(letter.to, ["sam@example.org"])
        self.assertIn("Your change is live", letter.subject)

    def test_a_publisher_returns_it_with_a_word(self):
        self.propose()
        mail.outbox.clear()

        self.press(self.edna, "_return", note="Say since when.")

        self.assertEqual(self.live(), "The council.")
        self.assertIn("Say since when.", mail.outbox[0].body)
        self.assertIn("Returned", text_of(self.sam.page("/admin/").find(id="drafts").parent))
        form = self.sam.page(desk(self.answer))
        self.assertIn("Say since when.", form.text)
        self.assertEqual(filled_in(form)["short"], "The members.")

    def test_an_editor_decides_nothing(self):
        self.propose()
        later = {"publish_day": "2030-01-01", "publish_time": "09:00", "publish_zone": "Eastern"}

        for button, status in [("_save", 200), ("_schedule", 403), ("_return", 403)]:
            with self.subTest(button=button):
                self.assertEqual(self.press(self.sam, button, **later).status_code, status)
                self.assertEqual(self.live(), "The council.")
                self.assertEqual(Draft.objects.get().state, "proposed")

    def test_what_the_editor_does_not_see_stays_and_the_publisher_may_change_it(self):
        self.propose()
        answers = self.edna.open(self.answer)
        day = timezone.localtime(self.answer.published_at).date().isoformat()
        self.assertEqual(answers["published_at_0"], day)

        self.edna.send(self.answer, answers, published_at_0="2020-02-29")

        self.assertEqual(self.live(), "The members.")
        self.assertEqual(timezone.localtime(self.answer.published_at).date(), date(2020, 2, 29))

    def test_an_editor_changes_nothing_that_is_scheduled_nor_drops_the_draft_of_another(self):
        self.draft(self.edna, short="The members.")
        self.assertEqual(self.press(self.sam, "_drop").status_code, 403)
        later = {"publish_day": "2100-01-01", "publish_time": "09:00", "publish_zone": "Eastern"}
        self.press(self.edna, "_schedule", **later)

        for button, status in [("_draft", 200), ("_propose", 200), ("_drop", 403)]:
            with self.subTest(button=button):
                response = self.press(self.sam, button, short="Nobody.")
                self.assertEqual(response.status_code, status)
                draft = Draft.objects.get()
                self.assertEqual(draft.state, "scheduled")
                self.assertEqual(draft.data_for(self.sam.user)["short"], "The members.")
                if status == 200:
                    self.assertContains(response, "This draft is scheduled")
                    self.assertContains(response, "Nobody.")

    def test_who_may_not_change_a_kind_proposes_nothing(self):
        keeper = staff("Karl", "Directory keeper")

        self.assertEqual(keeper.get(desk(self.answer)).status_code, 403)
        self.assertEqual(keeper.client.post(desk(self.answer), {"_draft": "1"}).status_code, 403)
        self.assertFalse(Draft.objects.exists())


@time_machine.travel(NOON, tick=False)
class ScheduleTests(Drafted):
    def schedule(self, **changes):
        later = {"publish_day": "2026-11-26", "publish_time": "09:00", "publish_zone": "Eastern"}
        return self.press(self.edna, "_schedule", **{"short": "The members.", **later, **changes})

    def test_it_goes_live_by_the_minute_job_while_nobody_is_signed_in(self):
        self.assertRedirects(self.schedule(), desk(self.answer))
        coming = text_of(self.edna.page("/admin/").find(id="coming").parent)
        self.assertIn("November 26, 2026, 9 a.m. Eastern, 8 a.m. Central", coming)
        moment = datetime(2026, 11, 26, 14, tzinfo=UTC)

        for minutes, live in [(-1, "The council."), (0, "The members.")]:
            with time_machine.travel(moment + timedelta(minutes=minutes), tick=False):
                call_command("send_mail")
                self.assertEqual(self.live(), live)

        version = self.answer.history.first()
        self.assertEqual(version.history_user, self.edna.user)
        self.assertFalse(Draft.objects.exists())

    def test_it_says_why_it_could_not_go_live_and_is_kept(self):
        self.schedule()
        Answer.objects.filter(pk=self.answer.pk).update(short="Changed meanwhile.")
        mail.outbox.clear()

        with time_machine.travel(NOON + timedelta(days=3), tick=False):
            call_command("send_mail")
            call_command("send_mail")

            self.assertEqual(self.live(), "Changed meanwhile.")
            [letter] = mail.outbox
            self.assertEqual(letter.to, ["edna@example.org"])
            self.assertIn("Short answer", letter.body)
            self.edna.client.force_login(self.edna.user)
            lines = text_of(self.edna.page("/admin/").find(class_="needs"))
            self.assertIn("1 Scheduled changes that could not go live", lines)
            self.assertEqual(Draft.objects.get().state, "draft")

    def test_one_that_breaks_holds_up_nobody(self):
        self.schedule()
        other = make_answer(slug="other", question="Other?", short="Old.")
        later = {"publish_day": "2026-11-26", "publish_time": "09:00", "publish_zone": "Eastern"}
        self.press(self.edna, "_schedule", row=other, short="New.", **later)
        Draft.objects.filter(object_id=self.answer.pk).update(typed=[["short", 5]])

        with time_machine.travel(NOON + timedelta(days=3), tick=False), self.assertLogs() as logs:
            call_command("send_mail")

        self.assertIn("broke", "".join(logs.output))
        other.refresh_from_db()
        self.assertEqual(other.short, "New.")
        self.assertEqual(Draft.objects.get().problem, "Something broke on our side.")

    def test_what_could_not_go_live_now_is_not_scheduled(self):
        page = self.schedule(short="")

        self.assertContains(page, "It is not scheduled")
        self.assertEqual(filled_in(read_page(page.content))["short"], "")
        self.assertFalse(Draft.objects.exists())
        self.assertEqual(self.live(), "The council.")

    def test_a_moment_that_is_over_or_does_not_exist_is_refused_in_words(self):
        for day, time, words in [
            ("2026-11-24", "12:00", "That moment is over"),
            ("2027-03-14", "02:30", "There is no 2:30 a.m."),
            ("", "02:30", "Say on which day."),
            ("9999-99-99", "", "Say at what time."),
        ]:
            with self.subTest(words=words):
                page = self.schedule(publish_day=day, publish_time=time)
                self.assertContains(page, words)
                self.assertEqual(filled_in(read_page(page.content))["short"], "The members.")

    def test_keeping_it_again_takes_it_off_the_clock(self):
        self.schedule()
        self.draft(self.edna, short="Wait.")

        with time_machine.travel(NOON + timedelta(days=3), tick=False):
            call_command("send_mail")

        self.assertEqual(self.live(), "The council.")


class PreviewTests(Drafted):
    def test_the_page_is_shown_as_it_would_be_and_nothing_is_stored(self):
        version, versions = content_version(), self.answer.history.count()
        answers = self.sam.open(self.answer)

        page = self.press(self.sam, "_look", answers, short="The members.")

        self.assertContains(page, "The members.")
        self.assertEqual(page["Cache-Control"], "private, no-store")
        self.assertEqual(self.live(), "The council.")
        self.assertEqual(self.answer.history.count(), versions)
        self.assertEqual(content_version(), version)
        self.assertNotContains(self.client.get(self.answer.get_absolute_url()), "The members.")

    def test_the_form_can_be_saved_after_it(self):
        answers = {**self.edna.open(self.answer), "short": "The members."}

        self.press(self.edna, "_look", answers)
        self.edna.send(self.answer, answers)

        self.assertEqual(self.live(), "The members.")

    def test_a_file_that_was_chosen_is_not_stored(self):
        with TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media):
            row = make_picture(release=make_release())
            before, joan = list(Path(media).rglob("*")), Editor("Joan")

            alone = self.press(joan, "_look", row=row, file=picture("New.jpg"))
            inline = {"pictures-0-file": picture("New.jpg")}
            below = self.press(joan, "_look", row=row.release, **inline)

            self.assertEqual((alone.status_code, below.status_code), (403, 200))
            self.assertEqual(list(Path(media).rglob("*")), before)

    def test_a_chapter_is_previewed_too(self):
        joan, chapter = Editor("Joan"), make_chapter()

        page = self.press(joan, "_look", row=chapter, city="Montpelier")

        self.assertContains(page, "Montpelier")
        chapter.refresh_from_db()
        self.assertNotEqual(chapter.city, "Montpelier")

    def test_what_cannot_be_shown_says_so(self):
        page = self.press(self.edna, "_look", question="")

        self.assertContains(page, "There is no preview yet")


class KeptMeanwhileTests(Drafted):
    def test_what_is_typed_is_kept_and_stands_in_the_form_again(self):
        for editor in [self.edna, self.sam]:
            with self.subTest(editor=editor.user):
                response = self.press(editor, "_keep", short=f"By {editor.user}")

                self.assertTrue(response.json()["kept_at"])
                self.assertEqual(editor.open(self.answer)["short"], f"By {editor.user}")
        self.assertEqual(self.live(), "The council.")

    def test_it_is_forgotten_once_saved_and_does_not_come_back(self):
        answers = self.edna.open(self.answer)
        self.press(self.edna, "_keep", answers, short="Typed")
        self.edna.send(self.answer, answers, short="Saved")

        late = self.press(self.edna, "_keep", answers, short="Typed")

        self.assertIsNone(late.json()["kept_at"])
        self.assertFalse(UnsavedForm.objects.exists())
        self.assertEqual(self.live(), "Saved")

    def test_who_else_has_the_form_open_is_said(self):
        caches["pages"].clear()
        self.assertNotIn("open, too", self.edna.page(desk(self.answer)).text)

        self.assertIn("Edna has it open, too.", self.sam.page(desk(self.answer)).text)
        self.assertEqual(self.press(self.edna, "_keep").json()["others"], ["Sam"])
        with time_machine.travel(NOON + timedelta(days=3000), tick=False):
            self.edna.client.force_login(self.edna.user)
            self.assertNotIn("open, too", self.edna.page(desk(self.answer)).text)

    def test_who_may_not_change_it_keeps_nothing(self):
        keeper = staff("Karl", "Directory keeper")
        answers = keeper.anew(self.edna.open(self.answer))

        response = self.press(keeper, "_keep", answers)

        self.assertFalse(UnsavedForm.objects.exists())
        self.assertNotEqual(response.status_code, 500)


class ErrorTests(Drafted):
    def test_the_summary_leads_to_each_field(self):
        page = read_page(self.press(self.edna, "_save", question="", slug="").content)

        links = [one["href"] for one in page.select("#errors a")]
        self.assertEqual(links, ["#id_question", "#id_slug"])
        for link in links:
            self.assertTrue(page.select_one(link))
        self.assertTrue(page.find(id="errors").has_attr("autofocus"))
