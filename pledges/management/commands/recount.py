from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pledges.counts.recount import rebuild, recount


class Command(BaseCommand):
    help = (
        "Count every signature again and say whether the sums that the site shows are right. "
        "--repair makes them anew from the signatures; signing waits meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make the sums anew")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        if repair:
            rebuild()
        found = recount(now=timezone.now())
        self.stdout.write(f"{found.signature_count} signatures count.")
        if found.drift_count:
            raise CommandError(f"{found.drift_count} sums are wrong. --repair makes them anew.")
        self.stdout.write("Every sum is right.")
