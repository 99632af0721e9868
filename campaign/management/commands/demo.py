from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaign.demo import write_profile
from candidates import demo
from candidates.models import Cycle
from candidates.statistics import record_figures


class Command(BaseCommand):
    help = (
        "Fill an empty site with an invented country, always the same, to show what the site "
        "does. Refuses where real people are on record. --remove deletes the demo's people with "
        "their record, races and files; it leaves organizers and the site's own texts alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete the demo again")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where anybody is on record"
        )

    def handle(self, *args: Any, remove: bool, if_empty: bool, **options: Any) -> None:
        if if_empty and Cycle.objects.exists():
            return
        try:
            if remove:
                self.stdout.write(f"Removed {demo.remove()} invented people.")
                return
            with transaction.atomic():
                demo.build()
                write_profile()
        except demo.RealRecordsExist as refusal:
            raise CommandError(str(refusal)) from refusal
        figures = record_figures(Cycle.objects.current())
        self.stdout.write(
            f"{figures.tracked} invented people are on record: {figures.signed} signed in "
            f"{figures.states} states, {figures.refused} refused, {figures.pending} did not answer."
        )
