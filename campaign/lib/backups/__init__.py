"""Backups of the database and of stored files: taking them, checking them, restoring them.

A backup is a tar archive encrypted by age to public keys whose secret isn't on the server:

    README, media/…, private/…, database/000001, database/000002, …, manifest.json

The pieces of `database/`, one after the other, are what `pg_dump --format=custom` wrote. The
manifest counts the rows of each table and has the SHA-256 of each file.
"""


class BackupError(Exception):
    """It can't be done. The text says why, and what to do."""


class DamagedError(BackupError):
    """A backup isn't what was once written."""


class NotAllowedError(BackupError):
    """Our role in the database may not do what this needs."""
