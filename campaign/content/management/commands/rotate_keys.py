from django.core.management.base import BaseCommand, CommandError

from campaign.lib.encryption import EncryptedTextField
from campaign.lib.key_rotation import count_tokens, encrypted_columns, rotate

ROWS_BETWEEN_LINES = 10_000


class Command(BaseCommand):
    help = (
        "Re-encrypt everything with the newest key in FIELD_KEYS, so you can drop the older "
        "keys. You can leave the site running, and you can stop this and start it again. "
        "Exits with 1 if no key can read a value."
    )

    def handle(self, *args: object, **options: object) -> None:
        unreadable_count = sum(self.rotate(column) for column in encrypted_columns())
        if unreadable_count:
            raise CommandError(
                f"{unreadable_count} values can't be read with any key, so we left them alone. "
                "Put the key that wrote them back in FIELD_KEYS and run this again."
            )
        self.stdout.write("Done. You only need the newest key in FIELD_KEYS now.")

    def rotate(self, column: EncryptedTextField) -> int:
        total = count_tokens(column)
        done = rewritten = unreadable = 0
        for batch in rotate(column):
            is_told = (done + batch.seen_count) // ROWS_BETWEEN_LINES > done // ROWS_BETWEEN_LINES
            done += batch.seen_count
            rewritten += batch.rewritten_count
            unreadable += len(batch.unreadable)
            for pk in batch.unreadable:
                self.stderr.write(f"{column}, row {pk}: no key can read it.")
            if is_told:
                self.stdout.write(f"{column}: {done} of {total} …")
        self.stdout.write(f"{column}: {done} of {total} done, {rewritten} re-encrypted.")
        return unreadable
