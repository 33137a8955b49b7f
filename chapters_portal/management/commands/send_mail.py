from django.core.management import BaseCommand
from post_office.models import STATUS

from chapters_portal.operations.sending import send_waiting


class Command(BaseCommand):
    help = "Send what waits in the outbox. Several may run at once, also on several machines."

    def handle(self, **options):
        counts = send_waiting()
        if counts:
            self.stdout.write(
                f"Sent: {counts[STATUS.sent]}. To be tried again: {counts[STATUS.requeued]}. "
                f"Given up: {counts[STATUS.failed]}."
            )
