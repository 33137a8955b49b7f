"""A page, a file or a form makes as many queries for three rows as for one."""

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.directory.today import DAY, TODAY, takes_place_today
from tests.makers import (
    make_chapter,
    make_committee,
    make_committee_member,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_region,
    make_state,
)

PUBLIC = [
    "/directory/",
    "/directory/?q=library&kind=state&joint=on&region=new-england",
    "/directory/?as_of=2026-09-14",
    "/directory/vermont/",
    "/directory/vermont/?as_of=2026-09-14",
    "/directory/new-england/",
    "/directory/officers/",
    "/directory/officers/?position=president",
    "/directory/committee/",
    "/directory/joint-student-membership/",
    "/directory/downloads/",
    "/directory/find/?place=library",
    *(f"/directory/chapters.{ending}" for ending in ["csv", "json", "vcf"]),
    *(f"/directory/officers.{ending}" for ending in ["csv", "json", "vcf"]),
    *(f"/directory/vermont/chapter.{ending}" for ending in ["csv", "json", "vcf"]),
]


@takes_place_today
class QueryTests(TestCase):
    maxDiff = None

    def setUp(self):
        self.president = make_position(rank=1, seats=9)
        self.committee = make_committee()
        self.region, self.other_region = make_region(), make_region("Eastern Library Association")
        self.vt = make_state()
        self.vermont = make_chapter(states=[self.vt], joint_student_membership=True)
        self.ada = make_person("Ada Lovelace")
        self.add("Maine", "ME")

    def add(self, place, code):
        """One row more of everything that a page, a file or a form can show."""
        state = make_state(place, code, neighbors=[self.vt])
        chapter = make_chapter(
            f"{place} Library Association",
            states=[state],
            abbreviation="LIB",
            joint_student_membership=True,
        )
        self.region.states.add(state)
        self.other_region.states.add(state)
        position = make_position(f"Helper {code}")
        for where in [chapter, self.vermont, self.region]:
            make_post(chapter=where, position=position, email=f"{code}@example.org")
            fields = {"chapter": where, "position": self.president}
            make_office_holder(place, **fields)
            make_office_holder(place, **fields, starts_on=TODAY + DAY)
            make_office_holder(place, **fields, ends_on=TODAY - DAY)
        make_office_holder(person=self.ada, chapter=chapter, position=position)
        make_committee_member(place)

    def counts(self, paths):
        counts = {}
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                response = self.client.get(path)
            self.assertEqual(response.status_code, 200, path)
            counts[path] = len(queries)
        return counts

    def test_pages_and_files(self):
        one = self.counts(PUBLIC)

        self.add("Ohio", "OH")
        self.add("Utah", "UT")

        self.assertEqual(self.counts(PUBLIC), one)

    def test_lists_and_forms_of_the_desk(self):
        self.client.force_login(get_user_model().objects.create_superuser("staff"))
        paths = [
            reverse(f"admin:directory_{name}_{view}", args=args)
            for name, row in {
                "state": self.vt,
                "chapter": self.vermont,
                "position": self.president,
                "person": self.ada,
                "officeholder": self.ada.office_holders.first(),
                "committee": self.committee,
            }.items()
            for view, args in [("changelist", []), ("add", []), ("change", [row.pk])]
        ]
        self.counts(paths)  # Django remembers content types from here on.
        one = self.counts(paths)

        self.add("Ohio", "OH")
        self.add("Utah", "UT")

        self.assertEqual(self.counts(paths), one)
