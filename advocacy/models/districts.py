"""From a ZIP code to districts of the House. Nobody's ZIP code is ever stored with them."""

import re

from django.db import models

from .congress import Delegation, congress_on, first_day_of_congress


class ZipDistrict(models.Model):
    """A ZIP code, and one district of the House that it may lie in; many ZIP codes have several."""

    zip_code = models.CharField(max_length=5)
    delegation = models.ForeignKey(
        Delegation, on_delete=models.CASCADE, related_name="zip_districts"
    )
    district = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zip_code", "delegation", "district"], name="a_zip_lists_a_district_once"
            )
        ]

    def __str__(self):
        return f"{self.zip_code}: {self.delegation_id}-{self.district}"


class ZipPrefix(models.Model):
    """A range of the first three digits, and the state that the Postal Service gives it to."""

    first = models.CharField(max_length=3, unique=True)
    last = models.CharField(max_length=3)
    code = models.CharField(
        max_length=2, help_text="A state's code, or AA, AE, AP for military mail."
    )

    class Meta:
        ordering = ["first"]

    def __str__(self):
        return f"{self.first} to {self.last}: {self.code}"


class DataSourceQuerySet(models.QuerySet):
    def outdated_on(self, date):
        """Data of an earlier Congress than sits on `date`: is_outdated_on(), for many."""
        return self.filter(dated_on__lt=first_day_of_congress(congress_on(date)))


class DataSource(models.Model):
    """Where loaded data came from, and how old it is."""

    class Kind(models.TextChoices):
        LEGISLATORS = "legislators", "Members of Congress"
        DISTRICTS = "districts", "ZIP codes and districts"

    kind = models.CharField(max_length=15, choices=Kind, unique=True)
    origin = models.CharField(max_length=500)
    dated_on = models.DateField("date of the data", null=True, blank=True)
    loaded_at = models.DateTimeField()
    checksum = models.CharField("SHA-256", max_length=64)

    objects = DataSourceQuerySet.as_manager()

    class Meta:
        ordering = ["kind"]

    def __str__(self):
        return self.get_kind_display()

    def is_outdated_on(self, date):
        """Whether a Congress has begun since that the data does not know. False when undated."""
        return self.dated_on is not None and congress_on(self.dated_on) < congress_on(date)


class NotAZip(ValueError):
    """What was typed is not a ZIP code; the message says what to type."""


def normalized_zip(text):
    """The five digits of "12345", "12345-6789" or "123456789". Raises NotAZip for anything else."""
    if re.fullmatch(r"[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d", text.strip(), re.ASCII):
        raise NotAZip(
            "This is a Canadian postal code. Chapters of ALA are in the United States: enter a "
            "five-digit ZIP code, or choose a state."
        )
    digits = re.fullmatch(r"(\d{5})(?:[- ]?\d{4})?", text.strip(), re.ASCII)
    if digits is None or digits[1] == "00000":
        raise NotAZip("Enter a five-digit ZIP code, or choose a state.")
    return digits[1]
