from django.core.management.base import BaseCommand, CommandError

from candidates.ledger.refresh import differences
from candidates.models import Candidacy


class Command(BaseCommand):
    help = (
        "Recompute every status and outcome from the answers and election results. Print "
        "each stored value that differs, and exit with 1 if there is one. Changes nothing. "
        "Skips archived cycles."
    )

    def handle(self, *args: object, **options: object) -> None:
        candidacies = Candidacy.objects.in_open_cycles()
        found = [str(difference) for difference in differences(candidacies)]
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} stored values differ from the ledger.")
        self.stdout.write(f"{candidacies.count()} candidacies match the ledger.")
