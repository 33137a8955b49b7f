from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chapters_portal.operations import backups
from chapters_portal.operations.jobs import job


class Command(BaseCommand):
    help = "Write database and uploads into one file, checked by reading it once more."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Such as /backups/portal-2026-11-26.tar.gz.")
        parser.add_argument("--encrypt", action="store_true", help="With the key in BACKUP_KEY.")
        parser.add_argument(
            "--keep",
            type=int,
            default=0,
            metavar="N",
            help="Leave the newest N of the files whose names differ in digits only.",
        )

    def handle(self, *, file, encrypt, keep, **options):
        if encrypt and not settings.BACKUP_KEY:
            raise CommandError("Set BACKUP_KEY to a long random text, and keep it elsewhere.")
        try:
            with job("backup") as run:
                manifest = backups.make(file.absolute(), settings.BACKUP_KEY if encrypt else "")
                run.outcome = f"{file.name}: {backups.in_words(manifest)}."
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        if keep > 0:
            backups.remove_older(file.absolute(), keep)
        self.stdout.write(run.outcome)
        also = " and BACKUP_KEY" if encrypt else ""
        self.stdout.write(
            f"It holds no secrets: keep SECRET_KEY, SECRET_KEY_FALLBACKS{also} in another place."
        )
