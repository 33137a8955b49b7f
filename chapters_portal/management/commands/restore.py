from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chapters_portal.operations import backups


class Command(BaseCommand):
    help = "Put back a file that `backup` wrote: all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="Overwrite what is there.")

    def handle(self, *, file, force, **options):
        try:
            manifest = backups.restore(file, settings.BACKUP_KEY, force=force)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored as of {manifest['made_at']}: {backups.in_words(manifest)}.")
