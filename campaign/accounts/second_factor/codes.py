"""Check the codes that people type, and limit how often they can try.

A wrong code or passkey counts like a wrong password: after five in fifteen minutes, the account is
locked for that IP address (campaign/lib/logins.py). Someone with the password and many IP addresses
gets TRIES_A_DAY for codes. At that rate it takes about 18 years to guess one. Nobody guesses a
passkey, so its owner can still use it on such a day.
"""

import datetime
import logging
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from cryptography.fernet import InvalidToken
from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import OneTimeCode, TotpKey
from campaign.accounts.models.second_factor import DIGITS, use_code
from campaign.lib import limits
from campaign.lib.recent_proof import CODE, TOTP

TRIES_A_DAY = 50
NEXT_TRY_AFTER = datetime.timedelta(minutes=30)

log = logging.getLogger(__name__)


class TooManyTriesError(Exception):
    """This account has to wait before we check another code."""

    def __init__(self, wait: datetime.timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class CodeField(forms.CharField):
    """A code as people type it, spaces and dashes included. Cleans to its digits."""

    default_error_messages = {
        "required": _("Enter the code."),
        "digits": _("Enter the 6 digits that your app shows, or the 10 of a one-time code."),
        "wrong": _("This code is wrong or was used already. Wait for the next one and enter it."),
    }

    def __init__(self, **box: Any) -> None:
        box |= {"autocomplete": "one-time-code", "inputmode": "numeric"}
        super().__init__(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=box))

    def clean(self, value: str | None) -> str:
        digits: str = super().clean(value).replace(" ", "").replace("-", "")
        if not (digits.isascii() and digits.isdecimal() and len(digits) in self.lengths()):
            raise forms.ValidationError(self.error_messages["digits"], code="digits")
        return digits

    def lengths(self) -> set[int]:
        return {DIGITS, OneTimeCode.DIGITS}


class CodeForm(forms.Form):
    code = CodeField(autofocus=True)


def check_code(
    request: HttpRequest, user: User, code: str, *, now: datetime.datetime
) -> str | None:
    """Return the kind of a correct code, or None for a wrong one. Each code works once.

    After too many wrong codes, raises TooManyTriesError without checking this one.
    """
    refuse_while_locked(request, user)
    if not limits.allow(
        "second factor", str(user.pk), capacity=TRIES_A_DAY, per_seconds=limits.ONE_DAY, now=now
    ):
        log.warning("Too many wrong codes for user %d today.", user.pk)
        raise TooManyTriesError(NEXT_TRY_AFTER)
    if len(code) == DIGITS:
        kind, is_right = TOTP, _uses_totp(user, code, now=now)
    else:
        kind, is_right = CODE, use_code(user, code)
    if is_right:
        return kind
    count_failure(request, user)
    return None


def refuse_while_locked(request: HttpRequest, user: User) -> None:
    """Raise TooManyTriesError if too much from this IP address was wrong for this account."""
    if not AxesProxyHandler.is_allowed(request, {"username": user.get_username()}):
        raise TooManyTriesError(settings.AXES_COOLOFF_TIME)


def count_failure(request: HttpRequest, user: User) -> None:
    """Count a wrong code or passkey like a wrong password, and keep it in the audit log."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def _uses_totp(user: User, code: str, *, now: datetime.datetime) -> bool:
    try:
        key = TotpKey.objects.filter(user=user).first()
    except InvalidToken:
        log.error("No key in FIELD_KEYS reads the authenticator app of user %d.", user.pk)
        return False
    return key is not None and key.use(code, now=now)
