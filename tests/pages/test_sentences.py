"""Staff can edit each sentence that the public reads, and no edit breaks a page."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import time_machine
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocacy.models import Action, Bill, Boilerplate, PressPicture, PressRelease
from answers.models import Answer, Topic
from chapters_portal.content.registry import registry
from chapters_portal.pages.models import Sentence, SiteSettings, as_shipped, marks_of
from chapters_portal.pages.sentences import note_sentences, sentences_of_templates
from directory.models import Chapter, CommitteeMember
from events.models import Celebration, Conference, Occurrence
from tests.advocacy.makers import (
    make_bill,
    make_delegation,
    make_legislator,
    make_picture,
    make_release,
    make_step,
)
from tests.answers.makers import make_inquiry
from tests.editors import Editor, filled_in
from tests.events.makers import make_conference
from tests.pages.test_look import MISTAKES, PAGES

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)  # in Chicago
# A piece of text with four words or more that ends like a sentence.
ENDS = re.compile(r"(?<=[.?!])\s+")
WORD = re.compile(r"[A-Za-z][\w’'-]*")
BLOCKS = "p|h[1-6]|li|ul|ol|d[dlt]|t[hdr]|table|div|section|header|label|legend|option|summary|form"
MARKER = "Qx"
# What a form says is wrong comes from its code; what search quotes is what the index made of rows.
# What is kept of people is told by the code that keeps it.
UNASKED = ".oops li, .err, .found li, .two-up.facts"


def sentences_in(text):
    """The sentences of a text without what a marker, standing for words of staff, takes part in."""
    for line in text.split("\n"):
        for piece in ENDS.split(" ".join(line.split())):
            words = [word for word in WORD.findall(piece) if not word.startswith(MARKER)]
            if len(words) >= 4 and piece.endswith((".", "?", "!")):
                yield piece


def one_line(html):
    """It without line breaks, which are only spaces."""
    return " ".join(html.split())


def visible(html):
    """What is read or heard of a page, a block a line."""
    page = BeautifulSoup(html, "html.parser")
    spoken = [
        element[name]
        for name in ["alt", "title", "aria-label", "placeholder", "content"]
        for element in page.find_all(attrs={name: True})
    ]
    for element in [*page(["script", "style", "svg", "label", "legend"]), *page.select(UNASKED)]:
        element.decompose()
    for element in page.find_all(re.compile(f"^({BLOCKS}|title)$")):
        element.insert_before("\n")
        element.insert_after("\n")
    return "\n".join([page.get_text(), *spoken])


def marked(sentence):
    """A sentence of nothing but a marker and the marks that the portal fills in."""
    words = " ".join([MARKER, *marks_of(sentence.shipped)])
    return words.replace("[", f"[{MARKER} ")


def mark_every_text():
    """Put a marker in the place of each text that staff edit, where there is one."""
    note_sentences()
    for sentence in Sentence.objects.all():
        sentence.text = marked(sentence)
        sentence.full_clean()
        sentence.save()
    fields = [
        (entry.model, entry.prose) for entry in registry.contents if entry.model is not Sentence
    ]
    fields += [(Topic, ["title", "help"]), (Occurrence, ["note"])]
    fields += [(PressPicture, ["alt", "caption", "credit", "rights"])]
    fields += [(SiteSettings, ["postal_address"])]
    for model, names in fields:
        for row in model._base_manager.all():
            texts = {
                name: f"{MARKER}{row.pk}"[: model._meta.get_field(name).max_length]
                for name in names
                if getattr(row, name)
            }
            model._base_manager.filter(pk=row.pk).update(**texts)


# By day: at night "12:30 a.m. Eastern, December 31, 11:30 p.m. Central" looks like two sentences.
@time_machine.travel(NOON)
class MarkedPagesTests(TestCase):
    """The rendered pages hold no sentence but markers, whatever there is to show."""

    maxDiff = None

    @classmethod
    def setUpTestData(cls):
        call_command("load_starter_content", samples=True, congress=False, verbosity=0)
        now = timezone.now()
        delegation = make_delegation()
        make_legislator(delegation=delegation)
        make_legislator(delegation=delegation, district=4, phone="")
        make_step(make_bill(title=MARKER))
        make_bill("H.R. 9", title=MARKER)
        make_picture(make_release(published_at=now))
        withdrawn = make_release("Gone", published_at=now, withdrawn_at=now, withdrawn_reason="Qx")
        make_conference(chapter=Chapter.objects.get(slug="vermont"))
        Action.objects.create(
            title="Over", slug="over", ask="Qx", published_at=now, until_on=date(2020, 1, 1)
        )
        cls.more = [
            *[withdrawn.get_absolute_url(), "/advocacy/actions/over/", "/advocacy/districts/GA-5/"],
            *[bill.get_absolute_url() for bill in Bill.objects.all()],
            *["/advocacy/states/ga/", "/directory/find/?place=12345", "/press/desk/ga/"],
        ]

    def found(self, paths):
        """Sentences that are no marker, by page."""
        found = {}
        for path in paths:
            response = self.client.get(path)
            if response.headers.get("content-type", "").startswith("text/html"):
                sentences = list(sentences_in(visible(one_line(response.content.decode()))))
                if sentences:
                    found[path] = sentences
        return found

    def test_a_portal_full_of_rows(self):
        mark_every_text()

        self.assertEqual(self.found([*PAGES, *MISTAKES, *self.more]), {})

    def test_a_portal_with_hardly_a_row(self):
        PressRelease.objects.all().delete()
        for model in [Action, Bill, Answer, Celebration]:
            model._base_manager.update(published_at=None)
        for model in [Boilerplate, CommitteeMember, Conference]:
            model._base_manager.all().delete()
        Topic.objects.update(is_shown=False)
        Chapter.objects.update(email="", website="", assured_on=None)
        mark_every_text()

        self.assertEqual(self.found([*PAGES, *MISTAKES]), {})

    def test_a_form_that_was_not_understood(self):
        mark_every_text()
        for path in ["/advocacy/take-action/", "/advocacy/subscribe/", "/contact/"]:
            with self.subTest(path=path):
                response = self.client.post(path)
                html = one_line(response.content.decode())
                self.assertEqual(list(sentences_in(visible(html))), [])


class LetterTests(TestCase):
    """What the public gets in letters and feeds is edited as the pages are."""

    def test_letters_and_feeds_hold_no_other_sentence(self):
        mark_every_text()
        inquiry = make_inquiry(message=MARKER)
        inquiry.reply = MARKER
        context = {"inquiry": inquiry, "link": "/", "portal": ""}
        for name in [
            *["advocacy/letters/confirm.txt", "advocacy/letters/welcome.txt"],
            *["answers/letters/reply.txt", "advocacy/feed.txt"],
            *["advocacy/press/feed.txt", "events/feed.txt"],
        ]:
            with self.subTest(name=name):
                text = render_to_string(name, context)
                self.assertIn(MARKER, text)
                self.assertEqual(list(sentences_in(text.replace(":", "."))), [])

    def test_words_of_staff_are_not_escaped_where_no_markup_is(self):
        Sentence.objects.filter(key="letter-quote").update(text="“Q&A” of {day}:")

        text = render_to_string("answers/letters/reply.txt", {"inquiry": make_inquiry()})

        self.assertIn("“Q&A” of ", text)


class TemplateTests(SimpleTestCase):
    """No branch of a public template holds a sentence of its own, seen or unseen."""

    maxDiff = None

    def test_sentences_stand_in_their_tag(self):
        found = {}
        folder = Path(settings.TEMPLATES[0]["DIRS"][0])
        kept = {"account", "admin", "desk", "mfa"}  # what staff alone read
        rooms = {path.name for path in folder.iterdir() if path.is_dir()} - kept
        for room in sorted(rooms):
            for path in sorted((folder / room).rglob("*.html")):
                text = re.sub(r"\{#.*?#\}", "", one_line(path.read_text()))
                text = re.sub(r"(?s)\{% sentence .*?\{% endsentence %\}", MARKER, text)
                text = re.sub(r"\{\{.*?\}\}", MARKER, re.sub(r"\{%.*?%\}", "\n", text))
                sentences = list(sentences_in(visible(text)))
                if sentences:
                    found[str(path.relative_to(folder))] = sentences

        self.assertEqual(found, {})

    def test_a_sentence_is_told_from_a_label(self):
        for text, sentences in [
            ("No action is open today.", ["No action is open today."]),
            ("Qx4 is not known yet.", ["Qx4 is not known yet."]),
            ("See Qx4 for it.\nShow all chapters", []),
            ("Is it a ZIP code? Type it.", ["Is it a ZIP code?"]),
        ]:
            with self.subTest(text=text):
                self.assertEqual(list(sentences_in(text)), sentences)


class RowTests(TestCase):
    def test_each_sentence_of_a_template_has_a_row_and_no_row_lacks_a_template(self):
        Sentence.objects.filter(key="no-action").delete()
        Sentence.objects.create(key="of-old", page="Site: old", shipped="Of old.", text="Ours.")

        note_sentences()

        self.assertEqual(
            set(Sentence.objects.values_list("key", "shipped")),
            {(one.key, one.shipped) for one in sentences_of_templates()},
        )

    def test_a_second_look_keeps_the_words_of_staff_and_brings_the_new_ones_shipped(self):
        Sentence.objects.filter(key="no-action").update(text="Ours.", shipped="Before.")

        note_sentences()

        row = Sentence.objects.get(key="no-action")
        self.assertEqual(row.text, "Ours.")
        self.assertTrue(row.shipped.startswith("No action is open today."))

    def test_a_line_break_is_kept_in_a_letter_and_folded_in_a_page(self):
        broken = "\n  As of {day},\n  see it.\n"

        self.assertEqual(as_shipped(broken, "press/desk.html"), "As of {day}, see it.")
        self.assertEqual(as_shipped(broken, None), "As of {day}, see it.")
        self.assertEqual(as_shipped(broken, "letters/confirm.txt"), broken)

    def test_the_page_is_told_in_words(self):
        self.assertEqual(Sentence.objects.get(key="no-release").page, "Press: release list")


def rendered(text, **context):
    return Template(text).render(Context(context))


TAG = (
    '{% sentence "desk-assured" day=day to=to %}As of {day}, see [the page of {day}].'
    "{% endsentence %}"
)


class TagTests(TestCase):
    def setUp(self):
        self.row = Sentence.objects.get(key="desk-assured")
        self.row.shipped = "As of {day}, see [the page of {day}]."

    def write(self, text):
        self.row.text = text
        self.row.save()

    def test_the_template_speaks_until_staff_do(self):
        self.assertEqual(
            rendered(TAG, day="<May>", to="/?a=1&b=[2]"),
            'As of &lt;May&gt;, see <a href="/?a=1&amp;b=[2]">the page of &lt;May&gt;</a>.',
        )

        self.write("<b>[See {day}]</b>: {day}!")

        self.assertEqual(
            rendered(TAG, day="{day}", to="/x"),
            '&lt;b&gt;<a href="/x">See {day}</a>&lt;/b&gt;: {day}!',
        )

    def test_a_page_shows_on_one_line_what_its_template_breaks(self):
        broken = (
            TAG.replace("%}As", "%}\n  As").replace("see [", "see\n  [").replace("].{", "].\n{")
        )

        self.assertEqual(rendered(broken, day="May", to="/"), rendered(TAG, day="May", to="/"))

        letter = Template(broken, name="letter.txt").render(Context({"day": "May", "to": "/"}))
        self.assertEqual(letter, '\n  As of May, see\n  <a href="/">the page of May</a>.\n')

    def test_words_without_the_right_marks_are_refused_and_never_shown(self):
        for text in [
            "As of {day}, see [it].",
            "{day} {day} {month} [it]",
            "{day} {day} no link",
            "{day} {day} ]it[",
            "{day} {day} [ ]",
            "{day} {day} [one] [two]",
            "{day} {day} {day.__class__} [it]",
            "{day} {day} [it] {",
        ]:
            with self.subTest(text=text):
                self.write(text)
                with self.assertRaises(ValidationError):
                    self.row.clean()
                self.assertEqual(
                    rendered(TAG, day="May", to="/"),
                    'As of May, see <a href="/">the page of May</a>.',
                )

    def test_a_page_asks_once_for_all_its_sentences(self):
        Sentence.objects.filter(key="no-action").update(text="Rest today.")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = self.client.get("/advocacy/")

        self.assertContains(response, "Rest today.")
        asked = [one["sql"] for one in queries if "portal_sentence" in one["sql"]]
        self.assertEqual(len(asked), 1)


class DeskTests(TestCase):
    def test_an_editor_changes_a_sentence_and_takes_it_back(self):
        editor = Editor()
        row = Sentence.objects.get(key="vacant-seat-email")
        address = f"/admin/chapters_portal/sentence/{row.pk}/change/"

        for words, text in [
            ("Mail [{email}].", "Mail [{email}]."),
            (row.shipped, ""),
            ("Write [{email}].", "Write [{email}]."),
            ("", ""),
        ]:
            with self.subTest(words=words):
                page = BeautifulSoup(editor.client.get(address).content, "html.parser")
                answers = filled_in(page)
                row.refresh_from_db()
                self.assertEqual(answers["text"], row.shown)
                editor.client.post(address, {**answers, "text": words})
                row.refresh_from_db()
                self.assertEqual(row.text, text)

    def test_a_lost_mark_is_told_next_to_the_field(self):
        editor = Editor()
        row = Sentence.objects.get(key="vacant-seat-email")
        address = f"/admin/chapters_portal/sentence/{row.pk}/change/"
        page = BeautifulSoup(editor.client.get(address).content, "html.parser")

        response = editor.client.post(address, {**filled_in(page), "text": "Dial."})

        self.assertContains(response, "Keep {email} once and one pair of [square brackets]")
        row.refresh_from_db()
        self.assertEqual(row.text, "")

    def test_the_list_finds_a_sentence_by_its_words_and_by_whether_they_are_ours(self):
        editor = Editor()
        Sentence.objects.filter(key="no-action").update(text="Rest today.")

        for query, expected in [("?words=own", 1), ("?q=Rest+today", 1), ("?q=zzz", 0)]:
            response = editor.client.get(f"/admin/chapters_portal/sentence/{query}")
            with self.subTest(query=query):
                self.assertEqual(response.context["cl"].result_count, expected)
