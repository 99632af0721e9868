from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaign.lib.audit.chain import BrokenChainError, Head, check


class Command(BaseCommand):
    help = (
        "Check the audit log and print the number and hash of its last row. Keep that line where "
        "this site’s administrators can’t change it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kept",
            nargs=2,
            metavar=("NUMBER", "HASH"),
            help="a line printed earlier, to check that the log still has that row",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kept = options["kept"]
        if kept and not kept[0].isdecimal():
            raise CommandError("NUMBER is the first word of a line that audit_head printed.")
        try:
            head = check(Head(int(kept[0]), kept[1]) if kept else None)
        except BrokenChainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{head.number} {head.hash}")
