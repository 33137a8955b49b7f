from datetime import date

from django.contrib.auth import get_user_model
from django.test import TestCase
from django.urls import reverse

from directory.models import Chapter, OfficeHolder
from tests.directory.today import DAY, TODAY, takes_place_today
from tests.editors import filled_in
from tests.makers import (
    make_chapter,
    make_committee,
    make_committee_member,
    make_councilor_position,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
    make_state,
)
from tests.reading import read_page

FIRST, LAST = date(2026, 7, 1), date(2027, 6, 30)


class DeskTests(TestCase):
    def setUp(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))
        self.president = make_position(rank=1)
        self.chapter = make_chapter(states=[make_state()])

    def page(self, name, *args):
        response = self.client.get(reverse(f"admin:directory_{name}", args=args))
        self.assertEqual(response.status_code, 200)
        return read_page(response.content)

    def submit(self, name, *args, answers):
        return self.client.post(reverse(f"admin:directory_{name}", args=args), answers)


class TermFormTests(DeskTests):
    """The form of one term."""

    def setUp(self):
        super().setUp()
        self.ada = make_office_holder("Ada Lovelace", starts_on=FIRST, ends_on=LAST)
        self.answers = {
            "chapter": self.chapter.pk,
            "position": self.president.pk,
            "person": make_person("Grace Hopper").pk,
        }

    def test_a_term_that_fits_is_saved(self):
        answers = {**self.answers, "starts_on": LAST + DAY, "ends_on": ""}

        self.submit("officeholder_add", answers=answers)

        self.assertEqual(
            [str(holder) for holder in OfficeHolder.objects.order_by("starts_on")],
            ["Ada Lovelace, President", "Grace Hopper, President"],
        )

    def test_a_second_holder_is_refused_with_names_and_dates(self):
        response = self.submit("officeholder_add", answers={**self.answers, "starts_on": LAST})

        self.assertContains(
            response,
            "on June 30, 2027 there would be 2: Ada Lovelace (July 1, 2026 to June 30, 2027); "
            "Grace Hopper (Since June 30, 2027).",
        )
        self.assertEqual(list(OfficeHolder.objects.all()), [self.ada])

    def test_an_end_before_the_beginning_is_refused(self):
        answers = {**self.answers, "starts_on": "2028-02-02", "ends_on": "2028-02-01"}

        response = self.submit("officeholder_add", answers=answers)

        self.assertContains(response, "A term cannot end before it begins.")
        self.assertEqual(list(OfficeHolder.objects.all()), [self.ada])

    def test_an_incomplete_form_is_answered_with_what_is_missing(self):
        for missing in ["chapter", "position", "person", "starts_on"]:
            answers = {**self.answers, "starts_on": LAST + DAY}
            del answers[missing]
            with self.subTest(missing=missing):
                response = self.submit("officeholder_add", answers=answers)
                # In the summary, and beside the field.
                self.assertContains(response, "This field is required.", count=2)


class ChapterFormTests(DeskTests):
    """The form of a chapter with all its terms, sent at once."""

    def setUp(self):
        super().setUp()
        self.ada = make_office_holder("Ada Lovelace", starts_on=FIRST)
        self.grace = make_person("Grace Hopper")

    def send(self, *new_terms, chapter=None, **changes):
        """Send the chapter's form as it is shown, with `changes`, and with `new_terms` added."""
        chapter = chapter or self.chapter
        answers = filled_in(self.page("chapter_change", chapter.pk))
        stored = int(answers["office_holders-TOTAL_FORMS"])
        for number, term in enumerate(new_terms, start=stored):
            term = {"position": self.president.pk, "chapter": chapter.pk, "id": "", **term}
            answers.update(
                {f"office_holders-{number}-{name}": value for name, value in term.items()}
            )
        answers["office_holders-TOTAL_FORMS"] = stored + len(new_terms)
        return self.submit("chapter_change", chapter.pk, answers={**answers, **changes})

    def terms(self):
        return [
            (holder.person.name, holder.dates)
            for holder in OfficeHolder.objects.order_by("starts_on", "person__name")
        ]

    def test_the_form_sent_as_it_is_shown_changes_nothing(self):
        make_post(email="president@example.org")
        before = Chapter.objects.values().get()

        response = self.send()

        self.assertEqual(response.status_code, 302)
        self.assertEqual(Chapter.objects.values().get(), before)
        self.assertEqual(self.terms(), [("Ada Lovelace", "Since July 1, 2026")])

    def test_one_term_is_closed_and_the_next_opened_at_once(self):
        response = self.send(
            {"person": self.grace.pk, "starts_on": LAST + DAY},
            **{"office_holders-0-ends_on": LAST},
        )

        self.assertEqual(response.status_code, 302)
        self.assertEqual(
            self.terms(),
            [
                ("Ada Lovelace", "July 1, 2026 to June 30, 2027"),
                ("Grace Hopper", "Since July 1, 2027"),
            ],
        )

    def test_one_term_is_removed_and_another_put_in_its_place_at_once(self):
        response = self.send(
            {"person": self.grace.pk, "starts_on": FIRST}, **{"office_holders-0-DELETE": "on"}
        )

        self.assertEqual(response.status_code, 302)
        self.assertEqual(self.terms(), [("Grace Hopper", "Since July 1, 2026")])

    def test_two_presidents_added_at_once_are_refused_and_nothing_is_saved(self):
        response = self.send(
            {"person": self.grace.pk, "starts_on": LAST + DAY},
            {"person": make_person("Joan Clarke").pk, "starts_on": LAST + DAY},
            **{"office_holders-0-ends_on": LAST, "city": "Montpelier"},
        )

        self.assertContains(
            response,
            "President of Vermont Library Association has room for 1 on one day, but on July 1, "
            "2027 there would be 2: Grace Hopper (Since July 1, 2027); "
            "Joan Clarke (Since July 1, 2027).",
        )
        self.assertEqual(self.terms(), [("Ada Lovelace", "Since July 1, 2026")])
        self.assertEqual(Chapter.objects.get().city, "")

    def test_a_refused_form_still_shows_whom_it_was_about(self):
        response = self.send({"person": self.grace.pk, "starts_on": FIRST})

        page = read_page(response.content)
        self.assertEqual(
            [option.text for option in page.select("[name$=person] option[selected]")],
            ["Ada Lovelace", "Grace Hopper"],
        )

    def test_another_person_in_a_stored_term_is_saved(self):
        self.send(**{"office_holders-0-person": self.grace.pk})

        self.assertEqual(self.terms(), [("Grace Hopper", "Since July 1, 2026")])

    def test_an_end_before_the_beginning_is_refused(self):
        response = self.send(**{"office_holders-0-ends_on": FIRST - DAY})

        self.assertContains(response, "A term cannot end before it begins.")
        self.assertEqual(self.terms(), [("Ada Lovelace", "Since July 1, 2026")])

    def test_a_term_to_be_removed_is_not_counted_while_another_row_is_wrong(self):
        response = self.send(
            {"person": self.grace.pk, "starts_on": FIRST},
            {"person": self.grace.pk, "starts_on": "soon"},
            **{"office_holders-0-DELETE": "on"},
        )

        self.assertContains(
            response, "Enter a date, a month or a year, such as 2026-07-01, July 2026 or 2026."
        )
        self.assertNotContains(response, "has room for")

    def test_a_councilor_of_a_chapter_without_a_council_seat_is_refused(self):
        councilor = make_councilor_position()
        region = make_region()

        response = self.send(
            {"position": councilor.pk, "person": self.grace.pk, "starts_on": FIRST},
            chapter=region,
        )

        self.assertContains(response, "has no seat on ALA Council")
        self.assertEqual(list(region.office_holders.all()), [])

    def test_a_new_chapter_may_come_with_its_officers(self):
        answers = filled_in(self.page("chapter_add"))
        term = {
            "office_holders-TOTAL_FORMS": 1,
            "office_holders-0-position": self.president.pk,
            "office_holders-0-person": self.grace.pk,
            "office_holders-0-starts_on": FIRST,
        }
        chapter = {"name": "Maine Library Association", "slug": "maine", "kind": "state"}

        response = self.submit("chapter_add", answers={**answers, **chapter, **term})

        self.assertEqual(response.status_code, 302)
        holder = OfficeHolder.objects.get(chapter__slug="maine")
        self.assertEqual(holder.person, self.grace)

    def test_a_slug_that_leads_to_another_page_is_refused(self):
        response = self.send(slug="officers")

        self.assertContains(response, "This word leads to another page.")

    def test_editing_a_chapter_does_not_confirm_it(self):
        self.send(city="Montpelier")

        chapter = Chapter.objects.get()
        self.assertEqual(
            (chapter.city, chapter.assured_on, chapter.checked_on), ("Montpelier", None, None)
        )


@takes_place_today
class ChapterListTests(DeskTests):
    def test_chapters_are_marked_as_confirmed_today(self):
        maine = make_chapter("Maine Library Association")

        self.submit(
            "chapter_changelist",
            answers={"action": "mark_as_confirmed_today", "_selected_action": [maine.pk]},
        )

        self.assertEqual(
            list(Chapter.objects.order_by("name").values_list("name", "assured_on", "checked_on")),
            [
                ("Maine Library Association", TODAY, None),
                ("Vermont Library Association", None, None),
            ],
        )

    def test_what_we_checked_is_not_what_a_chapter_confirmed(self):
        maine = make_chapter("Maine Library Association")

        self.submit(
            "chapter_changelist",
            answers={"action": "mark_as_checked_today", "_selected_action": [maine.pk]},
        )

        self.assertEqual(
            list(Chapter.objects.order_by("name").values_list("name", "assured_on", "checked_on")),
            [
                ("Maine Library Association", None, TODAY),
                ("Vermont Library Association", None, None),
            ],
        )


@takes_place_today
class TermListTests(DeskTests):
    def test_terms_are_listed_by_stage(self):
        make_office_holder("Joan Clarke", ends_on=TODAY - DAY)
        make_office_holder("Ada Lovelace", starts_on=TODAY, ends_on=TODAY)
        make_office_holder("Grace Hopper", starts_on=TODAY + DAY)

        for stage, expected in [
            ("past", ["Joan Clarke"]),
            ("now", ["Ada Lovelace"]),
            ("elect", ["Grace Hopper"]),
        ]:
            with self.subTest(stage=stage):
                response = self.client.get(
                    reverse("admin:directory_officeholder_changelist"), {"when": stage}
                )
                page = read_page(response.content)
                self.assertEqual([row.text for row in page.select(".field-person")], expected)


class PersonFormTests(DeskTests):
    def test_a_person_is_shown_with_the_terms_served(self):
        ada = make_person("Ada Lovelace")
        make_office_holder(person=ada, starts_on=FIRST)

        page = self.page("person_change", ada.pk)

        self.assertEqual(page.select_one(".field-chapter a").text, str(self.chapter))

    def test_somebody_who_served_cannot_be_deleted_by_accident(self):
        ada = make_office_holder().person

        response = self.submit("person_delete", ada.pk, answers={"post": "yes"})

        self.assertContains(response, "protected")
        self.assertEqual(list(OfficeHolder.objects.all()), [ada.office_holders.get()])


class CommitteeFormTests(DeskTests):
    def test_the_form_sent_as_it_is_shown_keeps_every_member(self):
        committee = make_committee()
        members = [make_committee_member(name) for name in ["Ada Lovelace", "Grace Hopper"]]

        answers = filled_in(self.page("committee_change", committee.pk))
        response = self.submit("committee_change", committee.pk, answers=answers)

        self.assertEqual(response.status_code, 302)
        self.assertEqual(
            [member.person for member in committee.members.order_by("pk")],
            [member.person for member in members],
        )
