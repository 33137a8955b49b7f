from django.http import QueryDict
from django.test import TestCase

from directory.filters import ChapterFilter, OfficerFilter
from directory.models import Chapter, OfficeHolder
from tests.directory.today import DAY, TODAY, takes_place_today
from tests.makers import (
    make_chapter,
    make_office_holder,
    make_position,
    make_region,
    make_state,
)

# What people and machines type. None of it may break a page.
ODD_TEXTS = ["'", '"', "';--", "%", "_", "\\", "<script>", "😀", "ʻ", "x" * 100, "(", "{{ q }}"]


def chapters(query):
    return list(ChapterFilter(QueryDict(query), Chapter.objects.in_directory_order()).qs)


def officers(query):
    found = OfficerFilter(QueryDict(query), OfficeHolder.objects.all()).qs
    return list(found.in_order_of_rank())


@takes_place_today
class ChapterFilterTests(TestCase):
    def setUp(self):
        self.vt, self.mt = make_state(), make_state("Montana", "MT")
        self.vermont = make_chapter(states=[self.vt], joint_student_membership=True)
        self.montana = make_chapter(
            "Montana Library Association", states=[self.mt], joint_student_membership=False
        )
        self.guam = make_chapter(
            "Guam Library Association",
            kind=Chapter.Kind.TERRITORY,
            states=[make_state("Guam", "GU")],
        )
        self.plains = make_region("Mountain Plains Library Association", states=[self.mt])
        self.northwest = make_region("Pacific Northwest Library Association", states=[self.mt])
        self.all = [self.guam, self.montana, self.vermont, self.plains, self.northwest]

    def test_no_question_finds_all_and_so_do_empty_ones(self):
        self.assertEqual(chapters(""), self.all)
        self.assertEqual(chapters("q=&state=&region=&kind=&as_of=&joint="), self.all)

    def test_each_question_finds_its_chapters(self):
        for query, expected in [
            ("state=VT", [self.vermont]),
            ("state=MT", [self.montana, self.plains, self.northwest]),
            ("kind=territory", [self.guam]),
            ("kind=regional", [self.plains, self.northwest]),
            ("joint=on", [self.vermont]),
            ("q=vermont", [self.vermont]),
            ("q=  Vermont  ", [self.vermont]),
            ("q=mont", [self.montana, self.plains, self.northwest]),
            ("q=mont&kind=regional", [self.plains, self.northwest]),
            ("q=nothing+like+it", []),
        ]:
            with self.subTest(query=query):
                self.assertEqual(chapters(query), expected)

    def test_a_region_finds_itself_and_the_chapters_of_its_states(self):
        """Montana lies in two regions; each finds itself and not the other."""
        self.assertEqual(chapters("region=mountain-plains"), [self.montana, self.plains])
        self.assertEqual(chapters("region=pacific-northwest"), [self.montana, self.northwest])

    def test_a_former_name_of_the_address_means_what_it_has_become(self):
        self.plains.slug = "great-plains"
        self.plains.save()
        for query in ["region=mountain-plains", "region=great-plains"]:
            self.assertEqual(chapters(query), [self.montana, self.plains])
        page = self.client.get("/directory/?region=mountain-plains&utm_source=x")
        self.assertContains(page, '<option value="great-plains" selected>')

        position = make_position()
        holder = make_office_holder(chapter=self.guam, position=position)
        position.slug = "chair"
        position.save()
        self.assertEqual(officers("position=president"), [holder])

    def test_text_finds_those_who_serve_on_the_day(self):
        make_office_holder("Ada Lovelace", chapter=self.guam, ends_on=TODAY)
        make_office_holder("Grace Hopper", chapter=self.guam, starts_on=TODAY + DAY)

        for query, expected in [
            ("q=lovelace", [self.guam]),
            ("q=hopper", []),
            ("q=hopper&as_of=2026-09-16", [self.guam]),
            ("q=lovelace&as_of=2026-09-16", []),
        ]:
            with self.subTest(query=query):
                self.assertEqual(chapters(query), expected)

    def test_an_odd_text_is_only_a_text(self):
        for text in ODD_TEXTS:
            with self.subTest(text=text):
                query = QueryDict(mutable=True)
                query["q"] = text
                self.assertEqual(chapters(query.urlencode()), [])

    def test_a_percent_sign_and_an_underscore_stand_for_no_other_letters(self):
        odd = make_chapter("100% Library_Association", slug="odd")

        self.assertEqual(chapters("q=100%25"), [odd])
        self.assertEqual(chapters("q=100_library"), [odd])
        for signs in ["%25", "_", "10%25y", "Ver_ont"]:
            with self.subTest(signs=signs):
                self.assertEqual(chapters(f"q={signs}"), [])

    def test_what_is_not_understood_finds_nothing(self):
        for query in [
            "state=XX",
            "state=vt",
            "state=%00",
            "region=vermont",
            "region=%00",
            "kind=club",
            "joint=perhaps",
            "as_of=yesterday",
            "as_of=2026-02-30",
            "as_of=07/01/2026",
            "as_of=%00",
            "q=%00",
            "q=" + "x" * 10_000,
        ]:
            with self.subTest(query=query[:40]):
                asked = ChapterFilter(QueryDict(query), Chapter.objects.all())
                self.assertEqual(list(asked.qs), [])
                self.assertEqual(list(asked.errors), [query.split("=")[0]])

    def test_a_day_that_was_not_understood_is_not_taken_for_another(self):
        asked = ChapterFilter(QueryDict("as_of=yesterday"), Chapter.objects.all())

        self.assertIsNone(asked.chosen_day)

    def test_the_question_is_told_without_what_was_left_empty(self):
        asked = ChapterFilter(QueryDict("state=VT&q=&utm_source=x"), Chapter.objects.all())

        self.assertEqual(asked.given, {"state": "VT"})


@takes_place_today
class OfficerFilterTests(TestCase):
    def setUp(self):
        self.president = make_position(rank=1)
        self.director = make_position("Executive director", rank=2)
        vermont = make_chapter(states=[make_state()])
        region = make_region(states=vermont.states.all())
        maine = make_chapter("Maine Library Association", states=[make_state("Maine", "ME")])
        self.past = make_office_holder(
            "Joan Clarke", chapter=vermont, position=self.president, ends_on=TODAY - DAY
        )
        self.ada = make_office_holder("Ada Lovelace", chapter=vermont, starts_on=TODAY)
        self.grace = make_office_holder("Grace Hopper", chapter=region, position=self.director)
        self.mary = make_office_holder("Mary Somerville", chapter=maine, position=self.president)

    def test_each_question_finds_its_officers(self):
        for query, expected in [
            ("", [self.ada, self.mary, self.grace]),
            ("position=president", [self.ada, self.mary]),
            ("state=VT", [self.ada, self.grace]),
            ("state=ME&position=executive-director", []),
            ("as_of=2026-09-14", [self.past, self.mary, self.grace]),
            ("as_of=2026-09-14&state=VT&position=president", [self.past]),
        ]:
            with self.subTest(query=query):
                self.assertCountEqual(officers(query), expected)

    def test_what_is_not_understood_finds_nothing(self):
        for query in ["position=king", "position=%00", "state=XX", "state=%00", "as_of=now"]:
            with self.subTest(query=query):
                asked = OfficerFilter(QueryDict(query), OfficeHolder.objects.all())
                self.assertEqual(list(asked.qs), [])
                self.assertEqual(list(asked.errors), [query.split("=")[0]])
