"""Let people who lost their phone and their codes back in."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from campaign.accounts.models import OneTimeCode, TotpKey
from campaign.accounts.models.organizers import note_reset
from campaign.accounts.sessions import end_sessions
from campaign.lib import audit, outbox
from campaign.lib.permission_holders import administrators


def remove_second_factor(user: User) -> None:
    """Delete the app, the passkeys and the one-time codes of `user`."""
    for model in (TotpKey, WebAuthnCredential, OneTimeCode):
        model.objects.filter(user=user).delete()


@transaction.atomic
def reset_second_factor(user: User, *, by: User | None) -> None:
    """Remove the second factor of `user`, and log them out everywhere.

    `by` is None for the command line. Every administrator gets an email.
    """
    remove_second_factor(user)
    end_sessions(user)
    note_reset(user, by=by)
    event = audit.record(audit.Event.SECOND_FACTOR_RESET, by=by, about=user)
    told = administrators().exclude(email="").values_list("pk", flat=True)
    outbox.queue("second_factor_reset", told, batch_id=event.pk, now=timezone.now())
