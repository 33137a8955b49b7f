import json
from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from chapters_portal.models import Redirect
from events.models import Toolkit
from events.models.dates import DateState
from tests.events.makers import make_celebration, make_conference, make_occurrence
from tests.events.today import TODAY, takes_place_today
from tests.makers import make_chapter, make_state
from tests.reading import read_page

DAY = timedelta(days=1)


class PageTestCase(TestCase):
    def page(self, path="/events/", status=200):
        response = self.client.get(path)
        self.assertEqual(response.status_code, status, path)
        return read_page(response.content)

    def titles(self, page, section):
        """The titles of the events under the heading with that id."""
        heading = page.find(id=section)
        return [h.text for h in heading.find_parent("section").select("h3")] if heading else []


def one_day(title, starts_on, **fields):
    return make_occurrence(
        starts_on, celebration=make_celebration(title, kind="day"), ends_on=starts_on, **fields
    )


@takes_place_today
class ByTimeTests(PageTestCase):
    def test_events_are_now_next_later_or_just_missed(self):
        for title, starts_on in [
            ("Long over", TODAY - 31 * DAY),
            ("Over a month", TODAY - 30 * DAY),
            ("Yesterday", TODAY - DAY),
            ("Today", TODAY),
            ("Tomorrow", TODAY + DAY),
            ("In two weeks", TODAY + 14 * DAY),
            ("In two months", TODAY + 60 * DAY),
            ("After two months", TODAY + 61 * DAY),
            ("Next October", date(2027, 10, 31)),
            ("After a year", date(2027, 11, 1)),
        ]:
            one_day(title, starts_on)
        make_occurrence(TODAY - 6 * DAY, celebration=make_celebration("Week that ends today"))

        page = self.page()

        self.assertEqual(
            {name: self.titles(page, name) for name in ["now", "next", "later", "missed"]},
            {
                "now": ["Week that ends today", "Today"],
                "next": ["Tomorrow", "In two weeks", "In two months"],
                "later": ["After two months", "Next October"],
                "missed": ["Yesterday", "Over a month"],
            },
        )

    def test_the_next_three_are_shown_however_far_off_they_are(self):
        for month in [5, 6, 7, 8]:
            one_day(f"In month {month}", date(2027, month, 1))

        page = self.page()

        self.assertEqual(self.titles(page, "next"), ["In month 5", "In month 6", "In month 7"])
        self.assertEqual(self.titles(page, "later"), ["In month 8"])

    def test_each_date_says_how_sure_it_is(self):
        for number, state in enumerate(DateState):
            one_day(f"Day {number}", date(2027, 4, 1 + number), state=state)

        pills = [pill.text for pill in self.page().select(".dates .pill")]

        self.assertEqual(
            pills,
            [
                "Provisional: no announcement known",
                "Expected by the usual rule",
                "Confirmed",
                "Cancelled",
            ],
        )

    def test_an_empty_calendar_says_so(self):
        self.assertIn("We know of no date to come.", self.page().text)


@takes_place_today
class FilterTests(PageTestCase):
    @classmethod
    def setUpTestData(cls):
        week = make_celebration("A week")
        cls.chapter = make_chapter(states=[make_state()])
        for starts_on in [date(2025, 4, 6), date(2026, 4, 19), date(2027, 4, 25)]:
            make_occurrence(starts_on, celebration=week)
        one_day("A day", date(2027, 5, 4))
        make_conference(date(2027, 5, 20))

    def shown(self, query, status=200):
        page = self.page(f"/events/{query}", status)
        return [h.text for h in page.select(".dates h3")]

    def test_by_kind(self):
        for kind, expected in [
            ("week", ["A week"]),
            ("day", ["A day"]),
            ("month", []),
            ("conference", ["Vermont Library Association conference"]),
        ]:
            with self.subTest(kind=kind):
                self.assertEqual(self.shown(f"?kind={kind}"), expected)

    def test_by_month_of_the_coming_twelve(self):
        self.assertEqual(self.shown("?month=4"), ["A week"])
        self.assertEqual(
            self.shown("?month=5"), ["A day", "Vermont Library Association conference"]
        )

    def test_by_year_and_past_years_are_kept(self):
        page = self.page("/events/?year=2025")

        self.assertEqual([h.text for h in page.select(".dates h3")], ["A week"])
        self.assertEqual(page.select_one("#res h2").text, "April 2025")
        self.assertEqual(
            [option["value"] for option in page.select("#id_year option")],
            ["", "2027", "2026", "2025"],
        )

    def test_together(self):
        self.assertEqual(self.shown("?year=2027&month=5&kind=day"), ["A day"])

    def test_nothing_found_says_what_was_asked_for(self):
        self.assertIn("No events in March 2027", self.page("/events/?year=2027&month=3").text)
        self.assertIn(
            "No week events in March 2027", self.page("/events/?year=2027&month=3&kind=week").text
        )
        self.assertIn("No day events in 2025", self.page("/events/?year=2025&kind=day").text)

    def test_what_is_no_choice_gets_a_clear_message_beside_its_field(self):
        for query, field in [
            ("?kind=x", "kind"),
            ("?year=1999", "year"),
            ("?year=x", "year"),
            ("?month=13", "month"),
            ("?month=%00", "month"),
            ("?kind=" + "x" * 10_000, "kind"),
        ]:
            page = self.page(f"/events/{query}", 400)
            with self.subTest(query=query[:20]):
                error = page.find(id=f"id_{field}_error")
                self.assertIn("That is not one of the choices.", error.text)
                self.assertEqual(page.select(".dates"), [])
                self.assertTrue(page.title.text.startswith("Error: "))

    def test_the_strip_counts_the_events_of_each_month(self):
        strip = self.page("/events/?year=2027").select_one(".months")

        self.assertEqual(
            {a.contents[0].strip(): a.small.text for a in strip.select("a")},
            {"Apr": "1 event", "May": "2 events"},
        )
        self.assertEqual(len(strip.select(":scope > span")), 10)
        self.assertEqual(strip.a["href"], "?year=2027&month=4#res")

    def test_the_calendar_of_the_kind_is_offered(self):
        page = self.page("/events/?kind=week")

        address = "://testserver/events/calendar/week.ics"
        self.assertEqual(page.find(id="feed")["value"], f"http{address}")
        self.assertEqual(page.find("a", string="Subscribe")["href"], f"webcal{address}")


@takes_place_today
class ConferenceTests(PageTestCase):
    def setUp(self):
        self.chapter = make_chapter(states=[make_state()], conference_month=5)

    def test_a_chapter_with_a_usual_month_joins_without_dates_until_staff_enter_them(self):
        words = "Month known, we have no dates: the conferences of Vermont."
        page = self.page("/events/?year=2027")
        [section] = page.find_all("section", id="2027-05")
        self.assertIn(words, " ".join(section.text.split()))
        self.assertIn("Vermont", self.page().find(id="conferences").find_parent("section").text)

        make_conference(date(2027, 6, 3), chapter=self.chapter)

        page = self.page("/events/?year=2027")
        self.assertEqual(
            [h.text for h in page.select(".dates h3")], ["Vermont Library Association conference"]
        )
        self.assertNotIn("Month known", page.text)
        self.assertIsNone(self.page().find(id="conferences"))

    def test_nothing_is_claimed_of_past_months(self):
        make_conference(date(2025, 6, 3))

        for path in ["/events/?year=2025", "/events/?year=2026", "/events/year/2026/"]:
            with self.subTest(path=path):
                self.assertNotIn("have no dates", self.page(path).text)

    def test_only_all_kinds_and_conferences_show_them(self):
        for kind, is_shown in [("", True), ("conference", True), ("week", False)]:
            page = self.page(f"/events/?year=2027&kind={kind}")
            with self.subTest(kind=kind):
                self.assertEqual("Month known" in page.text, is_shown)

    def test_a_chapter_page_shows_its_coming_conferences(self):
        make_conference(date(2025, 6, 3), title="Past conference")
        make_conference(date(2027, 6, 3), title="Coming conference", url="https://example.org/c")

        page = self.page("/directory/vermont/")

        section = page.find(id="conferences")
        self.assertEqual([h.text for h in section.select("h3")], ["Coming conference"])
        self.assertEqual(section.select_one(".acts a")["href"], "https://example.org/c")


@takes_place_today
class CelebrationPageTests(PageTestCase):
    def test_a_link_to_a_date_lands_there_also_when_the_date_moves_and_in_its_old_form(self):
        for day in [date(2027, 4, 11), date(2025, 4, 6)]:
            moved = make_occurrence(day)
            path, _, anchor = moved.get_absolute_url().partition("#")
            self.assertIsNotNone(self.page(path).find(id=f"on-{day}"))
            moved.starts_on += timedelta(days=1)
            moved.save()
            self.assertIsNotNone(self.page(path).find(id=anchor))

    def test_a_page_has_all_its_years_with_the_state_of_each(self):
        celebration = make_celebration(
            summary="Since 1958.", sponsor="ALA", url="https://www.ala.org/nlw", text="<p>More</p>"
        )
        coming = make_occurrence(date(2027, 4, 11), state=DateState.PROVISIONAL)
        cancelled = make_occurrence(date(2028, 4, 9), state=DateState.CANCELLED)
        make_occurrence(date(2026, 4, 19), note="Find Your Joy")
        make_occurrence(date(2025, 4, 6), state=DateState.EXPECTED)
        Toolkit.objects.create(
            celebration=celebration, title="Posters", url="https://example.org/posters"
        )

        page = self.page(celebration.get_absolute_url())

        self.assertEqual(
            [(li["id"], li.b.text, li.select_one(".pill").text) for li in page.select(".dates li")],
            [
                (
                    coming.anchor,
                    "Sunday, April 11, 2027 to Saturday, April 17, 2027",
                    "Provisional: no announcement known",
                ),
                (
                    cancelled.anchor,
                    "Sunday, April 9, 2028 to Saturday, April 15, 2028",
                    "Cancelled",
                ),
            ],
        )
        self.assertEqual(
            [[cell.text for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")],
            [
                ["April 19–25, 2026", "Confirmed", "Find Your Joy"],
                ["April 6–12, 2025", "Expected by the usual rule", ""],
            ],
        )
        self.assertEqual([h.text for h in page.select(".links h3")], ["Posters"])
        facts = page.select_one(".facts").text
        for words in ["Week", "ALA", "Announced each year", "ala.org"]:
            self.assertIn(words, facts)
        self.assertEqual(
            page.find(id="feed")["value"],
            "http://testserver/events/national-library-week/calendar.ics",
        )

    def test_a_rule_is_told_in_words(self):
        make_celebration("A month", rule="month", month=4)
        week = make_celebration("A week", rule="sunday-week", nth=-1, month=4)
        make_celebration("A day", rule="follows", weekday=1, follows=week)

        for slug, words in [
            ("a-month", "All of April"),
            ("a-week", "The week of the last Sunday of April, Sunday to Saturday"),
            ("a-day", "Tuesday of A week. Dates of A week"),
        ]:
            with self.subTest(slug=slug):
                self.assertIn(words, self.page(f"/events/{slug}/").select_one(".facts").text)
        days = self.page("/events/a-week/").find(id="days").find_parent("section")
        self.assertEqual([h.text for h in days.select("h3")], ["A day"])

    def test_what_is_not_held_any_more_is_marked(self):
        for standing, word in [("retired", "Retired"), ("historic", "Historic")]:
            celebration = make_celebration(
                f"{word} day", standing=standing, standing_note="Now Outreach Day."
            )
            page = self.page(celebration.get_absolute_url())
            with self.subTest(standing=standing):
                self.assertEqual(page.select_one(".pill").text, word)
                self.assertIn("Now Outreach Day.", page.select_one(".flash").text)
                self.assertIn("It is not held any more.", page.text)
                self.assertIn(f"{word} day ({standing})", self.page().text)

    def test_search_engines_read_sure_dates_alone(self):
        make_celebration(summary="</script><script>alert(1)</script>")
        make_occurrence(date(2027, 4, 11), state=DateState.PROVISIONAL)
        make_occurrence(date(2028, 4, 9))
        make_occurrence(date(2029, 4, 8), state=DateState.CANCELLED)

        page = self.page("/events/national-library-week/")

        [data] = page.select('script[type="application/ld+json"]')
        self.assertEqual(
            [
                (one["@type"], one["startDate"], one["endDate"], one["eventStatus"])
                for one in json.loads(data.string)
            ],
            [
                ("Event", "2028-04-09", "2028-04-15", "https://schema.org/EventScheduled"),
                ("Event", "2029-04-08", "2029-04-14", "https://schema.org/EventCancelled"),
            ],
        )

    def test_a_page_that_moves_leaves_a_way_to_it(self):
        celebration = make_celebration()
        celebration.slug = "library-week"
        celebration.save()

        self.assertRedirects(
            self.client.get("/events/national-library-week/"), "/events/library-week/", 301
        )
        self.assertEqual(Redirect.objects.count(), 1)

    def test_the_site_map_names_it(self):
        make_celebration()

        self.assertContains(
            self.client.get("/sitemap.xml"), "http://testserver/events/national-library-week/"
        )


@takes_place_today
class YearSheetTests(PageTestCase):
    def test_a_year_has_twelve_months_with_their_events(self):
        make_occurrence(date(2027, 4, 25), state=DateState.EXPECTED)
        make_occurrence(
            date(2026, 12, 29),
            celebration=make_celebration("Over New Year"),
            ends_on=date(2027, 1, 2),
        )
        make_conference()

        page = self.page("/events/year/2027/")

        self.assertEqual(page.h1.text, "Events year 2027")
        self.assertEqual(len(page.select(".sheet section")), 12)
        self.assertEqual(
            {
                section.h2.text: [" ".join(li.text.split()) for li in section.select("li")]
                for section in page.select(".sheet section")
                if section.ul
            },
            {
                "January": ["– 2 Jan 2 Over New Year"],
                "April": ["25 – May 1 National Library Week (expected)"],
                "May": ["20–21 Vermont Library Association conference"],
            },
        )

    def test_years_lead_to_each_other(self):
        make_occurrence(date(2025, 4, 6))

        links = self.page("/events/year/2026/").select('nav[aria-label="Other years"] a')

        self.assertEqual([a.text for a in links], ["2025", "2027"])

    def test_a_year_without_events_is_not_there(self):
        for year in ["1500", "2025", "2040", "0", "99999999999999999999"]:
            with self.subTest(year=year):
                self.page(f"/events/year/{year}/", 404)


@takes_place_today
class HomeTests(PageTestCase):
    def test_the_next_three_stand_on_the_home_page(self):
        self.assertIsNone(self.page("/").find(id="coming"))
        for month in [8, 2, 4]:
            one_day(f"In month {month}", date(2027, month, 1))
        one_day("Called off", date(2027, 1, 1), state=DateState.CANCELLED)
        one_day("Yesterday", TODAY - DAY)
        make_conference(date(2027, 3, 1))

        self.assertEqual(
            self.titles(self.page("/"), "coming"),
            ["In month 2", "Vermont Library Association conference", "In month 4"],
        )


@takes_place_today
class QueryTests(PageTestCase):
    def queries(self, path):
        with CaptureQueriesContext(connection) as captured:
            self.page(path)
        # Whether a page has sentences depends on what it lacks, not on how much it has.
        return len([one for one in captured if "portal_sentence" not in one["sql"]])

    def test_three_rows_take_as_many_queries_as_one(self):
        vermont = make_chapter(states=[make_state()], conference_month=10)
        week = make_celebration()
        make_celebration("Its Monday", rule="follows", weekday=0, follows=week)
        make_occurrence(celebration=week)
        make_conference(chapter=vermont)
        Toolkit.objects.create(celebration=week, title="Kit", url="https://example.org/")
        paths = [
            *("/events/", "/events/?kind=week", "/events/?year=2027", "/events/year/2027/"),
            *(week.get_absolute_url(), "/", "/directory/vermont/"),
        ]
        one = {path: self.queries(path) for path in paths}

        for number in [1, 2]:
            make_occurrence(date(2027 + number, 4, 11), celebration=week)
            other = make_celebration(f"Week {number}")
            make_occurrence(date(2027, 6, number), celebration=other)
            make_celebration(f"Tuesday {number}", rule="follows", weekday=1, follows=week)
            make_conference(date(2027, 6, number), chapter=vermont)
            make_chapter(f"Chapter {number}", conference_month=10)
            Toolkit.objects.create(celebration=week, title="Kit", url="https://example.org/")

        self.assertEqual({path: self.queries(path) for path in paths}, one)
