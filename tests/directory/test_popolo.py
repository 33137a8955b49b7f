from datetime import date

from django.test import TestCase

from directory.models import Chapter, Position
from directory.popolo import document
from directory.rosters import rosters_on
from tests.directory.today import TODAY
from tests.makers import (
    make_chapter,
    make_office_holder,
    make_person,
    make_position,
    make_post,
    make_state,
)


def document_of(*chapters, is_today=True):
    rosters = rosters_on(TODAY, chapters, is_today=is_today)
    return document(chapters, rosters, TODAY, lambda path: f"https://example.org{path}")


class DocumentTests(TestCase):
    def test_a_chapter_is_an_organization_with_posts_memberships_and_persons(self):
        chapter = make_chapter(
            abbreviation="VLA",
            founded=1893,
            phone="+1 802-555-0100 ext. 7",
            email="office@example.org",
            city="Montpelier",
            region_code="VT",
            website="https://example.org/",
            joint_student_membership=True,
            officers_change_month=7,
            assured_on=date(2026, 9, 1),
            states=[make_state()],
        )
        holder = make_office_holder(
            person=make_person(email="ada@example.org", is_email_public=True),
            starts_on=date(2026, 7, 1),
            ends_on=date(2027, 6, 30),
        )
        make_post(email="president@example.org")
        make_position("Executive director", rank=60)
        content = document_of(chapter)
        president, director = [post["id"] for post in content["posts"]]

        self.assertEqual(
            content,
            {
                "as_of": "2026-09-15",
                "organizations": [
                    {
                        "id": chapter.uid,
                        "name": "Vermont Library Association",
                        "other_names": [{"name": "VLA"}],
                        "classification": "State chapter",
                        "founding_date": "1893",
                        "dissolution_date": None,
                        "merged_into": None,
                        "areas": [
                            {
                                "id": "ocd-division/country:us/state:vt",
                                "name": "Vermont",
                                "classification": "VT",
                            }
                        ],
                        "contact_details": [
                            {"type": "voice", "value": "+1 802-555-0100 ext. 7"},
                            {"type": "email", "value": "office@example.org"},
                            {"type": "address", "value": "Montpelier, VT"},
                        ],
                        "links": [
                            {
                                "note": "Directory page",
                                "url": "https://example.org/directory/vermont/",
                            },
                            {"note": "Website", "url": "https://example.org/"},
                        ],
                        "joint_student_membership": True,
                        "officers_change_month": 7,
                        "correct_as_of": "2026-09-01",
                    }
                ],
                "posts": [
                    {
                        "id": president,
                        "label": "President",
                        "role": "president",
                        "organization_id": chapter.uid,
                        "contact_details": [{"type": "email", "value": "president@example.org"}],
                    },
                    {
                        "id": director,
                        "label": "Executive director",
                        "role": "executive-director",
                        "organization_id": chapter.uid,
                        "contact_details": [],
                    },
                ],
                "memberships": [
                    {
                        "id": f"term/{holder.pk}",
                        "person_id": f"person/{holder.person_id}",
                        "organization_id": chapter.uid,
                        "post_id": president,
                        "label": "President",
                        "role": "President",
                        "capacity": None,
                        "start_date": "2026-07-01",
                        "end_date": "2027-06-30",
                        "contact_details": [{"type": "email", "value": "president@example.org"}],
                    }
                ],
                "persons": [
                    {
                        "id": f"person/{holder.person_id}",
                        "name": "Ada Lovelace",
                        "is_sample": False,
                        "contact_details": [{"type": "email", "value": "ada@example.org"}],
                    }
                ],
            },
        )

    def test_ids_stay_when_an_address_changes(self):
        chapter = make_chapter()
        make_office_holder(chapter=chapter)
        before = document_of(chapter)
        chapter.slug, chapter.name = "green-mountain", "Green Mountain Library Association"
        chapter.save()
        position = Position.objects.get()
        position.slug = "chair"
        position.save()
        after = document_of(Chapter.objects.get())

        for kind in ["organizations", "posts", "memberships", "persons"]:
            self.assertEqual(
                [one["id"] for one in after[kind]], [one["id"] for one in before[kind]]
            )

    def test_somebody_who_serves_twice_is_one_person(self):
        ada = make_person()
        chapter, maine = make_chapter(), make_chapter("Maine Library Association")
        make_office_holder(chapter=chapter, person=ada)
        make_office_holder(chapter=maine, person=ada)

        content = document_of(chapter, maine)

        self.assertEqual([person["name"] for person in content["persons"]], ["Ada Lovelace"])
        self.assertEqual(
            [membership["organization_id"] for membership in content["memberships"]],
            [chapter.uid, maine.uid],
        )

    def test_what_is_not_known_is_null_or_empty(self):
        [chapter] = document_of(make_chapter())["organizations"]

        self.assertIsNone(chapter["founding_date"])
        self.assertIsNone(chapter["joint_student_membership"])
        self.assertIsNone(chapter["correct_as_of"])
        self.assertEqual(chapter["contact_details"], [])
        self.assertEqual([link["note"] for link in chapter["links"]], ["Directory page"])

    def test_a_private_address_is_not_in_it(self):
        person = make_person(email="ada@example.org", phone="+18025550100")
        chapter = make_office_holder(person=person).chapter

        content = document_of(chapter)

        self.assertEqual(content["persons"][0]["contact_details"], [])
        self.assertEqual(content["memberships"][0]["contact_details"], [])

    def test_the_mailbox_of_a_role_is_told_today_only(self):
        chapter = make_chapter()
        make_post(email="president@example.org")
        make_office_holder()

        content = document_of(chapter, is_today=False)

        self.assertNotIn("president@example.org", str(content))
        self.assertIn("president@example.org", str(document_of(chapter)))
