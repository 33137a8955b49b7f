"""What the newsroom's desk promises to editors."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase, override_settings
from django.utils import timezone

from advocacy.models import PressPicture, PressRelease
from chapters_portal.content.uploads import LARGEST_PICTURE
from tests.advocacy.makers import make_picture, make_release
from tests.content.test_published import NO_TIME, TWICE
from tests.editors import Editor
from tests.reading import read_page
from tests.uploads import PDF, SVG, bomb_bytes, file, picture, picture_bytes

LIST = "/admin/advocacy/pressrelease/"
ADD = f"{LIST}add/"
NOON = datetime(2026, 3, 12, 17, tzinfo=UTC)

NO_ROWS = {
    f"{inline}-{name}": 0
    for inline in ["contacts", "pictures", "corrections"]
    for name in ["TOTAL_FORMS", "INITIAL_FORMS"]
}
RELEASE = {
    **NO_ROWS,
    "title": "Record year",
    "slug": "record-year",
    "body": "<p>What happened.</p>",
    "precision": "minute",
    "published_at_0": "2026-03-12",
    "published_at_1": "12:00",
}
PICTURE = {"pictures-TOTAL_FORMS": 1, "pictures-0-alt": "Readers", "pictures-0-order": 0}


class DeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.staff = get_user_model().objects.create_superuser("editor")

    def setUp(self):
        self.media = Path(self.enterContext(TemporaryDirectory())) / "media"
        self.enterContext(override_settings(MEDIA_ROOT=self.media))
        self.client.force_login(self.staff)

    def add(self, **fields):
        return self.client.post(ADD, {**RELEASE, **fields})

    def errors(self, response):
        page = read_page(response.content)
        return [li.text for li in page.select(".errorlist li")]

    def files(self):
        return [path.name for path in self.media.iterdir()] if self.media.exists() else []

    def act(self, action, *releases, **fields):
        return self.client.post(
            LIST,
            {"action": action, "_selected_action": [row.pk for row in releases], **fields},
            follow=True,
        )


class FormTests(DeskTests):
    def test_a_release_is_saved_with_contact_picture_and_note_at_once(self):
        response = self.add(
            **PICTURE,
            **{
                "pictures-0-file": picture("Reading Room.JPG"),
                "contacts-TOTAL_FORMS": 1,
                "contacts-0-name": "Press desk",
                "contacts-0-email": "press@example.org",
                "contacts-0-order": 0,
                "corrections-TOTAL_FORMS": 1,
                "corrections-0-noted_at_0": "2026-03-12",
                "corrections-0-noted_at_1": "13:00",
                "corrections-0-note": "Wrong.",
            },
        )

        self.assertRedirects(response, LIST)
        release = PressRelease.objects.get()
        self.assertEqual(release.published_at, NOON)
        self.assertEqual(release.contacts.get().name, "Press desk")
        self.assertEqual(release.corrections.get().noted_at, NOON + timedelta(hours=1))
        kept = release.pictures.get()
        self.assertEqual((kept.width, kept.height), (60, 40))
        self.assertRegex(kept.file.name, r"^reading-room-[0-9a-f]{32}\.jpg$")
        self.assertEqual(self.files(), [kept.file.name])

    def test_a_bad_picture_is_told_beside_its_field_and_nothing_is_saved(self):
        for content, words in [
            (SVG, "This is an SVG, which can carry scripts"),
            (PDF, "This is a PDF, whatever its name says."),
            (b"\xff\xd8\xff" + b"\0" * LARGEST_PICTURE, "is the most that we take"),
            (bomb_bytes(60_000, 60_000), "more than 40 million pixels"),
            (picture_bytes("PNG")[:300], "or it is damaged"),
            (b"", "The submitted file is empty."),
        ]:
            response = self.add(**PICTURE, **{"pictures-0-file": file("photo.jpg", content)})
            with self.subTest(words=words):
                self.assertEqual(response.status_code, 200)
                (error,) = self.errors(response)
                self.assertIn(words, error)
                self.assertContains(response, 'value="Readers"')
                self.assertEqual((PressRelease.objects.count(), self.files()), (0, []))

    def test_a_picture_needs_words_for_those_who_cannot_see_it_and_rights_for_the_kit(self):
        upload = {**PICTURE, "pictures-0-alt": "", "pictures-0-file": picture()}
        again = "The file “reading room.jpg” could not be kept. Choose it again."
        self.assertEqual(self.errors(self.add(**upload)), [again, "This field is required."])

        upload |= {
            "pictures-0-alt": "Readers",
            "pictures-0-is_for_press": "on",
            "pictures-0-file": picture(),
        }
        self.assertEqual(
            self.errors(self.add(**upload)),
            ["Say how the press may use it, or leave it out of the kit.", again],
        )
        self.assertEqual(PressRelease.objects.count(), 0)

    def test_a_disk_that_takes_no_more_is_told_beside_the_field(self):
        self.media.write_text("in the way")

        response = self.add(**PICTURE, **{"pictures-0-file": picture()})

        (error,) = self.errors(response)
        self.assertIn("our disk takes no more. Nothing was saved.", error)
        self.assertEqual(PressRelease.objects.count(), 0)

    def test_a_time_that_names_no_moment_is_told_and_what_was_typed_stays(self):
        for day, time, words in [("2027-03-14", "2:30", NO_TIME), ("2027-11-07", "1:30", TWICE)]:
            response = self.add(published_at_0=day, published_at_1=time)
            with self.subTest(day=day):
                self.assertEqual(self.errors(response), [words])
                self.assertContains(response, f'value="{time}"')
                self.assertContains(response, 'value="Record year"')
                self.assertEqual(PressRelease.objects.count(), 0)

    def test_a_contact_needs_a_way_to_reach_it(self):
        response = self.add(
            **{"contacts-TOTAL_FORMS": 1, "contacts-0-name": "Desk", "contacts-0-order": 0}
        )

        self.assertEqual(self.errors(response), ["Give an e-mail address or a telephone number."])

    def test_withdrawing_needs_a_reason(self):
        release, ada = make_release(published_at=NOON), Editor("Ada")
        gone = {"withdrawn_at_0": "2026-03-13", "withdrawn_at_1": "12:00"}

        for reason in ["", " \n"]:
            answers = ada.open(release)
            response = ada.send(release, answers, **gone, withdrawn_reason=reason)
            self.assertEqual(
                self.errors(response), ["Say why it is withdrawn. Its page stays, and tells."]
            )

        ada.save(release, **gone, withdrawn_reason="Wrong figures.")

    def test_nothing_is_said_about_withdrawal_before_it_was_public(self):
        ada = Editor("Ada")
        draft, public = make_release("A", published_at=None), make_release("B", published_at=NOON)

        self.assertNotIn("withdrawn_at_0", ada.open(draft))
        self.assertIn("withdrawn_at_0", ada.open(public))
        self.assertNotContains(ada.get(ADD), "withdrawn_at")

    def test_the_database_keeps_none_without_a_reason(self):
        release = make_release(published_at=NOON)
        release.withdrawn_at = NOON
        with self.assertRaises(IntegrityError), transaction.atomic():
            release.save()
        with self.assertRaises(ValidationError):
            release.full_clean()

    def test_two_releases_cannot_have_one_address(self):
        make_release(slug="record-year")

        self.assertEqual(self.errors(self.add()), ["Press release with this Slug already exists."])


class ShownTests(DeskTests):
    def test_the_moment_is_told_in_both_zones_in_list_and_form(self):
        release = make_release(published_at=NOON)
        entry = make_release("Entry", slug="entry")
        entry.set_day(2001, 3)
        entry.save()

        for path in [LIST, f"{LIST}{release.pk}/change/"]:
            with self.subTest(path=path):
                self.assertContains(
                    self.client.get(path), "March 12, 2026, 1 p.m. Eastern, noon Central"
                )
        page = read_page(self.client.get(LIST).content)
        self.assertEqual([cell.text for cell in page.select("td.field-goes_live")][1], "March 2001")

    def test_stages_are_told_and_can_be_asked_for(self):
        moment = timezone.now()
        day = timedelta(days=1)
        rows = {
            "Draft": make_release("A", published_at=None),
            "Scheduled": make_release("B", published_at=moment + day),
            "Live": make_release("C"),
            "Withdrawn": make_release(
                "D", published_at=moment - day, withdrawn_at=moment, withdrawn_reason="Wrong."
            ),
        }

        for stage, asked in zip(rows, ["draft", "scheduled", "live", "gone"], strict=True):
            page = read_page(self.client.get(LIST, {"stage": asked}).content)
            with self.subTest(stage=stage):
                self.assertEqual(
                    [
                        (row.th.text, row.select_one(".field-stage .stage").text)
                        for row in page.select("#result_list tbody tr")
                    ],
                    [(str(rows[stage]), stage)],
                )

    def test_the_form_has_the_secret_address_until_the_release_is_out(self):
        with time_machine.travel(NOON, tick=False):
            self.client.force_login(self.staff)
            soon = make_release("Soon", published_at=NOON + timedelta(days=1))
            out = make_release("Out", published_at=NOON)

            page = read_page(self.client.get(f"{LIST}{soon.pk}/change/").content)
            address = page.find(id="preview-url")["value"]
            self.assertEqual(
                page.find("label", {"for": "preview-url"}).text,
                "Secret address of its page, to share. Good until March 19, 2026, 1 p.m. Eastern,"
                " noon Central:",
            )
            self.assertEqual(page.select_one(".object-tools a").text, "Preview")
            self.assertIsNone(page.select_one(".viewsitelink"))
            preview = self.client.get(address)
            self.assertContains(preview, "Address to share, good until March 19, 2026")
            self.assertContains(preview, f'href="{LIST}{soon.pk}/change/?next=')
            self.client.logout()
            self.assertNotContains(self.client.get(address), "Address to share")

            self.client.force_login(self.staff)
            page = read_page(self.client.get(f"{LIST}{out.pk}/change/").content)
            self.assertIsNone(page.find(id="preview-url"))
            self.assertEqual(page.select_one(".viewsitelink")["href"], out.get_absolute_url())


class ActionTests(DeskTests):
    def test_withdrawing_many_asks_for_a_reason(self):
        live, draft = make_release(), make_release(published_at=None)

        for fields in [{}, {"reason": "  "}]:
            response = self.act("withdraw", live, draft, **fields)
            self.assertContains(response, "Nothing was withdrawn. Write the reason")
            live.refresh_from_db()
            self.assertIsNone(live.withdrawn_at)

        self.assertContains(
            self.act("withdraw", live, draft, reason="Wrong figures."), "Withdrawn: 1."
        )
        live.refresh_from_db()
        draft.refresh_from_db()
        self.assertTrue(live.is_withdrawn(timezone.now()))
        self.assertEqual(live.withdrawn_reason, "Wrong figures.")
        self.assertIsNone(draft.withdrawn_at)

    def test_publishing_makes_no_old_news_new(self):
        live = make_release(published_at=NOON)
        draft = make_release(published_at=None)
        gone = make_release(
            published_at=NOON, withdrawn_at=NOON + timedelta(hours=1), withdrawn_reason="Wrong."
        )

        response = self.act("publish", live, draft, gone)

        self.assertContains(response, "Published: 1.")
        self.assertContains(response, "Public again: 1.")
        for release in [live, draft, gone]:
            release.refresh_from_db()
            self.assertTrue(release.is_published(timezone.now()))
        self.assertEqual([live.published_at, gone.published_at], [NOON, NOON])
        self.assertGreater(draft.published_at, NOON)
        self.assertEqual(gone.withdrawn_reason, "")


class PictureTests(DeskTests):
    def change(self, row, **fields):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(
                f"/admin/advocacy/presspicture/{row.pk}/change/",
                {"alt": row.alt, "rights": row.rights, "order": 0, **fields},
            )

    def test_a_picture_that_is_replaced_waits_with_its_version(self):
        row = make_picture()
        before = row.file.name

        self.change(row, file=picture("new.png", "PNG"))

        row.refresh_from_db()
        self.assertNotEqual(row.file.name, before)
        self.assertEqual(sorted(self.files()), sorted([before, row.file.name]))
        self.assertEqual(self.client.get(f"/media/{before}").status_code, 404)

    def test_a_change_of_words_leaves_the_file(self):
        row = make_picture()

        self.change(row, alt="Other words")

        self.assertEqual(PressPicture.objects.get().alt, "Other words")
        self.assertEqual(self.files(), [row.file.name])

    def test_a_replacement_that_is_refused_leaves_the_old_picture(self):
        row = make_picture()

        response = self.change(row, file=file("x.jpg", PDF))

        self.assertEqual(len(self.errors(response)), 1)
        row.refresh_from_db()
        self.assertEqual(self.files(), [row.file.name])

    def test_with_its_release_a_picture_goes_from_the_public(self):
        release = make_release()
        address = make_picture(release).file.url

        self.client.post(f"{LIST}{release.pk}/delete/", {"post": "yes"})

        self.assertEqual(PressRelease.objects.count(), 0)
        self.assertEqual(self.client.get(address).status_code, 404)
