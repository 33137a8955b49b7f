"""Addresses come in without mail gateways, search pages and marks of newsletters around them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from advocacy.models import PressRelease
from chapters_portal.content.registry import registry
from chapters_portal.content.unwrapping import (
    Unwrapping,
    unwrapped,
    unwrapped_in_html,
    unwrapped_in_words,
    what_was_unwrapped,
)
from directory.models import Chapter
from tests.editors import Editor
from tests.makers import make_chapter

PAGE = "https://example.org/board?year=2026&of=vt"
IN_QUERY = "https%3A%2F%2Fexample.org%2Fboard%3Fyear%3D2026%26of%3Dvt"
SAFE = (
    f"https://nam02.safelinks.protection.outlook.com/?url={IN_QUERY}"
    "&data=05%7C02%7Cada%40example.org%7Cabc&sdata=x%2By%3D&reserved=0"
)
WRAPPED = {
    "Outlook": SAFE,
    "Outlook in an app": SAFE.replace("/?url", "/ap/t-59584e83/?url"),
    "Outlook of a government": SAFE.replace("outlook.com", "office365.us"),
    "Teams": "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/"
    f"atp-safelinks.html?url={IN_QUERY}&locale=en-us",
    "Google": f"https://www.google.com/url?sa=t&q={IN_QUERY}&ved=2ah",
    "Google with another name": f"https://www.google.co.uk/url?url={IN_QUERY}&usg=AOv",
    "Proofpoint 1": f"https://urldefense.proofpoint.com/v1/url?u={IN_QUERY}&k=1",
    "Proofpoint 2": "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_board"
    "-3Fyear-3D2026-26of-3Dvt&d=DwMF&r=ada&e=",
    "Proofpoint 3": "https://urldefense.com/v3/__https://example.org/board?year=2026&of=vt__;!!"
    "AbC!xyz$",
    "Proofpoint 3 with letters": "https://urldefense.com/v3/__https:/example.org/board*year=2026*of"
    "=vt__;PyY!!AbC!xyz$",
    "Barracuda": f"https://linkprotect.cudasvc.com/url?a={IN_QUERY}&c=E,1,abc&typo=1",
    "Facebook": f"https://l.facebook.com/l.php?u={IN_QUERY}&h=AT0",
    "LinkedIn": f"https://www.linkedin.com/safety/go?url={IN_QUERY}&trk=x",
    "YouTube": f"https://www.youtube.com/redirect?event=video&q={IN_QUERY}",
    "Slack": f"https://slack-redir.net/link?url={IN_QUERY}",
    "Sophos": "https://us-west-2.protection.sophos.com/?d=example.org"
    "&u=aHR0cHM6Ly9leGFtcGxlLm9yZy9ib2FyZD95ZWFyPTIwMjYmb2Y9dnQ=",
    "Cisco": f"https://secure-web.cisco.com/1abc-DEF/{IN_QUERY}",
    "Trend Micro": f"https://us1.trendmicro.com/wis/clicktime/v1/query?url={IN_QUERY}&umid=1",
    "marks of a newsletter": f"{PAGE}&utm_source=news&utm_medium=email&UTM_Campaign=x",
    "marks in front": "https://example.org/board?fbclid=IwAR0&year=2026&of=vt",
    "a mark in the middle": "https://example.org/board?year=2026&gclid=1&of=vt",
    "one in the other": "https://www.google.com/url?q="
    "https%3A%2F%2Flinkprotect.cudasvc.com%2Furl%3Fa%3D"
    "https%253A%252F%252Fexample.org%252Fboard%253Fyear%253D2026%2526of%253Dvt%2526mc_eid%253D1",
}
AS_THEY_ARE = [
    PAGE,
    "https://example.org/?",
    "https://example.org/#",
    "https://example.org/a?url=https%3A%2F%2Fother.example.org",
    "https://example.org/?utm=1&source=2&fb=3#utm",
    "https://www.google.com/search?q=https%3A%2F%2Fexample.org",
    "https://www.google.com/url?q=javascript:alert(1)",
    "https://notgoogle.com.example.org/url?q=https://example.org",
    "https://safelinks.protection.outlook.com.example.org/?url=https://example.org",
    "https://protect-us.mimecast.com/s/abc?domain=example.org",
    "https://example.org/#:~:text=library",
    "https://example.org/a%20b?x=%C3%A9&y=a+b",
    "/directory/?state=VT",
    "mailto:ada@example.org?subject=utm_source",
    "https://[broken",
]


class AddressTests(SimpleTestCase):
    def test_what_is_around_an_address_comes_off(self):
        for name, address in WRAPPED.items():
            with self.subTest(name=name):
                self.assertEqual(unwrapped(address), PAGE)

    def test_the_last_mark_takes_its_question_mark_along(self):
        for address in [
            "https://example.org/a?utm_source=x",
            "https://example.org/a?utm_source=x&fbclid=y",
            "https://example.org/a#utm_source=x",
        ]:
            with self.subTest(address=address):
                self.assertEqual(unwrapped(address), "https://example.org/a")
        self.assertEqual(
            unwrapped("https://example.org/a?utm_source=x#board"), "https://example.org/a#board"
        )

    def test_any_other_address_is_kept_to_the_letter(self):
        for address in AS_THEY_ARE:
            with self.subTest(address=address):
                self.assertEqual(unwrapped(address), address)

    def test_text_keeps_all_but_what_is_around_its_addresses(self):
        self.assertEqual(
            unwrapped_in_words(f"See ({SAFE}), or <{SAFE}>.\nTel. 5 & 6"),
            f"See ({PAGE}), or <{PAGE}>.\nTel. 5 & 6",
        )

    def test_links_of_rich_text_and_what_they_show_are_unwrapped(self):
        wrapped, page = (one.replace("&", "&amp;") for one in [SAFE, PAGE])
        self.assertEqual(
            unwrapped_in_html(f'<p>A &lt;b&gt; <a href="{wrapped}">{wrapped}</a>&gt;, {page}.</p>'),
            f'<p>A &lt;b&gt; <a href="{page}">{page}</a>&gt;, {page}.</p>',
        )

    def test_what_was_done_is_said_once(self):
        marked = f"{PAGE}&utm_source=x"

        self.assertEqual(
            what_was_unwrapped(f"{SAFE} {SAFE} {marked} {PAGE}"),
            [
                f"An address led through nam02.safelinks.protection.outlook.com. We keep {PAGE}.",
                f"An address had marks that follow its readers. We keep {PAGE}.",
            ],
        )


class FieldTests(TestCase):
    def test_every_field_that_the_public_follows_unwraps(self):
        left = [
            f"{content.model._meta.label}.{name}"
            for content in registry.contents
            for name in [*content.links, *content.rich, *content.plain]
            if not isinstance(content.model._meta.get_field(name), Unwrapping)
        ]
        left += [
            f"{content.model._meta.label}.{field.name}"
            for content in registry.contents
            for field in content.model._meta.fields
            if isinstance(field, models.URLField) and not isinstance(field, Unwrapping)
        ]

        self.assertEqual(left, [])

    def test_a_program_that_saves_unwraps_too(self):
        chapter = make_chapter(website=SAFE, social_addresses=f"{SAFE}\n{PAGE}")

        chapter.refresh_from_db()

        self.assertEqual(chapter.website, PAGE)
        self.assertEqual(chapter.social_addresses, f"{PAGE}\n{PAGE}")


class DeskTests(TestCase):
    def setUp(self):
        self.editor = Editor("Boss")

    def test_a_form_takes_what_is_too_long_until_it_is_unwrapped_and_says_so(self):
        chapter = make_chapter()
        long = f"{SAFE}&more={'x' * 900}"

        self.editor.save(chapter, website=long, social_addresses=SAFE)

        chapter.refresh_from_db()
        self.assertEqual((chapter.website, chapter.social_addresses), (PAGE, PAGE))
        page = self.editor.page(reverse("admin:directory_chapter_changelist"))
        for label in ["Website", "Social networks"]:
            self.assertIn(
                f"{label}: An address led through nam02.safelinks.protection.outlook.com. "
                f"We keep {PAGE}.",
                page.text,
            )

    def test_the_browser_cuts_no_address(self):
        form = self.editor.client.get(reverse("admin:directory_chapter_add"))

        self.assertNotIn("maxlength", str(form.context["adminform"].form["website"]))

    def test_a_file_is_unwrapped_and_says_so(self):
        make_chapter("Maine Library Association")
        file = f'Name,Website\nMaine Library Association,"{SAFE}"\n'

        page = self.editor.client.post(
            reverse("admin:directory_chapter_import"),
            {"file": SimpleUploadedFile("chapters.csv", file.encode())},
        )
        self.assertContains(page, "An address led through nam02.safelinks")
        self.editor.client.post(
            reverse("admin:directory_chapter_import"), {"key": page.context["key"]}
        )

        self.assertEqual(Chapter.objects.get().website, PAGE)

    def test_rich_text_is_unwrapped_when_it_is_saved(self):
        release = PressRelease(body=f'<p><a href="{SAFE.replace("&", "&amp;")}">Board</a></p>')

        release.clean_fields(exclude=["title", "slug"])

        self.assertEqual(
            release.body,
            f'<p><a href="{PAGE.replace("&", "&amp;")}">Board</a></p>',
        )
