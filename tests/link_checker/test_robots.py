from django.test import SimpleTestCase

from chapters_portal.link_checker.crawler import Robots


def allowed(rules, *paths):
    robots = Robots(rules)
    return [path for path in paths if robots.allows(f"https://example.org{path}")]


class RobotsTests(SimpleTestCase):
    def test_without_rules_all_is_allowed(self):
        for text in ["", "hello", "<html>", "Disallow: /", "User-agent: *\nDisallow:", "\0:\0"]:
            with self.subTest(text=text):
                self.assertEqual(allowed(text, "/", "/a"), ["/", "/a"])

    def test_the_group_with_our_name_goes_before_the_one_for_all(self):
        text = "User-agent: *\nDisallow: /\n\nUser-agent: Chapters-Portal # us\nDisallow: /a\n"

        self.assertEqual(allowed(text, "/", "/a", "/b"), ["/", "/b"])

    def test_a_group_may_name_several_and_come_in_pieces(self):
        text = (
            "User-agent: other\nUser-agent: chapters-portal\nDisallow: /a\n"
            "User-agent: else\nDisallow: /c\n"
            "User-agent: chapters-portal\nDisallow: /b\n"
        )

        self.assertEqual(allowed(text, "/a", "/b", "/c"), ["/c"])

    def test_the_longest_rule_decides_and_allow_wins_a_tie(self):
        text = "User-agent: *\nDisallow: /\nAllow: /open\nDisallow: /open/not\nAllow: /open/not\n"

        self.assertEqual(allowed(text, "/", "/open", "/open/not"), ["/open", "/open/not"])

    def test_a_star_is_anything_and_a_dollar_the_end(self):
        for pattern, closed in [
            ("/*.pdf$", ["/a.pdf", "/a.pdf/b.pdf"]),
            ("/*.pdf", ["/a.pdf", "/a.pdf?x", "/a.pdf/b.pdf", "/a.pdf/b.pdf/bb"]),
            ("/a$", ["/a"]),
            ("*?x", ["/a.pdf?x"]),
            ("/a*b*b", ["/a.pdf/b.pdf/bb"]),
            ("/*bb$", ["/a.pdf/b.pdf/bb"]),
            ("/b*b$", []),
            ("/$", ["/"]),
        ]:
            paths = ["/", "/a", "/b", "/a.pdf", "/a.pdf?x", "/a.pdf/b.pdf", "/a.pdf/b.pdf/bb"]
            with self.subTest(pattern=pattern):
                open_paths = allowed(f"User-agent: *\nDisallow: {pattern}", *paths)
                self.assertEqual([path for path in paths if path not in open_paths], closed)

    def test_an_encoded_path_is_the_same_path(self):
        text = "User-agent: *\nDisallow: /caf%C3%A9"

        self.assertEqual(allowed(text, "/café", "/caf%c3%a9", "/cafe"), ["/cafe"])

    def test_an_encoded_slash_is_part_of_a_name(self):
        text = "User-agent: *\nDisallow: /a%2Fb"

        self.assertEqual(allowed(text, "/a/b", "/a%2fb"), ["/a/b"])

    def test_a_hostile_pattern_costs_no_time(self):
        text = f"User-agent: *\nDisallow: {'*a' * 20_000}b"

        self.assertEqual(allowed(text, "/" + "a" * 2000), ["/" + "a" * 2000])

    def test_the_wanted_delay_is_read(self):
        for value, delay in [
            ("5", 5),
            ("0.5", 0.5),
            ("-1", 0),
            ("x", 0),
            ("nan", 0),
            ("inf", 0),
            ("9" * 5000, 0),  # more than a number can hold
        ]:
            with self.subTest(value=value):
                self.assertEqual(Robots(f"User-agent: *\nCrawl-delay: {value}").delay, delay)
