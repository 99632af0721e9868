"""What organizers log in with besides their password. Passkeys use django-otp-webauthn's model.

A stolen copy of the database doesn't let anyone log in: keys are encrypted with FIELD_KEYS, and
one-time codes are stored only as hashes that need SECRET_KEY.
"""

import datetime
import secrets
from base64 import b32decode, b32encode
from collections.abc import Sequence
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, TimestampMixin
from django_otp.oath import TOTP

from campaign.lib.encryption import EncryptedTextField

KEY_BYTES = 20
DIGITS = 6
# Phone clocks are rarely off by more than half a minute.
STEPS_OFF = 1


class TotpKey(TimestampMixin, Device):
    """The key in an organizer's authenticator app (RFC 6238 with SHA-1 and 30 seconds)."""

    name = None
    key = EncryptedTextField(_("key"), editable=False)
    # A code works once: the next one has to belong to a later step.
    last_step = models.BigIntegerField(_("step of the last code"), default=-1, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user"], name="totp_key_is_one")]
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    def __str__(self) -> str:
        return f"{self.pk}"

    def use(self, code: str, *, now: datetime.datetime) -> bool:
        """Say whether `code` is right now, and let nobody use it again."""
        step = step_of(self.key, code, after=self.last_step, now=now)
        if step is None:
            return False
        unused = TotpKey.objects.filter(pk=self.pk, last_step__lt=step)
        return bool(unused.update(last_step=step, last_used_at=now))


def new_key() -> str:
    """Return a random key in base32, as people type it into their app."""
    return b32encode(secrets.token_bytes(KEY_BYTES)).decode()


def step_of(key: str, code: str, *, after: int = -1, now: datetime.datetime) -> int | None:
    """Return the 30-second step, later than `after`, that has this code; None if it's wrong."""
    totp = TOTP(b32decode(key))
    totp.time = now.timestamp()
    is_right = totp.verify(int(code), tolerance=STEPS_OFF, min_t=after + 1)
    return totp.t() if is_right else None


def address_of_key(key: str, *, username: str, site: str) -> str:
    """Return the address that the QR code hands to an app."""
    label = quote(f"{site.replace(':', ' ')}:{username}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": key, "issuer": site}, quote_via=quote)


class OneTimeCode(models.Model):
    """A code on paper that logs an organizer in once if the phone is lost."""

    COUNT = 10
    DIGITS = 10

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    digest = models.CharField(_("hash"), max_length=64, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_time_code_is_one")
        ]
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")

    def __str__(self) -> str:
        return f"{self.pk}"


def digest_of(user: User, code: str) -> str:
    return salted_hmac("accounts.OneTimeCode", f"{user.pk} {code}", algorithm="sha256").hexdigest()


@transaction.atomic
def make_codes(user: User) -> Sequence[str]:
    """Return new one-time codes. The old ones stop working."""
    User.objects.select_for_update().get(pk=user.pk)
    OneTimeCode.objects.filter(user=user).delete()
    most = 10**OneTimeCode.DIGITS
    codes = [
        f"{secrets.randbelow(most):0{OneTimeCode.DIGITS}}" for _each in range(OneTimeCode.COUNT)
    ]
    OneTimeCode.objects.bulk_create(
        OneTimeCode(user=user, digest=digest_of(user, code)) for code in codes
    )
    return codes


def use_code(user: User, code: str) -> bool:
    """Say whether `code` is one of the user's, and let nobody use it again."""
    deleted, _by_model = OneTimeCode.objects.filter(
        user=user, digest=digest_of(user, code)
    ).delete()
    return bool(deleted)
