"""Who sits in Congress for a state, and how to reach them."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from chapters_portal.content.unwrapping import AddressField
from directory.models import State

# A day on which each Congress has begun since the Twentieth Amendment: January 3 of odd years.
FIRST_CONGRESS_YEAR = 1789

SOCIAL_MEDIA = {
    "facebook": ("Facebook", "https://www.facebook.com/{}"),
    "twitter": ("X", "https://x.com/{}"),
    "instagram": ("Instagram", "https://www.instagram.com/{}"),
    "youtube": ("YouTube", "https://www.youtube.com/user/{}"),
}


def congress_on(day):
    """The number of the Congress that sits on `day`: 119 from 2025-01-03 to 2027-01-02."""
    year = day.year if (day.month, day.day) >= (1, 3) else day.year - 1
    return (year - FIRST_CONGRESS_YEAR) // 2 + 1


def first_day_of_congress(number):
    return date(FIRST_CONGRESS_YEAR + 2 * (number - 1), 1, 3)


def last_day_of_congress(number):
    return first_day_of_congress(number + 1) - timedelta(days=1)


class Delegation(models.Model):
    """The seats that a state, district or territory has in Congress.

    Wider than State: Puerto Rico, American Samoa and the Northern Mariana Islands have a seat in
    the House and no chapter.
    """

    class HouseMember(models.TextChoices):
        REPRESENTATIVE = "representative", "Representative"
        DELEGATE = "delegate", "Delegate"
        RESIDENT_COMMISSIONER = "resident commissioner", "Resident commissioner"

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=60, unique=True)
    fips = models.CharField("FIPS code", max_length=2, unique=True)
    house_seats = models.PositiveSmallIntegerField()
    house_member = models.CharField(
        "what its member of the House is called", max_length=25, choices=HouseMember
    )
    senate_seats = models.PositiveSmallIntegerField()
    state = models.OneToOneField(
        State, on_delete=models.SET_NULL, null=True, blank=True, related_name="delegation"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def is_at_large(self):
        """One seat for all of it, which upstream calls district 0."""
        return self.house_seats == 1

    @property
    def districts(self):
        return [0] if self.is_at_large else list(range(1, self.house_seats + 1))


class LegislatorQuerySet(models.QuerySet):
    def for_districts(self, pairs):
        """Senators and members of the House for `pairs` of delegation and district."""
        seats = Q(pk=None)
        for delegation, district in pairs:
            seats |= Q(delegation=delegation, district=district)
        senators = Q(chamber=Legislator.Chamber.SENATE, delegation__in=[d for d, _ in pairs])
        return self.filter(seats | senators)


class Legislator(models.Model):
    """A member of Congress who sits now. The row goes when the seat changes hands."""

    class Chamber(models.TextChoices):
        SENATE = "senate", "Senate"
        HOUSE = "house", "House of Representatives"

    bioguide = models.CharField("Bioguide id", max_length=7, unique=True)
    name = models.CharField(max_length=120)
    last_name = models.CharField(max_length=60)
    party = models.CharField(max_length=40)
    chamber = models.CharField(max_length=10, choices=Chamber)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="legislators")
    district = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="0 for a seat at large; empty for a senator."
    )
    phone = models.CharField("telephone in Washington", max_length=20, blank=True)
    office = models.CharField("office in Washington", max_length=120, blank=True)
    website = AddressField(blank=True)
    contact_form = AddressField(max_length=500, blank=True)
    social = models.JSONField(
        "social media", default=dict, blank=True, help_text="Name of the service and the handle."
    )
    term_ends_on = models.DateField(null=True, blank=True)

    objects = LegislatorQuerySet.as_manager()

    class Meta:
        ordering = ["delegation__name", "-chamber", "district", "last_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(chamber="house", district__isnull=False)
                | Q(chamber="senate", district=None),
                name="only_the_house_has_districts",
                violation_error_message="A member of the House has a district, a senator has none.",
            ),
            models.UniqueConstraint(
                fields=["delegation", "district"],
                condition=Q(chamber="house"),
                name="a_district_has_one_member",
                violation_error_message="This district has a member already.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def title(self):
        if self.chamber == self.Chamber.SENATE:
            return "Senator"
        return self.delegation.get_house_member_display()

    @property
    def full_name(self):
        return f"{self.title} {self.name}"

    @property
    def profiles(self):
        """Pairs of a service's name and the address of the member's profile there."""
        return [
            (name, address.format(self.social[service]))
            for service, (name, address) in SOCIAL_MEDIA.items()
            if self.social.get(service)
        ]

    @property
    def way_to_write(self):
        """The contact form, else the website, else ""."""
        return self.contact_form or self.website


class DistrictOffice(models.Model):
    """An office of a legislator at home."""

    legislator = models.ForeignKey(Legislator, on_delete=models.CASCADE, related_name="offices")
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80)
    state_code = models.CharField(max_length=2)
    postal_code = models.CharField(max_length=10, blank=True)
    phone = models.CharField("telephone", max_length=20, blank=True)

    class Meta:
        ordering = ["city", "pk"]

    def __str__(self):
        return f"{self.city}, {self.state_code}"


class CommitteeSeat(models.Model):
    """A legislator's seat on a committee that decides on library law or money."""

    legislator = models.ForeignKey(
        Legislator, on_delete=models.CASCADE, related_name="committee_seats"
    )
    code = models.CharField(max_length=8)
    committee = models.CharField(max_length=200)
    title = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["legislator", "code"], name="a_seat_is_listed_once")
        ]

    def __str__(self):
        return self.committee
