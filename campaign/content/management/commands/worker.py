from django.core.management.base import BaseCommand

from campaign.lib.worker import run_worker


class Command(BaseCommand):
    help = "Run the site's background jobs until SIGTERM or Ctrl-C. You can run several at once."

    def handle(self, *args: object, **options: object) -> None:
        run_worker()
