from django.core.management import BaseCommand, CommandError

from chapters_portal.sheets.command import SheetRefused, apply_file, look_at_file, resources


class Command(BaseCommand):
    help = (
        "Show what a CSV or XLSX file would change of a kind of rows; with --apply, change it. "
        "All rows or none, as the import of the desk does it."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(resources()))
        parser.add_argument("file")
        parser.add_argument("--apply", action="store_true", help="Store what it would change.")
        parser.add_argument(
            "--remove",
            action="append",
            default=[],
            metavar="COLUMN",
            help="Empty cells of this column remove what is stored; others leave it alone.",
        )

    def handle(self, *, kind, file, apply, remove, **options):
        resource = resources()[kind]
        try:
            if apply:
                outcome = apply_file(resource, file, remove)
            else:
                outcome = look_at_file(resource, file, remove)[1]
        except SheetRefused as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        for note in outcome.notes:
            self.stdout.write(note)
        for line in outcome.at_work:
            cells = "; ".join(
                f"{column}: {before or '(empty)'} -> {after or '(empty)'}"
                for column, before, after in line.cells
            )
            self.stdout.write(
                f"Line {line.number}, {'new' if line.is_new else 'changed'}: {line.what}. {cells}"
            )
        done = "Imported" if apply else "It would import"
        self.stdout.write(f"{done}: {outcome.counts_in_words}")
