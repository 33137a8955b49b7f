from django.test import TestCase

from directory.rosters import has_samples, rosters_on
from tests.directory.today import DAY, TODAY
from tests.makers import (
    make_chapter,
    make_councilor_position,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
)


def seats_of(chapter, day=TODAY, *, is_today=True):
    """The roster as pairs of a position's name and the names of those who hold it."""
    return [
        (seat.position.name, [holder.person.name for holder in seat.holders])
        for seat in rosters_on(day, [chapter], is_today=is_today)[chapter.pk]
    ]


class SeatTests(TestCase):
    def setUp(self):
        self.chapter = make_chapter()
        self.councilor = make_councilor_position(rank=2)
        self.president = make_position(rank=1)

    def test_positions_stand_by_rank_and_an_empty_one_is_there_too(self):
        make_office_holder("Ada Lovelace", position=self.president)

        self.assertEqual(
            seats_of(self.chapter), [("President", ["Ada Lovelace"]), ("Chapter councilor", [])]
        )

    def test_between_two_terms_the_position_is_vacant(self):
        make_office_holder("Ada Lovelace", position=self.president, ends_on=TODAY - DAY)
        make_office_holder("Grace Hopper", position=self.president, starts_on=TODAY + DAY)

        self.assertEqual(
            [seats_of(self.chapter, day)[0] for day in [TODAY - DAY, TODAY, TODAY + DAY]],
            [("President", ["Ada Lovelace"]), ("President", []), ("President", ["Grace Hopper"])],
        )

    def test_a_position_that_the_chapter_does_not_keep_is_not_shown_as_vacant(self):
        make_post(chapter=self.chapter, position=self.president, is_kept=False)
        other = make_chapter("Maine Library Association")

        self.assertEqual(seats_of(self.chapter), [("Chapter councilor", [])])
        self.assertEqual(seats_of(other), [("President", []), ("Chapter councilor", [])])

    def test_who_held_a_position_before_it_was_given_up_is_still_shown(self):
        make_office_holder("Ada Lovelace", position=self.president, ends_on=TODAY)
        make_post(chapter=self.chapter, position=self.president, is_kept=False)

        self.assertEqual(seats_of(self.chapter)[0], ("President", ["Ada Lovelace"]))
        self.assertEqual(seats_of(self.chapter, TODAY + DAY), [("Chapter councilor", [])])

    def test_a_chapter_without_a_council_seat_has_no_vacancy_for_a_councilor(self):
        self.assertEqual(seats_of(make_region()), [("President", [])])

    def test_co_presidents_stand_together_by_name(self):
        make_office_holder("Grace Hopper", position=self.president)
        make_office_holder("Ada Lovelace", position=self.president)

        self.assertEqual(seats_of(self.chapter)[0], ("President", ["Ada Lovelace", "Grace Hopper"]))


class MailboxTests(TestCase):
    def test_the_mailbox_of_a_role_is_told_today_and_for_no_other_day(self):
        chapter = make_chapter()
        make_post(email="president@example.org")
        make_office_holder()

        for is_today, expected in [(True, "president@example.org"), (False, "")]:
            with self.subTest(is_today=is_today):
                [seat] = rosters_on(TODAY, [chapter], is_today=is_today)[chapter.pk]
                self.assertEqual(seat.mailbox, expected)
                self.assertEqual([h.public_address for h in seat.holders], [expected])


class QueryTests(TestCase):
    def test_three_chapters_take_as_many_queries_as_one(self):
        chapters = [
            make_chapter(f"{place} Library Association") for place in ["Maine", "Ohio", "Utah"]
        ]
        for chapter in chapters:
            make_office_holder(chapter=chapter)

        for count in [1, 3]:
            with self.subTest(count=count), self.assertNumQueries(4):
                rosters = rosters_on(TODAY, chapters[:count], is_today=True)
                names = [h.person.name for seats in rosters.values() for h in seats[0].holders]
            self.assertEqual(names, ["Ada Lovelace"] * count)


class SampleTests(TestCase):
    def test_one_sample_among_the_holders_is_enough_to_say_so(self):
        ada = make_office_holder("Ada Lovelace")
        sample = make_office_holder(person=make_person("Sample President", is_sample=True))

        self.assertTrue(has_samples([ada, sample]))
        self.assertFalse(has_samples([ada]))
        self.assertFalse(has_samples([]))
