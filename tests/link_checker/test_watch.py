import io
from datetime import UTC, datetime, timedelta
from unittest import mock

import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from chapters_portal.content.version import content_version
from chapters_portal.link_checker import watch
from chapters_portal.link_checker.crawler import Verdict
from chapters_portal.link_checker.models import LinkPlace, WatchedLink
from chapters_portal.operations.jobs import JobRun
from tests.answers.makers import make_answer
from tests.link_checker.other_site import OtherSite, redirect, visitor, web_of_this_computer
from tests.makers import make_chapter
from tests.pages.makers import make_home_link

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DAY = timedelta(days=1)
State = WatchedLink.State


@override_settings(ALLOWED_HOSTS=["testserver"])
class RunTests(TestCase):
    """Whole runs against a web server."""

    def setUp(self):
        self.site = OtherSite(self)
        self.asked = self.site.asked

    def show(self, path):
        return make_home_link(title=path.strip("/"), url=self.site.base + path)

    def look(self, moment=NOW, *, most=100, days=7):
        self.asked.clear()
        return watch.look(moment, visitor(), most=most, days=days)

    def states(self):
        return {
            link.address.removeprefix(self.site.base): link.state
            for link in WatchedLink.objects.all()
        }

    def test_a_run_tells_how_all_links_fared(self):
        self.site.pages.update(
            {"/fine": 200, "/old": redirect("/fine", 301), "/shut": 403, "/ill": 500}
        )
        for path in ["/fine", "/old", "/shut", "/ill", "/none"]:
            self.show(path)

        told = self.look()

        self.assertEqual(
            self.states(),
            {
                "/fine": State.ALIVE,
                "/old": State.MOVED,
                "/shut": State.REFUSES,
                "/ill": State.UNANSWERED,
                "/none": State.UNANSWERED,
            },
        )
        self.assertEqual(
            told,
            "Looked at 5 of 5 links that were due. Failed once: 2. Alive: 1. Moved: 1. "
            "Refuses robots: 1.",
        )
        moved = WatchedLink.objects.get(state=State.MOVED)
        self.assertEqual((moved.moved_to, moved.looked_at), (f"{self.site.base}/fine", NOW))

    def test_a_link_is_gone_after_two_failures_in_a_row(self):
        self.show("/page")
        found = []
        for day, status in enumerate([404, 200, 500, 404, 404, 200]):
            self.site.pages["/page"] = status
            self.look(NOW + day * DAY, days=1)
            found.append(self.states()["/page"])

        self.assertEqual(
            found,
            [
                *[State.UNANSWERED, State.ALIVE, State.UNANSWERED],
                *[State.GONE, State.GONE, State.ALIVE],
            ],
        )

    def test_a_failure_is_looked_at_again_the_next_night_and_what_is_well_after_a_week(self):
        self.site.pages["/fine"] = 200
        self.show("/fine")
        self.show("/none")
        due = []
        for hours in [0, 1, 24, 7 * 24, 8 * 24]:
            self.look(NOW + timedelta(hours=hours))
            due.append([path for method, path in self.site.links_asked if method == "HEAD"])

        self.assertEqual(due, [["/fine", "/none"], [], ["/none"], ["/fine"], ["/none"]])

    def test_a_run_looks_at_no_more_than_it_is_told_and_the_next_goes_on(self):
        for path in ["/a", "/b", "/c"]:
            self.site.pages[path] = 200
            self.show(path)

        told = self.look(most=2)
        self.assertEqual(self.site.links_asked, [("HEAD", "/a"), ("HEAD", "/b")])
        self.assertEqual(told, "Looked at 2 of 3 links that were due. Alive: 2.")

        self.look(NOW + DAY, most=2)
        self.assertEqual(self.site.links_asked, [("HEAD", "/c")])

    def test_failures_go_before_what_is_new(self):
        self.show("/none")
        self.look()
        self.show("/new")

        self.look(NOW + DAY, most=1)

        self.assertEqual(self.states(), {"/none": State.GONE, "/new": State.NEW})

    def test_a_link_that_is_left_alone_is_not_asked_again(self):
        self.show("/none")
        self.look()
        WatchedLink.objects.update(is_left_alone=True)

        self.look(NOW + 30 * DAY)

        self.assertEqual(self.asked, [])
        self.assertEqual(self.states(), {"/none": State.UNANSWERED})

    def test_links_of_drafts_are_not_asked(self):
        body = f'<p><a href="{self.site.base}/draft">x</a></p>'
        make_answer(body=body, published_at=None)

        self.assertEqual(self.look(), "Looked at 0 of 0 links that were due.")
        self.assertEqual((self.asked, self.states()), ([], {}))

    def test_a_run_leaves_the_kept_pages_alone(self):
        self.show("/none")
        WatchedLink.objects.bulk_create([WatchedLink(address="https://forgotten.example/")])
        version = content_version()

        with self.captureOnCommitCallbacks(execute=True):
            self.look()
            call_command("nightly", stdout=io.StringIO())

        self.assertEqual(content_version(), version)

    def test_the_word_of_another_run_stands(self):
        self.show("/page")
        self.look()
        link, late = WatchedLink.objects.get(), WatchedLink.objects.get()

        link.note(Verdict(State.ALIVE), NOW + DAY)
        late.note(Verdict(State.UNANSWERED), NOW + DAY)

        self.assertEqual(WatchedLink.objects.get().state, State.ALIVE)

    def test_the_command_does_a_run_and_notes_it(self):
        self.show("/none")
        out = io.StringIO()
        with (
            time_machine.travel(NOW, tick=False),
            mock.patch("chapters_portal.management.commands.check_links.Web", web_of_this_computer),
            mock.patch("chapters_portal.link_checker.crawler.DELAY", 0),
        ):
            call_command("check_links", most=10, older_than=0, stdout=out)
            call_command("check_links", "--most=10", "--older-than=0", stdout=out)

        first, second = out.getvalue().splitlines()
        self.assertEqual(first, "Looked at 1 of 1 links that were due. Failed once: 1.")
        self.assertEqual(second, "Looked at 1 of 1 links that were due. Gone: 1.")
        run = JobRun.objects.get(name="check_links")
        self.assertEqual((run.outcome, run.finished_at), (second, NOW))

    def test_the_command_as_it_is_asks_nobody_on_this_computer(self):
        self.show("/page")

        call_command("check_links", stdout=io.StringIO())

        self.assertEqual(self.asked, [])
        self.assertEqual(WatchedLink.objects.get().state, State.UNANSWERED)


class CutOffTests(TestCase):
    def setUp(self):
        for number in range(watch.ENOUGH_HOSTS):
            make_home_link(url=f"https://host-{number}.example/")

    def crawler(self, *verdicts):
        crawler = mock.Mock()
        crawler.crawl.side_effect = verdicts
        return crawler

    def test_when_nobody_answers_nothing_is_noted_and_the_job_failed(self):
        failed = Verdict(State.UNANSWERED, "The name of its host leads nowhere.")
        with (
            mock.patch(
                "chapters_portal.management.commands.check_links.Crawler",
                return_value=self.crawler(*[failed] * watch.ENOUGH_HOSTS),
            ),
            self.assertRaisesMessage(CommandError, "No host answers at all."),
        ):
            call_command("check_links")

        states = set(WatchedLink.objects.values_list("state", "looked_at"))
        self.assertEqual(states, {(State.NEW, None)})
        run = JobRun.objects.get()
        self.assertIn("Failed: No host answers at all.", run.outcome)
        self.assertIsNone(run.finished_at)

    def test_one_answer_shows_that_we_are_connected(self):
        failed = [Verdict(State.UNANSWERED)] * (watch.ENOUGH_HOSTS - 1)

        watch.look(NOW, self.crawler(Verdict(State.REFUSES), *failed), most=100, days=7)

        self.assertEqual(WatchedLink.objects.filter(state=State.UNANSWERED).count(), len(failed))


class PlaceTests(TestCase):
    def places(self):
        return [
            (place.link.address, place.page, place.text, place.owner, place.edited_in)
            for place in LinkPlace.objects.select_related("link")
        ]

    def test_every_place_of_a_link_is_known(self):
        address = "https://other.example/"
        chapter = make_chapter(website=address)
        answer = make_answer(
            question="Why?", owner="CRO", body=f'<p><a href="{address}">because</a></p>'
        )

        watch.renew_places(NOW)

        self.assertEqual(
            self.places(),
            [
                (address, "/directory/vermont/", "website", "", f"chapter {chapter}"),
                (address, answer.get_absolute_url(), "because", "CRO", "answer Why?"),
            ],
        )
        self.assertEqual(
            list(LinkPlace.objects.values_list("edited_at", flat=True)),
            [
                f"/admin/directory/chapter/{chapter.pk}/change/",
                f"/admin/answers/answer/{answer.pk}/change/",
            ],
        )

    def test_places_follow_the_pages(self):
        link = make_home_link(url="https://one.example/")
        watch.renew_places(NOW)
        link.url = "https://two.example/"
        link.save()

        watch.renew_places(NOW)

        addresses = list(WatchedLink.objects.values_list("address", flat=True))
        self.assertEqual(addresses, ["https://two.example/"])
        self.assertEqual([place[0] for place in self.places()], addresses)

    def test_what_is_left_alone_for_good_stays_so_when_it_comes_back(self):
        link = make_home_link(url="https://one.example/")
        watch.renew_places(NOW)
        WatchedLink.objects.update(is_left_alone=True)
        link.delete()
        watch.renew_places(NOW)

        make_home_link(url="https://one.example/")
        watch.renew_places(NOW)

        self.assertEqual(WatchedLink.objects.get().is_left_alone, True)

    def test_an_address_that_is_too_long_is_counted(self):
        address = f"https://other.example/{'é' * 1000}"
        make_answer(body=f'<p><a href="{address}">x</a></p>')

        told = watch.look(NOW, mock.Mock(), most=10, days=7)

        self.assertEqual(told, "Looked at 0 of 0 links that were due. Too long to look at: 1.")

    def test_more_links_need_no_more_queries(self):
        counts = []
        for number in [1, 3]:
            for extra in range(number):
                make_home_link(url=f"https://other.example/{number}/{extra}")
            watch.renew_places(NOW)
            with CaptureQueriesContext(connection) as queries:
                watch.renew_places(NOW)
            counts.append(len(queries))

        self.assertEqual(len(set(counts)), 1)
