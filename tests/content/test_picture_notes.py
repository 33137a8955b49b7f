"""Pictures come in without notes on places, people and programs, and with their credit."""

import io
import struct
from types import SimpleNamespace

from django.test import SimpleTestCase
from PIL import Image, ImageChops, ImageCms, PngImagePlugin

from chapters_portal.content.uploads import PictureField
from tests.uploads import file

SECRETS = [b"Elm Street", b"ada.private", b"44.15", b"Serial-77", b"Shot for Bob"]
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" exif:GPSLatitude="44.15N" photoshop:City="Elm Street"
  xmpRights:WebStatement="https://creativecommons.org/licenses/by/4.0/">
<dc:creator><rdf:Seq><rdf:li>Grace Hopper</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Łódź Library</rdf:li></rdf:Alt></dc:rights>
<dc:description><rdf:Alt><rdf:li>Shot for Bob</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()
CREDIT = {
    0x13B: "Grace Hopper",
    0x8298: "© Łódź Library; https://creativecommons.org/licenses/by/4.0/",
}


def iptc():
    """An APP13 of a JPEG, as press agencies write it."""
    notes = {
        (2, 80): b"Photo Agency",
        (2, 90): b"Elm Street",
        (2, 116): b"Agency, all rights reserved",
        (2, 120): b"Shot for Bob",
    }
    data = b"".join(
        bytes([0x1C, *key]) + struct.pack(">H", len(words)) + words for key, words in notes.items()
    )
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    words = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(words) + 2) + words


def secret_notes():
    notes = Image.Exif()
    notes[0x010E] = "Shot for Bob"
    notes[0x9286] = "ada.private"
    notes[0xA431] = "Serial-77"
    notes[0x8825] = {1: "N", 2: (44.0, 15.0, 30.0)}
    return notes


def colors():
    picture = Image.new("RGB", (60, 40))
    picture.putdata([(x * 4, y * 6, 128) for y in range(40) for x in range(60)])
    return picture


def saved(kind, picture=None, **options):
    stored = io.BytesIO()
    (picture or colors()).save(stored, kind, **options)
    return stored.getvalue()


def taken_in(content):
    """The bytes that are kept of `content`."""
    upload = file("picture", content)
    PictureField().accept(upload, SimpleNamespace())
    upload.seek(0)
    return upload.read()


def credit_in(content):
    notes = dict(Image.open(io.BytesIO(content)).getexif())
    return {
        tag: value.encode("latin-1").decode() if isinstance(value, str) else value
        for tag, value in notes.items()
    }


class NotesTests(SimpleTestCase):
    def assert_clean(self, before, credit):
        after = taken_in(before)
        for secret in SECRETS:
            self.assertNotIn(secret, after)
        self.assertEqual(credit_in(after), credit)
        seen = [Image.open(io.BytesIO(one)).convert("RGBA") for one in [before, after]]
        self.assertIsNone(ImageChops.difference(*seen).getbbox(alpha_only=False))
        self.assertEqual(taken_in(after), after)
        return after

    def test_every_format_loses_its_notes_and_no_dot(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        for kind, options in [
            ("JPEG", {"comment": b"Shot for Bob"}),
            ("JPEG", {"progressive": True}),
            ("PNG", {}),
            ("WEBP", {}),
            ("WEBP", {"lossless": True}),
        ]:
            words = {} if kind == "PNG" else {"xmp": XMP}  # Pillow writes none into a PNG
            before = saved(kind, exif=secret_notes(), icc_profile=profile, **words, **options)
            with self.subTest(kind=kind, options=options):
                after = self.assert_clean(before, CREDIT if words else {})
                self.assertEqual(Image.open(io.BytesIO(after)).info["icc_profile"], profile)

    def test_notes_of_press_agencies_leave_the_credit_alone(self):
        plain = saved("JPEG")

        self.assert_clean(
            plain[:2] + iptc() + plain[2:],
            {0x13B: "Photo Agency", 0x8298: "Agency, all rights reserved"},
        )

    def test_words_in_a_png_leave_the_credit_alone(self):
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", "Grace Hopper")
        words.add_text("Comment", "Shot for Bob")
        words.add_text("Description", "Elm Street", zip=True)
        words.add_itxt("Source", "ada.private")
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())

        self.assert_clean(saved("PNG", pnginfo=words), CREDIT)

    def test_how_it_is_turned_is_kept(self):
        notes = secret_notes()
        notes[0x0112] = 6
        for kind in ["JPEG", "PNG", "WEBP"]:
            with self.subTest(kind=kind):
                self.assert_clean(saved(kind, exif=notes), {0x0112: 6})

    def test_what_hangs_behind_the_end_stays_out(self):
        for kind in ["JPEG", "PNG", "WEBP"]:
            before = saved(kind)
            with self.subTest(kind=kind):
                self.assertEqual(taken_in(before + b"Elm Street"), before)

    def test_a_second_view_stays_out_with_its_notes(self):
        before = saved("MPO", save_all=True, append_images=[colors()], exif=secret_notes())

        after = self.assert_clean(before, {})

        self.assertEqual(Image.open(io.BytesIO(after)).format, "JPEG")

    def test_transparency_and_movement_are_kept(self):
        clear = colors()
        clear.putalpha(100)
        notes = secret_notes()
        notes[0x13B] = "Grace Hopper"
        for kind in ["PNG", "WEBP"]:
            before = saved(kind, clear, exif=notes)
            with self.subTest(kind=kind):
                self.assert_clean(before, {0x13B: "Grace Hopper"})
        moving = saved(
            "WEBP", save_all=True, append_images=[Image.new("RGB", (60, 40))], exif=secret_notes()
        )
        self.assertEqual(Image.open(io.BytesIO(taken_in(moving))).n_frames, 2)
