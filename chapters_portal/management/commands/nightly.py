from datetime import timedelta

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from answers.models import HourlyCount
from chapters_portal.models import KnownDevice, job
from chapters_portal.sign_in.second_factors import renew_encryption

MAIL_IS_KEPT = timedelta(days=90)
DEVICES_ARE_KEPT = timedelta(days=400)


class Command(BaseCommand):
    help = "Remove what is kept for a time only. Run it once a night."

    def handle(self, **options):
        now = timezone.now()
        with job("nightly") as run:
            mails, _ = cleanup_expired_mails(now - MAIL_IS_KEPT)
            counts, _ = HourlyCount.objects.past(now).delete()
            unused = KnownDevice.objects.filter(last_seen_at__lt=now - DEVICES_ARE_KEPT)
            devices, _ = unused.delete()
            call_command("clearsessions")
            if settings.SECRET_KEY_FALLBACKS:
                renew_encryption()
            run.outcome = (
                f"Removed {mails} old mails, {counts} counts of past hours and "
                f"{devices} old devices."
            )
        self.stdout.write(run.outcome)
