from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError

from chapters_portal.sign_in.second_factors import take_second_factors


class Command(BaseCommand):
    help = "Take away the passkeys and codes of somebody who lost them and cannot ask a colleague."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            raise CommandError(f"There is no account {username!r}.") from None
        take_second_factors(user)
        self.stdout.write(
            f"The account {username} signs in with its password, and makes a new second factor."
        )
