from datetime import timedelta

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from chapters_portal.history.uploads import remove_unnamed_files
from chapters_portal.history.versions import begin_history
from chapters_portal.operations.jobs import job, nightly
from chapters_portal.privacy.registry import registry
from chapters_portal.sign_in.second_factors import renew_encryption

# A form that is being saved has a file before it has a row.
UNNAMED_FILES_ARE_KEPT = timedelta(days=1)


class Command(BaseCommand):
    help = "Remove what is kept for a time only, and do what each room does every night."

    def handle(self, **options):
        now = timezone.now()
        with job("nightly") as run:
            removed = registry.remove_past(now)
            files = remove_unnamed_files(now - UNNAMED_FILES_ARE_KEPT)
            begin_history()
            if settings.SECRET_KEY_FALLBACKS:
                renew_encryption()
            of_rooms = [said for _, said in nightly.send(sender=None, moment=now) if said]
            run.outcome = " ".join(
                [removed, f"Removed {files} files that nothing shows.", *of_rooms]
            )
        self.stdout.write(run.outcome)
