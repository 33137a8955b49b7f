from django.core.management import BaseCommand

from chapters_portal.content.version import raise_content_version
from chapters_portal.search import index


class Command(BaseCommand):
    help = "Make the search index anew from the rows of all rooms."

    def handle(self, **options):
        count = index.rebuild()
        raise_content_version()
        self.stdout.write(f"The index has {count} documents.")
