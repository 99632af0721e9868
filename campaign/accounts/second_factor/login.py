"""Logging in takes two steps. Until both are done, nobody is logged in.

After the password, the session only remembers whose it was, for ten minutes. So every page that
knows an organizer has seen both.
"""

import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp_webauthn.models import WebAuthnCredential

from campaign.accounts.models import TotpKey
from campaign.lib import audit, outbox
from campaign.lib.recent_proof import note_proof

PENDING = "password_given"
PENDING_FOR = datetime.timedelta(minutes=10)


class Person(NamedTuple):
    """The person we ask for a second factor: to log in, or again while logged in."""

    user: User
    is_logged_in: bool


def begin(request: HttpRequest, user: Any, *, now: datetime.datetime) -> None:
    """Remember that `user` gave their password. Nothing of who was here before is left."""
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": (now + PENDING_FOR).timestamp(),
    }


def person_of(request: HttpRequest) -> Person | None:
    """Return who gave their password here, or who is logged in."""
    if request.user.is_authenticated:
        return Person(request.user, True) if request.user.is_staff else None
    pending = request.session.get(PENDING)
    if not pending or pending["until"] <= timezone.now().timestamp():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(pending["hash"], user.get_session_auth_hash()):
        return None
    return Person(user, False)


def finish(request: HttpRequest, person: Person, kind: str, *, now: datetime.datetime) -> None:
    """Log in a person who gave their password, now that they gave the second factor, too."""
    if not person.is_logged_in:
        request.session.pop(PENDING, None)
        login(request, person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_proof(request, kind, now=now)


def note_added(user: User, kind: str, *, now: datetime.datetime) -> None:
    """Record in the audit log that `user` has a new second factor, and email them."""
    audit.record(audit.Event.SECOND_FACTOR_ADDED, by=user, kind=kind)
    outbox.queue("second_factor_added", [user.pk], now=now)


def has_second_factor(user: User) -> bool:
    """Say whether `user` has an app or a passkey. One-time codes alone don't count."""
    return any(each.objects.filter(user=user).exists() for each in (TotpKey, WebAuthnCredential))


def next_address(request: HttpRequest) -> str:
    """Return where someone wanted to go: `next`, if it's an address of ours."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else reverse("admin:index")


def to_login(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(next_address(request), reverse("admin:login"))
