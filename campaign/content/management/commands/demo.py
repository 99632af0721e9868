from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from campaign.content.demo import remove_content, write_content
from candidates import demo
from candidates.models import Cycle
from candidates.statistics import record_figures
from pledges import demo as petitions
from pledges.statistics import signature_figures


class Command(BaseCommand):
    help = (
        "Fill an empty site with made-up candidates to show what the site does. Always makes "
        "the same ones. Won't run if there are real people on the site or a campaign has "
        "started. --remove deletes everything the demo added, but keeps organizers and "
        "anything they wrote or changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete the demo")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if the site already has people"
        )

    def handle(self, *args: Any, remove: bool, if_empty: bool, **options: Any) -> None:
        if if_empty and demo.has_record():
            return
        try:
            if remove:
                with transaction.atomic():
                    count = demo.remove()
                    if count:
                        petitions.remove()
                        remove_content()
                self.stdout.write(
                    f"Removed {count} made-up people."
                    if count
                    else "This site has no demo, so nothing was removed."
                )
                return
            with transaction.atomic():
                demo.build()
                petitions.build()
                write_content()
        except demo.RealRecordsExist as refusal:
            raise CommandError(str(refusal)) from refusal
        figures = record_figures(Cycle.objects.current())
        signatures = signature_figures(timezone.now())
        self.stdout.write(
            f"{figures.tracked} invented people are on record: {figures.signed} signed in "
            f"{figures.states} states, {figures.refused} refused, {figures.pending} pending. "
            f"Their petition has {signatures.total} signatures."
        )
