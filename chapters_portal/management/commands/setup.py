from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from chapters_portal.operations.outbox import own_host


class Command(BaseCommand):
    help = "Make the first administrator, who chooses a password by a link that is good once."

    def add_arguments(self, parser):
        parser.add_argument("email", help="The address of the administrator, and the username.")

    @transaction.atomic
    def handle(self, *, email, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is no e-mail address.") from None
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        self.stdout.write(f"Within {hours} hours, open {link_for(first_administrator(email))}")
        self.stdout.write(f"There you choose a password. Your username is {email}.")


def first_administrator(email):
    """The account of `email`, which nobody else has entered the desk before."""
    for user in User.objects.filter(is_superuser=True).select_for_update():
        if user.has_usable_password() or user.username != email:
            raise CommandError(
                f"{user.username} is an administrator already, and makes accounts under Users."
            )
        return user
    return User.objects.create_superuser(email, email)


def link_for(user):
    scheme = "http" if settings.PLAIN_HTTP else "https"
    path = reverse(
        "account_reset_password_from_key",
        args=[user_pk_to_url_str(user), default_token_generator.make_token(user)],
    )
    return f"{scheme}://{own_host()}{path}"
