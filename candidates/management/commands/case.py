import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaign.lib import audit
from campaign.lib.http import NUMBER
from candidates.case_file import write_case
from candidates.models import Candidacy


class Command(BaseCommand):
    help = (
        "Write everything we have about one campaign into a ZIP file for a lawyer: its record, "
        "evidence with originals, calls and emails, messages, error reports, and who did what "
        "when. It holds private data, so give it to nobody else."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that doesn't exist yet")
        parser.add_argument(
            "--candidacy", required=True, help="the campaign's FEC ID, or its number in the admin"
        )

    def handle(self, *args: object, **options: Any) -> None:
        named = options["candidacy"]
        number = named if NUMBER.fullmatch(named) else None
        found = Candidacy.objects.filter(Q(fec=named.upper()) | Q(pk=number))
        campaign = found.order_by("duplicate_of", "-race__cycle__year").first()
        if campaign is None:
            raise CommandError(f"There's no campaign with the FEC ID or number {named}.")
        path: Path = options["file"]
        try:
            with transaction.atomic(), path.open("xb") as file:
                path.chmod(0o600)
                write_case(campaign, file, now=timezone.now())
                audit.record(audit.Event.CASE_EXPORTED, about=campaign)
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from error
        self.stdout.write(f"{path} has everything about {campaign}.")
