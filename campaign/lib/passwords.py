"""How passwords are hashed: as Django does, but few at once."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

from campaign.lib.busy import turn

# Computing a hash takes 100 MB, and anyone can ask for one by trying to log in.
MOST_AT_ONCE = 2
PLACES = threading.BoundedSemaphore(MOST_AT_ONCE)


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 with Django's parameters, computed by at most MOST_AT_ONCE threads of a process.

    A thread that waits too long raises `BusyError`.
    """

    def encode(self, password: str, salt: str) -> str:
        with turn(PLACES):
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with turn(PLACES):
            return super().verify(password, encoded)
