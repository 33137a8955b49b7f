from datetime import date

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from answers.models import Answer
from chapters_portal.search.models import SearchDocument
from chapters_portal.search.query import search
from directory.models import Chapter, OfficeHolder
from tests.answers.makers import make_answer, make_collection
from tests.makers import make_chapter, make_office_holder, make_state


def urls(text):
    """What `text` finds, beside the pages that each state has by itself."""
    hits = search(text, moment=timezone.now())[0:20]
    return [hit.url for hit in hits if not hit.url.startswith(("/advocacy/states/", "/press/desk"))]


def rename(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


class FollowingTests(TestCase):
    """The index follows every save and deletion at once."""

    def assert_moves(self, old, new, change):
        self.assertNotEqual(urls(old), [])
        self.assertEqual(urls(new), [])

        change()

        self.assertEqual(urls(old), [])
        self.assertNotEqual(urls(new), [])

    def test_a_renamed_person(self):
        holder = make_office_holder("Ada Lovelace")

        self.assert_moves("lovelace", "hopper", lambda: rename(holder.person, name="Grace Hopper"))

    def test_a_renamed_position(self):
        holder = make_office_holder()

        self.assert_moves("president", "chair", lambda: rename(holder.position, name="Chair"))

    def test_a_renamed_chapter_and_its_officers(self):
        holder = make_office_holder("Ada")

        rename(holder.chapter, name="Montpelier", slug="mont")

        self.assertEqual(urls("vermont"), ["/directory/mont/"])
        self.assertCountEqual(urls("montpelier"), ["/directory/mont/", "/directory/mont/#officers"])

    def test_a_chapter_of_other_states(self):
        chapter = make_chapter("Northern Library Association", states=[make_state()])
        make_office_holder("Ada", chapter=chapter)
        maine = make_state("Maine", "ME")

        self.assert_moves("vermont", "maine", lambda: chapter.states.set([maine]))

        self.assertEqual(len(urls("maine")), 2)

    def test_a_state_of_other_chapters(self):
        state = make_state()
        chapter = make_chapter("Northern Library Association")
        for change, expected in [
            (lambda: state.chapters.add(chapter), 1),
            (lambda: state.chapters.remove(chapter), 0),
            (lambda: state.chapters.set([chapter]), 1),
            (lambda: state.chapters.clear(), 0),
            (lambda: state.chapters.set([chapter]), 1),
            (lambda: state.delete(), 0),
        ]:
            change()

            self.assertEqual(len(urls("vermont")), expected)

    def test_a_renamed_state(self):
        state = make_state("Vermont", "VT")
        make_chapter("Northern Library Association", states=[state])

        self.assert_moves("vermont", "zebra", lambda: rename(state, name="Zebra"))

    def test_a_renamed_collection_and_its_address(self):
        collection = make_collection(title="Zebras", slug="zebras")
        make_answer(collection=collection, slug="one")

        rename(collection, title="Quokkas", slug="quokkas")

        self.assertEqual(urls("zebras"), ["/answers/quokkas/"])
        self.assertCountEqual(urls("quokkas"), ["/answers/quokkas/one/", "/answers/quokkas/"])

    def test_an_answer_that_is_published_withdrawn_and_deleted(self):
        answer = make_answer(question="Zebra?", published_at=None)
        now = timezone.now()
        for change, expected in [
            (lambda: rename(answer, published_at=now), 1),
            (lambda: rename(answer, withdrawn_at=now, withdrawn_reason="Old."), 0),
            (lambda: rename(answer, withdrawn_at=None), 1),
            (lambda: rename(answer, published_at=None), 0),
            (lambda: rename(answer, published_at=now), 1),
            (lambda: answer.delete(), 0),
        ]:
            change()

            self.assertEqual(len(urls("zebra")), expected)

    def test_a_page_that_explains_is_found_with_its_collection_beside_it(self):
        collection = make_collection(title="Zebra Week", kind="explainer")
        make_answer(collection=collection, question="Who pays for it")

        titles = [hit.title for hit in search("zebra", moment=timezone.now())[0:9]]

        self.assertCountEqual(
            titles, ["<mark>Zebra</mark> Week: Who pays for it", "<mark>Zebra</mark> Week"]
        )

    def test_a_moved_answer_is_found_at_its_new_address(self):
        answer = make_answer(question="Zebra?", slug="old")

        rename(answer, slug="new")

        self.assertEqual(urls("zebra"), ["/answers/collection-1/new/"])

    def test_a_deleted_chapter_takes_its_officers_along(self):
        holder = make_office_holder()

        holder.chapter.delete()

        self.assertEqual(SearchDocument.objects.count(), 0)

    def test_rows_deleted_together(self):
        make_office_holder("Ada", ends_on=date(2030, 1, 1))

        OfficeHolder.objects.all().delete()

        self.assertEqual(urls("ada"), [])

    def test_what_is_not_searched_costs_nothing(self):
        with self.assertNumQueries(1):
            Session.objects.filter(pk="x").delete()


class RebuildTests(TestCase):
    def test_a_rebuilt_index_finds_what_no_signal_told(self):
        make_chapter()
        answer = make_answer(question="Zebra?")
        Chapter.objects.update(name="Quokka Library Association")
        Answer.objects.update(published_at=None)
        SearchDocument.objects.create(
            kind="answer", object_id=answer.pk + 1, title="Ghost", title_words="ghost"
        )

        call_command("rebuild_search", verbosity=0)

        self.assertEqual(urls("quokka"), ["/directory/vermont/"])
        self.assertEqual([urls("vermont"), urls("zebra"), urls("ghost")], [[], [], []])

    def test_the_starter_content_leaves_a_whole_index(self):
        call_command("load_starter_content", samples=True, congress=False, verbosity=0)
        fields = [f.name for f in SearchDocument._meta.fields if f.name != "id"]
        followed = list(SearchDocument.objects.order_by("source", "object_id").values(*fields))

        call_command("rebuild_search", verbosity=0)

        rebuilt = list(SearchDocument.objects.order_by("source", "object_id").values(*fields))
        self.assertEqual(followed, rebuilt)
        self.assertGreater(len(followed), 400)


class TransactionTests(TransactionTestCase):
    def test_what_is_rolled_back_is_not_found(self):
        with transaction.atomic():
            make_answer(question="Zebra?")
            transaction.set_rollback(True)

        self.assertEqual(urls("zebra"), [])
