"""Second factors of organizers in tests."""

from base64 import b32decode

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from campaign.accounts.models import TotpKey
from campaign.accounts.models.second_factor import new_key
from campaign.lib.recent_proof import SESSION_KEY
from campaign.lib.recent_proof import TOTP as TOTP_PROOF


def with_app(user: User) -> TotpKey:
    """Give an organizer an authenticator app."""
    return TotpKey.objects.create(user=user, key=new_key())


def code_of(key: str, *, steps_ahead: int = 0) -> str:
    """Return the code that an app shows, now or some steps of 30 seconds later."""
    totp = TOTP(b32decode(key), drift=steps_ahead)
    totp.time = timezone.now().timestamp()
    return f"{totp.token():06}"


def prove(client: Client) -> None:
    """Let a logged-in client have entered the code of an app just now."""
    session = client.session
    session[SESSION_KEY] = [TOTP_PROOF, timezone.now().timestamp()]
    session.save()
