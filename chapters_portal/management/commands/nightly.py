from datetime import timedelta

from django.core.management import BaseCommand
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from answers.models import HourlyCount
from chapters_portal.publishing.history import begin_history
from chapters_portal.publishing.restoring import empty_bin

MAIL_IS_KEPT = timedelta(days=90)


class Command(BaseCommand):
    help = "Remove what is kept for a time only. Run it once a night."

    def handle(self, **options):
        now = timezone.now()
        mails, _ = cleanup_expired_mails(now - MAIL_IS_KEPT)
        counts, _ = HourlyCount.objects.past(now).delete()
        binned = empty_bin(now)
        begin_history()
        self.stdout.write(
            f"Removed {mails} old mails, {counts} counts of past hours, {binned} rows in the bin."
        )
