"""What a fresh portal knows of the chapters, and the samples it can show."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import time_machine
from django.apps import apps
from django.core.management import call_command
from django.test import TestCase

from advocacy.models import PressRelease
from chapters_portal.history.changes import Change
from chapters_portal.history.versions import has_history
from chapters_portal.sheets.command import apply_file
from chapters_portal.starter_content.files import HERE
from directory.models import (
    Chapter,
    Committee,
    CommitteeMember,
    OfficeHolder,
    Person,
    Position,
    State,
)
from directory.resources import ChapterResource
from directory.rosters import rosters_on
from directory.samples import add_sample_officers

LEAP_DAY = datetime(2028, 2, 29, 18, tzinfo=UTC)

EVERY_STAGE = {
    "serving": ["councilor", "executive-director", "president", "president-elect"],
    "elect": ["president"],
    "past": ["councilor", "president"],
    "vacant": ["executive-director", "president", "president-elect"],
    "on the committee": 5,
}


def load(**options):
    out = StringIO()
    call_command("load_starter_content", stdout=out, congress=False, **options)
    return out.getvalue()


def stages_on(day):
    """The positions in which somebody serves, is elect, or served, and those that are vacant."""

    def positions(terms):
        return sorted(set(terms.values_list("position__slug", flat=True)))

    rosters = rosters_on(day, Chapter.objects.all(), is_today=True).values()
    empty = {seat.position.slug for seats in rosters for seat in seats if not seat.holders}
    terms = OfficeHolder.objects.order_by()
    return {
        "serving": positions(terms.serving_on(day)),
        "elect": positions(terms.starting_after(day)),
        "past": positions(terms.ended_before(day)),
        "vacant": sorted(empty),
        "on the committee": CommitteeMember.objects.serving_on(day).count(),
    }


def all_rows():
    """Every row of the rooms, by model."""
    return {
        model: list(model.objects.order_by("pk").values())
        for label in ["chapters_portal", "directory", "advocacy", "answers", "events"]
        for model in apps.get_app_config(label).get_models()
    }


class ChapterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load()

    def test_there_are_fifty_seven_chapters_and_four_are_regional(self):
        kinds = [chapter.kind for chapter in Chapter.objects.all()]

        self.assertEqual(
            {kind: kinds.count(kind) for kind in kinds},
            {"state": 51, "territory": 2, "regional": 4},
        )

    def test_all_but_the_regional_chapters_have_a_seat_on_council(self):
        seated = Chapter.objects.filter(has_council_seat=True)

        self.assertEqual(seated.count(), 53)
        self.assertEqual(list(seated.regional()), [])

    def test_each_of_fifty_three_states_has_one_chapter_of_its_own(self):
        states = State.objects.prefetch_related("chapters")

        own = {state.own_chapter for state in states}

        self.assertEqual(len(states), 53)
        self.assertEqual(own, set(Chapter.objects.exclude(kind="regional")))

    def test_every_neighbor_in_the_file_names_the_other_too(self):
        with (HERE / "directory/states.csv").open(encoding="utf-8", newline="") as file:
            named = {row["code"]: row["neighbors"].split() for row in csv.DictReader(file)}

        one_sided = [(a, b) for a in named for b in named[a] if a not in named[b]]

        self.assertEqual(one_sided, [])

    def test_neighbors_are_those_of_the_map(self):
        for code, expected in [("ME", "NH"), ("AK", ""), ("HI", ""), ("DC", "MD VA")]:
            with self.subTest(code=code):
                neighbors = State.objects.get(code=code).neighbors.order_by("code")
                self.assertEqual([state.code for state in neighbors], expected.split())

    def test_every_row_would_pass_the_form_it_is_edited_in(self):
        for model in [State, Chapter, Position, Committee]:
            for row in model.objects.all():
                with self.subTest(row=row):
                    row.full_clean()

    def test_loading_the_chapters_again_changes_nothing(self):
        before = all_rows()

        outcome = apply_file(ChapterResource, HERE / "directory/chapters.csv")

        self.assertEqual((len(outcome.at_work), len(outcome.unchanged)), (0, 57))
        self.assertEqual(all_rows(), before)

    def test_a_second_load_changes_nothing_and_says_so(self):
        before = all_rows()

        for options in [{}, {"samples": True}]:
            with self.subTest(options=options):
                said = load(**options)
                self.assertEqual(said, "The database has content already. Nothing was changed.\n")
                self.assertEqual(all_rows(), before)

    def test_every_old_release_of_the_file_is_an_entry_and_shows_no_time(self):
        with (HERE / "advocacy/press_releases.csv").open(encoding="utf-8", newline="") as file:
            rows = sorted(tuple(row.values()) for row in csv.DictReader(file))
        releases = PressRelease.objects.prefetch_related("topics")

        self.assertEqual(len(rows), 53)
        self.assertEqual(
            sorted(
                (r.date_for_machines, r.title, r.original_url, r.topics.get().name.lower())
                for r in releases
            ),
            rows,
        )
        for release in releases:
            page = self.client.get(release.get_absolute_url())
            with self.subTest(release=release):
                self.assertContains(page, release.date_in_words)
                self.assertNotContains(page, "Eastern")

    def test_nobody_is_in_it(self):
        self.assertEqual(list(Person.objects.all()), [])
        self.assertEqual(list(OfficeHolder.objects.all()), [])

    def test_samples_show_every_stage_whatever_the_day_of_loading(self):
        twenty = Chapter.objects.order_by("name")[:20]
        Chapter.objects.exclude(pk__in=twenty.values("pk")).delete()

        for today in [date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]:
            OfficeHolder.objects.all().delete()
            CommitteeMember.objects.all().delete()
            with self.subTest(today=today):
                add_sample_officers(today)
                self.assertEqual(stages_on(today), EVERY_STAGE)


@time_machine.travel(LEAP_DAY)
class SampleTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load(samples=True)

    def test_samples_show_every_stage_on_a_leap_day(self):
        self.assertEqual(stages_on(LEAP_DAY.date()), EVERY_STAGE)

    def test_every_sample_is_marked_and_reached_at_example_org(self):
        people = Person.objects.all()

        self.assertTrue(people)
        self.assertEqual([person for person in people if not person.is_sample], [])
        self.assertEqual([person for person in people if not person.name.startswith("Sample ")], [])
        self.assertEqual(
            {person.email.rpartition("@")[2] for person in people}, {"", "example.org"}
        )

    def test_every_term_would_pass_the_form_it_is_edited_in(self):
        for term in [*OfficeHolder.objects.all(), *CommitteeMember.objects.all()]:
            with self.subTest(term=term):
                term.full_clean()

    def test_some_samples_keep_their_address_private(self):
        addresses = {person.is_email_public for person in Person.objects.exclude(email="")}

        self.assertEqual(addresses, {True, False})

    def test_pages_say_that_the_people_are_samples(self):
        for path in ["/directory/", "/directory/vermont/", "/directory/officers/"]:
            with self.subTest(path=path):
                self.assertContains(self.client.get(path), "The people shown here are samples.")


class FirstVersionTests(TestCase):
    def test_every_row_has_one_version_to_go_back_to_and_the_log_begins_empty(self):
        load(samples=True)

        kept = {model for model in apps.get_models() if has_history(model)}
        counts = {
            model._meta.label: (model.objects.count(), model.history.count()) for model in kept
        }
        self.assertEqual(
            [label for label, (rows, versions) in counts.items() if rows != versions], []
        )
        self.assertEqual(counts["directory.Chapter"], (57, 57))
        self.assertEqual(Change.objects.count(), 0)
