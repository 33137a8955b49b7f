"""How much one address may send. Only a digest of the address is kept, and only for hours."""

from datetime import timedelta

from django.db import connection, models
from django.utils.crypto import salted_hmac

HOUR = timedelta(hours=1)


class HourlyCountQuerySet(models.QuerySet):
    def count_one(self, address, moment):
        """Count one message more from `address`, and return how many its hour has with it.

        No two threads are told the same number, because one statement writes and reads it.
        """
        hour = moment.replace(minute=0, second=0, microsecond=0)
        key = salted_hmac("answers.hourly-count", f"{address} {hour}", algorithm="sha256")
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO answers_hourlycount ("key", "hour", "count") VALUES (%s, %s, 1) '
                'ON CONFLICT ("key") DO UPDATE SET "count" = answers_hourlycount."count" + 1 '
                'RETURNING "count"',
                [key.hexdigest(), connection.ops.adapt_datetimefield_value(hour)],
            )
            return cursor.fetchone()[0]

    def begun_before(self, moment):
        return self.filter(hour__lte=moment)


class HourlyCount(models.Model):
    """How many messages one address sent in one hour. The key is another one in every hour."""

    key = models.CharField(max_length=64, primary_key=True)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField()

    objects = HourlyCountQuerySet.as_manager()

    def __str__(self):
        return f"{self.count} in the hour of {self.hour}"
