"""Take, check and restore backups of the database and of stored files.

A backup is a tar archive that age encrypts to public keys. Their secret keys aren't on the server.
It contains, in this order:

    README, media/…, private/…, database/000001, database/000002, …, manifest.json

The pieces of `database/`, one after the other, are what `pg_dump --format=custom` wrote. The
manifest counts the rows of each table and has the SHA-256 of each file.
"""


class BackupError(Exception):
    """A backup can't be taken or restored. The text says why, and what to do."""


class DamagedError(BackupError):
    """A backup is incomplete, or was changed."""


class NotAllowedError(BackupError):
    """Our role in the database may not do what this needs."""
