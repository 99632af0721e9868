from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from candidates.importers import census_zips


class Command(BaseCommand):
    help = (
        "Rebuild candidates/data/zip_districts.csv for new district lines. Reads the Census "
        "Bureau's file of congressional districts and ZIP code areas "
        "(tab20_cd…20_zcta520_natl.txt). Run it in a checkout and commit the table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            districts, zips = census_zips.rebuild(options["file"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{zips} ZIP codes in {districts} districts.")
