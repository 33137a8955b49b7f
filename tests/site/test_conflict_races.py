"""Two editors press Save at the very same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier

from django.db import connections
from django.test import TransactionTestCase
from django.urls import reverse

from chapters_portal.history.changes import Change
from chapters_portal.pages.models.site import Menu
from directory.models import Chapter, OfficeHolder, Person
from tests.desk import Editor, desk, filled_in
from tests.makers import make_office_holder, make_person
from tests.sheets import apply, as_csv, upload

ROUNDS = 3


def at_once(*acts):
    """What each of `acts` returns, all begun at the same time in threads of their own."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


class RaceTests(TransactionTestCase):
    def setUp(self):
        self.ada, self.grace = Editor("Ada"), Editor("Grace")

    def test_one_save_wins_and_the_other_is_refused(self):
        person = make_person()
        for round_number in range(ROUNDS):
            names = [f"Ada {round_number}", f"Grace {round_number}"]
            forms = [editor.open(person) for editor in [self.ada, self.grace]]

            responses = at_once(
                partial(self.ada.send, person, forms[0], name=names[0]),
                partial(self.grace.send, person, forms[1], name=names[1]),
            )

            codes = [response.status_code for response in responses]
            self.assertEqual(sorted(codes), [302, 409])
            self.assertEqual(Person.objects.get().name, names[codes.index(302)])

    def test_a_chapter_with_its_terms_and_one_term_by_itself(self):
        term = make_office_holder("Joan Clarke", starts_on=date(2026, 7, 1))
        for round_number in range(ROUNDS):
            days = [f"2027-01-{10 + round_number}", f"2027-02-{10 + round_number}"]
            whole, one = self.ada.open(term.chapter), self.grace.open(term)

            responses = at_once(
                partial(
                    self.ada.send, term.chapter, whole, **{"office_holders-0-ends_on": days[0]}
                ),
                partial(self.grace.send, term, one, ends_on=days[1]),
            )

            codes = [response.status_code for response in responses]
            self.assertEqual(sorted(codes), [302, 409])
            stored = str(OfficeHolder.objects.get().ends_on)
            self.assertEqual(stored, days[codes.index(302)])

    def test_a_list_sent_twice_at_once(self):
        Menu.objects.create(place="footer", heading="About", order=1)
        address = reverse("admin:chapters_portal_menu_changelist")
        for round_number in range(ROUNDS):
            orders = [str(10 + round_number), str(20 + round_number)]
            forms = [filled_in(editor.page(address)) for editor in [self.ada, self.grace]]

            responses = at_once(
                *(
                    partial(
                        editor.client.post,
                        address,
                        {**form, "form-0-order": order, "_save": "Save"},
                    )
                    for editor, form, order in zip(
                        [self.ada, self.grace], forms, orders, strict=True
                    )
                )
            )

            codes = [response.status_code for response in responses]
            self.assertEqual(sorted(codes), [200, 302])
            self.assertEqual(str(Menu.objects.get().order), orders[codes.index(302)])

    def test_a_deletion_and_a_save(self):
        for _ in range(ROUNDS):
            person = make_person()
            pk, form = person.pk, self.ada.open(person)

            saved, deleted = at_once(
                partial(self.ada.send, Person(pk=pk), form, name="Ada King"),
                partial(self.grace.client.post, desk(person, "delete"), {"post": "yes"}),
            )

            self.assertEqual(deleted.status_code, 302)
            self.assertIn(saved.status_code, [302, 409])
            self.assertEqual(Person.objects.filter(pk=pk).count(), 0)
            newest = Person.history.filter(id=pk).order_by("-history_id").first()
            expected = "Ada King" if saved.status_code == 302 else "Ada Lovelace"
            self.assertEqual((newest.history_type, newest.name), ("-", expected))

    def test_a_chapter_is_deleted_while_one_of_its_terms_is_saved(self):
        for _ in range(ROUNDS):
            term = make_office_holder("Joan Clarke", starts_on=date(2026, 7, 1))
            form = self.ada.open(term)

            saved, deleted = at_once(
                partial(self.ada.send, term, form, ends_on="2027-06-30"),
                partial(self.grace.client.post, desk(term.chapter, "delete"), {"post": "yes"}),
            )

            self.assertEqual(deleted.status_code, 302)
            self.assertIn(saved.status_code, [302, 409])
            self.assertEqual(OfficeHolder.objects.count(), 0)

    def test_a_restore_is_done_once(self):
        chapter = make_office_holder("Joan Clarke").chapter
        pk = chapter.pk
        self.ada.delete(chapter)
        address = reverse("admin:restore_deleted", args=[Change.objects.in_trash().get().pk])

        codes = [
            response.status_code
            for response in at_once(
                partial(self.ada.client.post, address), partial(self.grace.client.post, address)
            )
        ]

        self.assertEqual(sorted(codes), [302, 409])
        self.assertEqual(Chapter.objects.get().pk, pk)
        self.assertEqual(OfficeHolder.objects.count(), 1)

    def test_two_imports_of_the_same_new_people(self):
        for round_number in range(ROUNDS):
            sheet = as_csv(["Name"], [f"Ada {round_number}"], [f"Grace {round_number}"])
            previews = [
                upload(editor, "directory/person", sheet) for editor in [self.ada, self.grace]
            ]

            responses = at_once(
                partial(apply, self.ada, "directory/person", previews[0]),
                partial(apply, self.grace, "directory/person", previews[1]),
            )

            self.assertEqual(sorted(one.status_code for one in responses), [302, 409])
            self.assertEqual(Person.objects.count(), 2 * (round_number + 1))

    def test_one_import_applied_twice_at_once(self):
        preview = upload(self.ada, "directory/person", as_csv(["Name"], ["Ada"]))

        responses = at_once(*[partial(apply, self.ada, "directory/person", preview)] * 2)

        self.assertEqual(sorted(one.status_code for one in responses), [302, 409])
        self.assertEqual(Person.objects.count(), 1)
