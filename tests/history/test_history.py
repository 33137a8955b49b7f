"""Every version of an edited row is kept, told in words, and can come back."""

from datetime import UTC, date, datetime

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.loaders.bills import update_steps
from advocacy.models import BillAction
from answers.models import Answer, Source
from chapters_portal.history.changes import Change
from chapters_portal.history.versions import begin_history, history_paused
from chapters_portal.models import Redirect
from directory.models import Chapter
from tests.advocacy.makers import make_bill, make_step
from tests.answers.makers import make_answer, make_inquiry
from tests.editors import Editor, desk, text_of
from tests.makers import (
    make_chapter,
    make_office_holder,
    make_person,
    make_state,
)


def moments(editor, row):
    """The history page of a row: for each version its line and its table, as text."""
    page = editor.page(desk(row, "history"))
    return [
        (
            text_of(moment.p),
            [
                [text_of(cell) for cell in line.select("th, td")]
                for line in moment.select("tbody tr")
            ],
        )
        for moment in page.select(".moments > li")
    ]


def version_of(row, number=0):
    """The newest version of a row, or one before it."""
    return type(row).history.filter(id=row.pk).order_by("-history_id")[number]


def restore_address(version):
    kind = version.instance_type._meta.label_lower
    return reverse("admin:restore_version", args=[kind, version.history_id])


class HistoryTests(TestCase):
    def setUp(self):
        self.ada = Editor("Ada")

    def test_a_change_tells_who_did_what_field_by_field(self):
        person = make_person("Grace Hopper", email="old@example.org")

        self.ada.save(person, email="new@example.org", is_email_public="on")

        self.assertEqual(
            moments(self.ada, person),
            [
                (
                    "Changed by Ada As it is now",
                    [
                        ["Personal e-mail", "old@example.org", "new@example.org"],
                        ["Show the e-mail to the public", "No", "Yes"],
                    ],
                ),
                ("Created by a program", []),
            ],
        )

    def test_choices_dates_relations_and_emptiness_are_told_in_words(self):
        vermont, maine = make_state(), make_state("Maine", "ME")
        chapter = make_chapter(states=[vermont])

        self.ada.save(
            chapter,
            states=[maine.pk, vermont.pk],
            officers_change_month="7",
            assured_on="2026-07-01",
        )

        self.assertEqual(
            moments(self.ada, chapter)[0][1],
            [
                ["Officers change in", "empty", "July"],
                ["Correct as of", "empty", "July 1, 2026"],
                ["States covered", "Vermont", "Maine, Vermont"],
            ],
        )

    def test_one_save_makes_one_version_even_with_relations_to_many(self):
        maine = make_state("Maine", "ME")
        chapter = make_chapter(states=[make_state()])
        before = Chapter.history.count()

        self.ada.save(chapter, city="Augusta", states=[maine.pk])

        self.assertEqual(Chapter.history.count(), before + 1)
        self.assertEqual(
            list(version_of(chapter).states.values_list("state", flat=True)), [maine.pk]
        )
        self.assertEqual(Change.objects.first().details, "city, states covered")

    def test_a_form_that_is_saved_unchanged_makes_no_version(self):
        make_office_holder()
        for row in [
            make_chapter("Maine Library Association", phone="802-555-0100"),
            make_answer(body='<p>Yes, <a href="/">it is</a>.</p>'),
            make_bill(published_at=datetime(2026, 7, 1, tzinfo=UTC)),
        ]:
            with self.subTest(row=row):
                before = type(row).history.count(), Change.objects.count()
                self.ada.save(row)
                self.assertEqual((type(row).history.count(), Change.objects.count()), before)

    def test_a_long_text_shows_which_words_differ(self):
        answer = make_answer(
            short="A chapter is an association that the Council of ALA has recognized."
        )

        self.ada.save(
            answer, short="A chapter is a society that the Council of ALA has recognized."
        )

        page = self.ada.page(desk(answer, "history"))
        self.assertEqual([text_of(words) for words in page.select("del")], ["an", "association"])
        self.assertEqual([text_of(words) for words in page.select("ins")], ["a", "society"])

    def test_markup_in_a_version_is_shown_as_text_and_never_run(self):
        answer = make_answer(short="<script>alert(1)</script>" * 4)

        self.ada.save(answer, short="<script>alert(2)</script>" * 4)

        page = self.ada.page(desk(answer, "history"))
        self.assertEqual(page.select(".moments script"), [])
        self.assertIn("<script>alert(2)</script>", page.select_one(".moments").text)

    def test_the_page_tells_of_the_rows_below_as_well(self):
        term = make_office_holder("Grace Hopper")
        chapter = term.chapter
        self.ada.save(chapter, **{"office_holders-0-ends_on": "2026-12-31"})

        told = moments(self.ada, chapter)

        self.assertEqual(
            told[0],
            (
                "Changed by Ada: term Grace Hopper, President As it is now",
                [["Last day", "empty", "December 31, 2026"]],
            ),
        )

    def test_the_page_makes_as_many_queries_for_three_changes_as_for_one(self):
        term = make_office_holder("Grace Hopper")
        counts = []
        for day in ["2026-12-29", "2026-12-30", "2026-12-31"]:
            self.ada.save(term.chapter, city=day, **{"office_holders-0-ends_on": day})
            with CaptureQueriesContext(connection) as queries:
                self.ada.page(desk(term.chapter, "history"))
            counts.append(len(queries))

        self.assertEqual(counts[1:], counts[:1] * 2)

    def test_public_pages_and_what_visitors_send_make_no_version(self):
        answer = make_answer()
        make_inquiry()
        before = Change.objects.count(), Answer.history.count()

        Client().post(answer.get_absolute_url(), {"helped": "yes"})
        response = Client().get(answer.get_absolute_url())

        self.assertEqual((Change.objects.count(), Answer.history.count()), before)
        self.assertNotIn("sessionid", response.cookies)
        self.assertNotIn("Cookie", response.get("Vary", ""))

    def test_the_names_of_people_are_not_noted_a_second_time(self):
        self.ada.save(make_person("Grace Hopper"), name="Grace B. Hopper")

        self.assertEqual(list(LogEntry.objects.all()), [])

    def test_what_a_program_changes_has_no_name(self):
        person = make_person()

        person.name = "Ada King"
        person.save()

        self.assertEqual(
            [line for line, _ in moments(self.ada, person)],
            ["Changed by a program As it is now", "Created by a program"],
        )

    def test_rows_that_came_in_bulk_get_their_first_version(self):
        state = make_state()
        with history_paused():
            chapter = make_chapter(states=[state])
        self.assertEqual(Chapter.history.count(), 0)

        self.assertEqual(begin_history(), 1)

        self.assertEqual(begin_history(), 0)
        self.assertEqual(version_of(chapter).states.get().state, state)
        self.assertEqual(version_of(chapter).history_type, "+")

    def test_an_import_that_replaces_steps_leaves_no_versions_of_them(self):
        bill = make_bill()
        make_step(bill, is_imported=True)
        before = Change.objects.count()

        class Record:
            steps = [(date(2026, 4, 1), "House", "Read twice.")]

        update_steps(bill, Record)

        self.assertEqual(BillAction.objects.get().text, "Read twice.")
        self.assertEqual(Change.objects.count(), before)


class UndoTests(TestCase):
    """One change is taken back, and what came after it stays."""

    def setUp(self):
        self.ada = Editor("Ada")

    def undo(self, version, *fields, **sent):
        kind = version.instance_type._meta.label_lower
        self.address = reverse("admin:undo_change", args=[kind, version.history_id])
        boxes = {
            box["value"]: box.has_attr("checked")
            for box in self.ada.page(self.address).select("[name=field]")
        }
        return boxes, self.ada.client.post(self.address, {"field": fields, **sent})

    def test_later_changes_of_other_fields_stay(self):
        chapter = make_chapter(city="Montpelier", email="right@example.org")
        self.ada.save(chapter, email="wrong@example.org", city="Barre")
        wrong = version_of(chapter)
        self.ada.save(chapter, phone="802-555-0100")

        boxes, response = self.undo(wrong, "email")

        self.assertEqual(boxes, {"city": True, "email": True})
        self.assertRedirects(response, desk(chapter))
        chapter.refresh_from_db()
        self.assertEqual(
            (chapter.email, chapter.city, chapter.phone),
            ("right@example.org", "Barre", "802-555-0100"),
        )
        self.assertIn("a change undone", Change.objects.first().details)

    def test_a_field_that_changed_again_since_is_marked_and_left_unless_ticked(self):
        person = make_person("Grace Hopper", email="one@example.org")
        self.ada.save(person, email="two@example.org", name="Grace B. Hopper")
        second = version_of(person)
        self.ada.save(person, email="three@example.org")

        boxes, _ = self.undo(second, "name", "email")

        self.assertEqual(boxes, {"name": True, "email": False})
        person.refresh_from_db()
        self.assertEqual((person.name, person.email), ("Grace Hopper", "one@example.org"))

    def test_relations_to_many_are_taken_back_alone(self):
        vermont, maine = make_state(), make_state("Maine", "ME")
        chapter = make_chapter(states=[vermont], city="Montpelier")
        self.ada.save(chapter, states=[maine.pk], city="Barre")

        self.undo(version_of(chapter), "states")

        chapter.refresh_from_db()
        self.assertEqual((list(chapter.states.all()), chapter.city), ([vermont], "Barre"))

    def test_nothing_ticked_and_what_somebody_changed_meanwhile_are_said(self):
        person = make_person("Grace Hopper", email="one@example.org")
        self.ada.save(person, email="two@example.org")
        version = version_of(person)

        _, nothing = self.undo(version)
        _, late = self.undo(version, "email", newest=version.pk - 1)

        self.assertContains(nothing, "No field is ticked.", status_code=409)
        self.assertContains(late, "Somebody changed it meanwhile.", status_code=409)
        person.refresh_from_db()
        self.assertEqual(person.email, "two@example.org")

    def test_the_history_offers_it_and_the_first_version_cannot_be_undone(self):
        person = make_person("Grace Hopper")
        first = version_of(person)
        self.ada.save(person, name="Grace B. Hopper")

        links = self.ada.page(desk(person, "history")).select('.moments a[href$="/undo/"]')
        kind = "directory.person"

        self.assertEqual(
            [link["href"] for link in links],
            [reverse("admin:undo_change", args=[kind, version_of(person).history_id])],
        )
        address = reverse("admin:undo_change", args=[kind, first.history_id])
        self.assertEqual(self.ada.get(address).status_code, 404)

    def test_who_may_not_publish_undoes_nothing_that_is_public(self):
        answer = make_answer(question="Who?", published_at=None)
        self.ada.save(answer, question="Why?")
        Answer.objects.update(published_at=datetime(2026, 1, 1, tzinfo=UTC))
        editor = Editor("Joan", Permission.objects.filter(codename="change_answer"))

        kind, number = "answers.answer", version_of(answer).history_id
        response = editor.get(reverse("admin:undo_change", args=[kind, number]))

        self.assertEqual(response.status_code, 403)


class RestoreTests(TestCase):
    def setUp(self):
        self.ada = Editor("Ada")

    def restore(self, version):
        return self.ada.client.post(restore_address(version), follow=True)

    def test_two_clicks_bring_back_an_earlier_version(self):
        person = make_person("Grace Hopper", email="right@example.org")
        self.ada.save(person, email="wrong@example.org")

        page = self.ada.page(desk(person, "history"))
        link = page.select_one('.moments a[href$="/restore/"]')
        confirmation = self.ada.page(link["href"])
        self.assertEqual(
            text_of(confirmation.select_one(".differences tbody")),
            "Personal e-mail wrong@example.org right@example.org",
        )
        self.ada.client.post(link["href"])

        person.refresh_from_db()
        self.assertEqual(person.email, "right@example.org")
        self.assertEqual(
            moments(self.ada, person)[0][0],
            "Changed by Ada (an earlier version restored) As it is now",
        )

    def test_relations_to_many_come_back(self):
        vermont, maine = make_state(), make_state("Maine", "ME")
        chapter = make_chapter(states=[vermont])
        self.ada.save(chapter, states=[maine.pk])

        self.restore(version_of(chapter, 1))

        self.assertEqual(list(chapter.states.all()), [vermont])

    def test_a_related_row_that_is_gone_is_left_out(self):
        first, second = make_answer(), make_answer()
        answer = make_answer()
        answer.related.set([first, second])
        self.ada.save(answer, related=[])
        second.delete()

        self.restore(Answer.history.filter(id=answer.pk).order_by("-history_id")[1])

        self.assertEqual(list(answer.related.all()), [first])

    def test_an_old_address_leads_again_to_the_page(self):
        chapter = make_chapter(slug="vermont")
        self.ada.save(chapter, slug="green-mountain")

        self.restore(version_of(chapter, 1))

        self.assertEqual(
            list(Redirect.objects.values_list("old_path", "new_path")),
            [("/directory/green-mountain/", "/directory/vermont/")],
        )

    def test_what_an_older_portal_let_through_is_cleaned(self):
        answer = make_answer(body="<p>Good</p>")
        Answer.history.filter(id=answer.pk).update(body="<p>Good</p><script>bad()</script>")
        self.ada.save(answer, body="<p>New</p>")

        self.restore(version_of(answer, 1))

        answer.refresh_from_db()
        self.assertEqual(answer.body, "<p>Good</p>")

    def test_a_term_that_clashes_by_now_is_refused_in_plain_words(self):
        grace = make_office_holder("Grace Hopper", starts_on=date(2026, 1, 1))
        self.ada.save(grace, ends_on="2026-06-30")
        make_office_holder("Joan Clarke", starts_on=date(2026, 7, 1))

        response = self.restore(version_of(grace, 1))

        self.assertEqual(response.status_code, 409)
        self.assertContains(response, "there would be 2: Joan Clarke", status_code=409, html=False)
        grace.refresh_from_db()
        self.assertEqual(grace.ends_on, date(2026, 6, 30))

    def test_an_address_that_another_has_by_now_is_refused_in_plain_words(self):
        chapter = make_chapter(slug="vermont")
        self.ada.save(chapter, slug="green-mountain")
        make_chapter("Maine Library Association", slug="vermont")

        response = self.restore(version_of(chapter, 1))

        self.assertContains(
            response,
            "Another chapter has the slug &quot;vermont&quot; now. Change or delete that one",
            status_code=409,
        )

    def test_what_the_row_belonged_to_and_is_gone_is_named(self):
        source = Source.objects.create(answer=make_answer(), title="The record")
        other = make_answer(question="Who pays?")
        version = version_of(source)
        source.answer = other
        source.save()
        Answer.objects.filter(pk=version.answer_id).get().delete()

        response = self.restore(version)

        self.assertContains(
            response, "Its answer (Question 1?) was deleted. Restore that first.", status_code=409
        )

    def test_a_row_without_a_page_of_its_own_is_restored_from_the_page_it_belongs_to(self):
        source = Source.objects.create(answer=make_answer(), title="The record")
        self.ada.save(source.answer, **{"sources-0-title": "Another"})

        response = self.ada.client.post(restore_address(version_of(source, 1)))

        source.refresh_from_db()
        self.assertEqual(source.title, "The record")
        self.assertRedirects(response, desk(source.answer))

    def test_who_may_only_look_cannot_restore(self):
        person = make_person()
        self.ada.save(person, name="Ada King")
        reader = Editor("Joan", [Permission.objects.get(codename="view_person")])
        stranger = Editor("Grace", [])

        self.assertEqual(
            reader.client.post(restore_address(version_of(person, 1))).status_code, 403
        )
        self.assertEqual(stranger.get(restore_address(version_of(person, 1))).status_code, 403)
        person.refresh_from_db()
        self.assertEqual(person.name, "Ada King")

    def test_an_address_that_names_no_version_is_not_found(self):
        person = make_person()
        for kind, number in [
            ("directory.person", 0),
            ("answers.inquiry", 1),
            ("no.such", 1),
            ("nonsense", 1),
        ]:
            with self.subTest(kind=kind):
                address = reverse("admin:version", args=[kind, number])
                self.assertEqual(self.ada.get(address).status_code, 404)
        known = reverse("admin:version", args=["directory.person", version_of(person).pk])
        self.assertEqual(self.ada.get(known).status_code, 200)
