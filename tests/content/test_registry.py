import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import TestCase, override_settings
from django.utils import timezone
from simple_history.models import HistoricalChanges

from advocacy.models import Action, DisasterNeed, StateLink
from answers.models import Source
from chapters_portal.content.markup import Markup, is_ours, leads_outside, replaced_in_html
from chapters_portal.content.markup import replaced_in_words as in_words
from chapters_portal.content.published import Published
from chapters_portal.content.registry import registry
from chapters_portal.pages.models import Menu, MenuLink, PageText
from tests.advocacy.makers import make_bill, make_legislator
from tests.answers.makers import make_answer
from tests.makers import make_chapter, make_committee, make_state
from tests.pages.makers import make_home_link, make_home_section

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
OTHER = "https://other.example"


def shown():
    """Page, words and address of each outside link, in the order in which they are found."""
    return [
        (entry.page_of(row), words, address.removeprefix(OTHER))
        for entry in registry.contents
        for row, _, address, words in entry.outside_links(NOW)
    ]


def make_action(**fields):
    return Action.objects.create(
        **{"title": "Call", "slug": "call", "ask": "Call.", "published_at": NOW, **fields}
    )


class ShownTests(TestCase):
    def test_every_kind_of_link_is_found_with_its_page_and_its_words(self):
        menu = Menu.objects.create(place="footer", heading="More")
        MenuLink.objects.create(menu=menu, label="ALA", url=f"{OTHER}/menu")
        make_home_link(title="Toolkit", url=f"{OTHER}/home")
        PageText.objects.create(key="committee", title="Committee", body=f"See {OTHER}/text.")
        vermont = make_state()
        make_chapter(website=f"{OTHER}/chapter", take_action_url=f"{OTHER}/act")
        make_committee(charge=f"- Read {OTHER}/charge")
        answer = make_answer(body=f'<p><a href="{OTHER}/answer?a=1&amp;b">the <b>rules</b></a></p>')
        Source.objects.create(answer=answer, title="Bylaws", url=f"{OTHER}/source")
        make_action(url=f"{OTHER}/action", why=f'<a href="{OTHER}/why">why</a>')
        make_bill(
            slug="bill",
            url=f"{OTHER}/bill",
            our_summary=f'<a href="{OTHER}/ours">ours</a>',
            official_summary=f'<a href="{OTHER}/hidden">hidden behind ours</a>',
            why=f"See {OTHER}/position",
        )
        make_bill("H.R. 2", slug="two", official_summary=f'<a href="{OTHER}/official">text</a>')
        DisasterNeed.objects.create(
            library="Mid Library", published_at=NOW, url=f"{OTHER}/help", place="Mid, VT"
        )
        StateLink.objects.create(state=vermont, title="Friends", url=f"{OTHER}/state", kind="x")
        make_legislator(website=f"{OTHER}/senator")
        make_legislator(district=4, contact_form=f"{OTHER}/form")

        self.assertCountEqual(
            shown(),
            [
                ("/", "ALA", "/menu"),
                ("/#support", "Toolkit", "/home"),
                ("/directory/committee/", f"{OTHER}/text", "/text"),
                ("/directory/vermont/", "website", "/chapter"),
                ("/directory/vermont/", "take-action page", "/act"),
                ("/directory/committee/", f"{OTHER}/charge", "/charge"),
                (answer.get_absolute_url(), "the rules", "/answer?a=1&b"),
                (answer.get_absolute_url(), "Bylaws", "/source"),
                ("/advocacy/actions/call/", "official page", "/action"),
                ("/advocacy/actions/call/", "why", "/why"),
                ("/advocacy/legislation/bill/", "official page", "/bill"),
                ("/advocacy/legislation/bill/", "ours", "/ours"),
                ("/advocacy/legislation/bill/", f"{OTHER}/position", "/position"),
                ("/advocacy/legislation/two/", "text", "/official"),
                ("/advocacy/disasters/", "Mid Library, Mid, VT", "/help"),
                ("/advocacy/states/vt/", "Friends", "/state"),
                ("/advocacy/districts/GA/", "website", "/senator"),
                ("/advocacy/districts/GA-4/", "contact form", "/form"),
            ],
        )

    def test_what_the_public_does_not_see_now_is_left_out(self):
        for moments in [
            {"published_at": None},
            {"published_at": NOW + timedelta(hours=1)},
            {"published_at": NOW - timedelta(days=2), "withdrawn_at": NOW - timedelta(days=1)},
        ]:
            why = {"withdrawn_reason": "Old."}
            number = Action.objects.count()
            body = f'<a href="{OTHER}/x">x</a>'
            Source.objects.create(answer=make_answer(body=body, **moments, **why), url=f"{OTHER}/x")
            make_action(slug=f"call-{number}", url=f"{OTHER}/x", why=body, **moments, **why)
            make_bill(f"H.R. {number}", url=f"{OTHER}/x", our_summary=body, **moments, **why)
            DisasterNeed.objects.create(library="Mid", url=f"{OTHER}/x", **moments)
        section = make_home_section(slug="hidden", published_at=None)
        make_home_link(section=section, url=f"{OTHER}/x")
        make_home_link(section=make_home_section(), url=f"{OTHER}/x", is_shown=False)

        self.assertEqual(shown(), [])

    def test_pages_of_the_portal_and_other_ways_to_write_are_left_out(self):
        for address in [
            *["/directory/", "#answers", "mailto:a@example.org", "tel:+13122802429", ""],
            *["http://testserver/directory/", "https://LOCALHOST/x", "https://testserver:8000/"],
            "//testserver/x",
        ]:
            make_answer(body=f'<p><a href="{address}">x</a></p>')

        self.assertEqual(shown(), [])

    def test_words_of_pages_are_found_where_they_are_read(self):
        make_committee()
        texts = {
            "directory": "/directory/",
            "officers": "/directory/officers/",
            "committee": "/directory/committee/",
            "joint-student-membership": "/directory/joint-student-membership/",
            "find": "/directory/find/",
            "downloads": "/directory/downloads/",
            "answers": "/answers/",
            "take-action": "/advocacy/take-action/",
            "advocacy": "/advocacy/",
            "disasters": "/advocacy/disasters/",
            "subscribe": "/advocacy/subscribe/",
            "legislation": "/advocacy/legislation/",
            "events": "/events/",
            "events-subscribe": "/events/",
            "press": "/press/",
            "press-contact": "/press/",
            "press-kit": "/press/kit/",
            "press-desk": "/press/desk/",
            "contact": "/contact/",
            "contact-sent": "/contact/sent/",
            "search": "/search/",
        }
        for key in texts:
            PageText.objects.create(key=key, title=f"On {key}", body=f"See {OTHER}/{key} for it.")

        self.assertEqual(
            shown(), [(page, f"{OTHER}/{key}", f"/{key}") for key, page in sorted(texts.items())]
        )
        for key, page in texts.items():
            with self.subTest(key=key):
                self.assertContains(self.client.get(page), f">On {key}</h")

    def test_words_of_what_is_no_plain_page_are_found_where_they_can_be_read(self):
        year = timezone.localdate().year
        for key, page, status in [
            ("events-year", f"/events/year/{year}/", 200),
            ("not-found", "/not-found/", 404),
            ("preview-expired", "/preview/expired/", 410),
            ("press-entry", "/press/", 200),
            ("press-preview", "/press/", 200),
            ("withdrawn", "/", 200),
        ]:
            text = PageText.objects.create(key=key, title=f"On {key}")
            with self.subTest(key=key):
                self.assertEqual(registry.of(PageText)[0].page_of(text), page)
                response = self.client.get(page)
                self.assertEqual(response.status_code, status)
                if status != 200 or key == "events-year":
                    self.assertContains(response, f"On {key}", status_code=status)

    def test_every_page_text_of_the_templates_has_its_page(self):
        keys = {
            key
            for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
            for key in re.findall(r'{% page_text "([\w-]+)"', path.read_text())
        }

        self.assertEqual(keys - {text for page in registry.pages for text in page.texts}, set())

    def test_every_public_model_is_registered_or_says_why_it_is_private(self):
        words = (models.TextField, models.URLField)
        public = {
            model
            for model in apps.get_models()
            if model._meta.app_label in registry.app_labels
            and not issubclass(model, HistoricalChanges)
            and not model._meta.proxy
            and (
                hasattr(model, "get_absolute_url")
                or issubclass(model, Published)
                or any(isinstance(field, words) and field.editable for field in model._meta.fields)
            )
        }
        known = {one.model for one in registry.contents} | set(registry.private)

        self.assertEqual(sorted(model._meta.label for model in public - known), [])

    def test_more_rows_need_no_more_queries(self):
        for rows, links in [(1, 6), (3, 18)]:
            for _ in range(rows - Action.objects.count()):
                answer = make_answer(body=f'<a href="{OTHER}/x">x</a>')
                Source.objects.create(answer=answer, url=f"{OTHER}/x")
                make_home_link(url=f"{OTHER}/x")
                number = Action.objects.count()
                make_action(slug=f"call-{number}", url=f"{OTHER}/x")
                make_bill(f"H.R. {number}", url=f"{OTHER}/x")
                make_legislator(website=f"{OTHER}/x")
            kinds = [one for one in registry.contents if one.links or one.rich or one.plain]
            with self.assertNumQueries(len(kinds)):
                self.assertEqual(len(shown()), links)


@override_settings(ALLOWED_HOSTS=["portal.example", ".wide.example"])
class OwnAddressTests(TestCase):
    def test_the_hosts_of_the_portal_are_known(self):
        for address, ours in [
            *[("/x", True), ("#x", True), ("https://PORTAL.example:8000/x", True)],
            *[("//portal.example", True), ("https://a.wide.example", True)],
            *[("https://example.org", False), ("https://portal.example.org/", False)],
            *[("http://[bad", False), (" https://portal.example ", True)],
        ]:
            with self.subTest(address=address):
                self.assertEqual(is_ours(address), ours)

    @override_settings(ALLOWED_HOSTS=["*"])
    def test_a_portal_that_takes_any_name_has_none_of_its_own(self):
        self.assertFalse(is_ours("https://example.org/"))
        self.assertTrue(leads_outside("https://example.org/"))


class MarkupTests(TestCase):
    def test_links_headings_and_pictures_are_read_in_order(self):
        markup = Markup(
            '<h3>One <i>two</i></h3><p>a<br>b <a href="/x">in\n <b>bold</b></a></p>'
            '<ul><li>c</li><li><a>none</a></li></ul><img alt=""><img src=x><h4></h4>'
        )

        self.assertEqual(markup.links, [("/x", "in bold")])
        self.assertEqual(markup.headings, [(3, "One two"), (4, "")])
        self.assertEqual(markup.pictures, ["", None])
        self.assertEqual(markup.blocks, ["One two", "a", "b in bold", "c", "none"])

    def test_broken_markup_is_read_as_far_as_it_goes(self):
        for html in ["<a href='/x'>", "</a></h3>", "<a href=/x><a href=/y>y</a>", "<", "&#0;<!--"]:
            with self.subTest(html=html):
                Markup(html)


class ReplacedTests(TestCase):
    def test_in_html_only_links_to_just_this_address_are_changed(self):
        html = (
            '<p>https://a.example/?x=1&amp;y <a href="https://a.example/?x=1&amp;y" rel="x">y</a> '
            '<a rel="x" href="https://a.example/?x=1&amp;y=2">z</a></p>'
        )

        self.assertEqual(
            replaced_in_html(html, "https://a.example/?x=1&y", 'https://b.example/"&'),
            '<p>https://a.example/?x=1&amp;y <a href="https://b.example/&quot;&amp;" rel="x">y</a> '
            '<a rel="x" href="https://a.example/?x=1&amp;y=2">z</a></p>',
        )

    def test_in_words_only_just_this_address_is_changed(self):
        words = "(https://a.example/x), https://a.example/xy\n- https://a.example/x. a.example/x"

        self.assertEqual(
            in_words(words, "https://a.example/x", "https://b.example"),
            "(https://b.example), https://a.example/xy\n- https://b.example. a.example/x",
        )

    def test_in_words_an_address_in_short_is_changed_as_well(self):
        words = "See www.ala.org or http://www.ala.org."

        self.assertEqual(
            in_words(words, "http://www.ala.org", "https://b.example"),
            "See https://b.example or https://b.example.",
        )
