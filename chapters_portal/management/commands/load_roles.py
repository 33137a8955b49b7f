from django.core.management import BaseCommand

from chapters_portal.starter_content.roles import load_roles


class Command(BaseCommand):
    help = "Make the roles of the office that are missing. Those that are there stay as they are."

    def handle(self, **options):
        made = load_roles()
        self.stdout.write(f"Made: {', '.join(made)}." if made else "All roles are there.")
