from django.core.management import BaseCommand, CommandError

from directory.csv_rows import RowError
from directory.loaders import load_chapters


class Command(BaseCommand):
    help = "Load chapters from a CSV file. All rows or none."
    load = staticmethod(load_chapters)

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--overwrite", action="store_true", help="Replace fields that were edited by hand too."
        )

    def handle(self, *, file, overwrite, **options):
        try:
            self.stdout.write(str(self.load(file, overwrite=overwrite)))
        except RowError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
