import sys

from django.core.management.base import BaseCommand

from campaign.lib.outbox.sender import run_sender


class Command(BaseCommand):
    help = "Send the email in the outbox until SIGTERM or Ctrl-C. You can run several at once."

    def handle(self, *args: object, **options: object) -> None:
        sys.exit(run_sender())
