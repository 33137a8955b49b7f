from unittest import mock

from django.test import SimpleTestCase, override_settings

from chapters_portal.link_checker import crawler as visitor_module
from chapters_portal.link_checker.crawler import Verdict
from chapters_portal.link_checker.models import WatchedLink
from tests.link_checker.other_site import OtherSite, raw, redirect, silence, visitor

ALIVE = Verdict(WatchedLink.State.ALIVE)


def refuses(reason):
    return Verdict(WatchedLink.State.REFUSES, reason)


def failed(reason):
    return Verdict(WatchedLink.State.UNANSWERED, reason)


# The portal of the other tests is at 127.0.0.1, too, and its own pages are not visited.
@override_settings(ALLOWED_HOSTS=["testserver"])
class VisitTestCase(SimpleTestCase):
    def setUp(self):
        self.site = OtherSite(self)
        self.visitor = visitor()

    def visit(self, path="/", **pages):
        self.site.pages.update({f"/{name.strip('_')}": page for name, page in pages.items()})
        return self.visitor.crawl(self.site.base + path)

    def moved(self, path):
        base = self.site.base
        return Verdict(WatchedLink.State.MOVED, "It has moved for good.", f"{base}{path}")


class VerdictTests(VisitTestCase):
    def test_a_page_that_answers_is_alive_and_only_its_head_was_asked_for(self):
        self.assertEqual(self.visit(_=200), ALIVE)
        self.assertEqual(self.site.asked, [("GET", "/robots.txt"), ("HEAD", "/")])

    def test_a_page_that_is_not_there_failed(self):
        self.assertEqual(self.visit(_=404), failed("It answers 404 Not Found."))
        self.assertEqual(self.visit(_=410), failed("It answers 410 Gone."))
        self.assertEqual(self.visit(_=500), failed("It answers 500 Internal Server Error."))
        self.assertEqual(self.visit(_=599), failed("It answers 599."))

    def test_a_host_that_turns_robots_away_refuses(self):
        for status, words in [
            *[(401, "401 Unauthorized"), (403, "403 Forbidden"), (429, "429 Too Many Requests")],
            (999, "999"),
        ]:
            with self.subTest(status=status):
                self.assertEqual(
                    self.visit(_=status),
                    refuses(f"It answers {words} to robots. See for yourself."),
                )

    def test_who_does_not_know_head_is_asked_with_get(self):
        def only_get(refusal):
            return lambda handler: (
                handler.send_error(refusal) if handler.command == "HEAD" else ok(handler)
            )

        def ok(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        def hang_up(handler):
            if handler.command == "GET":
                ok(handler)
            handler.close_connection = True

        for page in [*map(only_get, [400, 403, 404, 405, 500, 501]), hang_up]:
            self.site.asked.clear()
            self.assertEqual(self.visit(_=page), ALIVE)
            self.assertEqual(self.site.links_asked, [("HEAD", "/"), ("GET", "/")])

    def test_who_wants_fewer_questions_is_not_asked_again(self):
        self.visit(_=429)

        self.assertEqual(self.site.links_asked, [("HEAD", "/")])

    def test_a_host_that_is_silent_failed(self):
        with mock.patch.object(visitor_module, "TIMEOUT", 0.1):
            self.assertEqual(self.visit(_=silence), failed("It did not answer in time."))

    def test_all_questions_about_a_link_have_one_limit(self):
        clock = iter(range(0, 10_000, 7))
        self.visitor = visitor(clock=lambda: next(clock))
        path = {f"_{n}": redirect(f"/{n + 1}") for n in range(4)}

        verdict = self.visit("/0", **path)

        self.assertIn("It took more than 30 seconds.", verdict.reason)

    def test_what_is_no_http_failed(self):
        self.assertEqual(self.visit(_=raw(b"\xff\0\n\n")), failed("What it answers is not HTTP."))

    def test_what_is_no_address_failed(self):
        for address in ["http://[::1", "https://", "http:///x", "//"]:
            with self.subTest(address=address):
                self.assertEqual(
                    self.visitor.crawl(address),
                    failed("This is not an address of a page on the web."),
                )

    def test_an_address_without_a_scheme_is_taken_for_https(self):
        verdict = self.visitor.crawl(self.site.base.removeprefix("http:"))

        self.assertEqual(verdict, failed("It does not speak HTTPS as it should."))


class RedirectTests(VisitTestCase):
    def test_a_page_that_moved_for_good_tells_its_new_address(self):
        for status in [301, 308]:
            with self.subTest(status=status):
                self.assertEqual(
                    self.visit("/old", old=redirect("/new", status), new=200), self.moved("/new")
                )

    def test_a_page_that_is_elsewhere_for_now_is_alive(self):
        for status in [302, 303, 307]:
            with self.subTest(status=status):
                self.assertEqual(self.visit("/old", old=redirect("/new", status), new=200), ALIVE)

    def test_only_what_moved_for_good_from_the_beginning_is_offered(self):
        pages = {"c": redirect("/d", 301), "d": 200}

        self.assertEqual(
            self.visit("/a", a=redirect("/b", 301), b=redirect("/c", 302), **pages),
            self.moved("/b"),
        )
        self.assertEqual(self.visit("/b", **pages), ALIVE)

    def test_the_part_of_the_page_stays(self):
        self.assertEqual(
            self.visit("/old#dues", old=redirect("/new", 301), new=200), self.moved("/new#dues")
        )
        self.assertEqual(
            self.visit("/old#dues", old=redirect("/new#fees", 301)), self.moved("/new#fees")
        )

    def test_a_page_that_moved_to_nowhere_failed(self):
        verdict = self.visit("/old", old=redirect("/new", 301), new=404)

        host = self.site.base.removeprefix("http://")
        self.assertEqual(verdict, failed("It answers 404 Not Found."))
        self.assertEqual(
            self.visit("/old", old=redirect("ftp://x/", 301)),
            failed("This is not an address of a page on the web."),
        )
        self.assertEqual(
            self.visit("/old", old=redirect("/new"), new=raw(b"")),
            failed(f"It leads on to {host}. It hung up without an answer."),
        )

    def test_bad_addresses_to_lead_on_to_failed(self):
        for place in ["http://[::1", "mailto:a@example.org", "http://", "/" + "a" * 3000]:
            with self.subTest(place=place[:20]):
                verdict = self.visit("/old", old=redirect(place, 301))
                self.assertEqual(verdict.state, WatchedLink.State.UNANSWERED)

    def test_a_redirect_without_a_place_failed(self):
        self.assertEqual(self.visit("/old", old=302), failed("It answers 302 Found."))

    def test_a_circle_ends_after_five_redirects(self):
        verdict = self.visit("/a", a=redirect("/b", 301), b=redirect("/a", 301))

        self.assertEqual(verdict, failed("It leads on more than 5 times."))
        self.assertEqual(len(self.site.links_asked), 6)

    def test_five_redirects_are_followed(self):
        pages = {f"_{n}": redirect(f"/{n + 1}", 301) for n in range(1, 6)}

        self.assertEqual(self.visit("/1", **pages, _6=200), self.moved("/6"))

    def test_a_way_into_a_private_network_is_not_followed(self):
        inside = OtherSite(self)
        for place in [
            inside.base.replace("127.0.0.1", "127.0.0.2"),
            *["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/"],
        ]:
            with self.subTest(place=place):
                verdict = self.visit("/old", old=redirect(place, 301))
                self.assertIn("It leads into a private network", verdict.reason)
        self.assertEqual(inside.asked, [])

    def test_a_way_back_to_the_portal_is_not_followed(self):
        self.assertEqual(self.visit("/old", old=redirect("http://testserver/")), ALIVE)


class ManneredTests(VisitTestCase):
    def test_a_page_that_is_closed_to_robots_is_not_asked(self):
        verdict = self.visit(**{"robots.txt": (200, {}, b"User-agent: *\nDisallow: /")}, _=200)

        self.assertEqual(verdict, refuses("Its robots.txt asks robots to stay away."))
        self.assertEqual(self.site.links_asked, [])

    def test_a_page_that_one_is_led_to_can_be_closed_as_well(self):
        rules = {"robots.txt": (200, {}, b"User-agent: chapters-portal\nDisallow: /new")}

        verdict = self.visit("/old", old=redirect("/new", 301), new=200, **rules)

        self.assertEqual(verdict, refuses("Its robots.txt asks robots to stay away."))
        self.assertEqual(self.site.links_asked, [("HEAD", "/old")])

    def test_a_robots_txt_may_be_elsewhere(self):
        closed = (200, {}, b"User-agent: *\nDisallow: /")

        verdict = self.visit(**{"robots.txt": redirect("/rules")}, rules=closed, _=200)

        self.assertEqual(verdict.state, WatchedLink.State.REFUSES)

    def test_a_robots_txt_that_leads_in_a_circle_or_says_no_closes_nothing(self):
        for page in [redirect("/robots.txt"), 403, 404, (200, {}, b"\xff\xfe\0")]:
            self.visitor = visitor()
            self.assertEqual(self.visit(**{"robots.txt": page}, _=200), ALIVE)

    def test_where_the_robots_txt_cannot_be_had_we_stay_away(self):
        for page, verdict in [
            (429, refuses("It wants no more questions now.")),
            (503, failed("It answers 503 Service Unavailable when asked what we may see.")),
            (raw(b"?"), failed("What it answers is not HTTP.")),
        ]:
            self.visitor = visitor()
            self.site.asked.clear()
            self.assertEqual(self.visit(**{"robots.txt": page}, _=200), verdict)
            self.assertEqual(self.visit(), verdict)
            self.assertEqual(self.site.asked, [("GET", "/robots.txt")])

    def test_rules_are_read_once_for_all_links_of_a_host(self):
        self.visit("/a")
        self.visit("/b")

        self.assertEqual(self.site.asked.count(("GET", "/robots.txt")), 1)

    def test_a_huge_robots_txt_is_read_up_to_64_kilobytes(self):
        rules = b"User-agent: *\nDisallow: /a\n" + b"#" * 100_000 + b"\nDisallow: /b\n"
        self.site.pages["/robots.txt"] = (200, {}, rules)

        self.assertEqual(self.visit("/a", a=200).state, WatchedLink.State.REFUSES)
        self.assertEqual(self.visit("/b", b=200), ALIVE)

    def test_between_two_questions_to_a_host_is_a_pause(self):
        slept = []
        self.visitor = visitor(slept.append, clock=lambda: 100.0)

        self.visit("/a", a=200)
        self.visit("/b", b=200)

        self.assertEqual(len(self.site.asked), 3)
        self.assertEqual(slept, [2, 4])

    def test_another_host_is_asked_without_a_pause(self):
        slept = []
        self.visitor = visitor(slept.append, clock=lambda: 100.0)
        self.site.pages["/"] = 200

        self.visitor._wait_for_turn("one.example")
        self.visitor._wait_for_turn("two.example")

        self.assertEqual(slept, [])

    def test_a_longer_pause_is_kept_where_it_is_asked_for(self):
        for wanted, pause in [(10, 10), (2.5, 2.5), (999, 30), ("9" * 300, 30), (1, 2)]:
            slept = []
            self.visitor = visitor(slept.append, clock=lambda: 100.0)
            rules = f"User-agent: *\nCrawl-delay: {wanted}".encode()
            self.visit("/a", a=200, b=200, **{"robots.txt": (200, {}, rules)})
            self.visit("/b")
            self.assertEqual(slept, [2, 2 + pause])
