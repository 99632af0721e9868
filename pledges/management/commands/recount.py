from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pledges.counts.recount import rebuild, recount


class Command(BaseCommand):
    help = (
        "Recount every signature and check the totals the site shows. --repair rebuilds the "
        "totals from the signatures. New signatures wait while it runs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="rebuild the totals")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        if repair:
            rebuild()
        found = recount(now=timezone.now())
        self.stdout.write(f"{found.signature_count} signatures count.")
        if found.drift_count:
            raise CommandError(
                f"{found.drift_count} totals are wrong. Run this again with --repair to fix them."
            )
        self.stdout.write("Every total is right.")
