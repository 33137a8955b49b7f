"""What is deleted lies in a bin for 30 days, comes back with what went with it, or goes."""

from datetime import date, timedelta

import time_machine
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from advocacy.models import Action
from answers.models import Source
from chapters_portal.history.changes import Change
from chapters_portal.history.versions import History
from chapters_portal.search.models import SearchDocument
from directory.models import Chapter, CommitteeMember, OfficeHolder, Person
from tests.answers.makers import make_answer
from tests.editors import Editor, desk, text_of
from tests.makers import (
    make_chapter,
    make_committee_member,
    make_office_holder,
    make_person,
    make_post,
    make_state,
)
from tests.pages.makers import make_home_link

BIN = reverse("admin:chapters_portal_deleted_changelist")
DAY = timedelta(days=1)


def restore_address(row, pk):
    deletion = Change.objects.filter(kind=row._meta.label_lower, object_id=pk, act="-").first()
    return reverse("admin:restore_deleted", args=[deletion.pk])


class BinTests(TestCase):
    def setUp(self):
        self.ada = Editor("Ada")

    def in_trash(self):
        page = self.ada.page(BIN)
        return [text_of(cell) for cell in page.select("#result_list tbody .field-what")]

    def restore(self, row, pk):
        return self.ada.client.post(restore_address(row, pk), follow=True)

    def test_a_deleted_row_lies_in_the_bin_and_comes_back_as_it_was(self):
        state, other = make_state(), make_answer()
        action = Action.objects.create(title="Write", slug="write", ask="Write.", script="Dear")
        action.states.set([state])
        answer = make_answer(body="<p>Yes.</p>")
        answer.related.set([other])
        rows = [
            make_chapter(states=[state]),
            make_person(phone="802-555-0100"),
            make_office_holder("Grace Hopper"),
            answer,
            action,
        ]
        for row in rows:
            with self.subTest(row=row):
                pk, before = row.pk, type(row).objects.filter(pk=row.pk).values().get()
                links = {
                    field.name: list(getattr(row, field.name).all())
                    for field in row._meta.many_to_many
                }
                self.ada.delete(row)
                self.assertEqual(type(row).objects.filter(pk=pk).count(), 0)
                self.assertIn(str(row), self.in_trash())

                self.restore(row, pk)

                self.assertEqual(type(row).objects.filter(pk=pk).values().get(), before)
                again = type(row).objects.get(pk=pk)
                self.assertEqual({name: list(getattr(again, name).all()) for name in links}, links)
                self.assertNotIn(str(row), self.in_trash())

    def test_whoever_deletes_is_told_how_it_comes_back(self):
        person, others = make_person("Grace Hopper"), [make_person("Ada"), make_person("Joan")]
        answer = Source.objects.create(answer=make_answer(), title="The record").answer

        one = self.ada.client.post(desk(person, "delete"), {"post": "yes"}, follow=True)
        several = self.ada.client.post(
            reverse("admin:directory_person_changelist"),
            {
                "action": "delete_selected",
                "_selected_action": [row.pk for row in others],
                "post": "yes",
            },
            follow=True,
        )
        below = self.ada.client.post(
            desk(answer),
            {**self.ada.open(answer), "sources-0-DELETE": "on", "_save": "Save"},
            follow=True,
        )

        for response, words in [
            (one, "“Grace Hopper” is in the bin for 30 days."),
            (several, "All 2 are in the bin for 30 days."),
            (below, "“The record” is in the bin for 30 days."),
        ]:
            with self.subTest(words=words):
                self.assertContains(response, words)
        self.assertContains(one, "Bring it back")

    def test_a_chapter_comes_back_with_what_was_deleted_with_it(self):
        chapter = make_chapter()
        serving = make_office_holder("Grace Hopper", starts_on=date(2026, 7, 1))
        earlier = make_office_holder(
            "Joan Clarke", starts_on=date(2025, 7, 1), ends_on=date(2026, 6, 30)
        )
        gone = make_office_holder(
            "Ada Lovelace", starts_on=date(2024, 7, 1), ends_on=date(2025, 6, 30)
        )
        post = make_post(email="president@example.org")
        terms = [serving.pk, earlier.pk]
        self.ada.delete(gone)
        pk = chapter.pk
        self.ada.delete(chapter)
        self.assertEqual(self.in_trash(), [str(chapter), "Ada Lovelace, President"])

        page = self.ada.page(restore_address(chapter, pk))
        self.assertEqual(
            sorted(text_of(line) for line in page.select("#content-main ul li")),
            [
                "Post: President, Vermont Library Association",
                "Term: Grace Hopper, President",
                "Term: Joan Clarke, President",
            ],
        )
        response = self.restore(chapter, pk)

        self.assertContains(response, "Vermont Library Association is back, with 3 more.")
        again = Chapter.objects.get(pk=pk)
        self.assertEqual(sorted(again.office_holders.values_list("pk", flat=True)), sorted(terms))
        self.assertEqual(again.posts.get().email, post.email)
        self.assertEqual(self.in_trash(), ["Ada Lovelace, President"])

    def test_many_that_were_deleted_at_once_come_back_one_by_one(self):
        vermont, maine = make_chapter(), make_chapter("Maine Library Association")
        for chapter, name in [(vermont, "Grace Hopper"), (maine, "Joan Clarke")]:
            make_office_holder(name, chapter=chapter)
        self.ada.client.post(
            reverse("admin:directory_chapter_changelist"),
            {
                "action": "delete_selected",
                "_selected_action": [vermont.pk, maine.pk],
                "post": "yes",
            },
        )
        self.assertEqual(Chapter.objects.count(), 0)
        self.assertEqual(sorted(self.in_trash()), [str(maine), str(vermont)])

        self.restore(vermont, vermont.pk)

        self.assertEqual(list(Chapter.objects.all()), [vermont])
        self.assertEqual(
            [term.person.name for term in OfficeHolder.objects.all()], ["Grace Hopper"]
        )
        self.assertEqual(self.in_trash(), [str(maine)])

    def test_what_cannot_come_back_with_it_stays_in_the_bin_by_itself(self):
        chapter = make_chapter()
        term = make_office_holder("Grace Hopper")
        pk = chapter.pk
        self.ada.delete(chapter)
        term.person.delete()

        response = self.restore(chapter, pk)

        self.assertContains(
            response,
            "Still in the bin: Grace Hopper, President: Its person (Grace Hopper) was deleted. "
            "Restore that first.",
        )
        self.assertEqual(list(Chapter.objects.all()), [chapter])
        self.assertEqual(self.in_trash(), ["Grace Hopper", "Grace Hopper, President"])

    def test_what_one_may_not_add_stays_in_the_bin_by_itself(self):
        chapter = make_chapter()
        make_office_holder("Grace Hopper")
        pk = chapter.pk
        self.ada.delete(chapter)
        joan = Editor("Joan", Permission.objects.exclude(codename="add_officeholder"))

        response = joan.client.post(restore_address(chapter, pk), follow=True)

        self.assertContains(response, "Still in the bin: Grace Hopper, President: Ask somebody")
        self.assertEqual(list(Chapter.objects.all()), [chapter])
        self.assertEqual(self.in_trash(), ["Grace Hopper, President"])

    def test_a_row_removed_below_a_form_can_be_brought_back(self):
        source = Source.objects.create(answer=make_answer(), title="The record")
        self.ada.save(source.answer, **{"sources-0-DELETE": "on"})
        self.assertEqual(self.in_trash(), ["The record"])

        self.restore(source, source.pk)

        self.assertEqual(source.answer.sources.get().title, "The record")

    def test_an_address_that_another_has_by_now_is_told_in_plain_words(self):
        chapter = make_chapter()
        pk = chapter.pk
        self.ada.delete(chapter)
        make_chapter("Green Mountain Library Association", slug="vermont")

        response = self.restore(chapter, pk)

        self.assertContains(
            response,
            "Another chapter has the slug &quot;vermont&quot; now. Change or delete that one first",
            status_code=409,
        )
        self.assertEqual(self.in_trash(), [str(chapter)])

    def test_restoring_twice_is_told(self):
        person = make_person()
        pk = person.pk
        self.ada.delete(person)
        address = restore_address(person, pk)

        self.ada.client.post(address)
        response = self.ada.client.post(address)

        self.assertContains(response, "It is not in the bin any more.", status_code=409)
        self.assertEqual(Person.objects.count(), 1)

    def test_other_rows_point_to_it_again(self):
        first, second = make_answer(), make_answer()
        first.related.set([second])
        pk = second.pk
        self.ada.delete(second)
        self.assertEqual(list(first.related.all()), [])

        self.restore(second, pk)

        self.assertEqual([answer.pk for answer in first.related.all()], [pk])

    def test_search_finds_it_again(self):
        answer = make_answer()
        pk = answer.pk
        self.ada.delete(answer)
        self.assertEqual(SearchDocument.objects.filter(kind="answer").count(), 0)

        self.restore(answer, pk)

        self.assertEqual(SearchDocument.objects.get(kind="answer").object_id, pk)

    def test_who_still_needs_a_row_is_named_when_it_cannot_be_deleted(self):
        term = make_office_holder("Grace Hopper")

        response = self.ada.client.post(desk(term.person, "delete"), {"post": "yes"})

        self.assertContains(response, "Grace Hopper cannot be deleted, because it is protected")
        self.assertContains(response, "Grace Hopper, President")

    def test_the_page_before_deleting_says_that_there_is_a_bin(self):
        self.assertContains(
            self.ada.get(desk(make_person(), "delete")), "can be brought back for 30 days"
        )

    def test_the_list_makes_as_many_queries_for_three_rows_as_for_one(self):
        counts = []
        for number in [1, 2, 3]:
            self.ada.delete(make_person(f"Person {number}"))
            with CaptureQueriesContext(connection) as queries:
                self.ada.page(BIN)
            counts.append(len(queries))

        self.assertEqual(counts[1:], counts[:1] * 2)

    def test_an_editor_sees_the_kinds_that_the_role_may_see(self):
        self.ada.delete(make_person("Grace Hopper"))
        self.ada.delete(make_home_link(title="A link"))
        permissions = Permission.objects.filter(codename__in=["view_deleted", "view_person"])
        joan = Editor("Joan", permissions)

        page = joan.page(BIN)

        self.assertEqual(
            [text_of(cell) for cell in page.select("tbody .field-what")], ["Grace Hopper"]
        )
        address = page.select_one("tbody .field-what a")["href"]
        self.assertEqual(joan.client.post(address).status_code, 403)
        self.assertEqual(Person.objects.count(), 0)


class ForgettingTests(TestCase):
    def setUp(self):
        self.ada = Editor("Ada")

    def forget(self, row, pk, editor=None):
        address = reverse("admin:forget", args=[row._meta.label_lower, pk])
        return (editor or self.ada).client.post(address)

    def traces(self, text):
        """Where `text` still stands in versions and in the log."""
        found = [f"log: {change}" for change in Change.objects.filter(label__contains=text)]
        return found + [f"person: {v.name}" for v in Person.history.filter(name__contains=text)]

    def test_a_person_with_terms_is_forgotten_in_one_act(self):
        term = make_office_holder("Grace Hopper")
        make_committee_member(person=term.person)
        grace = term.person
        joan = make_office_holder(
            "Joan Clarke", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31)
        )
        self.ada.save(grace, email="grace@example.org")

        page = self.ada.page(reverse("admin:forget", args=["directory.person", grace.pk]))
        self.assertEqual(
            sorted(text_of(line) for line in page.select("#content-main li")),
            ["Grace Hopper, Member", "Grace Hopper, President"],
        )
        self.forget(grace, grace.pk)

        self.assertEqual(list(Person.objects.all()), [joan.person])
        self.assertEqual(list(OfficeHolder.objects.all()), [joan])
        self.assertEqual(list(CommitteeMember.objects.all()), [])
        self.assertEqual(self.traces("Grace"), [])
        self.assertEqual(Person.history.filter(email="grace@example.org").count(), 0)
        self.assertEqual(OfficeHolder.history.exclude(person=joan.person).count(), 0)

    def test_the_page_before_names_all_that_goes(self):
        chapter = make_office_holder("Grace Hopper").chapter

        page = self.ada.page(reverse("admin:forget", args=["directory.chapter", chapter.pk]))

        self.assertEqual(
            [text_of(line) for line in page.select("#content-main li")],
            ["Grace Hopper, President"],
        )

    def test_the_log_keeps_that_it_was_done_and_no_name(self):
        grace = make_person("Grace Hopper")
        pk = grace.pk

        self.forget(grace, pk)

        change = Change.objects.first()
        self.assertEqual(
            (change.get_act_display(), change.by, change.label),
            ("Deleted for good", self.ada.user, f"person {pk}"),
        )
        self.assertContains(
            self.ada.get(reverse("admin:chapters_portal_change_changelist")), "Deleted for good"
        )

    def test_a_row_in_the_bin_is_deleted_for_good_with_what_depended_on_it(self):
        chapter = make_chapter(states=[make_state()])
        term = make_office_holder("Grace Hopper")
        pk = chapter.pk
        self.ada.delete(chapter)
        self.ada.delete(term.person)

        self.forget(Person, term.person_id)

        self.assertEqual(self.traces("Grace"), [])
        self.assertEqual(OfficeHolder.history.count(), 0)
        self.ada.client.post(restore_address(chapter, pk))
        self.assertEqual(list(Chapter.objects.all()), [chapter])
        self.forget(chapter, pk)
        self.assertEqual(Chapter.history.count(), 0)
        links = History.m2m_models[Chapter._meta.get_field("states")]
        self.assertEqual(links.objects.count(), 0)

    def test_only_who_may_delete_for_good_can(self):
        person = make_person()
        keeper = Editor("Joan", Permission.objects.exclude(codename="delete_deleted"))

        self.assertEqual(self.forget(person, person.pk, keeper).status_code, 403)
        self.assertNotContains(keeper.get(desk(person)), "Delete for good")
        self.assertContains(self.ada.get(desk(person)), "Delete for good")
        self.assertEqual(Person.objects.count(), 1)

    def test_for_good_goes_only_what_one_may_delete_anyway(self):
        term, live = make_office_holder("Grace Hopper"), make_answer()
        gone = make_person("Joan Clarke")
        joan = gone.pk
        self.ada.delete(gone)
        for number, (row, pk, lacking) in enumerate(
            [
                (term.person, term.person_id, "delete_person"),
                (term.person, term.person_id, "delete_officeholder"),
                (gone, joan, "delete_person"),
                (live, live.pk, "publish_answer"),
            ]
        ):
            with self.subTest(row=row, lacking=lacking):
                others = Permission.objects.exclude(codename=lacking)
                one = Editor(f"One {number}", others)
                self.assertEqual(self.forget(row, pk, one).status_code, 403)
        self.assertEqual((Person.objects.count(), OfficeHolder.objects.count()), (1, 1))
        self.assertTrue(Person.history.filter(id=joan).exists())

    def test_after_30_days_the_night_removes_a_row_with_its_versions(self):
        now = timezone.now()
        with time_machine.travel(now - 31 * DAY, tick=False):
            old = make_office_holder("Grace Hopper").chapter
            restored = make_person("Joan Clarke")
            pk = restored.pk
            for row in [old, restored]:
                row.delete()
        with time_machine.travel(now - 29 * DAY, tick=False):
            recent = make_person("Ada Lovelace")
            recent.delete()
        self.ada.client.post(restore_address(restored, pk))

        call_command("nightly", verbosity=0)

        self.assertEqual(Chapter.history.count(), 0)
        self.assertEqual(OfficeHolder.history.count(), 0)
        self.assertEqual(Person.objects.get(pk=pk).name, "Joan Clarke")
        self.assertEqual(Person.history.filter(id=pk).count(), 3)
        self.assertEqual(
            list(Change.objects.in_trash().values_list("label", flat=True)), ["Ada Lovelace"]
        )
