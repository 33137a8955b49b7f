from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chapters_portal.operations import backups
from chapters_portal.operations.jobs import job


class Command(BaseCommand):
    help = "Restore a backup into an empty database of its own, and say how that went."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        began = monotonic()
        try:
            with job("rehearse") as run:
                manifest = backups.rehearse(file.absolute(), settings.BACKUP_KEY)
                run.outcome = (
                    f"{file.name}, made {manifest['made_at']}: {backups.in_words(manifest)}, all "
                    f"of them back in {monotonic() - began:.0f} seconds."
                )
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(run.outcome)
