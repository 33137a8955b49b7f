from datetime import UTC, date, datetime

import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import TestCase

from advocacy.models import Action, DataSource, DisasterNeed
from directory.models import State
from tests.advocacy.makers import make_action, make_delegation, make_legislator
from tests.reading import read_page

NOON = datetime(2026, 7, 1, 18, tzinfo=UTC)


class LiveTests(TestCase):
    def test_an_action_is_live_through_its_last_day(self):
        action = make_action(until_on=date(2026, 7, 1))

        for day, is_live in [(date(2026, 7, 1), True), (date(2026, 7, 2), False)]:
            with self.subTest(day=day):
                self.assertEqual(Action.objects.live(NOON, day).exists(), is_live)
                self.assertEqual(action.is_live(NOON, day), is_live)

    def test_drafts_and_what_was_won_or_ended_are_not_live(self):
        actions = [
            make_action(published_at=None),
            make_action(outcome="won"),
            make_action(outcome="ended"),
        ]

        self.assertEqual(list(Action.objects.live(NOON, NOON.date())), [])
        self.assertEqual([a.is_live(NOON, NOON.date()) for a in actions], [False, False, False])

    def test_the_most_urgent_comes_first_and_then_the_soonest_to_end(self):
        open_ended = make_action(title="Open")
        later = make_action(title="Later", until_on=date(2026, 9, 1))
        sooner = make_action(title="Sooner", until_on=date(2026, 8, 1))
        urgent = make_action(title="Urgent", is_urgent=True)

        closed = make_action(title="Closed", is_seasonal=True, is_urgent=True)

        self.assertEqual(
            list(Action.objects.most_urgent_first(date(2026, 11, 24))),
            [urgent, sooner, later, open_ended, closed],
        )


class SeasonTests(TestCase):
    def season(self, **fields):
        season = {"opens_on": date(2026, 3, 2), "closes_on": date(2026, 3, 20)}
        return make_action(
            is_seasonal=True, season="letters", meanwhile="Thank them.", **{**season, **fields}
        )

    def page(self, action, day):
        with time_machine.travel(datetime(*day, 18, tzinfo=UTC), tick=False):
            return " ".join(
                read_page(self.client.get(action.get_absolute_url()).content).text.split()
            )

    def test_in_its_season_it_asks_and_says_until_when(self):
        page = self.page(self.season(), (2026, 3, 20))
        self.assertIn("Ask for it.", page)
        self.assertIn("Open until March 20, 2026.", page)
        self.assertNotIn("Letters closed", page)

    def test_outside_it_says_closed_when_it_was_and_what_to_do_meanwhile(self):
        page = self.page(self.season(), (2026, 3, 21))
        for words in ["Letters closed", "Thank them.", "March 2, 2026 to March 20, 2026"]:
            self.assertIn(words, page)
        self.assertNotIn("Ask for it.", page)

    def test_where_nobody_set_the_days_it_says_so(self):
        page = self.page(self.season(opens_on=None, closes_on=None), (2026, 3, 10))
        self.assertIn("Letters closed", page)
        self.assertIn("We do not know the dates of the next season yet.", page)

    def test_the_desk_is_told_two_months_before_it_opens_again(self):
        known, unknown = self.season(), self.season(opens_on=None, closes_on=None)
        make_action()
        for day, due in [(date(2026, 12, 31), [unknown]), (date(2027, 1, 2), [known, unknown])]:
            with self.subTest(day=day):
                found = Action.objects.in_need_of_a_season(day).order_by("pk")
                self.assertEqual(list(found), due)

    def test_a_season_needs_both_its_days_in_order(self):
        for fields in [{"opens_on": None}, {"closes_on": date(2026, 3, 1)}]:
            action = self.season()
            for name, value in fields.items():
                setattr(action, name, value)
            with self.subTest(fields=fields), self.assertRaises(ValidationError):
                action.full_clean()


@time_machine.travel(NOON)
class PageTests(TestCase):
    def test_an_action_shows_the_words_and_a_mail_to_begin(self):
        action = make_action(title="Fund it")

        page = read_page(self.client.get(action.get_absolute_url()).content)

        words = "Dear [their name], I am [your name] of [your town]."
        self.assertEqual(page.find(id="script").text.strip(), words)
        link = page.find("a", string="Begin an e-mail")["href"]
        self.assertTrue(link.startswith("mailto:?subject=Fund%20it&body=Dear%20%5Btheir"), link)

    def test_an_action_can_be_shared_and_says_whom_it_is_for(self):
        action = make_action(title="Fund & find it", audience="workers")

        page = read_page(self.client.get(action.get_absolute_url()).content)

        links = {link.text: link["href"] for link in page.select(".acts a")}
        here = "http%3A%2F%2Ftestserver%2Fadvocacy%2Factions%2Faction-1%2F"
        self.assertIn(f"?text=Fund+%26+find+it+{here}", links["Share on Bluesky"])
        self.assertIn(f"?u={here}", links["Share on Facebook"])
        self.assertIn("For library workers.", page.text)
        self.assertContains(self.client.get("/advocacy/"), "for library workers")

    def test_an_action_that_is_over_says_so_and_points_to_what_is_live(self):
        won = make_action(title="Old one", outcome="won", outcome_note="They signed.")
        make_action(title="New one")

        page = self.client.get(won.get_absolute_url())

        for words in ["This action was won.", "They signed.", "New one"]:
            self.assertContains(page, words)
        self.assertNotContains(page, "Begin an e-mail")

    def test_drafts_are_not_there(self):
        draft = make_action(title="Secret", published_at=None)

        self.assertEqual(self.client.get(draft.get_absolute_url()).status_code, 404)
        self.assertNotContains(self.client.get("/advocacy/"), "Secret")

    def test_a_state_sees_federal_actions_and_its_own(self):
        states = [
            State.objects.create(
                code=code,
                name=code,
                fips=fips,
                ocd_division_id=code,
                tile_row=1,
                tile_column=column,
            )
            for code, fips, column in [("GA", "13", 1), ("VT", "50", 2)]
        ]
        for state in states:
            make_delegation(state.code, state=state)
            make_action(title=f"For {state.code}", scope="state").states.add(state)
        make_action(title="For all")

        page = self.client.get("/advocacy/states/vt/")

        self.assertContains(page, "For all")
        self.assertContains(page, "For VT")
        self.assertNotContains(page, "For GA")

    def test_a_call_sheet_names_the_member_and_every_federal_ask(self):
        georgia = make_delegation("GA")
        member = make_legislator(
            delegation=georgia, district=4, name="Sample Member", phone="202-555-0100"
        )
        make_action(title="First ask")
        make_action(title="Second ask")
        make_action(title="In a state", scope="state")

        page = self.client.get(f"/advocacy/districts/GA-4/calls/{member.bioguide}/")

        for words in [
            "202-555-0100",
            "First ask",
            "Second ask",
            "Dear Representative Sample Member",
        ]:
            self.assertContains(page, words)
        self.assertNotContains(page, "In a state")

    def test_a_call_sheet_is_for_a_member_of_that_place(self):
        georgia = make_delegation("GA")
        member = make_legislator(delegation=georgia, district=4)

        self.assertEqual(
            self.client.get(f"/advocacy/districts/GA-5/calls/{member.bioguide}/").status_code, 404
        )

    def test_every_district_of_the_largest_state_fits_in_the_address_of_a_call_sheet(self):
        california = make_delegation("CA", house_seats=52)
        member = make_legislator(delegation=california, district=52)
        places = "+".join(f"CA-{number}" for number in california.districts)

        page = self.client.get(f"/advocacy/districts/{places}/calls/{member.bioguide}/")

        self.assertEqual(page.status_code, 200)

    def test_hostile_words_of_an_action_stay_words(self):
        action = make_action(title="<script>x</script>", why="<script>alert(1)</script><p>Kept</p>")

        page = self.client.get(action.get_absolute_url()).content.decode()

        self.assertNotIn("<script>x", page)
        self.assertNotIn("alert(1)", page)
        self.assertIn("Kept", page)

    def test_three_actions_take_as_many_queries_as_one(self):
        make_action()
        with self.assertNumQueries(6):
            self.client.get("/advocacy/")

        make_action()
        make_action()
        with self.assertNumQueries(6):
            self.client.get("/advocacy/")


class DisasterTests(TestCase):
    def test_libraries_that_need_help_are_shown_while_they_are_published(self):
        fields = {"place": "Sampleton", "happened": "A flood", "needs": "Shelves."}
        DisasterNeed.objects.create(library="Sample Library", published_at=NOON, **fields)
        DisasterNeed.objects.create(library="Draft Library", **fields)

        with time_machine.travel(NOON):
            page = self.client.get("/advocacy/disasters/")

        self.assertContains(page, "Sample Library")
        self.assertNotContains(page, "Draft Library")


class DeskTests(TestCase):
    def test_staff_are_warned_when_a_new_congress_has_begun_since_the_load(self):
        staff = get_user_model().objects.create_superuser("staff")
        make_legislator()
        DataSource.objects.create(kind="legislators", dated_on=date(2026, 6, 15), loaded_at=NOON)

        for day, is_warned in [("2027-01-02T18:00Z", False), ("2027-01-03T18:00Z", True)]:
            with time_machine.travel(day), self.subTest(day=day):
                self.client.force_login(staff)
                page = self.client.get("/admin/advocacy/legislator/").content.decode()
                self.assertEqual("a new Congress has begun" in page, is_warned)

    def test_staff_open_every_list_and_form_of_the_room(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))
        rows = [make_action(), make_delegation("GA")]
        rows.append(make_legislator(delegation=rows[1]))
        rows.append(DisasterNeed.objects.create(library="L", place="P", happened="H", needs="N"))

        for row in rows:
            path = f"/admin/advocacy/{row._meta.model_name}/"
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"{path}?q=a").status_code, 200)
                self.assertEqual(self.client.get(f"{path}{row.pk}/change/").status_code, 200)
