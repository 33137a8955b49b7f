"""Two editors at once: neither overwrites the other unread, and neither loses a word."""

from datetime import UTC, date, datetime

from django.test import TestCase
from django.urls import reverse

from advocacy.models import Action, BillAction, DisasterNeed, StateLink
from answers.models import Source
from chapters_portal.pages.models import Menu, PageText, SiteSettings
from directory.models import Chapter, OfficeHolder
from tests.advocacy.makers import make_bill, make_legislator, make_step
from tests.answers.makers import make_answer, make_collection, make_inquiry, make_topic
from tests.editors import Editor, desk, filled_in, text_of
from tests.makers import (
    make_chapter,
    make_committee,
    make_office_holder,
    make_person,
    make_position,
    make_state,
)
from tests.pages.makers import make_home_link
from tests.reading import read_page

MENUS = reverse("admin:chapters_portal_menu_changelist")


class TwoEditorsTests(TestCase):
    def setUp(self):
        self.ada, self.grace = Editor("Ada"), Editor("Grace")

    def told(self, response):
        """What the page of a refused save tells: what, stored now, typed, and what is below."""
        self.assertEqual(response.status_code, 409)
        page = read_page(response.content)
        return [
            (
                line.th.find(string=True),
                *(text_of(cell) for cell in line.select("td")),
                text_of(line.small),
            )
            for line in page.select(".conflict tbody tr")
        ]

    def form(self, response):
        return filled_in(read_page(response.content))


class FormTests(TwoEditorsTests):
    def test_days_of_a_term_are_told_in_one_form(self):
        term = make_office_holder(ends_on=date(2027, 6, 30))
        path = reverse("admin:directory_officeholder_change", args=[term.pk])
        first, second = (self.form(one.get(path)) for one in [self.ada, self.grace])
        self.ada.client.post(path, {**first, "ends_on": "2027-07"})

        told = self.told(self.grace.client.post(path, {**second, "ends_on": "9/30/2027"}))

        self.assertEqual(
            told, [("Last day", "July 2027", "September 30, 2027", "Yours stands below.")]
        )

    def test_no_kind_of_row_is_overwritten_unread(self):
        moment = datetime(2026, 7, 1, tzinfo=UTC)
        link = make_home_link()
        rows = {
            make_state(): "name",
            make_chapter(): "city",
            make_person(): "email",
            make_position(): "plural",
            make_committee(): "meets",
            make_collection(): "summary",
            make_answer(published_at=moment): "short",
            make_topic(): "help",
            make_inquiry(): "reply",
            make_bill(published_at=moment): "our_title",
            make_legislator(): "office",
            DisasterNeed.objects.create(
                library="Main", place="Town", happened="Flood", needs="Books"
            ): "needs",
            StateLink.objects.create(
                state=make_state("Maine", "ME"),
                title="Save",
                url="https://example.org",
                kind="take-action",
            ): "title",
            Action.objects.create(title="Write", slug="write", ask="Write.", script="Dear"): "ask",
            PageText.objects.create(key="a-page", title="A page"): "lead",
            SiteSettings.objects.create(): "welcome",
            Menu.objects.create(place="footer", heading="About"): "heading",
            link.section: "intro",
            link: "description",
        }
        theirs = {"email": "theirs@example.org"}
        for row, name in rows.items():
            with self.subTest(kind=row._meta.label):
                opened = self.ada.open(row)
                self.grace.save(row, **{name: theirs.get(name, "Theirs")})

                response = self.ada.send(row, opened, **{name: "mine@example.org"})

                self.assertEqual(
                    [line[1:] for line in self.told(response)],
                    [(theirs.get(name, "Theirs"), "mine@example.org", "Yours stands below.")],
                )
                self.assertEqual(self.form(response)[name], "mine@example.org")
                row.refresh_from_db()
                self.assertEqual(getattr(row, name), theirs.get(name, "Theirs"))

    def test_the_page_says_who_saved_and_offers_both_ways_on(self):
        person = make_person()
        opened = self.ada.open(person)
        self.grace.save(person, name="Ada King")

        response = self.ada.send(person, opened, name="Augusta Ada King")

        self.assertContains(response, "Grace saved this while you had it open", status_code=409)
        page = read_page(response.content)
        self.assertEqual(page.select_one(".conflict a")["href"], desk(person))
        self.assertEqual(page.select_one(".conflict [name=_save]")["value"], "Save mine anyway")
        self.assertEqual(len(page.select("[name=_save]")), 2)

    def test_mine_is_saved_after_it_was_seen(self):
        person = make_person()
        opened = self.ada.open(person)
        self.grace.save(person, email="theirs@example.org", name="Ada King")
        refused = self.ada.send(person, opened, email="mine@example.org")

        response = self.ada.send(person, self.form(refused))

        self.assertEqual(response.status_code, 302)
        person.refresh_from_db()
        self.assertEqual((person.name, person.email), ("Ada King", "mine@example.org"))

    def test_a_third_save_between_is_refused_again(self):
        person = make_person()
        opened = self.ada.open(person)
        self.grace.save(person, email="first@example.org")
        refused = self.ada.send(person, opened, email="mine@example.org")
        self.grace.save(person, email="second@example.org")

        response = self.ada.send(person, self.form(refused))

        self.assertEqual(
            self.told(response),
            [
                (
                    "Personal e-mail",
                    "second@example.org",
                    "mine@example.org",
                    "Yours stands below.",
                )
            ],
        )

    def test_what_only_the_other_changed_is_taken_over_and_told(self):
        vermont, maine = make_state(), make_state("Maine", "ME")
        chapter = make_chapter(states=[vermont], has_council_seat=True)
        opened = self.ada.open(chapter)
        form = self.grace.open(chapter)
        del form["has_council_seat"]
        self.grace.send(chapter, form, states=[maine.pk, vermont.pk], assured_on="2026-07-01")

        response = self.ada.send(chapter, opened, city="Montpelier")

        outcome = "You had not touched it. Theirs stands below."
        self.assertEqual(
            sorted(self.told(response)),
            [
                ("Correct as of", "July 1, 2026", "empty", outcome),
                ("Has a seat on ALA Council", "No", "Yes", outcome),
                ("States covered", "Maine, Vermont", "Vermont", outcome),
            ],
        )
        self.ada.send(chapter, self.form(response))
        chapter.refresh_from_db()
        self.assertEqual(
            (chapter.city, chapter.assured_on, chapter.has_council_seat),
            ("Montpelier", date(2026, 7, 1), False),
        )
        self.assertEqual(list(chapter.states.all()), [maine, vermont])

    def test_a_form_that_is_sent_twice_is_saved_once_without_alarm(self):
        person = make_person()
        opened = self.ada.open(person)

        for _ in range(2):
            response = self.ada.send(person, opened, name="Ada King")
            self.assertEqual(response.status_code, 302)

    def test_a_mistake_and_a_conflict_are_told_together(self):
        person = make_person()
        opened = self.ada.open(person)
        self.grace.save(person, name="Ada King")

        response = self.ada.send(person, opened, name="Countess", email="no address")

        self.assertEqual([line[1] for line in self.told(response)], ["Ada King"])
        self.assertContains(response, "Enter a valid email address.", status_code=409)

    def test_a_form_that_was_refused_for_a_mistake_still_knows_what_it_was_opened_with(self):
        person = make_person()
        opened = self.ada.open(person)
        refused = self.ada.send(person, opened, email="no address")
        self.grace.save(person, name="Ada King")

        response = self.ada.send(person, self.form(refused), email="a@example.org", name="Countess")

        self.assertEqual([line[1:3] for line in self.told(response)], [("Ada King", "Countess")])

    def test_a_hidden_field_that_was_tampered_with_hides_nothing(self):
        person, other = make_person(), make_person("Joan Clarke")
        opened = self.ada.open(person)
        for hidden in ["", "nonsense", "\0", self.ada.open(other)["opened_with"]]:
            self.grace.save(person, name="Ada King", email="theirs@example.org")
            with self.subTest(hidden=hidden):
                response = self.ada.send(person, opened, opened_with=hidden, name="Countess")
                self.assertIn(("Ada King", "Countess"), [line[1:3] for line in self.told(response)])

    def test_what_was_typed_for_a_row_that_is_gone_can_still_be_copied(self):
        person = make_person()
        opened = self.ada.open(person)
        pk = person.pk
        self.grace.delete(make_person())
        self.grace.delete(person)
        person.pk = pk

        response = self.ada.send(person, opened, name="Augusta <b>Ada</b> King")

        self.assertContains(response, "Grace deleted it", status_code=409)
        self.assertContains(response, "Augusta &lt;b&gt;Ada&lt;/b&gt; King", status_code=409)


class RowsBelowTests(TwoEditorsTests):
    """The rows below a form: terms in the form of a chapter, steps in that of a bill."""

    def setUp(self):
        super().setUp()
        self.term = make_office_holder("Joan Clarke", starts_on=date(2026, 7, 1))
        self.chapter = self.term.chapter

    def terms(self):
        return [
            (term.person.name, str(term.ends_on))
            for term in OfficeHolder.objects.order_by("starts_on", "person__name")
        ]

    def test_a_term_that_another_edited_in_its_own_form_is_not_overwritten(self):
        opened = self.ada.open(self.chapter)
        self.grace.save(self.term, ends_on="2027-06-30")

        response = self.ada.send(self.chapter, opened, **{"office_holders-0-ends_on": "2028-06-30"})

        self.assertEqual(
            self.told(response),
            [
                (
                    "Joan Clarke, President: Last day",
                    "June 30, 2027",
                    "June 30, 2028",
                    "Yours stands below.",
                )
            ],
        )
        self.assertEqual(self.terms(), [("Joan Clarke", "2027-06-30")])
        self.ada.send(self.chapter, self.form(response))
        self.assertEqual(self.terms(), [("Joan Clarke", "2028-06-30")])

    def test_a_change_of_another_row_is_kept(self):
        opened = self.ada.open(self.chapter)
        self.grace.save(self.term, ends_on="2027-06-30")

        response = self.ada.send(self.chapter, opened, city="Montpelier")
        self.assertEqual(response.status_code, 409)
        self.ada.send(self.chapter, self.form(response))

        self.assertEqual(self.terms(), [("Joan Clarke", "2027-06-30")])
        self.assertEqual(Chapter.objects.get().city, "Montpelier")

    def test_a_row_that_another_added_stands_in_the_form(self):
        opened = self.ada.open(self.chapter)
        make_office_holder(
            "Ada Lovelace",
            chapter=self.chapter,
            starts_on=date(2025, 7, 1),
            ends_on=date(2026, 6, 30),
        )

        response = self.ada.send(self.chapter, opened, city="Montpelier")

        self.assertEqual(
            self.told(response),
            [("Ada Lovelace, President", "Added", "empty", "It stands below.")],
        )
        self.ada.send(self.chapter, self.form(response))
        self.assertEqual(self.terms(), [("Ada Lovelace", "2026-06-30"), ("Joan Clarke", "None")])

    def test_a_row_that_another_removed_goes_unless_it_was_worked_on(self):
        for changes, outcome, left in [
            ({"city": "Montpelier"}, "It is gone below as well.", []),
            (
                {"office_holders-0-ends_on": "2027-06-30"},
                "Yours stands below, as a new one.",
                [("Joan Clarke", "2027-06-30")],
            ),
        ]:
            with self.subTest(outcome=outcome):
                OfficeHolder.objects.all().delete()
                self.term = make_office_holder(person=self.term.person, starts_on=date(2026, 7, 1))
                opened = self.ada.open(self.chapter)
                self.grace.delete(self.term)

                response = self.ada.send(self.chapter, opened, **changes)

                line = self.told(response)[0]
                self.assertEqual((line[0], line[1], line[3]), ("Term", "Deleted", outcome))
                self.assertIn("Joan Clarke", line[2])
                self.ada.send(self.chapter, self.form(response))
                self.assertEqual(self.terms(), left)

    def test_a_row_that_another_changed_is_not_deleted_unread(self):
        opened = self.ada.open(self.chapter)
        self.grace.save(self.term, ends_on="2027-06-30")

        response = self.ada.send(self.chapter, opened, **{"office_holders-0-DELETE": "on"})

        self.assertIn(
            ("Joan Clarke, President", "Changed", "To be deleted", "Yours stands below."),
            self.told(response),
        )
        self.assertEqual(self.terms(), [("Joan Clarke", "2027-06-30")])

    def test_a_form_with_a_new_row_that_is_sent_twice_adds_it_once(self):
        answer = make_answer(published_at=datetime(2026, 7, 1, tzinfo=UTC))
        opened = self.ada.open(answer)
        new = {
            "sources-TOTAL_FORMS": "1",
            "sources-0-id": "",
            "sources-0-answer": answer.pk,
            "sources-0-title": "The record",
            "sources-0-url": "",
            "sources-0-dated": "",
            "sources-0-order": "0",
        }

        for _ in range(2):
            self.ada.send(answer, opened, **new)

        self.assertEqual([source.title for source in Source.objects.all()], ["The record"])

    def test_an_import_between_brings_its_steps_into_the_form(self):
        bill = make_bill(published_at=datetime(2026, 7, 1, tzinfo=UTC))
        make_step(bill, "Introduced.")
        opened = self.ada.open(bill)
        BillAction.objects.all().delete()
        BillAction.objects.bulk_create(
            [BillAction(bill=bill, dated_on=date(2026, 4, 1), text="Read twice.")]
        )

        response = self.ada.send(bill, opened, our_title="Fund libraries")
        self.assertEqual(response.status_code, 409)
        self.ada.send(bill, self.form(response))

        bill.refresh_from_db()
        self.assertEqual(bill.our_title, "Fund libraries")
        self.assertEqual([step.text for step in bill.actions.all()], ["Read twice."])

    def test_numbers_of_rows_that_make_no_sense_are_left_to_the_form(self):
        opened = self.ada.open(self.chapter)
        self.grace.save(self.term, ends_on="2027-06-30")
        for number in ["", "-1", "x", "²"]:
            with self.subTest(number=number):
                self.ada.send(self.chapter, opened, **{"office_holders-TOTAL_FORMS": number})
                self.assertEqual(self.terms(), [("Joan Clarke", "2027-06-30")])


class ListTests(TwoEditorsTests):
    """Boxes in a list, such as the order of menus."""

    def setUp(self):
        super().setUp()
        self.about = Menu.objects.create(place="footer", heading="About", order=1)
        self.help = Menu.objects.create(place="footer", heading="Help", order=2)
        self.opened = filled_in(self.ada.page(MENUS))

    def send(self, answers, **orders):
        changes = {f"form-{number}-order": order for number, order in orders.items()}
        changes = {
            name.replace("about", "0").replace("help", "1"): order
            for name, order in changes.items()
        }
        return self.ada.client.post(MENUS, {**answers, **changes, "_save": "Save"})

    def orders(self):
        return list(Menu.objects.order_by("heading").values_list("order", flat=True))

    def test_a_box_that_another_changed_is_not_overwritten_unread(self):
        self.grace.save(self.about, order=5)

        response = self.send(self.opened, about=7)

        self.assertContains(response, "About: Order: 5 (yours: 7)")
        self.assertContains(response, "Grace saved this while you had the list open")
        self.assertEqual(self.orders(), [5, 2])
        again = filled_in(read_page(response.content))
        self.send(again)
        self.assertEqual(self.orders(), [7, 2])

    def test_another_row_that_another_changed_stays_as_it_is(self):
        self.grace.save(self.about, order=5)

        response = self.send(self.opened, help=7)

        self.assertEqual(response.status_code, 302)
        self.assertEqual(self.orders(), [5, 7])

    def test_a_row_that_is_gone_does_not_keep_the_others_from_being_saved(self):
        self.grace.delete(self.about)

        response = self.send(self.opened, help=7)

        self.assertEqual(response.status_code, 302)
        self.assertEqual(self.orders(), [7])
