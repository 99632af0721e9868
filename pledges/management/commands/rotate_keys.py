from django.core.management.base import BaseCommand, CommandError

from campaign.lib.encryption import EncryptedTextField
from campaign.lib.key_rotation import count_tokens, encrypted_columns, rotate

ROWS_BETWEEN_LINES = 10_000


class Command(BaseCommand):
    help = (
        "Encrypt everything that is encrypted with the newest key of FIELD_KEYS, so that the older "
        "ones can be dropped. The site may run meanwhile. Can be stopped and started again. Exits "
        "with 1 when there is something that no key reads."
    )

    def handle(self, *args: object, **options: object) -> None:
        unreadable_count = sum(self.rotate(column) for column in encrypted_columns())
        if unreadable_count:
            raise CommandError(
                f"{unreadable_count} values could not be read with any key and were left as they "
                "are. Put the key that wrote them back into FIELD_KEYS and run this again."
            )
        self.stdout.write("All done: only the newest key of FIELD_KEYS is needed from now on.")

    def rotate(self, column: EncryptedTextField) -> int:
        """Rotate one column and return how many of its values no key reads."""
        total = count_tokens(column)
        done = rewritten = unreadable = 0
        for batch in rotate(column):
            is_told = (done + batch.seen_count) // ROWS_BETWEEN_LINES > done // ROWS_BETWEEN_LINES
            done += batch.seen_count
            rewritten += batch.rewritten_count
            unreadable += len(batch.unreadable)
            for pk in batch.unreadable:
                self.stderr.write(f"{column}, row {pk}: no key reads it.")
            if is_told:
                self.stdout.write(f"{column}: {done} of {total} …")
        self.stdout.write(f"{column}: {done} of {total} done, {rewritten} of them written anew.")
        return unreadable
