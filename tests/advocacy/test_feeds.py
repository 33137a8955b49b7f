from datetime import date
from xml.etree import ElementTree

from django.test import TestCase

from tests.advocacy.makers import make_bill, make_step
from tests.reading import read_page

LIST = "/advocacy/legislation/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


class FeedTests(TestCase):
    def setUp(self):
        self.bill = make_bill("H.R. 1", title="First & <best>")
        self.other = make_bill("H.R. 2", title="Second")
        make_step(self.bill, "Introduced.", date(2026, 3, 1), chamber="House")
        make_step(self.other, "Referred\x0b.", date(2026, 3, 2))

    def feed(self, path):
        response = self.client.get(path)
        self.assertTrue(response.headers["Content-Type"].startswith("application/atom+xml"))
        return ElementTree.fromstring(response.content)

    def entries(self, path):
        return [
            (
                entry.find("a:title", ATOM).text,
                entry.find("a:summary", ATOM).text,
                entry.find("a:updated", ATOM).text,
            )
            for entry in self.feed(path).iterfind("a:entry", ATOM)
        ]

    def test_the_feed_of_all_bills_has_the_newest_step_first(self):
        self.assertEqual(
            self.entries(f"{LIST}feed/"),
            [
                ("H.R. 2, Congress: Second", "Referred.", "2026-03-02T00:00:00-06:00"),
                (
                    "H.R. 1, Congress: First & <best>",
                    "House: Introduced.",
                    "2026-03-01T00:00:00-06:00",
                ),
            ],
        )

    def test_the_feed_of_a_bill_has_its_own_steps(self):
        steps = [words for _, words, _ in self.entries(f"{self.bill.get_absolute_url()}feed/")]

        self.assertEqual(steps, ["House: Introduced."])

    def test_every_address_is_whole_and_of_the_host_that_was_asked(self):
        for path in [f"{LIST}feed/", f"{self.bill.get_absolute_url()}feed/"]:
            feed = self.feed(path)
            addresses = [link.get("href") for link in feed.iterfind(".//a:link", ATOM)]
            with self.subTest(path=path):
                self.assertEqual(
                    {a.split("/advocacy")[0] for a in addresses}, {"http://testserver"}
                )
                self.assertIn(f"http://testserver{path}", addresses)

    def test_each_step_has_an_id_of_its_own(self):
        make_step(self.bill, "Read twice.", date(2026, 3, 1))

        ids = [one.text for one in self.feed(f"{LIST}feed/").iterfind("a:entry/a:id", ATOM)]

        self.assertEqual(len(set(ids)), 3)

    def test_the_pages_name_their_feeds(self):
        for path in [LIST, self.bill.get_absolute_url()]:
            page = read_page(self.client.get(path).content)
            link = page.find("link", rel="alternate", type="application/atom+xml")
            with self.subTest(path=path):
                self.assertEqual(link["href"], f"{path}feed/")

    def test_a_feed_without_steps_is_a_feed(self):
        empty = make_bill("H.R. 3")

        self.assertEqual(self.entries(f"{empty.get_absolute_url()}feed/"), [])

    def test_more_steps_take_no_more_queries(self):
        for number in range(3):
            with self.assertNumQueries(3):
                self.client.get(f"{LIST}feed/")
            make_step(make_bill(f"S. {number}"), dated_on=date(2026, 4, 1))
