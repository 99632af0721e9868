import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from campaign.lib.backups import BackupError
from campaign.lib.backups.archive import Manifest
from campaign.lib.backups.restoring import restore
from campaign.lib.backups.terminal import Progress, add_key_file, secret_key
from campaign.lib.key_rotation import encrypted_columns, is_readable
from campaign.lib.processes import exit_on_sigterm


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database and empty folders, compare both with the backup, "
        "and check the record and all totals."
    )
    # There are no tables yet.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a backup")
        add_key_file(parser)

    def handle(self, *args: Any, file: Path, key_file: Path | None, **options: Any) -> None:
        progress = Progress(sys.stderr)
        try:
            with exit_on_sigterm():
                manifest = restore(file, secret_key(key_file), tell=progress)
        except BackupError as error:
            raise CommandError(str(error)) from None
        finally:
            progress.end()
        self.stdout.write(
            f"Restored {manifest.row_count} rows of {len(manifest.tables)} tables and "
            f"{len(manifest.files)} files as of {manifest.taken_at}. All are as in the backup."
        )
        self.compare(manifest)

    def compare(self, manifest: Manifest) -> None:
        """Check migrations, keys, the audit log, the record and all totals after a restore."""
        try:
            call_command("migrate", check_unapplied=True, verbosity=0)
        except SystemExit:
            raise CommandError(
                "This backup is from an older version of the site. Run `migrate`, then "
                "`check_record` and `recount`."
            ) from None
        if unreadable := [str(column) for column in encrypted_columns() if not is_readable(column)]:
            raise CommandError(
                f"No key in FIELD_KEYS reads {', '.join(unreadable)}. Add the key that was in use "
                "when the backup was taken, then run `check_record` and `recount`."
            )
        call_command("audit_head", kept=manifest.audit_head.split(), stdout=self.stdout)
        call_command("check_record", stdout=self.stdout)
        call_command("recount", stdout=self.stdout)
