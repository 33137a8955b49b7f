from datetime import date

from django.core.exceptions import ValidationError
from django.test import TestCase

from directory.models import CommitteeMember
from tests.makers import make_committee, make_committee_member, make_person

Role = CommitteeMember.Role


class RosterOrderTests(TestCase):
    def test_the_chair_stands_first_then_roles_in_their_order_then_names(self):
        intern = make_committee_member("Ada Lovelace", role=Role.INTERN)
        zoe = make_committee_member("Zoe Quinn", role=Role.MEMBER)
        grace = make_committee_member("Grace Hopper", role=Role.MEMBER)
        chair = make_committee_member("Joan Clarke", role=Role.CHAIR)

        self.assertEqual(
            list(CommitteeMember.objects.in_roster_order()), [chair, grace, zoe, intern]
        )

    def test_members_serve_by_term(self):
        past = make_committee_member(ends_on=date(2026, 6, 30))
        serving = make_committee_member("Grace Hopper", starts_on=date(2026, 7, 1))

        members = CommitteeMember.objects
        self.assertEqual(list(members.serving_on(date(2026, 6, 30))), [past])
        self.assertEqual(list(members.serving_on(date(2026, 7, 1))), [serving])


class MembershipTests(TestCase):
    def test_a_membership_is_entered_once(self):
        ada = make_person()
        fields = {"committee": make_committee(), "person": ada, "starts_on": date(2026, 7, 1)}
        make_committee_member(**fields)

        with self.assertRaisesMessage(ValidationError, "This membership is entered already."):
            CommitteeMember(**fields).full_clean()

        CommitteeMember(**fields, role=Role.CHAIR).full_clean()
