"""What uploads promise: they are what they seem, and can do nothing but be looked at."""

import errno
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase, override_settings
from PIL import Image

from advocacy.models import PressPicture
from chapters_portal.content.uploads import (
    LARGEST_DOCUMENT,
    LARGEST_PICTURE,
    DocumentField,
    PictureField,
)
from chapters_portal.history.uploads import remove_unnamed_files
from chapters_portal.operations.outside import PERMISSIONS_POLICY
from chapters_portal.operations.page_cache import key_of
from tests.advocacy.makers import make_picture
from tests.uploads import PDF, SVG, bomb_bytes, document, file, picture, picture_bytes

DAMAGED = (
    "This is not a JPEG, PNG or WebP picture, or it is damaged. Open it on your computer, save it"
    " as one of these, and choose it again."
)
KEPT_AT = datetime(2026, 11, 24, 18, tzinfo=UTC)
LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)  # than any clock of a machine says
TOO_MANY_PIXELS = "The picture has more than 40 million pixels. Choose a smaller one."


def refusal(field, content):
    """The sentence with which `field` refuses `content`, or None when it takes it."""
    try:
        field.accept(content, SimpleNamespace())
    except ValidationError as error:
        return error.messages[0]
    return None


class PictureTests(SimpleTestCase):
    def test_the_content_gives_the_extension_whatever_the_name_says(self):
        for kind, extension in [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")]:
            content = picture("photograph.exe", kind)
            with self.subTest(kind=kind):
                self.assertEqual(PictureField().accept(content, SimpleNamespace()), extension)
                self.assertFalse(content.closed)

    def test_a_jpeg_with_a_second_view_is_a_jpeg(self):
        second = Image.new("RGB", (60, 40))
        content = file("stereo.jpg", picture_bytes("MPO", save_all=True, append_images=[second]))

        self.assertEqual(PictureField().accept(content, SimpleNamespace()), ".jpg")

    def test_the_row_learns_the_size_as_it_is_seen(self):
        turned = Image.Exif()
        turned[0x0112] = 6
        for options, size in [({}, (60, 40)), ({"exif": turned}, (40, 60))]:
            row = SimpleNamespace()
            PictureField().accept(picture(**options), row)
            with self.subTest(options=options):
                self.assertEqual((row.width, row.height), size)

    def test_where_the_camera_stood_is_forgotten_and_the_rest_is_kept(self):
        notes = Image.Exif()
        notes[0x8298] = "Photograph: Grace Hopper"  # the copyright
        notes[0x8825] = {1: "N", 2: (44.0, 15.0, 30.0)}  # the place
        for kind in ["JPEG", "PNG", "WEBP"]:
            content = picture("photo", kind, exif=notes)
            PictureField().accept(content, SimpleNamespace())

            kept = Image.open(content)
            with self.subTest(kind=kind):
                self.assertEqual(dict(kept.getexif()), {0x8298: "Photograph: Grace Hopper"})
                self.assertEqual((kept.format, kept.size), (kind, (60, 40)))

    def test_a_picture_without_notes_is_kept_to_the_byte(self):
        content = picture()

        PictureField().accept(content, SimpleNamespace())

        content.seek(0)
        self.assertEqual(content.read(), picture_bytes())

    def test_what_is_no_picture_is_refused_in_plain_words(self):
        whole = picture_bytes("PNG", (300, 300))
        for name, content, words in [
            ("logo.svg", SVG, "This is an SVG, which can carry scripts, so we do not take it."),
            ("logo.png", SVG, "This is an SVG, which can carry scripts, so we do not take it."),
            ("photo.jpg", PDF, "This is a PDF, whatever its name says. Choose a picture."),
            ("photo.jpg", b"<script>alert(1)</script>", DAMAGED),
            ("photo.gif", picture_bytes("GIF"), DAMAGED),
            ("photo.png", whole[: len(whole) // 2], DAMAGED),
            ("photo.jpg", picture_bytes("JPEG")[:200], DAMAGED),
            ("photo.webp", picture_bytes("WEBP")[:200], DAMAGED),
            ("photo.png", bomb_bytes(10, 10), DAMAGED),
            ("photo.jpg", b"\xff\xd8\xff" + b"\0" * 300, DAMAGED),
            ("photo.jpg", b"\0", DAMAGED),
        ]:
            with self.subTest(name=name, content=content[:20]):
                self.assertIn(words, refusal(PictureField(), file(name, content)) or "taken")

    def test_a_small_file_with_a_huge_picture_is_refused_before_it_is_unpacked(self):
        for width, height in [(7_000, 7_000), (11_000, 11_000), (60_000, 60_000)]:
            content = file("bomb.png", bomb_bytes(width, height))
            with self.subTest(width=width):
                self.assertEqual(refusal(PictureField(), content), TOO_MANY_PIXELS)

    def test_a_webp_which_takes_more_to_unpack_may_have_fewer(self):
        for size, words in {
            (4_100, 3_000): "The picture has more than 12 million pixels. Choose a smaller one.",
            (4_000, 3_000): None,
        }.items():
            content = io.BytesIO()
            Image.new("RGB", size).save(content, "WEBP")
            content = file("bomb.webp", content.getvalue())
            with self.subTest(size=size):
                self.assertEqual(refusal(PictureField(), content), words)

    def test_the_limit_of_five_megabytes_is_told(self):
        large = file("large.jpg", b"\xff\xd8\xff" + b"\0" * LARGEST_PICTURE)

        self.assertEqual(
            refusal(PictureField(), large),
            "The picture has 5.0\xa0MB, and 5.0\xa0MB is the most that we take. Choose a"
            " smaller one.",
        )
        self.assertGreater(len(picture_bytes("PNG", (1300, 1300))), LARGEST_PICTURE * 0.9)
        self.assertIsNone(refusal(PictureField(), picture(kind="PNG", size=(1300, 1300))))


class DocumentTests(SimpleTestCase):
    def test_a_pdf_is_taken(self):
        self.assertEqual(DocumentField().accept(document("x.doc"), SimpleNamespace()), ".pdf")

    def test_anything_else_is_refused_in_plain_words(self):
        for content, words in [
            (picture_bytes(), "This is not a PDF, whatever its name says. Choose a PDF."),
            (b"<html>%PDF-", "This is not a PDF, whatever its name says. Choose a PDF."),
            (PDF[:30], "The end of this PDF is missing. Choose the whole file."),
            (PDF + b"\0" * LARGEST_DOCUMENT, "20.0\xa0MB is the most that we take."),
        ]:
            with self.subTest(words=words):
                self.assertIn(words, refusal(DocumentField(), document(content=content)) or "taken")


class MediaTests(TestCase):
    def keep(self, name, content=b"content"):
        """A file that a row names, as no form would let it come about."""
        default_storage.save(name, ContentFile(content))
        self.addCleanup(default_storage.delete, name)
        PressPicture.objects.bulk_create([PressPicture(file=name, width=1, height=1)])

    def test_a_picture_is_shown_and_can_run_nothing(self):
        self.keep("reading-room-0123.jpg", b"<script>alert(1)</script>")

        response = self.client.get("/media/reading-room-0123.jpg")

        self.assertEqual(response.getvalue(), b"<script>alert(1)</script>")
        self.assertEqual(
            {name: response[name] for name in response.headers if name != "Content-Length"},
            {
                "Content-Type": "image/jpeg",
                "Content-Disposition": 'inline; filename="reading-room.jpg"',
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "public, max-age=31536000, immutable",
                "X-Frame-Options": "DENY",
                "Permissions-Policy": PERMISSIONS_POLICY,
                "Referrer-Policy": "strict-origin-when-cross-origin",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "cross-origin",
            },
        )

    def test_a_document_is_downloaded_under_the_name_it_came_with(self):
        self.keep("toolkit-0123.pdf")

        response = self.client.get("/media/toolkit-0123.pdf")

        self.assertEqual(response.getvalue(), b"content")
        self.assertEqual(response["Content-Type"], "application/pdf")
        self.assertEqual(response["Content-Disposition"], 'attachment; filename="toolkit.pdf"')

    def test_nothing_else_is_served(self):
        for name in ["page-0.html", "logo-0.svg", "data-0.JPG"]:
            self.keep(name)
        for path in [
            *("page-0.html", "logo-0.svg", "data-0.JPG", "missing-0.jpg", "", "x", ".jpg"),
            *("../portal-0.jpg", "..%2fportal.jpg", "%2e%2e/portal.jpg", "a/b.jpg", "a%00.jpg"),
            *("/etc/passwd", "..\\portal.jpg", "x.jpg.pdf", "x" * 5000 + ".jpg"),
        ]:
            with self.subTest(path=path[:40]):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)

    def test_only_reading_is_allowed(self):
        self.keep("room-0123.png")

        self.assertEqual(self.client.post("/media/room-0123.png").status_code, 405)

    def test_the_page_cache_keeps_no_uploads_in_memory(self):
        environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "PATH_INFO": "/media/a.jpg"}

        self.assertIsNone(key_of(environ))
        self.assertIsNotNone(key_of({**environ, "PATH_INFO": "/"}))


def keep_stray():
    """A file that no row names. The disk has a clock of its own, so the moment is written to it."""
    path = default_storage.path(default_storage.save("stray-0.jpg", ContentFile(b"1")))
    os.utime(path, (KEPT_AT.timestamp(), KEPT_AT.timestamp()))


@pytest.mark.django_db
def test_what_no_row_names_is_swept_after_its_time(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    assert remove_unnamed_files(KEPT_AT) == 0
    keep_stray()

    assert remove_unnamed_files(KEPT_AT) == 0
    assert default_storage.exists("stray-0.jpg")
    assert remove_unnamed_files(KEPT_AT + timedelta(seconds=1)) == 1
    assert not default_storage.exists("stray-0.jpg")


class BreakingFile(SimpleUploadedFile):
    """A file that is cut off while it is written, as on a full disk."""

    def chunks(self, chunk_size=None):
        yield self.read(100)
        raise OSError(errno.ENOSPC, "No space left on device")


class KeptTests(TestCase):
    """A row with a file, here a picture of the press kit."""

    def setUp(self):
        self.media = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(override_settings(MEDIA_ROOT=self.media))

    def files(self):
        return sorted(path.name for path in self.media.iterdir())

    def test_no_two_files_share_a_name_that_nobody_can_guess(self):
        names = [make_picture(file=picture("../../Été & <b>.php")).file.name for _ in range(2)]

        self.assertEqual(sorted(names), self.files())
        self.assertEqual(len(set(names)), 2)
        for name in names:
            self.assertRegex(name, r"^ete-b-[0-9a-f]{32}\.jpg$")
        self.assertEqual(make_picture(file=picture("図書館.jpg")).file.name[:5], "file-")

    def test_what_skips_the_form_is_checked_all_the_same(self):
        with self.assertRaisesMessage(ValidationError, "This is a PDF"):
            make_picture(file=file("photo.jpg", PDF))

        self.assertEqual(self.files(), [])

    def test_a_full_disk_leaves_no_half_of_a_file(self):
        row = PressPicture(file=BreakingFile("a.jpg", picture_bytes()), alt="Readers")

        with self.assertRaises(ValidationError) as caught:
            row.full_clean()

        self.assertEqual(list(caught.exception.message_dict), ["file"])
        self.assertIn("Nothing was saved", caught.exception.messages[0])
        self.assertEqual(self.files(), [])

    def test_a_deleted_picture_is_served_no_more_and_comes_back_from_the_bin(self):
        row = make_picture()
        address, files = row.file.url, self.files()

        row.delete()

        self.assertEqual(self.client.get(address).status_code, 404)
        self.assertEqual(remove_unnamed_files(LONG_AFTER), 0)
        self.assertEqual(self.files(), files)
        PressPicture.history.get(history_type="-").instance.save()
        self.assertEqual(self.client.get(address).getvalue()[:2], b"\xff\xd8")  # a JPEG

    def test_what_the_bin_has_given_up_is_swept(self):
        row = make_picture()
        row.delete()
        PressPicture.history.all().delete()

        self.assertEqual(remove_unnamed_files(LONG_AFTER), 1)

        self.assertEqual(self.files(), [])

    def test_the_sweep_leaves_what_a_row_names(self):
        row = make_picture()
        keep_stray()

        self.assertEqual(remove_unnamed_files(LONG_AFTER), 1)

        self.assertEqual(self.files(), [row.file.name])

    def test_a_picture_is_served_as_it_came(self):
        content = picture_bytes("WEBP")

        response = self.client.get(make_picture(file=file("a.gif", content)).file.url)

        self.assertEqual(response.getvalue(), content)
        self.assertEqual(response["Content-Type"], "image/webp")
