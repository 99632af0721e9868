import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from campaign.lib import passwords


class TestBoundedArgon2PasswordHasher:
    def test_computes_two_hashes_at_once_and_no_more(self, monkeypatch):
        at_once, most, lock = [0], [0], threading.Lock()
        together = threading.Barrier(passwords.MOST_AT_ONCE)

        def verify(self, password, encoded):
            with lock:
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
            together.wait(timeout=10)  # a third one would break it
            with lock:
                at_once[0] -= 1
            return True

        monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
        hasher = passwords.BoundedArgon2PasswordHasher()
        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(lambda number: hasher.verify("x", "y"), range(8)))
        assert most == [2]

    def test_is_what_the_site_hashes_with(self):
        encoded = make_password("secret")
        assert encoded.startswith("argon2$argon2id$")
        assert check_password("secret", encoded)
