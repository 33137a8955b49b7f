import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import yaml
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone

from advocacy.loaders import sources
from advocacy.loaders.districts import load_districts
from advocacy.loaders.legislators import load_legislators
from advocacy.loaders.sources import LoadError
from advocacy.models import CommitteeSeat, DataSource, DistrictOffice, Legislator, ZipDistrict
from tests.advocacy.makers import make_delegation


def entry(number, **term):
    return {
        "id": {"bioguide": f"X{number:06}"},
        "name": {"first": "Sample", "last": f"Member{number}"},
        "terms": [{"type": "rep", "state": "GA", "district": number, "party": "None", **term}],
    }


class FolderTestCase(TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        make_delegation("GA", house_seats=14)

    def write(self, name, content):
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path


class LoadLegislatorsTests(FolderTestCase):
    def load(self, entries, **options):
        return load_legislators(
            self.write("legislators.json", entries), now=timezone.now(), **options
        )

    def names(self):
        return list(Legislator.objects.order_by("bioguide").values_list("last_name", flat=True))

    def test_members_come_with_what_stands_beside_their_file(self):
        self.write(
            "legislators-district-offices.json",
            [
                {
                    "id": {"bioguide": "X000001"},
                    "offices": [{"city": "Macon", "state": "GA", "suite": 2}],
                }
            ],
        )
        self.write("contact_forms.csv", "bioguide,contact_form\nX000001,https://x.house.gov/form\n")
        self.write("committee-membership-current.json", {"HSED": [{"bioguide": "X000001"}]})

        self.load([entry(1)], dated_on=date(2026, 6, 15))

        member = Legislator.objects.get()
        self.assertEqual(member.name, "Sample Member1")
        self.assertEqual(member.contact_form, "https://x.house.gov/form")
        self.assertEqual([(o.city, o.street) for o in member.offices.all()], [("Macon", "2")])
        self.assertEqual(CommitteeSeat.objects.get().code, "HSED")
        self.assertEqual(DataSource.objects.get().dated_on, date(2026, 6, 15))

    def test_the_last_term_is_the_present_one_even_when_its_end_has_passed(self):
        member = entry(1, end="2020-01-03")
        member["terms"].insert(0, {"type": "sen", "state": "GA"})

        self.load([member])

        self.assertEqual(Legislator.objects.get().chamber, "house")

    def test_an_address_outside_congress_is_dropped(self):
        slips = ["hhttps://x.house.gov/", "javascript:alert(1)", "https://house.gov.example.org/"]

        self.load([entry(n, contact_form=slip) for n, slip in enumerate(slips, start=1)])

        self.assertEqual(set(Legislator.objects.values_list("contact_form", flat=True)), {""})

    def test_a_name_is_whole_also_where_there_is_no_official_one(self):
        names = {
            'Henry C. "Hank" Johnson, Jr.': {
                "first": "Henry",
                "middle": "C.",
                "last": "Johnson",
                "nickname": "Hank",
                "suffix": "Jr.",
            },
            "Joseph Sample III": {"first": "Joseph", "last": "Sample", "suffix": "III"},
            "Nydia M. Velázquez": {"first": "Nydia", "middle": "M.", "last": "Velázquez"},
            "Ben Ray Luján": {"first": "Ben Ray", "last": "Luján", "nickname": "Ben Ray"},
            "As They Say": {"first": "A", "last": "B", "official_full": "As They Say"},
        }

        self.load([{**entry(n), "name": parts} for n, parts in enumerate(names.values(), start=1)])

        stored = Legislator.objects.order_by("bioguide").values_list("name", flat=True)
        self.assertEqual(list(stored), list(names))

    def test_the_same_file_twice_changes_nothing_and_says_so(self):
        self.load([entry(1)])
        before = list(Legislator.objects.values())

        self.assertIn("Nothing to change", self.load([entry(1)]))
        self.assertEqual(list(Legislator.objects.values()), before)

    def test_a_swap_of_seats_is_no_clash(self):
        self.load([entry(1, district=1), entry(2, district=2)])

        self.load([entry(1, district=2), entry(2, district=1)])

        self.assertEqual(Legislator.objects.get(bioguide="X000001").district, 2)

    def test_a_file_that_would_lose_more_than_a_tenth_is_refused_unless_forced(self):
        self.load([entry(n) for n in range(1, 11)])
        fewer = [entry(n) for n in range(1, 9)]

        with self.assertRaisesMessage(LoadError, "8 members where 10 are known"):
            self.load(fewer)
        self.assertEqual(len(self.names()), 10)

        self.load(fewer, force=True)
        self.assertEqual(len(self.names()), 8)

    def test_a_bad_file_leaves_the_old_members_and_says_what_is_wrong(self):
        self.load([entry(1)])
        whole = json.dumps([entry(1), entry(2)])
        for content, words in [
            (whole[:-40], "is not JSON"),
            ("", "is not JSON"),
            ("{}", "not a list"),
            ("[]", "not a list"),
            ("[1]", "Member 1 cannot be read"),
            ([entry(1), {"id": {}}], "Member 2 cannot be read"),
            ([entry(1, state="ZZ")], "Member 1 cannot be read"),
            ([entry(1, district="x")], "Member 1 cannot be read"),
            ([entry(1, phone="1" * 500)], "Member 1 cannot be read"),
            ([entry(1), entry(1)], "there twice"),
            (b"\xff\xfe[", "not UTF-8"),
        ]:
            with self.subTest(words=words, content=content[:60]):
                with self.assertRaisesMessage(LoadError, words):
                    self.load(content)
                self.assertEqual(self.names(), ["Member1"])

    def test_a_missing_and_an_oversized_file_are_refused(self):
        with self.assertRaisesMessage(LoadError, "cannot be read"):
            load_legislators(self.folder / "none.json", now=timezone.now())
        with (
            mock.patch.object(sources, "LARGEST", 10),
            self.assertRaisesMessage(LoadError, "larger than 10 bytes"),
        ):
            self.load([entry(1)])


class LoadDistrictsTests(FolderTestCase):
    HEADER = "state_fips,state_abbr,zcta,cd\n"

    def load(self, content, **options):
        return load_districts(self.write("zccd.csv", content), now=timezone.now(), **options)

    def pairs(self):
        return list(
            ZipDistrict.objects.order_by("zip_code", "district").values_list("zip_code", "district")
        )

    def test_the_supplement_beside_the_file_is_part_of_it(self):
        self.write(
            "zccd_supplement.csv", "state_fips,state_abbr,zcta,cd,reason\n13,GA,30012,13,x\n"
        )

        self.load(self.HEADER + "13,GA,30012,4\r\n13,GA,00501,1\r\n")

        self.assertEqual(self.pairs(), [("00501", 1), ("30012", 4), ("30012", 13)])

    def test_the_census_bureaus_file_is_read_too(self):
        make_delegation("DC", house_seats=1)
        head = "\ufeffGEOID_CD119_20|GEOID_ZCTA5_20|AREALAND_PART|A|B\n"

        self.load(
            head
            + "1304|30012|5|x|y\n1305|30012|0|x|y\n13ZZ|30013|5|x|y\n"
            + "1306||5|x|y\n1198|20001|5|x|y\n"
        )

        self.assertEqual(self.pairs(), [("20001", 0), ("30012", 4)])

    def test_a_bad_file_leaves_the_old_districts_and_says_what_is_wrong(self):
        self.load(self.HEADER + "13,GA,30012,4\n")
        for content, words in [
            ("a,b\n1,2\n", "Neither the crosswalk's columns"),
            (self.HEADER, "no ZIP code"),
            (self.HEADER + "13,GA,3001,4\n", "Line 2"),
            (self.HEADER + "13,GA,30012,4\n99,ZZ,30013,1\n", "Line 3"),
            (self.HEADER + "13,GA,30012,15\n", "no district 15"),
            (self.HEADER + "13,GA\n", "Line 2"),
            (b"\xff\xfe", "not UTF-8"),
        ]:
            with self.subTest(words=words):
                with self.assertRaisesMessage(LoadError, words):
                    self.load(content)
                self.assertEqual(self.pairs(), [("30012", 4)])

    def test_a_file_that_would_lose_more_than_a_tenth_is_refused_unless_forced(self):
        self.load(self.HEADER + "".join(f"13,GA,300{n},4\n" for n in range(10, 20)))
        fewer = self.HEADER + "13,GA,30010,4\n"

        with self.assertRaisesMessage(LoadError, "1 ZIP codes where 10 are known"):
            self.load(fewer)
        self.assertEqual(len(self.pairs()), 10)

        self.load(fewer, force=True)
        self.assertEqual(len(self.pairs()), 1)


class Upstream(BaseHTTPRequestHandler):
    """An upstream on this computer. `answers` maps a path to status, body and announced length."""

    answers = {}

    def do_GET(self):
        status, body, length = self.answers.get(self.path, (404, b"", 0))
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("Last-Modified", "Mon, 15 Jun 2026 12:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class LoadFromTheWebTests(TestCase):
    def setUp(self):
        make_delegation("GA", house_seats=14)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def serve(self, entries, status=200, cut=0):
        body = json.dumps(entries).encode()
        empty = (200, b"[]", 2)
        Upstream.answers = {
            "/legislators.json": (status, body[: len(body) - cut], len(body)),
            "/contact_forms.csv": (200, b"bioguide,contact_form\n", 22),
            "/legislators-social-media.json": (200, *self.one({"id": {"bioguide": "Y"}})),
            "/legislators-district-offices.json": (200, *self.one({"id": {"bioguide": "Y"}})),
            "/committee-membership-current.json": (200, b"{}", 2),
            "/empty": empty,
        }
        return f"http://127.0.0.1:{self.server.server_port}/legislators.json"

    def one(self, content):
        body = json.dumps([content]).encode()
        return body, len(body)

    def test_an_address_is_read_like_a_file_and_its_date_is_kept(self):
        call_command("load_legislators", url=self.serve([entry(1)]), verbosity=0)

        source = DataSource.objects.get()
        self.assertEqual(Legislator.objects.count(), 1)
        self.assertEqual(source.dated_on, date(2026, 6, 15))
        self.assertTrue(source.origin.startswith("http://127.0.0.1"))

    def test_upstream_alone_is_enough_and_what_is_not_there_is_said(self):
        for path, body in [
            ("/legislators-current.json", json.dumps([entry(1)])),
            ("/legislators-current.yaml", yaml.safe_dump([entry(1)])),
            ("/alternate_formats/legislators-current.json", json.dumps([entry(1, phone="202")])),
        ]:
            Upstream.answers = {path: (200, body.encode(), len(body))}
            with self.subTest(path=path):
                said = self.run_command("load_legislators", path)
                self.assertEqual(Legislator.objects.count(), 1)
                self.assertIn("Skipped, for it is not there: legislators-district-offices.", said)
                self.assertIn("contact_forms.csv", said)

    def test_districts_come_from_upstream_alone_in_each_of_its_files(self):
        for path, body in [
            ("/zccd.csv", b"state_fips,state_abbr,zcta,cd\n13,GA,30012,4\n"),
            ("/zccd_hud.csv", b"state_fips,state_abbr,zip,cd\n13,GA,30013,4\n"),
        ]:
            Upstream.answers = {path: (200, body, len(body))}
            with self.subTest(path=path):
                said = self.run_command("load_districts", path)
                self.assertEqual(ZipDistrict.objects.count(), 1)
                self.assertIn("zccd_supplement.csv, zip3_states.csv", said)

    def test_what_would_go_is_refused_item_by_item_and_comes_with_more_files(self):
        self.serve_with_companions(entry(1), entry(2))
        path = "/legislators.json"
        self.run_command("load_legislators", path)
        whole, Upstream.answers = Upstream.answers, {path: Upstream.answers[path]}

        with self.assertRaises(CommandError) as caught:
            self.run_command("load_legislators", path)
        for loss in [
            "0 contact forms where 1 are known",
            "0 members with social media where 1 are known",
            "0 offices at home where 1 are known",
            "0 seats on library committees where 1 are known",
        ]:
            self.assertIn(loss, str(caught.exception))
        self.assertNotIn("members where", str(caught.exception))
        self.assertEqual(DistrictOffice.objects.count(), 1)

        self.run_command("load_legislators", path, force=True)
        self.assertEqual(DistrictOffice.objects.count(), 0)

        Upstream.answers = whole
        said = self.run_command("load_legislators", path)
        self.assertEqual(DistrictOffice.objects.count(), 1)
        self.assertNotIn("Skipped", said)
        self.assertIn("Nothing to change", self.run_command("load_legislators", path))

    def test_what_a_member_who_left_had_is_no_loss(self):
        self.serve_with_companions(entry(1), entry(2))
        self.run_command("load_legislators", "/legislators.json")
        body = json.dumps([{**entry(1), "id": {"bioguide": "N000001"}}, entry(2)])
        Upstream.answers = {"/legislators.json": (200, body.encode(), len(body))}

        self.run_command("load_legislators", "/legislators.json")

        self.assertEqual(DistrictOffice.objects.count(), 0)

    def test_the_supplement_and_the_ranges_are_losses_too(self):
        make_delegation("CA", house_seats=52)
        rows = b"state_fips,state_abbr,zcta,cd\n13,GA,30012,4\n"
        more = b"state_fips,state_abbr,zcta,cd\n06,CA,30012,3\n"
        ranges = b"prefix_from,prefix_to,state,note\n300,319,GA,\n"
        Upstream.answers = {
            "/zccd.csv": (200, rows, len(rows)),
            "/zccd_supplement.csv": (200, more, len(more)),
            "/zip3_states.csv": (200, ranges, len(ranges)),
        }
        self.run_command("load_districts", "/zccd.csv")
        Upstream.answers = {"/zccd.csv": (200, rows + b"\n", len(rows) + 1)}

        with self.assertRaises(CommandError) as caught:
            self.run_command("load_districts", "/zccd.csv")

        self.assertIn("0 ZIP codes across states where 1", str(caught.exception))
        self.assertIn("0 ranges of ZIP codes", str(caught.exception))

    def test_a_companion_that_fails_is_not_taken_for_one_that_is_missing(self):
        url = self.serve([entry(1)])
        Upstream.answers["/legislators-district-offices.json"] = (500, b"", 0)

        with self.assertRaisesMessage(CommandError, "no answer"):
            call_command("load_legislators", url=url)

    def serve_with_companions(self, *entries):
        member = {"id": entries[0]["id"]}
        bioguide = member["id"]["bioguide"]
        office = {"city": "Macon", "state": "GA"}
        files = {
            "legislators.json": json.dumps(entries),
            "legislators-district-offices.json": json.dumps([{**member, "offices": [office]}]),
            "legislators-social-media.json": json.dumps([{**member, "social": {"twitter": "x"}}]),
            "committee-membership-current.json": json.dumps({"HSED": [{"bioguide": bioguide}]}),
            "contact_forms.csv": f"bioguide,contact_form\n{bioguide},https://x.house.gov/form\n",
        }
        Upstream.answers = {
            f"/{name}": (200, body.encode(), len(body)) for name, body in files.items()
        }

    def run_command(self, name, path, **options):
        said = StringIO()
        url = f"http://127.0.0.1:{self.server.server_port}{path}"
        call_command(name, url=url, stdout=said, **options)
        return said.getvalue()

    def test_an_address_that_fails_leaves_the_old_members(self):
        call_command("load_legislators", url=self.serve([entry(1)]), verbosity=0)
        for fault, words in [({"status": 500}, "no answer"), ({"cut": 20}, "before it was whole")]:
            url = self.serve([entry(1), entry(2)], **fault)
            with self.subTest(words=words):
                with self.assertRaisesMessage(CommandError, words):
                    call_command("load_legislators", url=url, verbosity=0)
                self.assertEqual(Legislator.objects.count(), 1)

    def test_an_answer_without_end_is_cut_off(self):
        url = self.serve([entry(1)])
        with (
            mock.patch.object(sources, "LARGEST", 10),
            self.assertRaisesMessage(CommandError, "larger than 10 bytes"),
        ):
            call_command("load_legislators", url=url, verbosity=0)
