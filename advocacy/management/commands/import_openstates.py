from argparse import ArgumentTypeError

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from advocacy.loaders.api import Api
from advocacy.loaders.openstates import BASE, import_openstates
from advocacy.loaders.sources import LoadError
from chapters_portal.operations.jobs import job
from directory.models import State


def code_of(state):
    try:
        return State.objects.named(state).code
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "Bring tracked bills of states up to date, and draft new ones. What is bad is named."

    def add_arguments(self, parser):
        parser.add_argument(
            "--jurisdiction",
            type=code_of,
            help="A state to search, such as VT or Vermont.",
        )
        parser.add_argument("--query", default="", help="Draft new bills that mention this.")
        parser.add_argument("--base", default=BASE, help="Where the service is.")

    def handle(self, *, jurisdiction, query, base, **options):
        try:
            with job("import_openstates") as run:
                api = Api(base, settings.OPENSTATES_API_KEY)
                run.outcome = import_openstates(api, jurisdiction=jurisdiction or "", query=query)
        except LoadError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(run.outcome)
