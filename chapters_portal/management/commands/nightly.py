from datetime import timedelta

from django.core.management import BaseCommand
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from answers.models import HourlyCount
from chapters_portal.publishing.uploads import remove_unnamed_files
from events.models import Celebration

MAIL_IS_KEPT = timedelta(days=90)
# A form that is being saved has a file before it has a row.
UNNAMED_FILES_ARE_KEPT = timedelta(days=1)


class Command(BaseCommand):
    help = "Remove what is kept for a time only; expect the celebrations of the coming years."

    def handle(self, **options):
        now = timezone.now()
        mails, _ = cleanup_expired_mails(now - MAIL_IS_KEPT)
        counts, _ = HourlyCount.objects.past(now).delete()
        files = remove_unnamed_files(now - UNNAMED_FILES_ARE_KEPT)
        self.stdout.write(
            f"Removed {mails} old mails, {counts} counts of past hours and {files} files that"
            " nothing shows."
        )
        dates = Celebration.objects.expect_dates(timezone.localdate(now))
        self.stdout.write(f"Wrote, moved or removed {dates} expected dates of celebrations.")
