from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.lib import retention


class Command(BaseCommand):
    help = (
        "Erase personal data the site no longer needs, as the job worker does every day. "
        "Prints what it erased and how many rows. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        try:
            erased = retention.purge(timezone.now(), is_dry_run=dry_run)
        except retention.PurgeError as error:
            self.report(error.erased)
            raise CommandError(
                f"Couldn't erase these (see the log for the reason): {'; '.join(error.failed)}."
            ) from error
        self.report(erased)
        if dry_run:
            self.stdout.write("This was a dry run. Nothing changed.")

    def report(self, erased: list[tuple[str, int]]) -> None:
        for description, count in erased:
            self.stdout.write(f"{count:>7}  {description}")
