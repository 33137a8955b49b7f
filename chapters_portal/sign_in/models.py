"""What the portal remembers of its staff, beside their accounts."""

import hashlib

from django.conf import settings
from django.db import models


def hashed(token):
    return hashlib.sha256(token.encode()).hexdigest()


class KnownDeviceQuerySet(models.QuerySet):
    def with_token(self, token):
        return self.filter(token_hash=hashed(token))

    def see(self, user, token, description, moment):
        """Note that `user` signs in with the device of `token`. True when it is new."""
        now = {"last_seen_at": moment, "description": description}
        _, is_new = self.update_or_create(
            user=user,
            token_hash=hashed(token),
            defaults=now,
            create_defaults={**now, "first_seen_at": moment},
        )
        return is_new


class KnownDevice(models.Model):
    """A browser that a member of staff has signed in from. Its cookie holds the token."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices"
    )
    token_hash = models.CharField(max_length=64, editable=False)
    description = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    objects = KnownDeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "token_hash"], name="each_device_is_known_once")
        ]

    def __str__(self):
        return f"{self.description}, {self.user}"
