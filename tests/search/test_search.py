from datetime import UTC, date, datetime, timedelta

import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chapters_portal.search.query import search, suggest
from chapters_portal.search.spelling import corrections, vocabulary
from tests.answers.makers import make_answer, make_collection
from tests.makers import make_chapter, make_office_holder, make_position, make_region, make_state
from tests.reading import read_page

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
HOSTILE = [
    *[
        "",
        "   ",
        "\x00",
        "a\x00b",
        '"',
        "'",
        "''\"",
        "*",
        "a*",
        "(",
        ")",
        "a AND",
        "NOT a",
        "NEAR(",
    ],
    *["a OR b", "title_words:a", "{a} : b", "^a", "-a", "a & | ! <-> b:*", "\\", "%s %(question)s"],
    *[
        "'; DROP TABLE x; --",
        "<script>alert(1)</script>",
        "📚🦄",
        "é" * 300,
        "x" * 10_000,
        "a " * 5_000,
    ],
    *[
        "\ud800",
        "\u202e\u200d",
        "北京 図書館",
        "1e5 0x1f 3.14 2026-11-24",
        "a_b",
        "http://x.org/?q=a@b.c",
    ],
]


class SearchTestCase(TestCase):
    def setUp(self):
        vocabulary.cache_clear()

    def titles(self, text, kind=None, moment=NOW):
        results = search(text, kind, moment=moment)
        return [read_page(hit.title).text for hit in results[0:50]]


class FindingTests(SearchTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.texas = make_state("Texas", "TX")
        cls.vermont = make_state("Vermont", "VT")
        president, councilor = make_position(), make_position("Chapter councilor")
        texas = make_chapter("Texas Library Association", states=[cls.texas], abbreviation="TLA")
        vermont = make_chapter(states=[cls.vermont], city="Burlington", region_code="VT")
        make_office_holder("José Peña", chapter=texas, position=president)
        make_office_holder("Grace Hopper", chapter=texas, position=councilor)
        make_office_holder("Ada Lovelace", chapter=vermont, position=president)
        make_answer(
            question="How do we elect a councilor?",
            body="<p>Members vote.</p><p>Zebras may not &amp; cannot.</p>",
            keywords="ballot",
        )

    def test_every_kind_is_found_by_its_words(self):
        for text, expected in [
            ("vermont association", ["Vermont Library Association", "Ada Lovelace"]),
            ("ada", ["Ada Lovelace"]),
            ("TLA", ["Texas Library Association", "Grace Hopper", "José Peña"]),
            ("burlington", ["Vermont Library Association"]),
            ("electing councilors", ["How do we elect a councilor?"]),
            ("ballots", ["How do we elect a councilor?"]),
            ("vote zebra", ["How do we elect a councilor?"]),
        ]:
            with self.subTest(text=text):
                self.assertCountEqual(self.titles(text), expected)

    def test_a_title_is_better_than_a_text(self):
        make_answer(question="Who leads us?", short="The Vermont Library Association does.")

        self.assertEqual(self.titles("vermont library")[0], "Vermont Library Association")

    def test_words_are_found_in_every_form_and_without_accents(self):
        self.assertIn("Texas Library Association", self.titles("libraries"))
        self.assertEqual(self.titles("JOSE pena"), ["José Peña"])
        self.assertEqual(self.titles("josé peña"), ["José Peña"])

    def test_the_last_word_may_be_a_beginning(self):
        self.assertEqual(self.titles("grace hop"), ["Grace Hopper"])
        self.assertEqual(self.titles("gra hopper"), [])
        self.assertIn("Texas Library Association", self.titles("texas associatio"))

    def test_a_state_is_understood_by_name_and_postal_code(self):
        make_answer(question="What is new in Texas?")
        titles = [
            *["Texas Library Association", "Grace Hopper", "José Peña", "What is new in Texas?"],
            *["Texas: take action", "Texas: reporter’s desk"],
        ]

        self.assertCountEqual(self.titles("TX"), titles)
        self.assertCountEqual(self.titles("texas"), titles)
        self.assertEqual(self.titles("tx president"), ["José Peña"])
        self.assertEqual(self.titles("President of Texas"), ["José Peña"])

    def test_a_region_is_found_by_its_states(self):
        make_region("Southwest Library Association", states=[self.texas])

        self.assertIn("Southwest Library Association", self.titles("tx"))

    def test_results_can_be_of_one_kind_and_counts_tell_of_all(self):
        results = search("texas", "person", moment=NOW)

        self.assertEqual(self.titles("texas", "person"), ["Grace Hopper", "José Peña"])
        self.assertEqual(results.counts, {"chapter": 1, "person": 2, "page": 2})
        self.assertEqual((len(results), results.total), (2, 5))

    def test_a_page_is_before_those_that_only_hold_the_words_of_its_title(self):
        make_answer(question="Zebra Week", short="For stripes.")
        make_answer(question="Zebra Week, Zebra Week and zebra week", keywords="zebra week")

        for text in ["Zebra Week", "zebra-week!", "ZEBRA WEEK 2027", "2027 Zébra Week"]:
            with self.subTest(text=text):
                self.assertEqual(self.titles(text)[0], "Zebra Week")

    def test_a_year_is_no_word_that_must_be_there_unless_it_stands_alone(self):
        make_answer(question="Zebra Week")
        make_answer(question="Zebras of 2019")

        self.assertEqual(self.titles("zebra 2019")[:2], ["Zebras of 2019", "Zebra Week"])
        self.assertEqual(self.titles("2019"), ["Zebras of 2019"])

    def test_words_are_found_however_they_are_joined(self):
        make_answer(question="What is the E-Rate?", short="P.L.A. asked in N.Y.")
        make_answer(question="Łódź, Ødegård and Straße")

        for text, expected in [
            *[(text, "What is the E-Rate?") for text in ["e-rate", "erate", "e rate", "E‑Rate"]],
            *[(text, "What is the E-Rate?") for text in ["pla", "P.L.A.", "n.y.", "NY"]],
            *[(text, "Łódź, Ødegård and Straße") for text in ["lodz", "odegard", "STRASSE"]],
        ]:
            with self.subTest(text=text):
                self.assertEqual(self.titles(text), [expected])

    def test_common_words_are_not_asked_for(self):
        self.assertEqual(self.titles("how do I vote for a zebra"), ["How do we elect a councilor?"])

    def test_suggestions_complete_every_word_of_titles_and_keywords(self):
        for text, expected in [
            ("tex lib", ["Texas Library Association"]),
            ("ball", ["How do we elect a councilor?"]),
            ("zebra", []),
            ("t", []),
        ]:
            with self.subTest(text=text):
                self.assertEqual(
                    [document.title for document in suggest(text, moment=NOW)][:1], expected
                )

    def test_a_slip_of_the_pen_is_forgiven(self):
        for text, expected in [
            ("verment", ["vermont"]),
            ("presidnet texas", ["president texas"]),
            ("texas zebra", ["texas", "zebra"]),
            ("qqqqqqq", []),
        ]:
            with self.subTest(text=text):
                self.assertEqual(self.titles(text), [])
                self.assertEqual(corrections(text, moment=NOW), expected)


class VisibilityTests(SearchTestCase):
    """Only what is public at the moment of asking is found, counted or suggested."""

    def assert_visible(self, text, moments):
        for moment, is_visible in moments:
            with self.subTest(moment=moment):
                vocabulary.cache_clear()
                expected = 1 if is_visible else 0
                self.assertEqual(len(self.titles(text, moment=moment)), expected)
                self.assertEqual(sum(search(text, moment=moment).counts.values()), expected)
                self.assertEqual(len(suggest(text, moment=moment)), expected)
                self.assertEqual(
                    corrections(f"{text}x", moment=moment), [text] if is_visible else []
                )

    def test_a_draft_is_never_found(self):
        make_answer(question="Quokka?", published_at=None)

        self.assert_visible("quokka", [(NOW, False), (NOW + timedelta(days=9999), False)])

    def test_an_answer_is_found_from_its_publishing_to_its_withdrawal(self):
        second = timedelta(seconds=1)
        make_answer(
            question="Quokka?",
            published_at=NOW,
            withdrawn_at=NOW + 9 * second,
            withdrawn_reason="Old.",
        )

        self.assert_visible(
            "quokka",
            [
                (NOW - second, False),
                (NOW, True),
                (NOW + 8 * second, True),
                (NOW + 9 * second, False),
            ],
        )

    def test_an_officer_is_found_from_the_first_day_to_the_last(self):
        make_office_holder("Quokka", starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30))

        # The office is in Chicago, five hours behind in summer.
        self.assert_visible(
            "quokka",
            [
                (datetime(2026, 7, 1, 4, 59, tzinfo=UTC), False),
                (datetime(2026, 7, 1, 5, 0, tzinfo=UTC), True),
                (datetime(2027, 7, 1, 4, 59, tzinfo=UTC), True),
                (datetime(2027, 7, 1, 5, 0, tzinfo=UTC), False),
            ],
        )

    def test_no_private_address_is_found(self):
        holder = make_office_holder("Ada", starts_on=date(2020, 1, 1))
        for is_public in [False, True]:
            holder.person.email = "quokka@secret.example"
            holder.person.phone = "+1 212 555 0123"
            holder.person.is_email_public = holder.person.is_phone_public = is_public
            holder.person.save()
            for text in ["quokka", "secret", "quokka@secret.example", "5550123", "555 0123"]:
                with self.subTest(text=text, is_public=is_public):
                    self.assertEqual(self.titles(text), [])


@time_machine.travel(NOW, tick=False)
class SearchPageTests(SearchTestCase):
    def page(self, **query):
        response = self.client.get(reverse("search"), query)
        self.assertEqual(response.status_code, 200)
        return read_page(response.content)

    def test_results_stand_with_kind_link_and_marked_words(self):
        make_chapter(city="Burlington", region_code="VT")

        page = self.page(q="burlington")

        self.assertEqual(page.h2.text, "1 result for “burlington”")
        result = page.select_one(".found li")
        self.assertEqual(result.select_one(".kick").text, "Chapter")
        self.assertEqual(result.a["href"], "/directory/vermont/")
        self.assertEqual([mark.text for mark in result.select("mark")], ["Burlington"])

    def test_kinds_are_links_with_their_counts_that_keep_the_question(self):
        make_office_holder()
        make_answer(question="Vermont?")

        page = self.page(q="vermont", kind="answer")

        self.assertEqual(
            [(link.text, link["href"], link.get("aria-current")) for link in page.select(".toc a")],
            [
                ("Everything (3)", "?q=vermont", None),
                ("Chapters (1)", "?q=vermont&kind=chapter", None),
                ("People in office (1)", "?q=vermont&kind=person", None),
                ("Answers (1)", "?q=vermont&kind=answer", "true"),
            ],
        )
        self.assertEqual([h.text for h in page.select(".found h3")], ["Vermont?"])

    def test_twenty_results_stand_on_a_page(self):
        for number in range(41):
            make_answer(question=f"Zebra {number:02}?")

        pages = {n: self.page(q="zebra", page=n).select(".found h3") for n in [1, 2, 3, 99, "x"]}

        self.assertEqual(
            {n: len(found) for n, found in pages.items()}, {1: 20, 2: 20, 3: 1, 99: 1, "x": 20}
        )
        self.assertEqual(len({h.text for n in [1, 2, 3] for h in pages[n]}), 41)
        links = self.page(q="zebra", page=2).select(".pages a")
        self.assertEqual(
            [link["href"] for link in links], [f"?q=zebra&page={n}" for n in [1, 1, 2, 3, 3]]
        )

    def test_the_page_makes_the_same_number_of_queries_for_one_result_and_for_thirty(self):
        collection = make_collection()
        make_answer(question="Zebra?", collection=collection)
        self.page(q="zebra")
        with CaptureQueriesContext(
            connection,
        ) as one:
            self.page(q="zebra")
        for _ in range(29):
            make_answer(question="Zebra?", collection=collection)

        with CaptureQueriesContext(connection) as thirty:
            self.page(q="zebra")

        self.assertEqual(len(thirty), len(one))

    def test_nothing_found_offers_a_correction_and_ways_out(self):
        make_chapter()

        page = self.page(q="Verment")

        self.assertEqual(page.h2.text, "Nothing found for “Verment”")
        links = [link["href"] for link in page.select(".blank a")]
        self.assertEqual(links[0], "/search/?q=vermont")
        self.assertIn("/directory/", links)
        self.assertIn("/answers/", links)

    def test_pages_with_some_of_the_words_are_better_than_none_and_are_said_to_be_that(self):
        make_answer(question="Zebra crossings")
        make_answer(question="Crossings of zebra and quokka")

        page = self.page(q="quokka zebra wombat")

        self.assertIn("Nothing has all of these words", page.main.text)
        self.assertEqual(
            [h.text for h in page.select(".found h3")],
            ["Crossings of zebra and quokka", "Zebra crossings"],
        )
        self.assertNotIn("Nothing has all", self.page(q="zebra crossings").main.text)

    def test_an_empty_question_is_asked_back(self):
        self.assertEqual(self.page().h2.text, "What are you looking for?")

    def test_an_unknown_kind_is_everything(self):
        make_chapter()

        self.assertEqual(self.page(q="vermont", kind="quokka").h2.text, "1 result for “vermont”")

    def test_search_engines_are_kept_from_results(self):
        self.assertEqual(
            self.page(q="x").find("meta", attrs={"name": "robots"})["content"], "noindex"
        )

    def test_every_page_has_the_box(self):
        for path in ["/", "/directory/", "/no-such-page/"]:
            page = read_page(self.client.get(path).content)
            self.assertEqual(page.select_one("header search form")["action"], "/search/")

    def test_any_text_is_a_normal_page(self):
        make_chapter()
        make_answer(question="A & b?")
        for text in HOSTILE:
            text = text.encode(errors="replace").decode()
            for path in [reverse("search"), reverse("suggest")]:
                with self.subTest(text=text[:30], path=path):
                    response = self.client.get(path, {"q": text})
                    self.assertEqual(response.status_code, 200)
                    self.assertNotIn(b"<script>alert", response.content)

    def test_suggestions_are_titles_with_their_addresses(self):
        make_chapter(city="Burlington", region_code="VT", states=[make_state()])

        response = self.client.get(reverse("suggest"), {"q": "verm"})

        self.assertEqual(
            response.json()["suggestions"][:1],
            [
                {
                    "title": "Vermont Library Association",
                    "about": "State chapter of ALA, for Vermont. Office in Burlington, VT.",
                    "kind": "Chapter",
                    "url": "/directory/vermont/",
                }
            ],
        )
        self.assertIn("private", response.headers["Cache-Control"])

    def test_at_most_eight_are_suggested(self):
        for _ in range(9):
            make_answer(question="Zebra?")

        self.assertEqual(len(suggest("zeb", moment=timezone.now())), 8)
