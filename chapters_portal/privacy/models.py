"""How long staff keep what the portal holds of people, and receipts of what people asked for."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.crypto import salted_hmac

from chapters_portal.history.versions import History


class DaysField(models.PositiveSmallIntegerField):
    def __init__(self, *args, **options):
        super().__init__(*args, **{"validators": [MinValueValidator(1)], **options})


class Retention(models.Model):
    """How many days things are kept, as far as the office chooses. There is one row."""

    answered_messages = DaysField(
        default=730,
        help_text="Days after the answer. 730 are two years. A message that waits for its answer "
        "always stays.",
    )
    spam = DaysField("messages marked as spam", default=30, help_text="Days after they came.")
    missed_searches = DaysField(
        "searches that found nothing", default=400, help_text="Days after the search."
    )
    requests_of_people = DaysField(
        default=1095,
        help_text="Days after the answer. With its receipt the office can tell later what it did.",
    )

    history = History()

    class Meta:
        verbose_name = verbose_name_plural = "how long we keep what people send"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="there_is_one_row_of_retention",
                violation_error_message="This row exists already. Change that one.",
            )
        ]

    def __str__(self):
        return "How long we keep what people send"

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)


def hashes_of(email):
    """Digests of an address with the key of today, and then with former ones."""
    return [
        salted_hmac(
            "privacy.requests", email.strip().casefold(), secret=key, algorithm="sha256"
        ).hexdigest()
        for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ]


class PersonRequestQuerySet(models.QuerySet):
    def of_address(self, email):
        return self.filter(address_hash__in=hashes_of(email))

    def answered_before(self, moment):
        return self.filter(done_at__lt=moment)


class PersonRequest(models.Model):
    """The receipt of a request: what was exported, erased or kept, and nothing of the person.

    Each of `lines` has a kind of rows, their number, what was done, and the reason if they stayed.
    """

    class Act(models.TextChoices):
        EXPORTED = "exported", "Exported"
        ERASED = "erased", "Erased"

    done_at = models.DateTimeField("when")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="by whom",
    )
    act = models.CharField("did", max_length=10, choices=Act)
    address_hash = models.CharField(
        "digest of the address",
        max_length=64,
        db_index=True,
        help_text="Made with the portal’s secret key: it tells whether an address is the same, "
        "and not what it is.",
    )
    lines = models.JSONField(default=list)

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-done_at", "-pk"]
        verbose_name = "request of a person"
        verbose_name_plural = "requests of people"
        default_permissions = ["view", "add"]

    def __str__(self):
        return f"{self.get_act_display()}, request {self.pk}"
