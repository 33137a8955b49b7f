from datetime import UTC, date, datetime, timedelta
from unittest import mock

import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.templatetags.static import static
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.models import Action
from answers.models import Source
from chapters_portal.desk.advice import advise, advise_on_links, dates
from chapters_portal.desk.advice.texts import grade, syllables
from chapters_portal.pages.models import Menu, MenuLink, PageText
from chapters_portal.search.models import MissedSearch
from tests.advocacy.makers import make_bill
from tests.answers.makers import make_answer
from tests.makers import (
    make_chapter,
    make_committee_member,
    make_office_holder,
    make_person,
    make_position,
)
from tests.pages.makers import make_home_link, make_home_section
from tests.reading import read_page

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
TODAY = date(2026, 11, 24)
YEAR = timedelta(days=365)


def advice(row):
    """What the form tells, and then what it tells when the links are checked."""
    return [*advise(row, NOW), *advise_on_links(row, "testserver")]


def on_body(html):
    """The advice on an answer with `html` as its body."""
    return [
        sentence.removeprefix("Full answer: ")
        for sentence in advice(make_answer(body=html))
        if sentence.startswith("Full answer: ")
    ]


class MarkupTests(TestCase):
    def test_a_heading_that_skips_a_level_is_told(self):
        for html, expected in [
            ("<h3>One</h3><h4>Two</h4><h4>Three</h4><h3>Four</h3>", []),
            ("<h4>One</h4>", ["the heading “One” is of level 4; 3 would follow here."]),
            (
                "<h3>One</h3><h5>Two</h5>",
                ["the heading “Two” is of level 5; 4 would follow here."],
            ),
            ("<h3> </h3>", ["a heading of level 3 is empty."]),
        ]:
            with self.subTest(html=html):
                self.assertEqual(on_body(html), expected)

    def test_a_picture_without_words_is_told(self):
        told = ["a picture has no words for those who cannot see it."]
        for html, expected in [
            ('<img src="a.png" alt="A library at dawn">', []),
            ('<img src="a.png">', told),
            ('<img src="a.png" alt=" ">', told),
            ('<img src="a.png" alt="IMG_2041.jpg">', told),
        ]:
            with self.subTest(html=html):
                self.assertEqual(on_body(html), expected)

    def test_a_link_that_does_not_say_where_it_leads_is_told(self):
        for words in ["here", "Click here!", "<b>Read</b> more …", "this link."]:
            with self.subTest(words=words):
                (sentence,) = on_body(f'<a href="https://ala.org">{words}</a>')
                self.assertIn("does not say where it leads. Name what is there.", sentence)

        self.assertEqual(on_body('<a href="https://ala.org">ALA’s bylaws</a>'), [])
        self.assertEqual(
            advice(make_home_link(title="Click here")),
            ["Address: the link “Click here” does not say where it leads. Name what is there."],
        )

    def test_the_name_of_a_field_is_no_link(self):
        self.assertEqual(advice(make_chapter(website="https://example.org")), [])


class InternalLinkTests(TestCase):
    def test_pages_that_answer_the_public_are_fine(self):
        make_chapter()
        for address in [
            *["/", "/directory/", "/directory/vermont/", "/directory/?kind=state", "/#contact"],
            *["/directory/chapters.csv", "/robots.txt", static("site.css"), "#there"],
            *["mailto:a@example.org", "tel:+13122802429", "https://other.example/directory/"],
        ]:
            with self.subTest(address=address):
                self.assertEqual(on_body(f'<a href="{address}">words</a>'), [])

    def test_a_page_that_is_not_there_is_told(self):
        draft = make_answer(published_at=None).get_absolute_url()
        for address in ["/no-such-page/", "/directory/nowhere/", draft, "/www.ala.org"]:
            with self.subTest(address=address):
                self.assertEqual(
                    on_body(f'<a href="{address}">words</a>'),
                    [f"{address} leads to no page that the public can see."],
                )
        self.assertEqual(
            on_body('<a href="www.ala.org">words</a>'),
            ["/www.ala.org leads to no page that the public can see."],
        )

    def test_a_part_that_the_page_lacks_is_told(self):
        self.assertEqual(
            on_body('<a href="/directory/#nowhere">words</a>'),
            ["/directory/ has no part that is called #nowhere."],
        )

    def test_a_page_that_has_moved_is_told(self):
        chapter = make_chapter()
        chapter.slug = "green-mountains"
        chapter.save()

        self.assertEqual(
            on_body('<a href="/directory/vermont/">words</a>'),
            ["/directory/vermont/ has moved to /directory/green-mountains/."],
        )

    def test_an_address_with_our_own_host_is_told_where_a_short_one_will_do(self):
        address = "https://testserver/directory/?kind=state#res"
        told = f"{address} is a page of this portal. Write /directory/?kind=state#res, which"
        answer = make_answer(body=f'<a href="{address}">words</a>')
        Source.objects.create(answer=answer, title="Ours", url=address)
        text = PageText.objects.create(key="find", title="Find", body=f"See {address}")

        (sentence,) = advice(answer)
        self.assertIn(told, sentence)
        self.assertEqual(advice(text), [])
        self.assertIn(told, advice(make_home_link(url=address))[0])

    def test_a_dead_link_of_a_row_below_is_told_with_its_name(self):
        menu = Menu.objects.create(place="footer", heading="More")
        MenuLink.objects.create(menu=menu, label="Bylaws", url="/bylaws/")
        MenuLink.objects.create(menu=menu, label="Directory", url="/directory/")
        section = make_home_section()
        make_home_link(section=section, title="Toolkit", url="/toolkit/")

        nowhere = "leads to no page that the public can see."
        self.assertEqual(advice(menu), [f"Menu link “Bylaws”: Address: /bylaws/ {nowhere}"])
        self.assertEqual(advice(section), [f"Home link “Toolkit”: Address: /toolkit/ {nowhere}"])

    def test_a_hostile_address_is_no_trouble(self):
        for address in ["http://[", "https://testserver:x/", "//", "/%00", "/\\", "/" + "a" * 9000]:
            with self.subTest(address=address[:10]):
                on_body(f'<a href="{address}">words</a>')

    def test_only_so_many_pages_are_made_for_one_form(self):
        links = "".join(f'<a href="/nowhere/{number}/">words</a>' for number in range(100))

        self.assertEqual(len(on_body(links)), 40)

    def test_looking_at_a_search_is_not_counted_as_a_search(self):
        on_body('<a href="/search/?q=zebra">words</a>')

        self.assertEqual(MissedSearch.objects.count(), 0)


class DateTests(TestCase):
    def test_a_last_day_that_is_past_is_told_until_there_is_an_outcome(self):
        action = Action.objects.create(title="Call", slug="call", ask="Call.", until_on=TODAY)
        self.assertEqual(advice(action), [])

        action.until_on = TODAY - timedelta(days=1)
        self.assertEqual(
            advice(action),
            [
                "Last day, November 23, 2026, is past. Say what came of it, or set a new one.",
            ],
        )

        action.outcome = Action.Outcome.WON
        self.assertEqual(advice(action), [])

    def test_a_review_that_is_due_is_told(self):
        answer = make_answer(review_due_on=date(2026, 1, 31))

        self.assertEqual(
            advice(answer),
            [
                "Review due, January 31, 2026, is past. Read the text through, and set the next "
                "one.",
            ],
        )

    def test_a_written_day_that_is_past_is_told(self):
        for words in [
            *["by March 3, 2025", "Until Mar. 3, 2025", "before 3/3/2025", "till Sept 1 2025"],
            *["through November 23rd, 2026", "no later than on Friday, May 1, 2026"],
        ]:
            with self.subTest(words=words):
                self.assertEqual(
                    on_body(f"<p>Write {words}, or call.</p>"), [f"“{words}” is past."]
                )

    def test_other_days_are_left_alone(self):
        for words in [
            *["by November 24, 2026", "by March 3, 2027", "since March 3, 2025", "by hand"],
            *["by May 2025", "March 3, 2025", "by February 31, 2025", "by 13/13/2025"],
            *["until August 31, 2014", "standby March 3, 2025", "by Marching 3, 2025"],
        ]:
            with self.subTest(words=words):
                self.assertEqual(on_body(f"<p>Write {words}.</p>"), [])

    def test_a_day_is_read_as_it_is_written(self):
        self.assertEqual(dates.read("Sept. 1st, 2025"), date(2025, 9, 1))
        self.assertIsNone(dates.read("Feb 30 2025"))


class NameTests(TestCase):
    def setUp(self):
        self.president = make_position("President")
        self.elect = make_position("President-elect")
        make_office_holder("Ada de la Cruz", starts_on=TODAY - 2 * YEAR, ends_on=date(2026, 6, 30))
        make_office_holder("Grace Hopper", position=self.elect, starts_on=TODAY - YEAR)
        make_committee_member("Mary J. Smith", starts_on=TODAY)

    def test_somebody_who_serves_no_more_is_told(self):
        for words in [
            *["Write to Ada de la Cruz.", "(Ada de la Cruz)", "Ada de la Cruz’s letter"],
            *["President Ada de la Cruz says", "“Ada de la Cruz”, who", "<b>Ada</b> de la Cruz!"],
        ]:
            with self.subTest(words=words):
                self.assertEqual(
                    on_body(f"<p>{words}</p>"),
                    ["Ada de la Cruz serves no more, since June 30, 2026. Has the text to change?"],
                )

    def test_somebody_who_is_called_former_is_left_alone(self):
        for words in ["former President", "our past president, the kind", "formerly"]:
            with self.subTest(words=words):
                self.assertEqual(on_body(f"<p>It was {words} Ada de la Cruz.</p>"), [])

    def test_somebody_in_another_position_is_told(self):
        for words in ["President Grace Hopper", "the president, Grace Hopper"]:
            with self.subTest(words=words):
                (sentence,) = on_body(f"<p>Write to {words}.</p>")
                self.assertIn("Grace Hopper is not", sentence)

    def test_who_serves_is_left_alone(self):
        make_office_holder("Alan Turing", starts_on=TODAY + YEAR)
        for words in [
            *["President-elect Grace Hopper", "Grace Hopper", "Mary J. Smith", "Alan Turing"],
            *["Ada de la", "Cruz", "Ada de la Cruzado", "Barbara Ada de la Cru"],
        ]:
            with self.subTest(words=words):
                self.assertEqual(on_body(f"<p>Write to {words}.</p>"), [])

    def test_of_two_with_one_name_one_who_serves_is_enough(self):
        make_committee_member(person=make_person("Ada de la Cruz"), starts_on=TODAY)

        self.assertEqual(on_body("<p>Ada de la Cruz</p>"), [])

    def test_more_names_need_no_more_queries(self):
        counts = []
        for number in [1, 3]:
            answer = make_answer(body="<p>Ada de la Cruz, Grace Hopper.</p>" * number)
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(len(advice(answer)), 1)
            counts.append(len(queries))

        self.assertEqual(counts[0], counts[1])

    def test_a_very_long_text_is_no_trouble(self):
        advice(make_answer(body="<p>" + "Aa " * 20_000 + "</p>"))


class ReadingTests(SimpleTestCase):
    def test_syllables_are_counted_about_right(self):
        for words, count in [
            ("a the make makes asked whole see", 1),
            ("table tables wanted boxes people water", 2),
            ("library libraries president", 3),
            ("community", 4),
        ]:
            for word in words.split():
                with self.subTest(word=word):
                    self.assertEqual(syllables(word), count)

    def test_the_grade_is_that_of_the_formula(self):
        # 8 words, 2 sentences, 9 syllables: 0.39 x 4 + 11.8 x 9 / 8 - 15.59
        self.assertAlmostEqual(grade(["The cat sat down. The table was old."]), -0.755)
        self.assertEqual(grade([]), 0)
        self.assertEqual(grade(["", "1, 2, 3."]), 0)

    def test_each_block_ends_a_sentence(self):
        self.assertEqual(grade(["One thing", "One thing"]), grade(["One thing. One thing."]))


class ReadingAdviceTests(TestCase):
    HARD = (
        "<p>Notwithstanding the aforementioned considerations, participating organizations "
        "necessarily demonstrate comprehensive administrative responsibility regarding "
        "institutional accountability, interdepartmental communication, and continuing "
        "professional development opportunities throughout their jurisdictions.</p>"
    )

    def test_a_long_text_that_is_hard_to_read_is_told(self):
        (sentence,) = on_body(self.HARD * 5)

        self.assertRegex(sentence, r"it reads at grade \d\d, above 12\. ")

    def test_a_short_or_easy_text_is_left_alone(self):
        self.assertEqual(on_body(self.HARD), [])
        self.assertEqual(on_body("<p>We like books. You like them too.</p>" * 30), [])

    def test_what_others_wrote_is_left_alone(self):
        bill = make_bill(official_summary=self.HARD * 5, title="Write by March 3, 2026")

        self.assertEqual(advice(bill), [])


@time_machine.travel(NOW)
class DeskTests(TestCase):
    def setUp(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))
        self.answer = make_answer(body='<p><a href="https://ala.org">here</a></p>')
        self.form = reverse("admin:answers_answer_change", args=[self.answer.pk])
        self.told = "Full answer: the link “here” does not say where it leads. Name what is there."

    def page(self, response):
        return read_page(response.content)

    def send(self, button="_save", **changes):
        form = self.page(self.client.get(self.form)).find(id="answer_form")
        data = {
            field["name"]: field.get("value", "")
            for field in form.select("input[name]:not([type=checkbox], [type=submit])")
        }
        data |= {field["name"]: field.text.strip() for field in form.select("textarea[name]")}
        data |= {"collection": self.answer.collection_id, button: "1", **changes}
        return self.client.post(self.form, data, follow=True)

    def messages(self, response):
        return [
            (message.level_tag, self.text(str(message))) for message in response.context["messages"]
        ]

    def text(self, html):
        return read_page(html).get_text(" ", strip=True)

    def test_the_form_shows_the_advice(self):
        panel = self.page(self.client.get(self.form)).select_one("section.advice")

        self.assertEqual([item.text for item in panel.select("li")], [self.told])

    def test_a_form_without_advice_shows_no_panel(self):
        self.answer.body = ""
        self.answer.save()

        self.assertIsNone(self.page(self.client.get(self.form)).select_one(".advice"))

    def test_saving_works_and_tells_the_advice(self):
        response = self.send(question="Why?")

        self.answer.refresh_from_db()
        self.assertEqual(self.answer.question, "Why?")
        success, warning = self.messages(response)
        self.assertEqual(success[0], "success")
        self.assertEqual(warning, ("warning", f"Advice on “Why?”: {self.told}"))

    def test_who_goes_on_editing_reads_it_on_the_form_alone(self):
        response = self.send("_continue")

        self.assertEqual([level for level, _ in self.messages(response)], ["success"])
        self.assertIsNotNone(self.page(response).select_one(".advice"))

    def test_what_was_typed_is_no_markup_in_the_advice(self):
        body = "<p>Write by March 3, 2025 &lt;script&gt;.</p>" + self.answer.body

        response = self.send(question="<script>", body=body)

        self.assertNotIn("<script>", str(list(response.context["messages"])[-1]))

    def test_links_to_our_pages_are_looked_at_when_an_editor_presses_for_it(self):
        self.answer.body = '<p><a href="/nowhere/">words</a></p>'
        self.answer.save()

        page = self.page(self.client.get(self.form))
        link = page.find("a", string="Check links to our pages")
        checked = self.page(self.client.get(link["href"]))

        self.assertIsNone(page.find(id="link-advice"))
        self.assertIn(
            "Full answer: /nowhere/ leads to no page that the public can see.", checked.text
        )

    def test_saving_makes_no_page_of_ours(self):
        body = '<p><a href="/nowhere/">words</a></p>'

        with mock.patch("chapters_portal.desk.advice.links.portal") as portal:
            self.send(body=body)

        portal.assert_not_called()

    def test_a_long_list_is_cut_short(self):
        vague = ["here", "link", "more", "page", "site", "this", "info", "view"]
        body = "".join(f'<p><a href="https://ala.org">{words}</a></p>' for words in vague)

        _, (_, told) = self.messages(self.send(body=body))

        self.assertEqual(told.count("does not say where it leads"), 5)
        self.assertTrue(told.endswith("Its form tells 3 more."))

    def test_a_new_row_is_told_as_well(self):
        response = self.client.post(
            reverse("admin:chapters_portal_pagetext_add"),
            {
                "key": "x",
                "title": "X",
                "lead": "Write by March 3, 2026.",
                "links-TOTAL_FORMS": 0,
                "links-INITIAL_FORMS": 0,
            },
            follow=True,
        )

        _, warning = self.messages(response)
        self.assertEqual(warning[0], "warning")

    def test_a_form_of_something_that_is_not_public_has_no_advice(self):
        user = get_user_model().objects.get()

        response = self.client.get(reverse("admin:auth_user_change", args=[user.pk]))

        self.assertEqual(response.context["advice"], [])
