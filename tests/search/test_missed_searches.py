from datetime import UTC, date, datetime
from unittest import mock

import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import TestCase
from django.urls import reverse

from answers.models import Answer
from chapters_portal.search.models import MissedSearch
from chapters_portal.search.spelling import vocabulary
from tests.answers.makers import make_answer, make_collection

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
CHANGE_LIST = reverse("admin:chapters_portal_missedsearch_changelist")


def counted():
    return {(missed.text, missed.day): missed.count for missed in MissedSearch.objects.all()}


class NoteTests(TestCase):
    def test_a_text_is_counted_by_the_day(self):
        for text, day in [("Zebra", MONDAY), (" ZEBRA ", MONDAY), ("zebra", TUESDAY)]:
            MissedSearch.objects.note(text, day)

        self.assertEqual(counted(), {("zebra", MONDAY): 2, ("zebra", TUESDAY): 1})

    def test_what_may_be_about_a_person_is_not_written_down(self):
        for text in [
            *["ada@example.org", "write to ada ＠ example", "312-280-2429", "(312) 280 2429 ada"],
            *["60611", "library 60611-2795", "６０６１１"],
        ]:
            MissedSearch.objects.note(text, MONDAY)

        self.assertEqual(counted(), {})

    def test_years_are_no_secret(self):
        MissedSearch.objects.note("dues 2026", MONDAY)

        self.assertEqual(counted(), {("dues 2026", MONDAY): 1})

    def test_texts_and_their_number_are_bounded(self):
        with mock.patch.object(type(MissedSearch.objects), "MOST_A_DAY", 2):
            for text in ["a" * 300, "b", "c", "b"]:
                MissedSearch.objects.note(text, MONDAY)

        self.assertEqual(counted(), {("a" * 100, MONDAY): 1, ("b", MONDAY): 2})


@time_machine.travel(datetime(2026, 11, 24, 18, tzinfo=UTC), tick=False)
class CountingTests(TestCase):
    def setUp(self):
        vocabulary.cache_clear()

    def test_only_a_search_that_finds_nothing_is_counted(self):
        make_answer(question="Zebra?")

        for query in ["q=quokka", "q=zebra", "q=zebra&kind=person", "q=", "q=%00", "q=ada@x.org"]:
            self.client.get(f"{reverse('search')}?{query}")
        self.client.get(reverse("suggest"), {"q": "wombat"})

        self.assertEqual(counted(), {("quokka", TUESDAY): 1})

    def test_a_search_for_a_draft_is_counted_like_any_other(self):
        make_answer(question="Zebra?", published_at=None)

        self.client.get(reverse("search"), {"q": "zebra"})

        self.assertEqual(counted(), {("zebra", TUESDAY): 1})

    def test_machines_and_headers_are_not_counted(self):
        self.client.head(reverse("search"), {"q": "quokka"})
        self.client.get(reverse("search"), {"q": "quokka"}, headers={"user-agent": "Googlebot/2.1"})

        self.assertEqual(counted(), {})

    def test_the_page_is_not_kept_so_that_the_next_visitor_counts(self):
        response = self.client.get(reverse("search"), {"q": "quokka"})

        self.assertIn("no-store", response.headers["Cache-Control"])


class DeskTests(TestCase):
    def setUp(self):
        self.client.force_login(get_user_model().objects.create_superuser("editor"))
        for day in [MONDAY, TUESDAY, TUESDAY]:
            MissedSearch.objects.note("how to tame zebras", day)
        self.missed = MissedSearch.objects.get(day=TUESDAY)

    def turn(self, *rows):
        data = {"action": "turn_into_draft_answer", "_selected_action": [row.pk for row in rows]}
        return self.client.post(CHANGE_LIST, data)

    def test_the_list_tells_the_count_of_the_day_and_of_all_days(self):
        rows = self.client.get(CHANGE_LIST, {"day": "2026-11-24"}).context["cl"].result_list

        self.assertEqual([(row.count, row.total) for row in rows], [(2, 3)])

    def test_a_search_becomes_a_draft_answer_in_one_step(self):
        collection = make_collection()

        response = self.turn(self.missed)

        answer = Answer.objects.get()
        self.assertRedirects(response, reverse("admin:answers_answer_change", args=[answer.pk]))
        self.assertEqual(answer.question, "how to tame zebras")
        self.assertEqual((answer.collection, answer.published_at), (collection, None))

    def test_a_second_time_leads_to_the_same_draft(self):
        make_collection()
        self.turn(self.missed)

        self.turn(self.missed)

        self.assertEqual(Answer.objects.count(), 1)

    def test_an_address_that_is_taken_gets_a_number(self):
        make_answer(slug="how-to-tame-zebras")
        make_answer(slug="how-to-tame-zebras-2")

        self.turn(self.missed)

        draft = Answer.objects.get(published_at=None)
        self.assertEqual(draft.slug, "how-to-tame-zebras-3")

    def test_without_a_collection_nothing_is_made_and_the_reason_told(self):
        response = self.turn(self.missed)

        self.assertEqual(Answer.objects.count(), 0)
        self.assertContains(self.client.get(response.url), "Make a collection for answers first.")

    def test_only_who_may_add_answers_may_make_one(self):
        make_collection()
        reader = get_user_model().objects.create_user("reader", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_missedsearch"))
        self.client.force_login(reader)

        self.turn(self.missed)

        self.assertEqual(Answer.objects.count(), 0)
