from datetime import date

from django.test import TestCase

from chapters_portal.pages.models import SiteSettings
from directory.models import Chapter, CommitteeMember
from tests.directory.today import DAY, TODAY, takes_place_today
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


def soup(response):
    return read_page(response.content)


def words(element):
    return " ".join(element.get_text(" ").split())


class PageTests(TestCase):
    def page(self, path, status=200):
        response = self.client.get(path)
        self.assertEqual(response.status_code, status)
        return soup(response)

    def rows(self, page, selector):
        return [words(element) for element in page.select(selector)]


@takes_place_today
class ChapterListTests(PageTests):
    def setUp(self):
        self.president = make_position()
        self.vermont = make_chapter(states=[make_state()])
        self.maine = make_chapter("Maine Library Association", states=[make_state("Maine", "ME")])

    def rosters(self, path):
        """The names of chapters, each with its positions and who holds them."""
        return {
            words(row.h3): self.rows(row, "dt, dd")
            for row in self.page(path).select("ol.rows > li")
        }

    def test_every_chapter_stands_on_one_page_with_its_officers_and_vacancies(self):
        make_office_holder("Ada Lovelace", chapter=self.vermont)

        self.assertEqual(
            self.rosters("/directory/"),
            {
                "Maine Library Association": ["President", "Vacant"],
                "Vermont Library Association": ["President", "Ada Lovelace"],
            },
        )

    def test_the_results_are_counted_in_words_that_fit(self):
        for query, count in [
            ("", "2 chapters"),
            ("?state=VT", "1 chapter"),
            ("?q=x", "0 chapters"),
        ]:
            with self.subTest(query=query):
                page = self.page(f"/directory/{query}")
                self.assertEqual(words(page.find(id="res-h")), count)

    def test_the_filter_stays_in_the_form_and_goes_along_to_the_downloads(self):
        page = self.page("/directory/?state=VT&q=vermont")

        self.assertEqual(page.find(id="id_q")["value"], "vermont")
        self.assertEqual(page.select_one("#id_state [selected]")["value"], "VT")
        self.assertEqual(
            [link["href"] for link in page.select("#res .acts a")],
            [
                f"/directory/chapters.{e}?state=VT&q=vermont"
                for e in ["csv", "vcf", "v3.vcf", "json"]
            ],
        )

    def test_the_map_links_every_state_to_its_chapter_and_lights_the_ones_found(self):
        region = make_region(states=self.vermont.states.all())

        page = self.page("/directory/?state=VT")

        self.assertEqual(
            [(link["href"], words(link)) for link in page.select(".map a")],
            [("/directory/maine/", "ME , Maine"), ("/directory/vermont/", "VT , Vermont")],
        )
        self.assertEqual(
            [link["href"] for link in page.select(".map a[aria-current]")],
            [self.vermont.get_absolute_url()],
        )
        self.assertEqual(
            [link["href"] for link in page.select(".regions a")], [region.get_absolute_url()]
        )

    def test_without_a_question_no_tile_is_lit(self):
        self.assertEqual(self.page("/directory/").select(".map a[aria-current]"), [])

    def test_another_day_shows_who_served_then_and_says_so(self):
        make_office_holder("Ada Lovelace", chapter=self.vermont, ends_on=date(2026, 6, 30))
        make_office_holder("Grace Hopper", chapter=self.vermont, starts_on=date(2026, 7, 1))

        page = self.page("/directory/?as_of=2026-06-30")

        self.assertIn("As of June 30, 2026.", words(page.find(role="status")))
        self.assertEqual(
            self.rosters("/directory/?as_of=2026-06-30")["Vermont Library Association"],
            ["President", "Ada Lovelace"],
        )
        self.assertEqual(
            self.rosters("/directory/")["Vermont Library Association"],
            ["President", "Grace Hopper"],
        )
        self.assertEqual(
            [link["href"] for link in page.select("ol.rows h3 a")],
            ["/directory/maine/?as_of=2026-06-30", "/directory/vermont/?as_of=2026-06-30"],
        )

    def test_nothing_found_says_what_to_do(self):
        page = self.page("/directory/?q=atlantis")

        self.assertEqual(words(page.select_one(".blank h3")), "No chapters match “atlantis”")
        self.assertEqual(page.select_one(".blank a")["href"], "/directory/#res")

    def test_what_was_typed_is_shown_and_not_run(self):
        response = self.client.get("/directory/", {"q": "<script>alert(1)</script>"})

        self.assertNotIn(b"<script>alert", response.content)


@takes_place_today
class QuestionsNotUnderstoodTests(PageTests):
    """They are answered with 400, a message beside the field, and no rows."""

    def setUp(self):
        make_office_holder("Ada Lovelace", chapter=make_chapter(states=[make_state()]))
        make_committee_member("Ada Lovelace")

    def test_lists_and_pages_say_what_is_wrong_and_show_nothing(self):
        a_choice = "That is not one of the choices."
        a_date = "Enter a date as year, month and day"
        a_null = "Null characters are not allowed."
        for path, message in [
            ("/directory/?state=XX", a_choice),
            ("/directory/?state=%00", a_null),
            ("/directory/?region=atlantis", a_choice),
            ("/directory/?kind=club", a_choice),
            ("/directory/?joint=perhaps", a_choice),
            ("/directory/?q=%00", a_null),
            ("/directory/?q=" + "x" * 10_000, "at most 100 characters (it has 10000)"),
            ("/directory/?as_of=yesterday", a_date),
            ("/directory/officers/?position=king", a_choice),
            ("/directory/officers/?state=XX", a_choice),
            ("/directory/officers/?as_of=2026-02-30", a_date),
            ("/directory/vermont/?as_of=2026-13-01", a_date),
            ("/directory/committee/?as_of=07/01/2026", a_date),
        ]:
            with self.subTest(path=path[:50]):
                page = self.page(path, status=400)
                self.assertIn(message, words(page.find(role="alert")))
                self.assertNotIn("Ada Lovelace", words(page))
                self.assertEqual(page.select("ol.rows, tbody, .person"), [])

    def test_each_message_leads_to_its_field(self):
        for path in ["/directory/?kind=club&as_of=x", "/directory/officers/?state=XX&as_of=x"]:
            with self.subTest(path=path):
                page = self.page(path, status=400)
                fields = [link["href"] for link in page.select("[role=alert] li a")]
                self.assertEqual(len(fields), 2)
                self.assertEqual([f for f in fields if not page.select_one(f)], [])

    def test_odd_texts_find_nothing_and_break_nothing(self):
        for text in ["'", '"', "%", "_", "\\", "😀", "x" * 100, "{{ 1 }}", "\n", "a\tb"]:
            with self.subTest(text=text):
                response = self.client.get("/directory/", {"q": text})
                self.assertEqual(response.status_code, 200)

    def test_a_chapter_that_is_not_there_is_404(self):
        for path in ["/directory/atlantis/", "/directory/%00/", "/directory/atlantis/chapter.csv"]:
            with self.subTest(path=path):
                self.page(path, status=404)


@takes_place_today
class ChapterPageTests(PageTests):
    def setUp(self):
        self.president = make_position(rank=1)
        self.elect = make_position("President-elect", rank=2)
        self.councilor = make_councilor_position(rank=3)
        self.vt = make_state()
        self.chapter = make_chapter(states=[self.vt])

    def test_who_serves_stands_above_who_comes_and_who_went(self):
        grace = make_person("Grace Hopper")
        make_office_holder("Joan Clarke", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
        make_office_holder("Ada Lovelace", ends_on=date(2026, 12, 31))
        make_office_holder(person=grace, position=self.elect, ends_on=date(2026, 12, 31))
        make_office_holder(person=grace, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))

        page = self.page("/directory/vermont/")

        self.assertEqual(
            [(words(p.select_one(".role")), words(p.h3)) for p in page.select(".person")],
            [
                ("President", "Ada Lovelace"),
                ("President-elect", "Grace Hopper"),
                ("Chapter councilor", "Vacant"),
            ],
        )
        coming, past = page.select("tbody")
        self.assertEqual(self.rows(coming, "tr"), ["January 1, 2027 President Grace Hopper"])
        self.assertEqual(
            self.rows(past, "tr"), ["January 1, 2025 to December 31, 2025 President Joan Clarke"]
        )

    def test_another_day_shows_who_served_then_and_says_so(self):
        make_office_holder("Joan Clarke", ends_on=date(2026, 6, 30))
        make_office_holder("Ada Lovelace", starts_on=date(2026, 7, 1))

        page = self.page("/directory/vermont/?as_of=2026-06-30")

        self.assertIn("As of June 30, 2026.", words(page.find(role="status")))
        self.assertEqual(words(page.find(id="officers")), "Officers on June 30, 2026")
        self.assertEqual(words(page.select_one(".person h3")), "Joan Clarke")
        self.assertEqual(self.rows(page, "tbody tr"), ["July 1, 2026 President Ada Lovelace"])

    def test_a_vacancy_tells_where_to_write_meanwhile(self):
        for fields, mailbox, expected in [
            ({}, "", "We have no other address yet."),
            ({"website": "https://example.org/"}, "", "the chapter’s website"),
            ({"email": "office@example.org"}, "", "office@example.org"),
            ({"email": "office@example.org"}, "president@example.org", "president@example.org"),
        ]:
            with self.subTest(expected=expected):
                Chapter.objects.update(**fields)
                self.chapter.posts.all().delete()
                make_post(email=mailbox)
                meta = self.page("/directory/vermont/").select_one(".person.empty .meta")
                self.assertIn(expected, words(meta))

    def test_facts_that_are_known_are_shown(self):
        Chapter.objects.update(
            abbreviation="VLA",
            founded=1893,
            phone="+18025550100",
            officers_change_month=11,
            conference_month=5,
            assured_on=date(2026, 9, 1),
            take_action_url="https://example.org/act",
        )

        page = self.page("/directory/vermont/")

        facts = {words(d): words(d.find_next_sibling("dd")) for d in page.select(".facts dt")}
        self.assertEqual(facts["Abbreviation"], "VLA")
        self.assertEqual(facts["Founded"], "1893")
        self.assertEqual(facts["Telephone"], "(802) 555-0100")
        self.assertEqual(facts["Officers change in"], "November")
        self.assertEqual(facts["Conference usually in"], "May")
        self.assertEqual(facts["Seat on ALA Council"], "Yes")
        self.assertIn("Correct as of September 1, 2026", words(page.find("aside")))
        self.assertTrue(page.find("a", href="https://example.org/act"))

    def test_what_is_not_known_is_said_as_not_known(self):
        page = self.page("/directory/vermont/")

        facts = {words(d): words(d.find_next_sibling("dd")) for d in page.select(".facts dt")}
        self.assertEqual(facts["Officers change in"], "Not known")
        self.assertIn("Not known.", facts["Joint student membership"])
        self.assertIn(
            "Not yet checked by the Chapter Relations Office, nor confirmed by the chapter.",
            words(page.find("aside")),
        )

    def test_the_page_says_who_vouches_for_it_and_since_when(self):
        day = date(2026, 9, 1)
        for fields, expected in [
            (
                {"loaded_on": day},
                "Loaded from public sources on September 1, 2026, not yet checked by the Chapter "
                "Relations Office or confirmed by the chapter.",
            ),
            (
                {"loaded_on": day, "checked_on": day},
                "Checked by the Chapter Relations Office on September 1, 2026. Not yet confirmed "
                "by the chapter.",
            ),
            (
                {"loaded_on": day, "checked_on": day, "assured_on": date(2026, 10, 1)},
                "Correct as of October 1, 2026, as the chapter confirmed. Checked by the Chapter "
                "Relations Office on September 1, 2026.",
            ),
        ]:
            Chapter.objects.update(**fields)
            with self.subTest(fields=fields):
                meta = self.page("/directory/vermont/").select_one("aside > .meta")
                text = " ".join(meta.text.split())
                self.assertEqual(text, f"{expected} Suggest a correction")

    def test_a_note_stands_beside_the_month_in_which_officers_change(self):
        Chapter.objects.update(officers_change_month=5, officers_change_note="It varies.")

        page = self.page("/directory/vermont/")

        facts = {words(d): words(d.find_next_sibling("dd")) for d in page.select(".facts dt")}
        self.assertEqual(facts["Officers change in"], "May. It varies.")

    def test_neighbors_and_the_region_are_linked(self):
        ny = make_state("New York", "NY", neighbors=[self.vt])
        make_chapter("New York Library Association", states=[ny])
        make_region(states=[self.vt])

        page = self.page("/directory/vermont/")

        self.assertEqual([a["href"] for a in page.select(".around a")], ["/directory/new-york/"])
        self.assertEqual([a["href"] for a in page.select(".lead a")], ["/directory/new-england/"])

    def test_a_region_tells_the_states_it_covers_and_links_their_chapters(self):
        make_region(states=[self.vt], also_covers="Quebec")

        page = self.page("/directory/new-england/")

        self.assertIn("Vermont, Quebec", self.rows(page, ".facts dd"))
        self.assertEqual([a["href"] for a in page.select(".around a")], ["/directory/vermont/"])
        self.assertNotIn("Chapter councilor", self.rows(page, ".role"))

    def test_the_page_says_that_officers_are_samples_until_they_are_replaced(self):
        SiteSettings.objects.create(pk=1, samples_notice="The people shown here are samples.")
        sample = make_office_holder(person=make_person("Sample President", is_sample=True))

        for is_sample in [True, False]:
            sample.person.is_sample = is_sample
            sample.person.save()
            for path in ["/directory/", "/directory/vermont/", "/directory/officers/"]:
                with self.subTest(path=path, is_sample=is_sample):
                    text = words(self.page(path))
                    self.assertEqual("The people shown here are samples." in text, is_sample)


@takes_place_today
class OfficerListTests(PageTests):
    def setUp(self):
        self.president = make_position(plural="Presidents", rank=1)
        self.director = make_position("Executive director", rank=2)
        self.vermont = make_chapter(states=[make_state()])
        self.maine = make_chapter("Maine Library Association", states=[make_state("Maine", "ME")])

    def names(self, path):
        return self.rows(self.page(path), "tbody th")

    def test_everyone_who_serves_is_listed_with_a_link_to_the_chapter(self):
        make_office_holder("Ada Lovelace", starts_on=TODAY)
        make_office_holder("Grace Hopper", chapter=self.maine, ends_on=TODAY)
        make_office_holder("Joan Clarke", position=self.director, ends_on=TODAY - DAY)
        make_office_holder("Mary Somerville", position=self.director, starts_on=TODAY + DAY)

        page = self.page("/directory/officers/")

        self.assertEqual(self.rows(page, "tbody th"), ["Ada Lovelace", "Grace Hopper"])
        self.assertEqual(
            [link["href"] for link in page.select("tbody td:nth-of-type(2) a")],
            ["/directory/vermont/", "/directory/maine/"],
        )

    def test_position_state_and_day_narrow_the_list(self):
        make_office_holder("Ada Lovelace")
        make_office_holder("Grace Hopper", chapter=self.maine)
        make_office_holder("Joan Clarke", position=self.director, ends_on=TODAY - DAY)

        for query, expected in [
            ("position=president", ["Ada Lovelace", "Grace Hopper"]),
            ("state=ME", ["Grace Hopper"]),
            ("position=executive-director", []),
            ("position=executive-director&as_of=2026-09-14", ["Joan Clarke"]),
        ]:
            with self.subTest(query=query):
                self.assertEqual(self.names(f"/directory/officers/?{query}"), expected)

    def test_public_addresses_of_one_position_can_be_copied(self):
        make_office_holder(person=make_person(email="ada@example.org", is_email_public=True))
        make_office_holder(
            person=make_person("Grace Hopper", email="grace@example.org"), chapter=self.maine
        )

        page = self.page("/directory/officers/?position=president")

        self.assertEqual(page.textarea.text, "ada@example.org")
        self.assertEqual(
            words(page.find(id="addresses-hint")),
            "1 address; 1 of the people listed have no public address.",
        )

    def test_one_person_with_two_chapters_is_copied_once(self):
        ada = make_person(email="ada@example.org", is_email_public=True)
        make_office_holder(person=ada)
        make_office_holder(person=ada, chapter=self.maine)

        page = self.page("/directory/officers/?position=president")

        self.assertEqual(page.textarea.text, "ada@example.org")

    def test_the_list_of_another_day_has_no_addresses_to_copy(self):
        make_office_holder(person=make_person(email="ada@example.org", is_email_public=True))

        page = self.page("/directory/officers/?position=president&as_of=2026-09-14")

        self.assertIsNone(page.textarea)

    def test_an_empty_list_says_what_to_do(self):
        page = self.page("/directory/officers/")

        self.assertEqual(words(page.select_one(".blank h3")), "Nobody is listed")


@takes_place_today
class CommitteePageTests(PageTests):
    def test_mission_and_those_who_serve_today_are_shown(self):
        make_committee(mission="Be a part of ALA.")
        make_committee_member("Joan Clarke", ends_on=TODAY - DAY)
        make_committee_member("Grace Hopper")
        make_committee_member("Ada Lovelace", role=CommitteeMember.Role.CHAIR)

        page = self.page("/directory/committee/")

        self.assertIn("Be a part of ALA.", words(page))
        self.assertEqual(self.rows(page, "tbody th"), ["Ada Lovelace", "Grace Hopper"])

    def test_another_day_shows_the_roster_of_that_day(self):
        make_committee_member("Joan Clarke", ends_on=TODAY - DAY)
        make_committee_member("Grace Hopper", starts_on=TODAY)

        page = self.page("/directory/committee/?as_of=2026-09-14")

        self.assertIn("As of September 14, 2026.", words(page.find(role="status")))
        self.assertEqual(self.rows(page, "tbody th"), ["Joan Clarke"])

    def test_a_committee_without_members_says_so(self):
        make_committee()

        self.assertIn(
            "The roster has not been entered yet.", words(self.page("/directory/committee/"))
        )


class JointStudentMembershipTests(PageTests):
    def test_the_number_told_is_the_number_of_chapters_listed(self):
        for place, takes_part in [
            ("Idaho", True),
            ("Iowa", True),
            ("Maine", False),
            ("Ohio", None),
            ("Utah", None),
            ("Texas", None),
        ]:
            make_chapter(f"{place} Library Association", joint_student_membership=takes_part)

        page = self.page("/directory/joint-student-membership/")

        told = {
            words(page.find(id=name)): [a["href"] for a in page.find(id=name).find_next("ul")("a")]
            for name in ["who", "not", "unknown"]
        }
        self.assertEqual(
            told,
            {
                "2 chapters take part": ["/directory/idaho/", "/directory/iowa/"],
                "1 does not": ["/directory/maine/"],
                "Not known for 3": ["/directory/ohio/", "/directory/texas/", "/directory/utah/"],
            },
        )


class FindPageTests(PageTests):
    def setUp(self):
        self.maine = make_chapter(
            "Maine Library Association", abbreviation="MLA", states=[make_state("Maine", "ME")]
        )

    def test_one_match_leads_straight_to_the_chapter(self):
        for place in ["ME", "maine", "Maine Library Association"]:
            with self.subTest(place=place):
                response = self.client.get("/directory/find/", {"place": place})
                self.assertRedirects(response, "/directory/maine/")

    def test_several_matches_are_a_choice(self):
        make_chapter("Ohio Library Association", abbreviation="MLA")

        page = self.page("/directory/find/?place=mla")

        self.assertEqual(words(page.find(id="found")), "2 chapters match “mla”")
        self.assertEqual(
            [a["href"] for a in page.select(".links a")], ["/directory/maine/", "/directory/ohio/"]
        )

    def test_no_match_is_answered_with_help(self):
        for place, help_text in [
            ("Mainee", "Did you mean one of these?"),
            ("Atlantis", "Check the spelling"),
            ("04101", "Is it a ZIP code? Type it into the box above"),
        ]:
            with self.subTest(place=place):
                page = self.page(f"/directory/find/?place={place}")
                self.assertIn(help_text, words(page.select_one(".blank")))
                self.assertEqual(page.find(id="place")["value"], place)

    def test_no_words_ask_for_some(self):
        for path in ["/directory/find/", "/directory/find/?place=", "/directory/find/?place=%20"]:
            with self.subTest(path=path):
                self.assertEqual(words(self.page(path).find(id="found")), "Type a place to begin")

    def test_odd_words_break_nothing(self):
        for place in ["\0", "😀", "<script>alert(1)</script>", "x" * 10_000, "' OR 1=1"]:
            with self.subTest(place=place[:20]):
                response = self.client.get("/directory/find/", {"place": place})
                self.assertEqual(response.status_code, 200)
                self.assertNotIn(b"<script>alert", response.content)
