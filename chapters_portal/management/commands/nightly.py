from datetime import timedelta

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from answers.models import HourlyCount
from chapters_portal.models import KnownDevice, job
from chapters_portal.publishing.uploads import remove_unnamed_files
from chapters_portal.sign_in.second_factors import renew_encryption

MAIL_IS_KEPT = timedelta(days=90)
DEVICES_ARE_KEPT = timedelta(days=400)
# A form that is being saved has a file before it has a row.
UNNAMED_FILES_ARE_KEPT = timedelta(days=1)


class Command(BaseCommand):
    help = "Remove what is kept for a time only. Run it once a night."

    def handle(self, **options):
        now = timezone.now()
        with job("nightly") as run:
            mails, _ = cleanup_expired_mails(now - MAIL_IS_KEPT)
            counts, _ = HourlyCount.objects.past(now).delete()
            unused = KnownDevice.objects.filter(last_seen_at__lt=now - DEVICES_ARE_KEPT)
            devices, _ = unused.delete()
            files = remove_unnamed_files(now - UNNAMED_FILES_ARE_KEPT)
            call_command("clearsessions")
            if settings.SECRET_KEY_FALLBACKS:
                renew_encryption()
            run.outcome = (
                f"Removed {mails} old mails, {counts} counts of past hours, {devices} old devices "
                f"and {files} files that nothing shows."
            )
        self.stdout.write(run.outcome)
