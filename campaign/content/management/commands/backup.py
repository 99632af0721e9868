import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.lib.backups import BackupError, NotAllowedError
from campaign.lib.backups.pruning import prune
from campaign.lib.backups.restoring import verify
from campaign.lib.backups.taking import take
from campaign.lib.backups.terminal import Progress, add_key_file, secret_key
from campaign.lib.processes import exit_on_sigterm

KEYS_ELSEWHERE = (
    "The backup doesn't contain FIELD_KEYS, SECRET_KEY or the secret key that opens it. Keep them "
    "somewhere else than the backups."
)


class Command(BaseCommand):
    help = (
        "Back up the database and all files into one encrypted file in the folder TARGET, then "
        "test it by restoring it. --prune then deletes backups older than 14 days, but keeps the "
        "last one of each of 12 months. --verify FILE tests an older backup instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, nargs="?", metavar="TARGET", help="a folder")
        parser.add_argument("--prune", action="store_true", help="delete old backups in TARGET")
        parser.add_argument("--verify", type=Path, metavar="FILE", help="a backup to test")
        add_key_file(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["target"] is None) == (options["verify"] is None):
            raise CommandError("Give a folder for a new backup, or --verify and a file.")
        progress = Progress(sys.stderr)
        try:
            with exit_on_sigterm():
                if options["verify"]:
                    self.verify(options["verify"], options["key_file"], progress)
                else:
                    self.take(options["target"], progress, is_pruned=options["prune"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        finally:
            progress.end()

    def take(self, folder: Path, progress: Progress, *, is_pruned: bool) -> None:
        taken = take(folder, tell=progress)
        progress.end()
        self.stdout.write(
            f"{taken.path} is complete. {taken.untried or 'We tested it by restoring it.'}"
        )
        self.stdout.write(KEYS_ELSEWHERE)
        if is_pruned:
            gone = prune(folder, now=timezone.now())
            self.stdout.write(f"Deleted {len(gone)} old backups.")

    def verify(self, path: Path, key_file: Path | None, progress: Progress) -> None:
        try:
            manifest = verify(path, secret_key(key_file), tell=progress)
        except NotAllowedError as reason:
            raise CommandError(f"Every checksum is right. {reason}") from None
        progress.end()
        self.stdout.write(
            f"{path} is whole: {manifest.row_count} rows of {len(manifest.tables)} tables and "
            f"{len(manifest.files)} files, data as of {manifest.taken_at}."
        )
