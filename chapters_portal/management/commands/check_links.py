from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from chapters_portal.link_checker.crawler import Crawler
from chapters_portal.link_checker.watch import NobodyAnswers, look
from chapters_portal.link_checker.web import Web
from chapters_portal.operations.jobs import job


class Command(BaseCommand):
    help = "Look at the links to other sites that the public sees. Run it once a night."

    def add_arguments(self, parser):
        parser.add_argument("--most", type=int, default=500, help="How many links at most.")
        parser.add_argument(
            "--older-than", type=int, default=7, help="Days after which a link is looked at again."
        )

    def handle(self, *, most, older_than, **options):
        try:
            with job("check_links") as run:
                run.outcome = look(
                    timezone.now(), Crawler(Web()), most=max(most, 0), days=max(older_than, 0)
                )
        except NobodyAnswers as error:
            raise CommandError(str(error)) from error
        self.stdout.write(run.outcome)
