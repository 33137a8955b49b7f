"""What the portal must remember for a time and never lose sooner: limits, locks, used codes."""

from datetime import UTC, datetime

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac


class MarkQuerySet(models.QuerySet):
    def valid_at(self, moment):
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=moment))

    def expired_before(self, moment):
        return self.filter(expires_at__lte=moment)


class Mark(models.Model):
    """One key of the cache below, as a digest: keys name addresses of visitors."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    objects = MarkQuerySet.as_manager()

    def __str__(self):
        return self.key


class Marks(BaseCache):
    """A cache of Django's that drops nothing before its time. Its values are JSON.

    Of many that `add` a key at once one wins, and `incr` counts each. A mark is made and taken
    back with the transaction around it.
    """

    def __init__(self, location, params):
        super().__init__(params)

    def row(self, key, version):
        whole = self.make_key(key, version)
        return salted_hmac("operations.marks", whole, algorithm="sha256").hexdigest()

    def valid(self, key, version):
        return Mark.objects.valid_at(timezone.now()).filter(key=self.row(key, version))

    def expiry(self, timeout):
        moment = self.get_backend_timeout(timeout)
        return None if moment is None else datetime.fromtimestamp(moment, UTC)

    def get(self, key, default=None, version=None):
        mark = self.valid(key, version).first()
        return mark.value if mark else default

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        mark = Mark(key=self.row(key, version), value=value, expires_at=self.expiry(timeout))
        Mark.objects.bulk_create(
            [mark],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["value", "expires_at"],
        )

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        row = self.row(key, version)
        fields = {"value": value, "expires_at": self.expiry(timeout)}
        try:
            with transaction.atomic():
                Mark.objects.create(key=row, **fields)
        except IntegrityError:
            expired = Mark.objects.expired_before(timezone.now()).filter(key=row)
            return bool(expired.update(**fields))
        return True

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return bool(self.valid(key, version).update(expires_at=self.expiry(timeout)))

    def delete(self, key, version=None):
        """True for one of those that delete it at once."""
        count, _ = self.valid(key, version).delete()
        return bool(count)

    @transaction.atomic
    def incr(self, key, delta=1, version=None):
        mark = self.valid(key, version).select_for_update().first()
        if mark is None:
            raise ValueError(f"There is no mark {key!r} to count on.")
        mark.value += delta
        mark.save(update_fields=["value"])
        return mark.value

    def clear(self):
        Mark.objects.all().delete()
