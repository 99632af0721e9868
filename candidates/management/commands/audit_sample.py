import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from candidates import ledger
from candidates.models import AuditSample


class Command(BaseCommand):
    help = (
        "Draw 50 published answers for two people to check again. Say in public beforehand where "
        "the seed will come from, such as tomorrow's numbers of a state lottery."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--seed", required=True, help="up to 100 letters and digits, public")

    def handle(self, *args: object, **options: Any) -> None:
        seed = options["seed"].strip()
        longest = AuditSample._meta.get_field("seed").max_length or 0
        if not seed or not seed.isprintable() or len(seed) > longest:
            raise CommandError(f"Enter a seed of 1 to {longest} characters.")
        try:
            sample = ledger.samples.draw(seed, now=timezone.now())
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(
            f"{sample.sampled.count()} of {sample.drawn_from} published answers were drawn. Check "
            "them in the admin under “Audit samples.”"
        )
