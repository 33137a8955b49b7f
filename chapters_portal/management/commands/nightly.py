from datetime import timedelta

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from chapters_portal.history.restoring import empty_trash
from chapters_portal.history.uploads import remove_unnamed_files
from chapters_portal.history.versions import begin_history
from chapters_portal.operations.jobs import job, nightly
from chapters_portal.sign_in.models import KnownDevice
from chapters_portal.sign_in.second_factors import renew_encryption

MAIL_IS_KEPT = timedelta(days=90)
DEVICES_ARE_KEPT = timedelta(days=400)
# A form that is being saved has a file before it has a row.
UNNAMED_FILES_ARE_KEPT = timedelta(days=1)


class Command(BaseCommand):
    help = "Remove what is kept for a time only, and do what each room does every night."

    def handle(self, **options):
        now = timezone.now()
        with job("nightly") as run:
            mails, _ = cleanup_expired_mails(now - MAIL_IS_KEPT)
            unused = KnownDevice.objects.filter(last_seen_at__lt=now - DEVICES_ARE_KEPT)
            devices, _ = unused.delete()
            rows = empty_trash(now)
            files = remove_unnamed_files(now - UNNAMED_FILES_ARE_KEPT)
            call_command("clearsessions")
            begin_history()
            if settings.SECRET_KEY_FALLBACKS:
                renew_encryption()
            of_rooms = [sentence for _, sentence in nightly.send(sender=None, moment=now)]
            run.outcome = " ".join(
                [
                    f"Removed {mails} old mails, {devices} old devices, {rows} rows in the bin "
                    f"and {files} files that nothing shows.",
                    *of_rooms,
                ]
            )
        self.stdout.write(run.outcome)
