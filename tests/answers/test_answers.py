from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from answers.models import Answer, Collection, DailyVotes, Source
from chapters_portal.search.models import SearchDocument
from tests.answers.makers import make_answer, make_collection
from tests.editors import Editor, filled_in
from tests.reading import read_page

MORNING = datetime(2026, 7, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class PublishedTests(TestCase):
    def test_an_answer_is_public_from_its_moment_until_it_is_withdrawn(self):
        answer = make_answer(
            published_at=MORNING, withdrawn_at=MORNING + 2 * MINUTE, withdrawn_reason="Old."
        )

        for moment, is_public in [
            (MORNING - MINUTE, False),
            (MORNING, True),
            (MORNING + MINUTE, True),
            (MORNING + 2 * MINUTE, False),
        ]:
            with self.subTest(moment=moment):
                self.assertEqual(Answer.objects.published(moment).exists(), is_public)
                self.assertEqual(answer.is_published(moment), is_public)

    def test_a_draft_is_never_public(self):
        draft = make_answer(published_at=None)

        self.assertEqual(list(Answer.objects.published(MORNING)), [])
        self.assertFalse(draft.is_published(MORNING))

    def test_only_what_was_published_can_be_withdrawn(self):
        for published_at in [None, MORNING + MINUTE]:
            answer = make_answer()
            answer.published_at, answer.withdrawn_at = published_at, MORNING
            with self.subTest(published_at=published_at), self.assertRaises(ValidationError):
                answer.full_clean()


class HiddenAnswerTests(TestCase):
    """What is not public now shows nowhere: not itself, nor in lists, counts, or as a neighbor."""

    def setUp(self):
        self.collection = make_collection(title="Councilors", slug="councilors")
        self.first = make_answer(question="First?", slug="first", order=1)
        now = timezone.now()
        self.hidden = [
            make_answer(question="Draft?", slug="draft", order=2, published_at=None),
            make_answer(question="Soon?", slug="soon", order=3, published_at=now + MINUTE),
            make_answer(
                question="Gone?",
                slug="gone",
                order=4,
                withdrawn_at=now - MINUTE,
                withdrawn_reason="Old.",
            ),
        ]
        self.last = make_answer(question="Last?", slug="last", order=5)
        self.first.related.set([*self.hidden, self.last])

    def test_their_pages_are_not_there(self):
        statuses = [
            self.client.get(answer.get_absolute_url()).status_code for answer in self.hidden
        ]

        self.assertEqual(statuses, [404, 404, 410])

    def test_they_take_no_votes(self):
        path = f"{self.hidden[0].get_absolute_url()}vote/"

        self.assertEqual(self.client.post(path, {"helped": "yes"}).status_code, 404)
        self.assertEqual(DailyVotes.objects.count(), 0)

    def test_no_page_names_them(self):
        for path in [
            "/answers/",
            self.collection.get_absolute_url(),
            self.first.get_absolute_url(),
            self.last.get_absolute_url(),
            "/sitemap.xml",
        ]:
            page = self.client.get(path).content.decode()
            with self.subTest(path=path):
                self.assertEqual(
                    [a.question for a in self.hidden if a.question in page or a.slug in page], []
                )

    def test_they_are_not_counted(self):
        self.assertContains(self.client.get("/answers/"), "2 answers")

    def test_previous_and_next_pass_over_them(self):
        page = read_page(self.client.get(self.first.get_absolute_url()).content)

        self.assertEqual(page.find(rel="next").text, "Last?")
        self.assertEqual([h.text for h in page.select("#related ~ *, .links h3")], ["Last?"])

    def test_a_collection_with_nothing_to_read_is_not_there(self):
        empty = make_collection(title="Empty", slug="empty")
        make_answer(collection=empty, published_at=None)

        self.assertNotContains(self.client.get("/answers/"), "Empty")
        self.assertEqual(self.client.get("/answers/empty/").status_code, 404)

    def test_a_scheduled_answer_appears_when_its_moment_comes(self):
        with time_machine.travel(timezone.now() + 2 * MINUTE):
            response = self.client.get(self.hidden[1].get_absolute_url())

        self.assertContains(response, "Soon?")


class SupersededTests(TestCase):
    """What something newer took the place of keeps its page, which says so first."""

    def setUp(self):
        self.collection = make_collection(title="Directions", slug="directions")
        self.first = make_answer(question="First?", slug="first", order=1)
        self.new = make_answer(question="The mission?", slug="mission", order=3)
        self.old = make_answer(
            question="The mission of old?",
            slug="old-mission",
            short="To lead.",
            order=2,
            superseded_by_words="Council approved another in 2025.",
            superseded_by=self.new,
        )
        self.first.related.set([self.old, self.new])

    def page(self, answer):
        return read_page(self.client.get(answer.get_absolute_url()).content)

    def test_its_page_says_first_what_came_after_it_and_leads_there(self):
        article = self.page(self.old).find("article")

        words = " ".join(article.text.split())
        order = [
            "This has been superseded. Council approved another in 2025.",
            "Read instead: The mission?",
            "The mission of old?",
            "To lead.",
        ]
        self.assertEqual(sorted(order, key=words.index), order)
        self.assertEqual(article.select_one(".flash a")["href"], self.new.get_absolute_url())

    def test_it_leads_to_nothing_that_is_not_public(self):
        self.new.published_at = None
        self.new.save()

        page = self.page(self.old)

        self.assertEqual(page.select(".flash a"), [])
        self.assertIn("Council approved another", page.text)

    def test_no_list_names_it_and_no_count_holds_it(self):
        for path in [self.collection.get_absolute_url(), "/answers/", "/sitemap.xml"]:
            with self.subTest(path=path):
                self.assertNotContains(self.client.get(path), "old-mission")
        self.assertContains(self.client.get("/answers/"), "2 answers")
        first = self.page(self.first)
        self.assertEqual(first.find(rel="next").text, "The mission?")
        self.assertEqual([one.text.strip() for one in first.select(".links h3")], ["The mission?"])

    def test_what_took_its_place_names_it(self):
        self.assertEqual(
            [link["href"] for link in self.page(self.new).select("#earlier ~ *, .leaf .acts a")],
            [self.old.get_absolute_url()],
        )

    def test_search_does_not_find_it(self):
        titles = list(SearchDocument.objects.values_list("title", flat=True))

        self.assertIn("The mission?", titles)
        self.assertNotIn("The mission of old?", titles)

    def test_nobody_is_asked_to_check_or_review_it(self):
        Answer.objects.update(review_due_on=date(2026, 1, 1))

        self.assertNotIn(self.old, Answer.objects.never_checked())
        self.assertNotIn(self.old, Answer.objects.past_review(date(2026, 7, 1)))

    def test_a_successor_needs_words_and_is_another_answer(self):
        self.old.superseded_by_words = ""
        with self.assertRaisesMessage(ValidationError, "Say in words, too, what came after it."):
            self.old.full_clean()

        self.old.superseded_by_words, self.old.superseded_by = "Another.", self.old
        with self.assertRaisesMessage(ValidationError, "Nothing takes its own place."):
            self.old.full_clean()


class AnswerPageTests(TestCase):
    def test_the_short_answer_comes_first_and_the_facts_last(self):
        answer = make_answer(
            question="Why?",
            short="Because.",
            body="<p>At length.</p>",
            checked_on=date(2026, 11, 23),
            review_due_on=date(2027, 3, 4),
        )
        Source.objects.create(
            answer=answer, title="Bylaws", url="https://www.ala.org/bylaws", dated="2017"
        )

        page = read_page(self.client.get(answer.get_absolute_url()).content)

        words = " ".join(page.find("article").text.split())
        order = [
            "Why?",
            "Because.",
            "At length.",
            "Bylaws (2017)",
            "Checked by the Chapter Relations Office on November 23, 2026. Newest source: 2017.",
        ]
        self.assertEqual(sorted(order, key=words.index), order)
        self.assertNotIn("2027", words)

    def test_three_related_answers_at_the_most(self):
        answer = make_answer()
        answer.related.set([make_answer() for _ in range(4)])

        page = read_page(self.client.get(answer.get_absolute_url()).content)

        self.assertEqual(len(page.select(".links h3")), 3)

    def test_pages_take_the_same_queries_for_one_answer_and_for_three(self):
        def queries(path):
            with self.assertNumQueries(7):
                self.client.get(path)

        answer = make_answer()
        Source.objects.create(answer=answer, title="One")
        answer.related.set([make_answer()])
        collection = answer.collection.get_absolute_url()
        queries(collection)
        with self.assertNumQueries(8):
            self.client.get(answer.get_absolute_url())

        for _ in range(3):
            Source.objects.create(answer=answer, title="More")
            answer.related.add(make_answer())
        queries(collection)
        with self.assertNumQueries(8):
            self.client.get(answer.get_absolute_url())


class CheckedTests(TestCase):
    """What the sources are of, and who has read an answer against them, are two things."""

    def words(self, answer):
        page = read_page(self.client.get(answer.get_absolute_url()).content)
        return " ".join(page.select(".facts-line .meta")[-1].text.split())

    def test_the_years_of_an_answer_are_those_that_its_sources_name(self):
        for dated, years in [
            (["2015", "2016 to 2019"], [2015, 2016, 2019]),
            (["about 2014", ""], [2014]),
            (["2020s"], [2020]),
            (["June 2021", "June 2021"], [2021]),
            (["", "last spring"], []),
            ([], []),
        ]:
            answer = make_answer()
            for words in dated:
                Source.objects.create(answer=answer, title="Page", dated=words)
            with self.subTest(dated=dated):
                self.assertEqual(answer.source_years, years)
                self.assertEqual(answer.newest_year, max(years, default=None))
                stored = Answer.objects.with_newest_year().get(pk=answer.pk)
                self.assertEqual(stored.newest_source, answer.newest_year)

    def test_the_page_says_how_old_the_sources_are_and_that_nobody_has_checked(self):
        for dated, words in [
            (["2015", "2019"], "From sources of 2015 to 2019."),
            (["2015"], "From a source of 2015."),
            (["2015", "2015"], "From sources of 2015."),
            (["2015", ""], "From a source of 2015, and one without a date."),
            (["2015", "", ""], "From a source of 2015, and others without a date."),
            ([""], "From an undated source."),
            (["", ""], "From undated sources."),
            ([], "No source is given."),
        ]:
            answer = make_answer()
            for text in dated:
                Source.objects.create(answer=answer, title="Page", dated=text)
            with self.subTest(dated=dated):
                self.assertEqual(
                    self.words(answer), f"{words} Not yet checked by the Chapter Relations Office."
                )

    def test_a_checked_answer_names_the_day_the_office_and_the_newest_source(self):
        for dated, words in [
            ("2019 to 2024", "Newest source: 2024."),
            ("", "None of its sources is dated."),
        ]:
            answer = make_answer(checked_on=date(2026, 11, 26))
            Source.objects.create(answer=answer, title="Page", dated=dated)
            with self.subTest(dated=dated):
                self.assertEqual(
                    self.words(answer),
                    f"Checked by the Chapter Relations Office on November 26, 2026. {words}",
                )


class AddressTests(TestCase):
    def test_a_renamed_answer_leads_on_from_every_old_address(self):
        answer = make_answer(slug="one")
        first = answer.get_absolute_url()
        for slug in ["two", "three"]:
            answer.slug = slug
            answer.save()

        self.assertRedirects(self.client.get(first), answer.get_absolute_url(), status_code=301)

    def test_a_name_taken_back_does_not_lead_in_a_circle(self):
        answer = make_answer(slug="one")
        for slug in ["two", "one"]:
            answer.slug = slug
            answer.save()

        self.assertEqual(self.client.get(answer.get_absolute_url()).status_code, 200)

    def test_a_renamed_collection_takes_its_answers_along(self):
        answer = make_answer(slug="one")
        old, old_answer = answer.collection.get_absolute_url(), answer.get_absolute_url()
        collection = answer.collection
        collection.slug = "renamed"
        collection.save()

        self.assertRedirects(self.client.get(old), "/answers/renamed/", status_code=301)
        self.assertRedirects(self.client.get(old_answer), "/answers/renamed/one/", status_code=301)

    def test_an_anchor_outlives_every_rename(self):
        answer = make_answer(slug="one")
        anchor = answer.anchor
        answer.slug, answer.question = "two", "Something else?"
        answer.save()

        self.assertContains(self.client.get(answer.collection.get_absolute_url()), f'id="{anchor}"')


class VoteTests(TestCase):
    def setUp(self):
        self.answer = make_answer()
        self.path = f"{self.answer.get_absolute_url()}vote/"

    def test_votes_are_counted_by_day(self):
        for day, words in [(1, ["yes", "yes", "no"]), (2, ["no"])]:
            with time_machine.travel(datetime(2026, 7, day, 18, tzinfo=UTC)):
                for word in words:
                    self.client.post(self.path, {"helped": word})

        self.assertEqual(
            list(DailyVotes.objects.order_by("day").values_list("day", "helped", "did_not_help")),
            [(date(2026, 7, 1), 2, 1), (date(2026, 7, 2), 0, 1)],
        )

    def test_a_voter_is_thanked_and_gets_no_cookie(self):
        response = self.client.post(self.path, {"helped": "yes"}, follow=True)

        self.assertContains(response, "Thank you")
        self.assertEqual(dict(self.client.cookies), {})

    def test_looking_is_not_voting(self):
        self.assertEqual(self.client.get(self.path).status_code, 405)

    def test_a_vote_says_yes_or_no(self):
        for word in ["", "maybe", "\x00"]:
            with self.subTest(word=word):
                self.assertEqual(self.client.post(self.path, {"helped": word}).status_code, 400)
        self.assertEqual(DailyVotes.objects.count(), 0)


class RichTextTests(TestCase):
    HOSTILE = (
        '<h1>Big</h1><script>alert(1)</script><p onclick="x()" style="color:red">Kept '
        '<a href="javascript:x()">bad</a> <a href="https://www.ala.org/">good</a></p>'
        "<img src=x onerror=x()><iframe src=x></iframe>"
    )

    def assert_harmless(self, html):
        for mark in ["<script", "onclick", "style=", "javascript:", "<img", "<iframe", "<h1"]:
            self.assertNotIn(mark, html)
        self.assertIn("Kept", html)
        self.assertIn('href="https://www.ala.org/"', html)

    def test_what_could_do_harm_is_dropped_when_an_answer_is_checked(self):
        answer = make_answer(body=self.HOSTILE)

        answer.full_clean()

        self.assert_harmless(answer.body)

    def test_what_got_in_without_a_check_is_dropped_when_it_is_shown(self):
        answer = make_answer(body=self.HOSTILE)

        page = read_page(self.client.get(answer.get_absolute_url()).content)

        self.assert_harmless(str(page.select_one(".prose")))

    def test_headings_lists_links_and_tables_stay(self):
        body = (
            "<h3>A</h3><ul><li><p>b</p></li></ul><ol><li><p>c</p></li></ol>"
            "<table><tbody><tr><th><p>d</p></th><td><p>e</p></td></tr></tbody></table>"
        )
        answer = make_answer(body=body)

        answer.full_clean()

        self.assertHTMLEqual(answer.body, body)


class DeskTests(TestCase):
    def setUp(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))

    def act(self, action, *answers):
        return self.client.post(
            "/admin/answers/answer/",
            {
                "action": action,
                "reason": "Old.",
                "_selected_action": [answer.pk for answer in answers],
            },
            follow=True,
        )

    def test_staff_publish_and_withdraw(self):
        answer = make_answer(published_at=None)

        self.act("publish", answer)
        published = Answer.objects.published(timezone.now()).exists()
        self.act("withdraw", answer)

        self.assertTrue(published)
        self.assertFalse(Answer.objects.published(timezone.now()).exists())

    def test_a_withdrawn_draft_stays_a_draft(self):
        draft = make_answer(published_at=None)

        self.act("withdraw", draft)

        draft.refresh_from_db()
        self.assertIsNone(draft.withdrawn_at)

    def test_every_stage_can_be_listed(self):
        now = timezone.now()
        answers = {
            "live": make_answer(),
            "draft": make_answer(published_at=None),
            "scheduled": make_answer(published_at=now + MINUTE),
            "gone": make_answer(withdrawn_at=now - MINUTE, withdrawn_reason="Old."),
        }
        for stage, answer in answers.items():
            with self.subTest(stage=stage):
                page = self.client.get(f"/admin/answers/answer/?stage={stage}")
                self.assertEqual(list(page.context["cl"].queryset), [answer])

    def test_the_form_with_the_editor_gets_a_nonce_and_the_list_does_not(self):
        answer = make_answer()

        form = self.client.get(f"/admin/answers/answer/{answer.pk}/change/")
        plain = self.client.get("/admin/answers/answer/")

        self.assertIn("'nonce-", form.headers["Content-Security-Policy"])
        self.assertNotIn("nonce-", plain.headers["Content-Security-Policy"])


@time_machine.travel(MORNING)
class CheckingTests(TestCase):
    """Only a person's act at the desk says that an answer was checked."""

    LIST = "/admin/answers/answer/"

    def setUp(self):
        self.ada = get_user_model().objects.create_superuser("ada")
        self.client.force_login(self.ada)
        self.answer = make_answer(question="How many?")
        Source.objects.create(answer=self.answer, title="Bylaws", url="https://example.org/bylaws")

    def act(self, *answers, **data):
        chosen = [answer.pk for answer in answers]
        data |= {"action": "check_against_sources", "_selected_action": chosen}
        return self.client.post(self.LIST, data, follow=True)

    def checks(self):
        return list(Answer.objects.values_list("checked_on", "checked_by", "review_due_on"))

    def test_the_act_shows_each_source_and_marks_nothing_before_it_is_confirmed(self):
        response = self.act(self.answer)

        page = read_page(response.content)
        self.assertEqual(
            [link["href"] for link in page.select("section a[target]")],
            ["https://example.org/bylaws"],
        )
        self.assertEqual(self.checks(), [(None, None, None)])

    def test_a_confirmed_act_keeps_the_day_the_person_and_a_day_a_year_later(self):
        self.act(self.answer, confirmed="1")

        self.assertEqual(self.checks(), [(date(2026, 7, 1), self.ada.pk, date(2027, 7, 1))])

    def test_the_public_never_reads_who_it_was(self):
        self.act(self.answer, confirmed="1")
        self.client.logout()

        self.assertNotContains(self.client.get(self.answer.get_absolute_url()), "ada")

    def test_a_check_outlives_the_account_of_who_made_it(self):
        self.act(self.answer, confirmed="1")
        self.ada.delete()

        self.assertEqual(self.checks(), [(date(2026, 7, 1), None, date(2027, 7, 1))])

    def test_editing_the_text_checks_nothing(self):
        editor = Editor("Bob")
        address = f"{self.LIST}{self.answer.pk}/change/"
        form = editor.page(address)

        editor.client.post(address, {**filled_in(form), "short": "No.", "checked_on": "2026-07-01"})

        self.answer.refresh_from_db()
        self.assertEqual(self.answer.short, "No.")
        self.assertEqual(self.checks(), [(None, None, None)])

    def test_the_form_has_a_button_that_leads_to_the_sources(self):
        page = read_page(self.client.get(f"{self.LIST}{self.answer.pk}/change/").content)

        button = page.find("button", string=lambda text: text and "against its sources" in text)
        fields = {one["name"]: one["value"] for one in button.find_parent("form").select("input")}
        response = self.client.post(button.find_parent("form")["action"], fields)

        self.assertContains(response, "https://example.org/bylaws")

    def test_who_may_not_change_what_is_public_marks_nothing(self):
        editor = Editor("Grace", Permission.objects.filter(codename__contains="change_answer"))
        editor.client.post(
            self.LIST,
            {
                "action": "check_against_sources",
                "_selected_action": [self.answer.pk],
                "confirmed": "1",
            },
        )

        self.assertEqual(self.checks(), [(None, None, None)])

    def test_the_queue_holds_what_nobody_has_checked_with_the_oldest_evidence_first(self):
        newer, older = make_answer(), make_answer()
        make_answer(checked_on=date(2026, 6, 30))
        make_answer(published_at=None)
        Source.objects.create(answer=newer, title="Page", dated="2012 to 2024")
        Source.objects.create(answer=older, title="Page", dated="2015")

        page = self.client.get(f"{self.LIST}?needs=unchecked")

        self.assertEqual(list(page.context["cl"].result_list), [self.answer, older, newer])


class StarterAnswersTests(TestCase):
    @pytest.mark.once
    def test_all_collections_arrive_published_and_clean_and_claim_no_check(self):
        from django.core.management import call_command

        call_command("load_starter_content", congress=False, verbosity=0)

        claims = Answer.objects.exclude(checked_on=None, checked_by=None, review_due_on=None)
        self.assertEqual(list(claims), [])
        self.assertEqual(Collection.objects.with_answers(timezone.now()).count(), 15)
        old = Answer.objects.exclude(superseded_by=None).select_related("superseded_by")
        self.assertEqual(
            {answer.slug: answer.superseded_by.slug for answer in old},
            {
                "ala-mission-before-2025": "ala-mission",
                "ala-values-before-2024": "ala-values",
                "direction-advocacy": "strategic-plan-2025",
                "direction-equity": "strategic-plan-2025",
                "direction-information-policy": "strategic-plan-2025",
                "direction-leadership-development": "strategic-plan-2025",
            },
        )
        for answer in Answer.objects.all():
            with self.subTest(answer=answer.slug):
                before = answer.body
                answer.full_clean()
                self.assertHTMLEqual(answer.body, before)
                self.assertEqual(self.client.get(answer.get_absolute_url()).status_code, 200)
