"""Reads settings from environment variables. A missing or wrong one stops the start."""

import base64
import binascii
import datetime
import ipaddress
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def required(name: str, purpose: str) -> str:
    """Return the variable `name`. If it's missing, stop with a sentence that says what it's for."""
    value: str = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(
            f"Set {name}: {purpose}. .env.example lists every variable. "
            "`make run` sets them all for a trial on this machine."
        )
    return value


def origin(name: str, purpose: str) -> str:
    """Return the variable `name` as scheme and host without a trailing slash."""
    value = required(name, purpose)
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} is {value!r}. Write it like https://example.org.")
    return f"{parts.scheme}://{parts.netloc}"


def field_keys(name: str) -> list[bytes]:
    """Return the encryption keys in the variable `name`, newest first, each 32 bytes in base64."""
    keys = [
        key.strip().encode() for key in required(name, "keys that encrypt supporters").split(",")
    ]
    for position, key in enumerate(keys, start=1):
        try:
            size = len(base64.urlsafe_b64decode(key))
        except (ValueError, binascii.Error):
            size = 0
        if size != 32:
            raise ImproperlyConfigured(
                f"Key {position} of {name} is not 32 bytes in urlsafe base64. Make one with "
                'python -c "import base64, os; '
                'print(base64.urlsafe_b64encode(os.urandom(32)).decode())".'
            )
    return keys


def age_public_keys(name: str) -> list[str]:
    """Return the age public keys in the variable `name`, separated by commas. It may be empty.

    Refuses a secret key, which would open every backup.
    """
    keys = [key.strip() for key in env.str(name, default="").split(",")]
    if any(key.upper().startswith("AGE-SECRET") for key in keys):
        raise ImproperlyConfigured(
            f"{name} has a secret key. Use the public key, which begins with age1, and keep the "
            "secret key off this machine."
        )
    return [key for key in keys if key]


def count(name: str, *, default: int) -> int:
    value: str = env.str(name, default="").strip() or str(default)
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} is {value!r}. Enter a number, 0 or more.")
    return int(value)


def day(name: str) -> datetime.date | None:
    value: str = env.str(name, default="").strip()
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}. Enter a date like 2027-06-30.") from None


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
