import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from pledges.mail.bounce_messages import read_returned

MOST_BYTES = 50_000_000
# A mail server that pipes messages into this tries again later (EX_TEMPFAIL of sysexits.h).
TRY_AGAIN = 75


class Command(BaseCommand):
    help = (
        "Read bounces (RFC 3464) and complaints (RFC 5965) from standard input, one message "
        "or an mbox file, and stop emailing those addresses. Stops for 90 days if the "
        "mailbox doesn't exist, and for good after a complaint. Prints counts. Safe to "
        "repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print nothing, for use in a pipe")

    def handle(self, *args: object, quiet: bool, **options: object) -> None:
        content = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise CommandError(f"This is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
        try:
            counts = read_returned(content, now=timezone.now())
        except (InterfaceError, OperationalError) as error:
            raise CommandError("The database is down. Try again.", returncode=TRY_AGAIN) from error
        if not quiet:
            self.stdout.write(f"{counts.unknown_count:>7}  bounced: no such mailbox")
            self.stdout.write(f"{counts.refused_count:>7}  bounced for another reason")
            self.stdout.write(f"{counts.complaint_count:>7}  complaints")
            self.stdout.write(f"{counts.other_count:>7}  not about our email, or unreadable")
