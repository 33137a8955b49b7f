from django.core.management import BaseCommand
from django.utils import timezone
from post_office.models import STATUS

from chapters_portal.desk.drafts import publish_due
from chapters_portal.operations.sending import send_waiting


class Command(BaseCommand):
    help = (
        "What happens each minute: publish what is scheduled beside live pages, and send what waits"
        " in the outbox. Several may run at once, also on several machines."
    )

    def handle(self, **options):
        for draft, problems in publish_due(timezone.now()):
            self.stdout.write(f"{draft}: " + (" ".join(problems) or "live"))
        counts = send_waiting()
        if counts:
            self.stdout.write(
                f"Sent: {counts[STATUS.sent]}. To be tried again: {counts[STATUS.requeued]}. "
                f"Given up: {counts[STATUS.failed]}."
            )
