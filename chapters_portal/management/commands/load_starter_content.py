from django.core.management import BaseCommand
from django.db import transaction
from django.utils import timezone

from chapters_portal.history.versions import begin_history, history_paused
from chapters_portal.pages.models import SiteSettings
from chapters_portal.pages.sentences import note_sentences
from chapters_portal.search.index import rebuilt_at_the_end
from chapters_portal.starter_content.loader import (
    load_reference_data,
    load_samples,
    load_starter_content,
)
from chapters_portal.starter_content.roles import load_roles


class Command(BaseCommand):
    help = "Fill an empty database with the chapters, the home page and the words of the portal."

    def add_arguments(self, parser):
        parser.add_argument(
            "--samples", action="store_true", help="Add made-up officers, marked as samples."
        )
        parser.add_argument(
            "--no-congress",
            dest="congress",
            action="store_false",
            help="Leave out the members of Congress and the ZIP codes.",
        )

    @transaction.atomic
    def handle(self, *, samples, congress, **options):
        note_sentences()
        if SiteSettings.objects.exists():
            self.stdout.write("The database has content already. Nothing was changed.")
            return
        with rebuilt_at_the_end(), history_paused():
            load_starter_content(timezone.now().replace(microsecond=0))
            load_roles()
            if congress:
                load_reference_data(timezone.now())
            if samples:
                load_samples(timezone.now())
        begin_history()
        self.stdout.write("The starter content is loaded.")
