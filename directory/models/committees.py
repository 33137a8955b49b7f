"""Committees of ALA that speak for chapters, and their members by term."""

from django.db import models

from chapters_portal.content.unwrapping import TextWithAddresses
from chapters_portal.history.versions import History

from .officers import Person
from .terms import Term, TermQuerySet


class Committee(models.Model):
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    mission = models.TextField(blank=True)
    charge = TextWithAddresses(
        blank=True, help_text='What it is asked to do. A line that begins with "- " is a list item.'
    )
    meets = models.CharField(max_length=250, blank=True, help_text="When and where it meets.")

    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class CommitteeMemberQuerySet(TermQuerySet):
    def in_roster_order(self):
        """The chair first, then as the roles are listed in Role, each by name."""
        roles = models.Case(
            *[models.When(role=role, then=rank) for rank, role in enumerate(CommitteeMember.Role)]
        )
        return self.select_related("person").order_by(roles, "person__name")


class CommitteeMember(Term):
    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        MEMBER = "member", "Member"
        ASSOCIATE = "associate", "Committee associate"
        INTERN = "intern", "Intern"
        DIVISION_LIAISON = "division-liaison", "Division liaison"
        BOARD_LIAISON = "board-liaison", "Executive Board liaison"
        STAFF_LIAISON = "staff-liaison", "Staff liaison"

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="committee_memberships"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    speaks_for = models.CharField(
        max_length=120, blank=True, help_text="A division or chapter, where that matters."
    )

    objects = CommitteeMemberQuerySet.as_manager()
    history = History()

    class Meta(Term.Meta):
        ordering = ["-starts_on", "person__name"]
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["committee", "person", "role", "starts_on"],
                name="a_membership_is_entered_once",
                violation_error_message="This membership is entered already.",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.office}"

    @property
    def office(self):
        """The role as this person holds it: "Chair", "Chair (acting)"."""
        return f"{self.get_role_display()}{self.in_capacity}"
