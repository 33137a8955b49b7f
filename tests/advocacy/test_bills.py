from datetime import date, timedelta

import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from advocacy.models import Action, Bill, Session, Sponsor, StateLink, Subject
from chapters_portal.operations.page_cache import key_of
from tests.advocacy.makers import make_bill, make_session, make_step
from tests.advocacy.test_actions import make_action
from tests.makers import make_state
from tests.reading import read_page

LAST_DAY = date(2026, 6, 30)
DAY = timedelta(days=1)
LIST = "/advocacy/legislation/"


class StageTests(TestCase):
    def test_an_open_bill_has_died_from_the_day_after_its_session(self):
        session = make_session(ends_on=LAST_DAY)
        bill = make_bill(session=session, stage="in-committee")

        for day, stage in [(LAST_DAY, "in-committee"), (LAST_DAY + DAY, "died")]:
            with self.subTest(day=day):
                self.assertEqual(bill.stage_on(day), stage)
                self.assertEqual(list(Bill.objects.in_stage_on(stage, day)), [bill])
                self.assertEqual(Bill.objects.open_on(day).exists(), stage != "died")

    def test_what_became_law_or_failed_stays_so_and_what_has_no_last_day_stays_open(self):
        over = make_session(identifier="118", ends_on=LAST_DAY)
        endless = make_session()
        for session, stage, then in [
            (over, "law", "law"),
            (over, "failed", "failed"),
            (over, "passed-both", "died"),
            (endless, "introduced", "introduced"),
        ]:
            bill = make_bill(f"S. {Bill.objects.count()}", session=session, stage=stage)
            with self.subTest(stage=stage):
                self.assertEqual(bill.stage_on(LAST_DAY + DAY), then)
                self.assertIn(bill, Bill.objects.in_stage_on(then, LAST_DAY + DAY))

    def test_what_staff_know_goes_before_the_record(self):
        law = make_bill(stage="introduced", stage_by_staff="law")
        make_bill("H.R. 2")

        self.assertEqual(law.stage_on(LAST_DAY), "law")
        self.assertEqual(list(Bill.objects.in_stage_on("law", LAST_DAY)), [law])

    def test_in_play_is_what_congress_and_ones_own_states_can_still_decide(self):
        vermont, maine = make_state(), make_state("Maine", "ME")
        federal = make_bill("A 1")
        ours = make_bill("B 1", session=make_session(vermont))
        make_bill("C 1", session=make_session(maine))
        make_bill("D 1", stage="law")
        make_bill("E 1", session=make_session(vermont, "old", ends_on=LAST_DAY))

        in_play = Bill.objects.in_play(LAST_DAY + DAY, [vermont]).order_by("identifier")

        self.assertEqual(list(in_play), [federal, ours])


class StandDownTests(TestCase):
    """An action ends by itself with the bills that it is about."""

    def test_an_action_about_bills_is_live_while_one_of_them_is_open(self):
        session = make_session(ends_on=LAST_DAY)
        law = make_bill("S. 1", session=session, stage="law")
        bill = make_bill("S. 2", session=session)
        moment = timezone.now()
        about_both, about_law, about_none = make_action(), make_action(), make_action()
        about_both.bills.set([law, bill])
        about_law.bills.set([law])

        for day, live in [
            (LAST_DAY, [about_both, about_none]),
            (LAST_DAY + DAY, [about_none]),
        ]:
            with self.subTest(day=day):
                self.assertEqual(list(Action.objects.live(moment, day).order_by("pk")), live)
                actions = [about_both, about_law, about_none]
                self.assertEqual([one for one in actions if one.is_live(moment, day)], live)

    def test_bill_and_action_lead_to_each_other(self):
        bill, action = make_bill(title="Sample Act"), make_action(title="Write for it")
        draft = make_bill("S. 9", title="Secret Act", published_at=None)
        action.bills.set([bill, draft])

        self.assertContains(self.client.get(bill.get_absolute_url()), "Write for it")
        page = self.client.get(action.get_absolute_url())
        self.assertContains(page, "Sample Act")
        self.assertNotContains(page, "Secret Act")


class ConstraintTests(TestCase):
    def test_a_number_and_an_outside_key_stand_for_one_bill(self):
        make_bill(openstates_id="ocd-bill/1", congress_key="119/hr/1")
        session = Session.objects.get()
        for fields, words in [
            ({"identifier": "H.R. 1"}, "bill with that number already"),
            ({"identifier": "S. 1", "openstates_id": "ocd-bill/1"}, "id of Open States"),
            ({"identifier": "S. 1", "congress_key": "119/hr/1"}, "key of Congress.gov"),
        ]:
            with self.subTest(words=words), self.assertRaisesMessage(ValidationError, words):
                Bill(session=session, title="Other", slug="other", **fields).full_clean()

    def test_congress_and_a_state_have_each_session_once(self):
        vermont = make_state()
        make_session(identifier="2026")
        make_session(vermont, "2026")

        for state in [None, vermont]:
            with self.subTest(state=state), self.assertRaises(ValidationError):
                Session(state=state, identifier="2026", name="Again").full_clean()

    def test_the_address_of_the_feed_is_taken(self):
        with self.assertRaisesMessage(ValidationError, "leads to another page"):
            make_bill(slug="feed").full_clean()


class BillListTests(TestCase):
    def titles(self, query=""):
        page = read_page(self.client.get(f"{LIST}?{query}").content)
        return [heading.text for heading in page.select(".bills h3")]

    def test_where_no_bill_is_followed_yet_the_page_counts_none_and_leads_on(self):
        make_session(name="119th Congress", begins_on=date(2025, 1, 3), ends_on=date(2027, 1, 2))
        vermont = make_state()
        legislature = "https://legislature.example/"
        StateLink.objects.create(
            state=vermont, title="Vermont Legislature", url=legislature, kind="state-legislature"
        )

        page = read_page(self.client.get(LIST).content)
        words = " ".join(page.text.split())

        self.assertIn("We have not begun to follow bills here", words)
        self.assertIn("119th Congress from January 3, 2025 to January 2, 2027", words)
        self.assertNotIn("0 bills", words)
        self.assertIsNone(page.select_one("main form"))
        addresses = [a["href"] for a in page.select("main a")]
        self.assertIn(legislature, addresses)
        self.assertTrue(any("congress.gov/search" in one for one in addresses))

    def test_a_filter_that_finds_nothing_keeps_its_form(self):
        page = self.client.get(LIST, {"q": "nothing like this"})
        self.assertContains(page, "No bills match")
        self.assertContains(page, "Show bills")

    def test_the_newest_step_comes_first_and_each_row_tells_where_the_bill_stands(self):
        older = make_bill("H.R. 1", title="Older", stage="passed-one")
        newer = make_bill("H.R. 2", title="Newer", position="support")
        make_bill("H.R. 3", title="Without a step")
        make_step(older, "Passed.", date(2026, 2, 1))
        make_step(newer, "First.", date(2026, 3, 1), order=1)
        make_step(newer, "Second.", date(2026, 3, 1), order=2)

        page = read_page(self.client.get(LIST).content)

        rows = [" ".join(row.get_text(" ").split()) for row in page.select(".bills > li")]
        self.assertEqual(page.find(id="res-h").text, "3 bills")
        self.assertIn("Newer H.R. 2, Congress · We support it Introduced Mar 1, 2026 Se", rows[0])
        self.assertIn("Older H.R. 1, Congress Passed one chamber Feb 1, 2026 Passed.", rows[1])
        self.assertIn("No step is on record yet.", rows[2])

    def test_each_filter_finds_its_bills(self):
        vermont = make_state()
        funds = Subject.objects.create(name="Library funds", slug="library-funds")
        federal = make_bill("H.R. 1", title="Federal", position="support", why="Because of maps.")
        state = make_bill("S 2", title="State", session=make_session(vermont, "2026"), stage="law")
        over = make_session(identifier="118", ends_on=date(2025, 1, 2))
        dead = make_bill("H.R. 3", title="Dead", session=over)
        federal.subjects.add(funds)
        Sponsor.objects.create(bill=state, name="Jane Sample")
        Sponsor.objects.create(bill=state, name="Joan Sample")
        make_step(dead, dated_on=date(2024, 1, 1))

        for query, expected in [
            ("", ["Dead", "Federal", "State"]),
            ("jurisdiction=US", ["Dead", "Federal"]),
            ("jurisdiction=VT", ["State"]),
            ("stage=died", ["Dead"]),
            ("stage=introduced", ["Federal"]),
            ("stage=law", ["State"]),
            ("position=support", ["Federal"]),
            ("position=none", ["Dead", "State"]),
            ("subject=library-funds", ["Federal"]),
            ("q=sample", ["State"]),
            ("q=MAPS", ["Federal"]),
            ("q=h.r. 3", ["Dead"]),
            ("q=nothing", []),
            ("jurisdiction=US&stage=died&q=dead", ["Dead"]),
        ]:
            with self.subTest(query=query):
                self.assertEqual(self.titles(query), expected)

    def test_what_cannot_be_understood_is_refused_with_a_message(self):
        make_bill(title="Hidden by the mistake")

        for query in [
            "jurisdiction=ZZ",
            "stage=x",
            "position=x",
            "subject=x",
            "q=%00",
            "q=" + "x" * 101,
        ]:
            with self.subTest(query=query[:20]):
                response = self.client.get(f"{LIST}?{query}")
                self.assertContains(response, "Start again", status_code=400)
                self.assertContains(response, "<title>Error: ", status_code=400)
                self.assertNotContains(response, "Hidden by", status_code=400)

    def test_every_filter_may_be_kept_by_the_page_cache(self):
        query = "q=x&jurisdiction=US&stage=law&position=none&subject=x"
        environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "PATH_INFO": LIST}

        self.assertIsNotNone(key_of({**environ, "QUERY_STRING": query}))

    def test_many_bills_stand_on_several_pages_and_for_print_on_one(self):
        for number in range(21):
            make_step(
                make_bill(f"H.R. {number}", title=f"Bill {number}"),
                dated_on=LAST_DAY - number * DAY,
            )

        self.assertEqual(self.titles(), [f"Bill {number}" for number in range(20)])
        self.assertEqual(self.titles("page=2"), ["Bill 20"])
        self.assertEqual(len(self.titles("page=all")), 21)
        self.assertContains(self.client.get(LIST), "21 bills")
        for number in ["0", "x", "99", "-1"]:
            with self.subTest(number=number):
                self.assertEqual(self.client.get(f"{LIST}?page={number}").status_code, 200)

    def test_three_bills_take_as_many_queries_as_one(self):
        def ask():
            for path, queries in [(LIST, 8), (bill.get_absolute_url(), 10)]:
                with self.assertNumQueries(queries):
                    self.client.get(path)

        bill = make_bill(session=make_session(make_state()))
        make_step(bill)
        ask()
        for number in [2, 3]:
            make_step(make_bill(f"S {number}", session=bill.session))
            make_step(bill)
            bill.subjects.add(Subject.objects.create(name=f"S{number}", slug=f"s{number}"))
            Sponsor.objects.create(bill=bill, name="Jane Sample")
        ask()


class BillPageTests(TestCase):
    def test_the_page_says_what_we_think_and_what_the_record_says(self):
        bill = make_bill(
            our_title="More money for maps",
            position="support",
            why="Maps matter.\n\n- One\n- Two",
            our_summary="<p>Gives each library a map.</p>",
            official_summary="<p>To amend the Act.</p>",
            url="https://www.congress.gov/bill/1",
            stage="passed-one",
        )
        make_step(bill, "Passed the House.", chamber="House")
        Sponsor.objects.create(bill=bill, name="Jane Sample", is_primary=True)
        bill.subjects.add(Subject.objects.create(name="Maps", slug="maps"))

        page = read_page(self.client.get(bill.get_absolute_url()).content)

        words = " ".join(page.find("main").text.split())
        order = [
            "More money for maps",
            "Passed one chamber",
            "Official title: Sample Act",
            "We support it",
            "Maps matter.",
            "Gives each library a map.",
            "Passed the House.",
            "Jane Sample, main sponsor",
            "congress.gov",
            "Bills on Maps",
        ]
        self.assertEqual(sorted(order, key=words.index), order)
        self.assertNotIn("To amend", words)
        self.assertTrue(page.find(id=bill.actions.get().anchor))

    def test_a_bill_that_died_says_when_and_what_follows(self):
        bill = make_bill(session=make_session(ends_on=LAST_DAY))

        for day, is_dead in [(LAST_DAY, False), (LAST_DAY + DAY, True)]:
            with time_machine.travel(f"{day}T18:00Z"), self.subTest(day=day):
                bill.published_at = timezone.now()
                bill.save()
                page = self.client.get(bill.get_absolute_url()).content.decode()
                self.assertEqual("The session ended on June 30, 2026" in page, is_dead)
                self.assertEqual("Died at adjournment" in page, is_dead)

    def test_drafts_show_nowhere(self):
        draft = make_bill(published_at=None, title="Secret")
        soon = make_bill("H.R. 2", title="Secret", published_at=timezone.now() + DAY)
        for bill in [draft, soon]:
            make_step(bill, "Secret step")

        for path in [LIST, f"{LIST}feed/", "/sitemap.xml"]:
            page = self.client.get(path).content.decode()
            self.assertEqual([bill.slug for bill in [draft, soon] if bill.slug in page], [])
            self.assertNotIn("Secret", page)
        for path in [draft.get_absolute_url(), f"{soon.get_absolute_url()}feed/"]:
            self.assertEqual(self.client.get(path).status_code, 404)

    def test_a_new_address_is_reached_from_the_old_one(self):
        bill = make_bill(slug="old")
        bill.slug = "new"
        bill.save()

        self.assertRedirects(self.client.get(f"{LIST}old/"), f"{LIST}new/", status_code=301)

    def test_what_imports_bring_is_cleaned_before_it_is_shown(self):
        bill = make_bill(official_summary="<p>Fine<script>alert(1)</script></p>", why="<b>x</b>")

        page = self.client.get(bill.get_absolute_url()).content.decode()

        self.assertIn("<p>Fine", page)
        self.assertNotIn("alert(1)", page)
        self.assertIn("&lt;b&gt;x", page)


class DeskTests(TestCase):
    PATH = "/admin/advocacy/bill/"

    def setUp(self):
        self.client.force_login(
            get_user_model().objects.create_superuser("ada", "ada@example.org", "x")
        )
        self.bill = make_bill(published_at=None, session=make_session(ends_on=date(2020, 1, 1)))

    def test_staff_publish_track_and_withdraw_in_the_list(self):
        for action, told in [
            ("publish", lambda bill: bill.is_published(timezone.now())),
            ("track", lambda bill: bill.is_tracked),
            ("untrack", lambda bill: not bill.is_tracked),
            ("withdraw", lambda bill: not bill.is_published(timezone.now())),
        ]:
            with self.subTest(action=action):
                chosen = {"_selected_action": [self.bill.pk], "reason": "Old."}
                self.client.post(self.PATH, {"action": action, **chosen})
                self.assertTrue(told(Bill.objects.get()))

    def test_the_list_is_searched_and_filtered_by_the_stage_of_today(self):
        make_bill("H.R. 2", title="Other")

        for query, count in [
            ("", 2),
            ("bill_stage=died", 2),
            ("bill_stage=law", 0),
            ("bill_stage=x", 2),
            ("stage=draft", 1),
            ("position=none", 2),
            ("q=other", 1),
        ]:
            with self.subTest(query=query):
                response = self.client.get(f"{self.PATH}?{query}")
                self.assertEqual(response.context["cl"].result_count, count)

    def test_the_forms_open(self):
        for path in [f"{self.PATH}{self.bill.pk}/change/", f"{self.PATH}add/"]:
            self.assertEqual(self.client.get(path).status_code, 200)
