import threading
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import TestCase, TransactionTestCase

from directory.models import OfficeHolder, Position
from tests.directory.today import DAY
from tests.makers import (
    make_chapter,
    make_councilor_position,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
    new_term,
)

FIRST, LAST = date(2026, 7, 1), date(2027, 6, 30)


class SeatTests(TestCase):
    """A chapter has as many holders of a position on one day as the position has seats."""

    def setUp(self):
        self.ada = make_office_holder("Ada Lovelace", starts_on=FIRST, ends_on=LAST)

    def test_a_second_holder_is_refused_with_the_names_and_dates_that_clash(self):
        grace = new_term("Grace Hopper", starts_on=date(2027, 1, 1))

        with self.assertRaises(ValidationError) as refusal:
            grace.full_clean()

        self.assertEqual(
            refusal.exception.messages,
            [
                "President of Vermont Library Association has room for 1 on one day, but on "
                "January 1, 2027 there would be 2: "
                "Ada Lovelace (July 1, 2026 to June 30, 2027); "
                "Grace Hopper (Since January 1, 2027). End one of these terms first."
            ],
        )

    def test_one_day_in_common_is_too_much_and_the_next_day_is_not(self):
        for starts_on, ends_on, is_refused in [
            (LAST, None, True),
            (LAST + DAY, None, False),
            (LAST + 2 * DAY, None, False),
            (FIRST - 9 * DAY, FIRST, True),
            (FIRST - 9 * DAY, FIRST - DAY, False),
            (FIRST - 9 * DAY, FIRST - 2 * DAY, False),
            (FIRST - 9 * DAY, None, True),
            (FIRST + DAY, LAST - DAY, True),
        ]:
            with self.subTest(starts_on=starts_on, ends_on=ends_on):
                grace = new_term("Grace Hopper", starts_on=starts_on, ends_on=ends_on)
                self.assertEqual(is_crowded(grace), is_refused)

    def test_a_stored_term_does_not_clash_with_itself(self):
        self.ada.ends_on = LAST + DAY

        self.ada.full_clean()

    def test_a_term_that_grows_into_the_next_is_refused(self):
        make_office_holder("Grace Hopper", starts_on=LAST + DAY)
        self.ada.ends_on = None

        self.assertTrue(is_crowded(self.ada))

    def test_another_position_and_another_chapter_have_seats_of_their_own(self):
        for fields in [
            {"position": make_position("Executive director")},
            {"chapter": make_chapter("Maine Library Association")},
        ]:
            with self.subTest(fields=fields):
                new_term("Grace Hopper", starts_on=FIRST, **fields).full_clean()

    def test_who_serves_now_may_be_followed_by_somebody_elected_already(self):
        new_term("Grace Hopper", starts_on=LAST + DAY, ends_on=LAST + 365 * DAY).full_clean()

    def test_the_president_elect_of_today_may_be_the_president_of_tomorrow(self):
        grace = make_person("Grace Hopper")
        elect = make_position("President-elect")
        make_office_holder(person=grace, position=elect, starts_on=FIRST, ends_on=LAST)

        new_term(person=grace, starts_on=LAST + DAY).full_clean()

    def test_a_post_with_two_seats_has_room_for_co_presidents_and_no_more(self):
        make_post(seats=2)
        make_office_holder("Grace Hopper", starts_on=FIRST, ends_on=LAST)

        third = new_term("Joan Clarke", starts_on=LAST, ends_on=LAST)

        with self.assertRaisesMessage(ValidationError, "has room for 2 on one day"):
            third.full_clean()

    def test_two_seats_of_one_chapter_are_not_those_of_another(self):
        make_post(chapter=make_chapter("Maine Library Association"), seats=2)

        self.assertTrue(is_crowded(new_term("Grace Hopper", starts_on=FIRST)))

    def test_a_position_may_have_many_seats_everywhere(self):
        Position.objects.update(seats=2)

        new_term("Grace Hopper", starts_on=FIRST).full_clean()

    def test_the_same_term_is_entered_once(self):
        again = new_term(person=self.ada.person, starts_on=FIRST)

        with self.assertRaisesMessage(ValidationError, "This term is entered already."):
            again.full_clean()
        with self.assertRaises(IntegrityError), transaction.atomic():
            again.save()


class CouncilSeatTests(TestCase):
    def test_a_chapter_without_a_council_seat_has_no_councilor(self):
        councilor = make_councilor_position()

        with self.assertRaisesMessage(
            ValidationError,
            "New England Library Association has no seat on ALA Council, so nobody can be its "
            "Chapter councilor.",
        ):
            new_term(chapter=make_region(), position=councilor).full_clean()

    def test_a_chapter_with_a_council_seat_has_one(self):
        new_term(position=make_councilor_position()).full_clean()


class OneSeatTwoEditorsTests(TransactionTestCase):
    def test_two_editors_at_once_cannot_fill_one_seat_twice(self):
        chapter, position = make_chapter(), make_position()
        people = [make_person("Ada Lovelace"), make_person("Grace Hopper")]
        start = threading.Barrier(len(people))
        refused = []

        def seat(person):
            start.wait()
            try:
                with transaction.atomic():
                    term = OfficeHolder(
                        chapter=chapter, position=position, person=person, starts_on=FIRST
                    )
                    term.full_clean()
                    term.save()
            except ValidationError:
                refused.append(person)
            finally:
                connection.close()

        editors = [threading.Thread(target=seat, args=[person]) for person in people]
        for editor in editors:
            editor.start()
        for editor in editors:
            editor.join()

        seated = [holder.person for holder in OfficeHolder.objects.all()]
        self.assertEqual(len(seated), 1)
        self.assertCountEqual([*seated, *refused], people)


class PublicAddressTests(TestCase):
    def test_what_is_private_is_no_public_address(self):
        person = make_person(email="ada@example.org", phone="312-555-0100")

        self.assertEqual((person.public_email, person.public_phone), ("", ""))

    def test_each_address_has_a_switch_of_its_own(self):
        person = make_person(email="ada@example.org", phone="+13125550100", is_email_public=True)

        self.assertEqual((person.public_email, person.public_phone), ("ada@example.org", ""))

        person.is_email_public, person.is_phone_public = False, True

        self.assertEqual((person.public_email, person.public_phone), ("", "+13125550100"))

    def test_the_mailbox_of_the_role_comes_before_an_address_of_the_person(self):
        chapter = make_chapter()
        make_post(chapter=chapter, email="president@example.org")
        ada = make_person(email="ada@example.org", is_email_public=True)
        make_office_holder(person=ada)
        make_office_holder(person=ada, chapter=make_chapter("Maine Library Association"))

        holders = OfficeHolder.objects.with_mailboxes().order_by("pk")

        self.assertEqual(
            [holder.public_address for holder in holders],
            ["president@example.org", "ada@example.org"],
        )


class OrderTests(TestCase):
    def test_holders_stand_in_order_of_rank_and_then_by_name(self):
        president = make_position(rank=1, seats=2)
        director = make_position("Executive director", rank=2)
        joan = make_office_holder("Joan Clarke", position=director)
        grace = make_office_holder("Grace Hopper", position=president)
        ada = make_office_holder("Ada Lovelace", position=president)

        self.assertEqual(list(OfficeHolder.objects.in_order_of_rank()), [ada, grace, joan])


def is_crowded(term):
    try:
        term.full_clean()
    except ValidationError:
        return True
    return False
