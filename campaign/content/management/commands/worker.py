from django.core.management.base import BaseCommand

from campaign.lib.worker import run_worker


class Command(BaseCommand):
    help = (
        "Run jobs: mail, upkeep, and whatever the clock asks for, until SIGTERM or Ctrl-C. Several "
        "may run at once."
    )

    def handle(self, *args: object, **options: object) -> None:
        run_worker()
