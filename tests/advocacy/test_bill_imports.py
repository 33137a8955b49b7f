import json
import threading
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, override_settings

from advocacy.loaders import api as api_module
from advocacy.loaders import bills as bills_module
from advocacy.loaders import sources
from advocacy.loaders.api import Api
from advocacy.loaders.congress_gov import import_congress, ordinal
from advocacy.loaders.congress_gov import stage_of as federal_stage
from advocacy.loaders.openstates import import_openstates
from advocacy.loaders.openstates import stage_of as state_stage
from advocacy.loaders.sources import LoadError
from advocacy.models import Bill, BillAction, Session, Sponsor
from advocacy.models.congress import last_day_of_congress
from chapters_portal.content.version import content_version
from chapters_portal.operations.jobs import JobRun
from tests.advocacy.makers import make_bill, make_session, make_step
from tests.makers import make_state

SAMPLES = Path(__file__).parent / "samples"


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


class Service(BaseHTTPRequestHandler):
    """A service on this computer. `server.answer` gives status, headers and body for a request."""

    def do_GET(self):
        parts = urlsplit(self.path)
        self.server.asked.append((parts.path, parse_qs(parts.query)))
        self.server.keys.append(self.headers["X-API-KEY"])
        status, headers, body = self.server.answer(parts.path, parse_qs(parts.query))
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class ServiceTestCase(TestCase):
    def setUp(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
        self.server.asked, self.server.keys = [], []
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.waits = []
        self.api = Api(self.base, "secret", sleep=self.waits.append)

    def serve(self, *answers):
        """Give `answers` one after the other, and the last one again and again."""
        left = list(answers)
        self.server.answer = lambda path, query: left.pop(0) if len(left) > 1 else left[0]

    def everything(self):
        models = [Bill, BillAction, Session, Sponsor]
        return [list(model.objects.order_by("pk").values()) for model in models]


def page_of(results, page=1, last=1):
    pagination = {"per_page": 20, "page": page, "max_page": last, "total_items": len(results)}
    return 200, {}, {"results": results, "pagination": pagination}


class OpenStatesTests(ServiceTestCase):
    def setUp(self):
        super().setUp()
        for name, code in [("Illinois", "IL"), ("Maryland", "MD"), ("New Jersey", "NJ")]:
            make_state(name, code)
        self.bills = sample("openstates_v3_bills")["results"]
        self.serve(page_of(self.bills))

    def load(self, **options):
        return import_openstates(self.api, **options)

    def track_all(self):
        Bill.objects.update(is_tracked=True)

    def test_what_is_new_becomes_an_untracked_draft_with_its_record(self):
        done = self.load(jurisdiction="IL", query="library")

        self.assertIn("New drafts: 3.", done)
        self.assertEqual(
            [
                (bill.identifier, bill.stage, bill.is_tracked, bill.published_at)
                for bill in Bill.objects.order_by("identifier")
            ],
            [
                ("A 3446", "law", False, None),
                ("HB 2789", "law", False, None),
                ("HB 785", "law", False, None),
            ],
        )
        bill = Bill.objects.get(identifier="HB 785")
        self.assertEqual(str(bill.session), "Maryland, 2024 regular session")
        self.assertEqual(bill.slug, "md-hb-785-2024")
        self.assertEqual(bill.actions.count(), 5)
        self.assertEqual(bill.actions.last().dated_on, date(2024, 1, 31))
        self.assertEqual(
            [(s.name, s.is_primary) for s in bill.sponsors.all()], [("Dana Jones", True)]
        )
        self.assertEqual(
            [subject.name for subject in bill.subjects.all()],
            ["Education, Boards of", "Libraries"],
        )
        self.assertIn("<p>Establishing a State policy", bill.official_summary)
        self.assertTrue(bill.url.startswith("https://mgaleg.maryland.gov/"))

    def test_the_question_says_what_the_service_needs_and_hides_the_key(self):
        self.load(jurisdiction="IL", query="school library")

        (path, query), *_ = self.server.asked
        self.assertEqual(path, "/bills")
        self.assertEqual(query["jurisdiction"], ["il"])
        self.assertEqual(query["q"], ["school library"])
        self.assertEqual(query["per_page"], ["20"])
        self.assertEqual(query["include"], ["sponsorships", "abstracts", "actions", "sources"])
        self.assertEqual(set(self.server.keys), {"secret"})
        self.assertNotIn("apikey", query)

    def test_tracked_bills_are_asked_for_by_state_and_session_in_few_questions(self):
        illinois = make_session(make_state("Ohio", "OH"), "135")
        for number in range(21):
            make_bill(f"HB {number:02}", session=illinois, is_tracked=True)
        make_bill("HB 99", session=illinois)
        make_bill("H.R. 1", is_tracked=True)
        self.serve(page_of([]))

        done = self.load()

        self.assertEqual([len(query["identifier"]) for _, query in self.server.asked], [20, 1])
        self.assertEqual(self.server.asked[0][1]["session"], ["135"])
        self.assertIn("Open States does not have OH 135 HB 20.", done)

    def test_all_pages_are_read(self):
        first, *others = self.bills
        self.serve(page_of([first], 1, 2), page_of(others, 2, 2))

        self.load(jurisdiction="il")

        self.assertEqual(Bill.objects.count(), 3)
        self.assertEqual(
            [query["page"] for path, query in self.server.asked if path == "/bills"],
            [["1"], ["2"]],
        )

    def test_a_second_run_changes_nothing_and_says_so(self):
        self.load(jurisdiction="il")
        self.track_all()
        before = self.everything()

        self.assertIn("Nothing to change in 3 tracked bills.", self.load())
        self.assertEqual(self.everything(), before)

    def test_an_import_never_touches_what_staff_wrote(self):
        self.load(jurisdiction="il")
        self.track_all()
        bill = Bill.objects.get(identifier="HB 2789")
        ours = {
            "our_title": "Freedom to read",
            "our_summary": "<p>Ours</p>",
            "position": "support",
            "why": "Because.",
            "stage_by_staff": "passed-both",
            "slug": "freedom-to-read",
            "published_at": datetime(2026, 1, 1, tzinfo=UTC),
            "withdrawn_at": datetime(2026, 2, 1, tzinfo=UTC),
            "withdrawn_reason": "Old.",
            "is_tracked": True,
        }
        Bill.objects.filter(pk=bill.pk).update(**ours)
        bill.subjects.clear()
        make_step(bill, "We testified.")
        Sponsor.objects.create(bill=bill, name="Our own")
        self.bills[0].update(title="New title", subject=["New"], sponsorships=[], abstracts=[])
        self.bills[0]["actions"] = self.bills[0]["actions"][:2]

        self.assertIn("Tracked bills updated: 1, unchanged: 2", self.load())

        bill = Bill.objects.get(pk=bill.pk)
        self.assertEqual({name: getattr(bill, name) for name in ours}, ours)
        self.assertEqual((bill.title, bill.stage), ("New title", "passed-one"))
        self.assertEqual(bill.subjects.count(), 0)
        self.assertEqual([sponsor.name for sponsor in bill.sponsors.all()], ["Our own"])
        self.assertEqual(bill.actions.filter(is_imported=True).count(), 2)
        self.assertTrue(bill.actions.filter(text="We testified.").exists())
        self.assertIn("Library System Act", bill.official_summary)

    def test_a_new_step_alone_is_told_to_the_kept_pages(self):
        self.load(jurisdiction="il")
        self.track_all()
        BillAction.objects.all().delete()
        before = content_version()
        connection.run_on_commit.clear()  # as after a commit

        with self.captureOnCommitCallbacks(execute=True):
            self.load()

        self.assertNotEqual(content_version(), before)

    def test_an_untracked_bill_is_left_alone(self):
        self.load(jurisdiction="il")
        self.bills[0]["title"] = "New title"
        before = self.everything()

        self.assertIn("Left alone: 3 untracked", self.load(jurisdiction="il"))
        self.assertEqual(self.everything(), before)

    def test_a_bill_that_staff_entered_by_its_number_is_recognized(self):
        session = make_session(bills_module.State.objects.get(code="IL"), "103rd")
        bill = make_bill("HB2789", session=session, is_tracked=True)
        self.serve(page_of(self.bills[:1]))

        self.load()

        self.assertEqual(Bill.objects.get().openstates_id, self.bills[0]["id"])
        self.assertEqual(Bill.objects.get().slug, bill.slug)

    def test_what_may_be_absent_may_be_absent(self):
        for name in [
            "subject",
            "abstracts",
            "sponsorships",
            "sources",
            "openstates_url",
            "actions",
        ]:
            del self.bills[0][name]
        self.serve(page_of(self.bills[:1]))

        self.load(jurisdiction="il")

        self.assertEqual(Bill.objects.get().stage, "introduced")

    def test_hostile_words_are_made_harmless(self):
        self.bills[0].update(
            title="A\x00B\ud800C \u2028 <script>alert(1)</script>" + "x" * 5000,
            abstracts=[{"abstract": "<script>alert(1)</script>", "note": ""}],
            sources=[{"url": "javascript:alert(1)"}],
            openstates_url="data:text/html,x",
        )
        self.serve(page_of(self.bills[:1]))

        self.load(jurisdiction="il")

        bill = Bill.objects.get()
        self.assertTrue(bill.title.startswith("A B C <script>"))
        self.assertEqual(len(bill.title), 1000)
        self.assertNotIn("<script", bill.official_summary)
        self.assertEqual(bill.url, "")

    def test_a_bad_answer_leaves_the_old_record_and_says_what_is_wrong(self):
        self.load(jurisdiction="il")
        self.track_all()
        before = self.everything()
        body = json.dumps(page_of(self.bills)[2]).encode()
        for answer, words in [
            ((200, {}, body[:-50]), "is not JSON"),
            ((200, {}, b""), "is not JSON"),
            ((200, {}, b"\xff\xfe"), "not UTF-8"),
            ((200, {}, b"[" * 200_000), "is not JSON"),
            ((200, {}, []), "not an object"),
            ((200, {}, {}), "Page 1 cannot be read"),
            ((200, {}, {"results": {}, "pagination": {"max_page": 1}}), "Page 1 cannot be read"),
            ((200, {}, {"results": [], "pagination": {"max_page": "x"}}), "Page 1 cannot be read"),
            ((200, {}, {"results": [], "pagination": {"max_page": 10**9}}), "too many"),
            ((500, {}, {}), "no answer"),
            ((403, {}, {}), "no answer"),
        ]:
            self.serve(answer)
            with self.subTest(words=words, answer=str(answer)[:60]):
                with self.assertRaisesMessage(LoadError, words):
                    self.load()
                self.assertEqual(self.everything(), before)

    def test_a_bad_bill_is_named_and_the_others_are_stored(self):
        good, other = self.bills[:2]
        for bad, words in [
            (1, "A bill that is 1 cannot be read"),
            ({**other, "id": None}, "HB 785 cannot be read: it has no id"),
            ({**other, "title": " "}, "HB 785 cannot be read: it has no title"),
            ({**other, "actions": {}}, "HB 785 cannot be read"),
            ({**other, "session": "x" * 99}, "cannot be stored"),
            ({**other, "id": "x" * 99}, "cannot be stored: Ensure"),
            ({**other, "jurisdiction": {"id": "x"}}, "is no state"),
        ]:
            with self.subTest(words=words):
                Bill.objects.all().delete()
                self.serve(page_of([bad, good]))
                done = self.load(jurisdiction="il")
                self.assertIn("New drafts: 1.", done)
                self.assertIn("Done with 1 problem:", done)
                self.assertIn(words, done)
                self.assertEqual(Bill.objects.get().identifier, "HB 2789")

    def test_a_bad_part_is_left_out_of_its_bill_and_named(self):
        whole = self.bills[0]
        step = whole["actions"][0]
        for name, part, words in [
            ("actions", {**step, "description": ""}, "Step 1 is left out: it has no text"),
            ("actions", {**step, "date": ""}, "Step 1 is left out: it has no date"),
            ("actions", {**step, "date": "soon"}, "Step 1 is left out"),
            ("actions", {**step, "organization": None}, "Who took the step of 2023-02-16"),
            ("sponsorships", {"name": ""}, "Sponsor 1 is left out: it has no name"),
            ("sponsorships", None, "Sponsor 1 is left out"),
            ("sources", {}, "Source 1 is left out: 'url' is missing"),
        ]:
            with self.subTest(words=words):
                Bill.objects.all().delete()
                self.serve(page_of([{**whole, name: [part, *whole[name][1:]]}]))
                done = self.load(jurisdiction="il")
                self.assertIn("Done with 1 problem:\nHB 2789, IL 103rd: ", done)
                self.assertIn(words, done)
                self.assertEqual(Bill.objects.get().stage, "law")

    def test_the_job_at_the_desk_says_what_was_wrong(self):
        self.serve(page_of([{**self.bills[0], "title": ""}, self.bills[1]]))

        with override_settings(OPENSTATES_API_KEY=' "x"\n'):
            call_command("import_openstates", base=self.base, jurisdiction="il", stdout=StringIO())

        run = JobRun.objects.get(name="import_openstates")
        self.assertIn("Done with 1 problem:\nHB 2789 cannot be read: it has no title", run.outcome)
        self.assertIsNotNone(run.finished_at)

    def test_a_key_that_cannot_be_one_is_not_told(self):
        with self.assertRaises(LoadError) as caught:
            Api(self.base, "top\nsecret")
        self.assertNotIn("secret", str(caught.exception))

    def test_the_service_tells_name_and_last_day_of_a_session(self):
        session = {
            "identifier": "2024",
            "name": "2024 Regular Session",
            "start_date": "2024-01-10",
            "end_date": "2024-04-08",
        }

        def answer(path, query):
            if path.startswith("/jurisdictions/"):
                self.assertEqual(query["include"], ["legislative_sessions"])
                return 200, {}, {"legislative_sessions": [session]}
            return page_of(self.bills[1:2])

        self.server.answer = answer
        self.load(jurisdiction="md")
        stored = Session.objects.get()
        self.assertEqual((stored.name, stored.ends_on), ("2024 regular session", date(2024, 4, 8)))

        self.track_all()
        session["end_date"] = "2024-04-30"
        self.load()
        self.assertEqual(Session.objects.get().ends_on, date(2024, 4, 30))

        Session.objects.update(ends_on=date(2024, 5, 1))  # as staff know better
        self.load()
        self.assertEqual(Session.objects.get().ends_on, date(2024, 5, 1))

    def test_a_bill_that_carries_over_stays_one_record(self):
        make_state("Oklahoma", "OK")
        first = {
            **self.bills[0],
            "jurisdiction": {"id": "ocd-jurisdiction/country:us/state:ok/government"},
            "session": "2025",
            "actions": self.bills[0]["actions"][:1],
        }
        again = {**self.bills[0]["actions"][1], "date": "2026-02-03"}
        second = {**first, "id": "ocd-bill/abcd-2", "session": "2026", "actions": [again]}
        self.serve(page_of([first]))
        self.load(jurisdiction="ok")
        self.track_all()
        self.assertEqual(Session.objects.get().ends_on, date(2027, 1, 31))

        self.serve(page_of([second, first]))
        for _ in range(2):
            self.load(jurisdiction="ok")
            bill = Bill.objects.get()
            self.assertEqual((bill.session.identifier, bill.stage), ("2026", "passed-one"))
            self.assertEqual(bill.openstates_id, "ocd-bill/abcd-2")
            days = [str(step.dated_on) for step in bill.actions.all()]
            self.assertEqual(days, ["2026-02-03", "2023-02-16"])
            asked = [query.get("session") for path, query in self.server.asked if path == "/bills"]
        self.assertIn(["2026"], asked)

    def test_an_answer_that_ends_early_or_never_ends_is_refused(self):
        self.load(jurisdiction="il")
        before = self.everything()
        body = json.dumps(page_of(self.bills)[2]).encode()

        self.serve((200, {"Content-Length": str(len(body) + 10)}, body))
        with self.assertRaisesMessage(LoadError, "before it was whole"):
            self.load(jurisdiction="il")
        with (
            mock.patch.object(api_module, "LARGEST_ANSWER", 100),
            self.assertRaisesMessage(LoadError, "larger than 100 bytes"),
        ):
            self.load(jurisdiction="il")
        self.assertEqual(self.everything(), before)

    def test_a_service_that_is_silent_for_too_long_is_given_up(self):
        released = threading.Event()
        self.addCleanup(released.set)

        def answer(path, query):
            released.wait(5)
            return page_of([])

        self.server.answer = answer
        with (
            mock.patch.object(sources, "TIMEOUT", 0.2),
            self.assertRaisesMessage(LoadError, "no answer"),
        ):
            self.load(jurisdiction="il")

    def test_a_service_that_is_busy_is_asked_again_when_it_says(self):
        soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
        self.serve(
            (429, {"Retry-After": "7"}, {}),
            (503, {}, {}),
            (429, {"Retry-After": soon}, {}),
            (429, {"Retry-After": "soon"}, {}),
            page_of(self.bills),
        )

        self.load(jurisdiction="il")

        self.assertEqual(Bill.objects.count(), 3)
        seven, four, thirty, sixteen = self.waits
        self.assertEqual((seven, four, sixteen), (7, 4, 16))
        self.assertTrue(20 <= thirty <= 30, thirty)

    def test_a_service_that_stays_busy_is_given_up(self):
        for headers, words, tries in [
            ({"Retry-After": "1"}, "busy still after 5 tries", 5),
            ({"Retry-After": "86400"}, "come back in 86400 seconds", 1),
        ]:
            self.server.asked.clear()
            self.serve((429, headers, {}))
            with self.subTest(words=words):
                with self.assertRaisesMessage(LoadError, words):
                    self.load(jurisdiction="il")
                self.assertEqual(len(self.server.asked), tries)
                self.assertEqual(Bill.objects.count(), 0)

    def test_the_key_goes_to_no_other_host_and_into_no_message(self):
        self.serve((302, {"Location": f"{self.base.replace('127.0.0.1', 'localhost')}/x"}, b""))

        with self.assertRaises(LoadError) as caught:
            self.load(jurisdiction="il")

        self.assertNotIn("secret", str(caught.exception))
        self.assertEqual(self.server.keys[0], "secret")
        self.assertEqual(set(self.server.keys[1:]), {None})

    def test_the_command_reports_and_a_missing_key_is_named(self):
        with override_settings(OPENSTATES_API_KEY="x"):
            call_command("import_openstates", base=self.base, jurisdiction="il", verbosity=0)
        self.assertEqual(Bill.objects.count(), 3)

        make_state()
        for written in ["vt", "VT", "vermont", "V.T."]:
            with self.subTest(written=written), self.assertRaisesMessage(CommandError, "no key"):
                call_command("import_openstates", "--jurisdiction", written, base=self.base)
        with self.assertRaisesMessage(CommandError, "There is no state “Atlantis”"):
            call_command("import_openstates", "--jurisdiction", "Atlantis", base=self.base)
        with self.assertRaisesMessage(CommandError, "no key for it"):
            call_command("import_openstates", base=self.base)


class StateStageTests(TestCase):
    def test_the_actions_tell_how_far_a_bill_has_come(self):
        def action(chamber, *kinds):
            return {"organization": {"classification": chamber}, "classification": list(kinds)}

        filed = action("lower", "introduction", "referral-committee")
        house, senate = action("lower", "passage"), action("upper", "passage")
        veto = action("executive", "executive-veto")
        for actions, is_one_chamber, stage in [
            ([], False, "introduced"),
            ([action("lower", "filing")], False, "introduced"),
            ([filed], False, "in-committee"),
            ([filed, house, action("upper", "referral-committee")], False, "passed-one"),
            ([filed, house, house], False, "passed-one"),
            ([filed, house, senate], False, "passed-both"),
            ([filed, house], True, "passed-both"),
            ([house, senate, action("executive", "executive-signature")], False, "law"),
            ([house, senate, veto], False, "vetoed"),
            ([house, action("upper", "failure")], False, "failed"),
            ([house, action("upper", "failure"), senate], False, "passed-both"),
            (
                [
                    *(house, senate, veto),
                    action("lower", "veto-override-passage"),
                    action("upper", "veto-override-passage"),
                ],
                False,
                "law",
            ),
        ]:
            with self.subTest(stage=stage):
                self.assertEqual(state_stage(actions, is_one_chamber=is_one_chamber), stage)

    def test_kinds_of_bills_have_ladders_of_their_own_and_words_come_last(self):
        def action(chamber, *kinds, text=""):
            body = {"classification": chamber} if chamber else None
            return {"organization": body, "classification": list(kinds), "description": text}

        house, senate = action("lower", "passage"), action("upper", "passage")
        signed = action("executive", "executive-signature")
        for actions, kind, stage in [
            ([house], "resolution", "adopted"),
            ([house], "concurrent resolution", "passed-one"),
            ([house, senate], "concurrent resolution", "adopted"),
            ([house, senate, signed], "concurrent resolution", "adopted"),
            ([house, senate], "joint resolution", "passed-both"),
            ([house, senate, signed], "joint resolution", "law"),
            ([house, action(None, "passage")], "bill", "unknown"),
            ([action("lower", "withdrawal", text="Withdrawn by author")], "bill", "withdrawn"),
            (
                [house, action("lower", "withdrawal", text="Withdrawn from Rules")],
                "bill",
                "passed-one",
            ),
            ([action("lower", "substitution", text="Substituted by S2421")], "bill", "substituted"),
            (
                [house, action("lower", "substitution", text="Substituted for S1")],
                "bill",
                "passed-one",
            ),
            ([house, senate, action("", "executive-veto-line-item")], "bill", "law"),
            ([action("lower", text="Rule H. Res. 55 passed House.")], "bill", "unknown"),
            ([action("lower", text="Third reading, passed")], "bill", "passed-one"),
            ([action("executive", text="Signed by Governor")], "bill", "law"),
        ]:
            with self.subTest(kind=kind, stage=stage):
                self.assertEqual(state_stage(actions, kinds=[kind]), stage)


class CongressTests(ServiceTestCase):
    def setUp(self):
        super().setUp()
        self.answers = {
            "/bill/119": sample("congress_gov_v3_bill_list"),
            "/bill/119/hr/6440": sample("congress_gov_v3_bill"),
            "/bill/119/hr/6440/actions": sample("congress_gov_v3_bill_actions"),
            "/bill/115/s/3530": sample("congress_gov_v3_bill_law"),
            "/bill/115/s/3530/actions": {"actions": [], "pagination": {"count": 0}},
            "/bill/115/s/3530/summaries": sample("congress_gov_v3_bill_summaries"),
        }
        self.server.answer = lambda path, query: (
            200 if path in self.answers else 404,
            {},
            self.answers.get(path, {}),
        )

    def load(self, **options):
        return import_congress(self.api, **options)

    def test_a_search_drafts_the_bills_with_the_words_in_their_title(self):
        self.assertIn("New drafts: 1.", self.load(congress=119, query="OF 2025"))

        bill = Bill.objects.get()
        self.assertEqual(bill.name, "H.R. 6440, Congress")
        self.assertEqual(bill.slug, "us-hr-6440-119")
        self.assertEqual(
            (bill.stage, bill.is_tracked, bill.published_at), ("in-committee", False, None)
        )
        self.assertEqual(str(bill.session), "Congress, 119th Congress")
        self.assertEqual(bill.session.ends_on, date(2027, 1, 2))
        self.assertEqual(
            [step.text for step in bill.actions.all()],
            ["Referred to the House Committee on Education and Workforce.", "Introduced in House"],
        )
        self.assertEqual(bill.sponsors.get().name, "Rep. Grijalva, Adelita S. [D-AZ-7]")
        self.assertEqual(bill.subjects.get().name, "Education")
        self.assertEqual(self.server.keys[0], "secret")
        self.assertTrue(all("api_key" not in query for _, query in self.server.asked))

    def test_a_tracked_bill_that_staff_entered_is_brought_up_to_date(self):
        session = make_session(identifier="115", ends_on=date(2019, 1, 2))
        make_bill("S. 3530", session=session, is_tracked=True, position="support")
        self.answers["/bill/115/s/3530/summaries"]["summaries"][0]["text"] += "<script>x</script>"

        self.assertIn("updated: 1", self.load())

        bill = Bill.objects.get()
        self.assertEqual((bill.congress_key, bill.stage), ("115/s/3530", "law"))
        self.assertEqual(bill.position, "support")
        self.assertIn("<strong>Build", bill.official_summary)
        self.assertNotIn("<script", bill.official_summary)
        before = self.everything()
        self.assertIn("Nothing to change in 1 tracked bills.", self.load())
        self.assertEqual(self.everything(), before)

    def test_a_number_is_recognized_however_it_is_written(self):
        make_bill("HR 6440", is_tracked=True)

        self.load()

        self.assertEqual(Bill.objects.get().congress_key, "119/hr/6440")

    def test_all_pages_are_read_from_our_own_address(self):
        whole = sample("congress_gov_v3_bill_list")["bills"]
        following = "https://elsewhere.example.org/v3/bill/119?offset=1&limit=1"

        def answer(path, query):
            if path != "/bill/119":
                return 200, {}, self.answers[path]
            if query.get("offset") == ["1"]:
                return 200, {}, {"bills": whole[1:]}
            return 200, {}, {"bills": whole[:1], "pagination": {"count": 4, "next": following}}

        self.server.answer = answer
        self.load(congress=119, query="museum")

        self.assertEqual(Bill.objects.get().congress_key, "115/s/3530")

    def test_a_bad_bill_is_named_and_the_others_are_stored(self):
        make_bill("H.R. 6440", is_tracked=True)
        session = make_session(identifier="115")
        make_bill("S. 3530", session=session, is_tracked=True)
        bill = self.answers["/bill/119/hr/6440"]["bill"]
        for path, answer, words in [
            ("", {}, "119/hr/6440 cannot be read: 'bill' is missing"),
            ("", {"bill": []}, "cannot be read"),
            ("", {"bill": {**bill, "number": "1"}}, "another bill"),
            ("", {"bill": {**bill, "title": None}}, "it has no title"),
            ("", {"bill": {**bill, "title": ""}}, "it has no title"),
            ("", {"bill": {**bill, "sponsors": {}}}, "cannot be read"),
            ("", {"bill": {**bill, "sponsors": [{}]}}, "Sponsor 1 is left out: it has no name"),
            ("/actions", {}, "cannot be read"),
            ("/actions", {"actions": [{"text": "x"}]}, "Step 1 is left out: it has no actionDate"),
            ("/actions", {"actions": [{"actionDate": "2025-01-01"}]}, "it has no text"),
            ("/actions", {"actions": [], "pagination": {"next": "x"}}, "cannot be read"),
        ]:
            with self.subTest(path=path, words=words):
                Bill.objects.filter(congress_key="115/s/3530").update(title="Old")
                with mock.patch.dict(self.answers, {f"/bill/119/hr/6440{path}": answer}):
                    done = self.load()
                self.assertIn("Done with 1 problem:", done)
                self.assertIn(words, done)
                self.assertNotEqual(Bill.objects.get(identifier="S. 3530").title, "Old")

    def test_a_number_that_is_none_is_named_before_anything_is_asked(self):
        make_bill("../admin", is_tracked=True)

        self.assertIn("is no key of a bill", self.load())
        self.assertEqual(self.server.asked, [])

    def test_a_bill_that_the_service_lacks_is_a_problem_and_a_refusal_an_end(self):
        make_bill("H.R. 1", is_tracked=True)
        self.assertIn("Done with 1 problem:\n119/hr/1: ", self.load())

        self.serve((403, {}, {}))
        with self.assertRaisesMessage(LoadError, "no answer"):
            self.load()

    def test_the_command_reports_and_needs_both_parts_of_a_search(self):
        with override_settings(CONGRESS_API_KEY="x"):
            call_command("import_congress", base=self.base, congress=119, query="2025", verbosity=0)
            for written in ["119th", "119th Congress", " 119 "]:
                with self.subTest(written=written):
                    call_command(
                        *["import_congress", "--congress", written, "--query", "2025"],
                        base=self.base,
                        verbosity=0,
                    )
            with self.assertRaisesMessage(CommandError, "number of the Congress"):
                call_command("import_congress", "--congress", "the last", base=self.base)
            with self.assertRaisesMessage(CommandError, "both --congress and --query"):
                call_command("import_congress", base=self.base, congress=119)
        self.assertEqual(Bill.objects.count(), 1)

    def test_the_words_of_the_record_tell_how_far_a_bill_has_come(self):
        for texts, stage in [
            ([], "introduced"),
            (["Introduced in House"], "introduced"),
            (["Introduced in House", "Referred to the Committee on Rules."], "in-committee"),
            (["Passed/agreed to in House: On passage Passed by voice vote."], "passed-one"),
            (
                ["Passed House", "Received in the Senate and read twice and referred to"],
                "passed-one",
            ),
            (["Passed/agreed to in House: x", "Passed Senate without amendment."], "passed-both"),
            (["Presented to President."], "passed-both"),
            (["Vetoed by President."], "vetoed"),
            (["Failed of passage/not agreed to in House: x"], "failed"),
            (["Introduced in House", "Rule H. Res. 55 passed House."], "introduced"),
            (["Something new happened."], "unknown"),
            (["Vetoed by President.", "Passed House over veto: 300 - 100"], "vetoed"),
            (["Introduced in House", "S. 5 passed Senate in lieu of this measure."], "substituted"),
            (["Passed Senate", "Became Public Law No: 115-410."], "law"),
        ]:
            with self.subTest(texts=texts):
                actions = [{"text": text} for text in texts]
                self.assertEqual(federal_stage(actions), stage)

    def test_codes_go_before_words_and_resolutions_have_their_own_ends(self):
        def action(code, text="", kind="Floor"):
            return {"actionCode": code, "text": text, "type": kind}

        house, senate = action("8000"), action("17000")
        rule = action("H1L220", "Rule H. Res. 55 passed House.")
        signed = action("E30000", "Signed by President.", "President")
        for actions, kind, stage in [
            ([action("Intro-H"), rule], "HR", "introduced"),
            ([action("H11100"), rule], "HR", "in-committee"),
            ([house], "HR", "passed-one"),
            ([house], "HRES", "adopted"),
            ([house], "HCONRES", "passed-one"),
            ([house, senate], "SCONRES", "adopted"),
            ([house, senate, signed], "HCONRES", "adopted"),
            ([house, senate, signed], "HJRES", "law"),
            ([action("9000")], "HRES", "failed"),
            ([house, senate, action("31000")], "HR", "vetoed"),
            ([house, senate, action("31000"), action("E40000")], "HR", "law"),
            ([action("H37300", "On motion to suspend the rules and pass Failed")], "HR", "failed"),
            ([action("X99")], "HR", "unknown"),
        ]:
            with self.subTest(kind=kind, stage=stage):
                self.assertEqual(federal_stage(actions, kind=kind), stage)

    def test_a_congress_has_a_name_and_a_last_day(self):
        self.assertEqual(
            [ordinal(n) for n in [101, 112, 122, 119]], ["101st", "112th", "122nd", "119th"]
        )
        self.assertEqual(last_day_of_congress(118), date(2025, 1, 2))
