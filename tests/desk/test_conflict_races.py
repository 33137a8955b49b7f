"""Two editors press Save at the very same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier
from time import sleep
from unittest import mock

from django.contrib import admin
from django.db import connection, connections
from django.test import TestCase, TransactionTestCase
from django.urls import reverse

from chapters_portal.history.changes import Change
from chapters_portal.pages.models import Menu
from directory.models import Chapter, OfficeHolder, Person
from events.models import Celebration, Occurrence
from tests.advocacy.makers import make_picture, make_release
from tests.editors import Editor, desk, filled_in
from tests.events.makers import make_celebration, make_occurrence
from tests.makers import make_chapter, make_office_holder, make_person, make_position
from tests.pages.makers import make_home_link
from tests.spreadsheets import apply, as_csv, upload


def rounds():
    """The number of each round: SQLite lets one write at a time, so little can go otherwise."""
    return range(20 if connection.features.has_select_for_update else 3)


def at_once(*acts, apart=0):
    """What each of `acts` returns, all begun at the same time in threads of their own.

    Or one after the other, `apart` milliseconds between them, which may be less than nothing.
    """
    barrier = Barrier(len(acts))
    latest_first = apart < 0

    def run(place, act):
        try:
            barrier.wait(timeout=10)
            sleep(abs(apart) / 1000 * (len(acts) - 1 - place if latest_first else place))
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        futures = [pool.submit(run, place, act) for place, act in enumerate(acts)]
        return [future.result(timeout=60) for future in futures]


def apart(number):
    """Another distance in each round, so that the two meet at many places of their ways."""
    return (number % 10 - 5) * 4


class RaceTests(TransactionTestCase):
    def setUp(self):
        self.ada, self.grace = Editor("Ada"), Editor("Grace")

    def race(self, *acts, number):
        """The status codes of two answers."""
        return [answer.status_code for answer in at_once(*acts, apart=apart(number))]

    def test_one_save_wins_and_the_other_is_refused(self):
        person = make_person()
        form = self.ada.open(person)
        for number in rounds():
            Person.objects.update(name="Ada Lovelace")

            codes = self.race(
                partial(self.ada.send, person, self.ada.anew(form), name="Ada King"),
                partial(self.grace.send, person, self.grace.anew(form), name="Ada Byron"),
                number=number,
            )

            self.assertEqual(sorted(codes), [302, 409])
            self.assertEqual(Person.objects.get().name, ["Ada King", "Ada Byron"][codes.index(302)])

    def test_a_chapter_with_its_terms_and_one_term_by_itself(self):
        term = make_office_holder("Joan Clarke", starts_on=date(2026, 7, 1))
        whole, one = self.ada.open(term.chapter), self.grace.open(term)
        for number in rounds():
            OfficeHolder.objects.update(ends_on=None)

            codes = self.race(
                partial(
                    self.ada.send,
                    term.chapter,
                    self.ada.anew(whole),
                    **{"office_holders-0-ends_on": "2027-01-31"},
                ),
                partial(self.grace.send, term, self.grace.anew(one), ends_on="2027-02-28"),
                number=number,
            )

            self.assertEqual(sorted(codes), [302, 409])
            stored = str(OfficeHolder.objects.get().ends_on)
            self.assertEqual(stored, ["2027-01-31", "2027-02-28"][codes.index(302)])

    def test_a_list_sent_twice_at_once(self):
        Menu.objects.create(place="footer", heading="About", order=1)
        address = reverse("admin:chapters_portal_menu_changelist")
        form = {**filled_in(self.ada.page(address)), "_save": "Save"}
        for number in rounds():
            Menu.objects.update(order=1)

            codes = self.race(
                partial(
                    self.ada.client.post, address, {**self.ada.anew(form), "form-0-order": "2"}
                ),
                partial(
                    self.grace.client.post, address, {**self.grace.anew(form), "form-0-order": "3"}
                ),
                number=number,
            )

            self.assertEqual(sorted(codes), [200, 302])
            self.assertEqual(Menu.objects.get().order, [2, 3][codes.index(302)])

    def test_a_deletion_and_a_save(self):
        form = self.ada.open(make_person(pk=1))
        for number in rounds():
            person, _ = Person.objects.get_or_create(pk=1, defaults={"name": "Ada Lovelace"})

            saved, deleted = self.race(
                partial(self.ada.send, person, self.ada.anew(form), name="Ada King"),
                partial(self.grace.client.post, desk(person, "delete"), {"post": "yes"}),
                number=number,
            )

            self.assertEqual(deleted, 302)
            self.assertIn(saved, [302, 409])
            self.assertEqual(Person.objects.count(), 0)
            newest = Person.history.order_by("-history_id").first()
            expected = "Ada King" if saved == 302 else "Ada Lovelace"
            self.assertEqual((newest.history_type, newest.name), ("-", expected))

    def test_a_chapter_is_deleted_while_one_of_its_terms_is_saved(self):
        people, form = {"person": make_person(), "position": make_position()}, None
        for number in rounds():
            chapter = make_chapter(pk=1)
            term = OfficeHolder.objects.create(
                pk=1, chapter=chapter, starts_on=date(2026, 7, 1), **people
            )
            form = form or self.ada.open(term)

            saved, deleted = self.race(
                partial(self.ada.send, term, self.ada.anew(form), ends_on="2027-06-30"),
                partial(self.grace.client.post, desk(chapter, "delete"), {"post": "yes"}),
                number=number,
            )

            self.assertEqual(deleted, 302)
            self.assertIn(saved, [302, 409])
            self.assertEqual(OfficeHolder.objects.count(), 0)

    def test_a_chapter_is_deleted_while_a_term_is_added(self):
        person, position = make_person(), make_position()
        address = reverse("admin:directory_officeholder_add")
        for number in rounds():
            chapter = make_chapter(pk=1)
            term = {"person": person.pk, "position": position.pk, "starts_on": "2026-07-01"}

            saved, deleted = self.race(
                partial(self.ada.client.post, address, {**term, "chapter": chapter.pk}),
                partial(self.grace.client.post, desk(chapter, "delete"), {"post": "yes"}),
                number=number,
            )

            self.assertEqual(deleted, 302)
            self.assertIn(saved, [200, 302])
            self.assertEqual(Chapter.objects.count() + OfficeHolder.objects.count(), 0)

    def test_a_term_is_deleted_while_its_chapter_is_saved_with_it(self):
        people, form = {"person": make_person(), "position": make_position()}, None
        chapter = make_chapter()
        for number in rounds():
            term = OfficeHolder.objects.create(
                pk=1, chapter=chapter, starts_on=date(2026, 7, 1), **people
            )
            form = form or self.ada.open(chapter)

            saved, deleted = self.race(
                partial(
                    self.ada.send,
                    chapter,
                    self.ada.anew(form),
                    **{"office_holders-0-ends_on": "2027-06-30"},
                ),
                partial(self.grace.client.post, desk(term, "delete"), {"post": "yes"}),
                number=number,
            )

            self.assertEqual(deleted, 302)
            self.assertIn(saved, [302, 409])
            self.assertEqual(OfficeHolder.objects.count(), 0)

    def test_a_celebration_with_its_dates_and_one_date_by_itself(self):
        date_ = make_occurrence(note="Before")
        whole, one = self.ada.open(date_.celebration), self.grace.open(date_)
        for number in rounds():
            Occurrence.objects.update(note="Before")

            codes = self.race(
                partial(
                    self.ada.send,
                    date_.celebration,
                    self.ada.anew(whole),
                    **{"occurrences-0-note": "Whole"},
                ),
                partial(self.grace.send, date_, self.grace.anew(one), note="One"),
                number=number,
            )

            self.assertEqual(sorted(codes), [302, 409])
            self.assertEqual(Occurrence.objects.get().note, ["Whole", "One"][codes.index(302)])

    def test_a_celebration_is_deleted_while_a_date_is_added(self):
        address = reverse("admin:events_occurrence_add")
        for number in rounds():
            celebration = make_celebration(pk=1, published_at=None)
            week = {"starts_on": "2027-04-11", "ends_on": "2027-04-17", "state": "expected"}

            saved, deleted = self.race(
                partial(self.ada.client.post, address, {**week, "celebration": celebration.pk}),
                partial(self.grace.client.post, desk(celebration, "delete"), {"post": "yes"}),
                number=number,
            )

            self.assertEqual(deleted, 302)
            self.assertIn(saved, [200, 302])
            self.assertEqual(Celebration.objects.count() + Occurrence.objects.count(), 0)

    def test_an_earlier_term_comes_back_while_its_chapter_is_saved(self):
        term = make_office_holder("Joan Clarke", starts_on=date(2026, 7, 1))
        self.ada.save(term, ends_on="2027-01-31")
        first = OfficeHolder.history.get(history_type="+")
        address = reverse("admin:restore_version", args=["directory.officeholder", first.pk])
        whole = self.ada.open(term.chapter)
        for number in rounds():
            OfficeHolder.objects.update(ends_on=date(2027, 1, 31))

            saved, restored = self.race(
                partial(
                    self.ada.send,
                    term.chapter,
                    self.ada.anew(whole),
                    **{"office_holders-0-ends_on": "2027-02-28"},
                ),
                partial(self.grace.client.post, address),
                number=number,
            )

            self.assertEqual(restored, 302)
            self.assertIn(saved, [302, 409])
            self.assertIsNone(OfficeHolder.objects.get().ends_on)

    def test_a_restore_is_done_once(self):
        chapter = make_office_holder("Joan Clarke").chapter
        for number in rounds():
            self.ada.delete(chapter)
            deletion = Change.objects.in_trash().filter(kind="directory.chapter").get()
            address = reverse("admin:restore_deleted", args=[deletion.pk])

            codes = self.race(
                partial(self.ada.client.post, address),
                partial(self.grace.client.post, address),
                number=number,
            )

            self.assertEqual(sorted(codes), [302, 409])
            self.assertEqual(Chapter.objects.get(), chapter)
            self.assertEqual(OfficeHolder.objects.count(), 1)

    def test_two_imports_of_the_same_new_people(self):
        for number in rounds():
            Person.objects.all().delete()
            sheet = as_csv(["Name"], ["Ada"], ["Grace"])
            previews = [
                upload(editor, "directory/person", sheet) for editor in [self.ada, self.grace]
            ]

            codes = self.race(
                partial(apply, self.ada, "directory/person", previews[0]),
                partial(apply, self.grace, "directory/person", previews[1]),
                number=number,
            )

            self.assertEqual(sorted(codes), [302, 409])
            self.assertEqual(Person.objects.count(), 2)

    def test_one_import_applied_twice_at_once(self):
        for number in rounds():
            Person.objects.all().delete()
            preview = upload(self.ada, "directory/person", as_csv(["Name"], ["Ada"]))

            codes = self.race(
                *[partial(apply, self.ada, "directory/person", preview)] * 2, number=number
            )

            self.assertEqual(sorted(codes), [302, 409])
            self.assertEqual(Person.objects.count(), 1)


class BetweenTests(TestCase):
    def test_a_row_that_goes_between_reading_and_locking_is_told_as_deleted(self):
        ada = Editor()
        for row, owner in [
            (term := make_office_holder(), term.chapter),
            (link := make_home_link(), link.section),
            (day := make_occurrence(), day.celebration),
            (picture := make_picture(make_release()), picture.release),
        ]:
            form, its_admin = ada.open(row), admin.site.get_model_admin(type(row))
            read = its_admin.get_object

            def read_then_delete(*asked, read=read, owner=owner):
                found = read(*asked)
                if owner.pk:
                    owner.delete()
                return found

            with (
                self.subTest(row=row),
                mock.patch.object(its_admin, "get_object", side_effect=read_then_delete),
            ):
                self.assertEqual(ada.send(row, form).status_code, 409)
