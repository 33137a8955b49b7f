from argparse import ArgumentTypeError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from advocacy.loaders.api import Api
from advocacy.loaders.congress_gov import BASE, import_congress
from advocacy.loaders.sources import LoadError
from advocacy.models.numbers import read_congress
from chapters_portal.operations.jobs import job


def number_of(congress):
    try:
        return int(read_congress(congress))
    except ValidationError as error:
        raise ArgumentTypeError(" ".join(error.messages)) from error


class Command(BaseCommand):
    help = "Bring tracked bills of Congress up to date, and draft new ones. What is bad is named."

    def add_arguments(self, parser):
        parser.add_argument(
            "--congress", type=number_of, help="A Congress to search, such as 119 or 119th."
        )
        parser.add_argument(
            "--query",
            default="",
            help="Draft new bills with this in their title. Needs --congress.",
        )
        parser.add_argument("--base", default=BASE, help="Where the service is.")

    def handle(self, *, congress, query, base, **options):
        if bool(congress) != bool(query):
            raise CommandError("A search needs both --congress and --query.")
        try:
            with job("import_congress") as run:
                api = Api(base, settings.CONGRESS_API_KEY)
                run.outcome = import_congress(api, congress=congress, query=query)
        except LoadError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(run.outcome)
