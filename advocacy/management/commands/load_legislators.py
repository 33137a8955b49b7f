from datetime import date

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from advocacy.loaders.legislators import load_legislators
from advocacy.loaders.sources import LoadError


class Command(BaseCommand):
    help = "Replace the members of Congress. All of the data or none."
    load = staticmethod(load_legislators)

    def add_arguments(self, parser):
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument(
            "file", nargs="?", help="A file; its companions are read from beside it."
        )
        place.add_argument("--url", help="An address on the web, likewise.")
        parser.add_argument(
            "--dated", type=date.fromisoformat, help="The date of the data, as 2026-06-15."
        )
        parser.add_argument(
            "--force", action="store_true", help="Load it again, or although much would be lost."
        )

    def handle(self, *, file, url, dated, force, **options):
        try:
            done = self.load(url or file, now=timezone.now(), dated_on=dated, force=force)
        except LoadError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(done)
