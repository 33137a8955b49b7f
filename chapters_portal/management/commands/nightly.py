from datetime import timedelta

from django.core.management import BaseCommand
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from answers.models import HourlyCount
from chapters_portal.models import job

MAIL_IS_KEPT = timedelta(days=90)


class Command(BaseCommand):
    help = "Remove what is kept for a time only. Run it once a night."

    def handle(self, **options):
        now = timezone.now()
        with job("nightly") as run:
            mails, _ = cleanup_expired_mails(now - MAIL_IS_KEPT)
            counts, _ = HourlyCount.objects.past(now).delete()
            run.outcome = f"Removed {mails} old mails and {counts} counts of past hours."
        self.stdout.write(run.outcome)
