"""The way back for people who lost their phone and their codes."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from campaign.accounts.models import OneTimeCode, TotpKey
from campaign.accounts.models.organizers import administrators, note_reset
from campaign.accounts.sessions import end_sessions
from campaign.lib import audit, outbox


@transaction.atomic
def reset_second_factor(user: User, *, by: User | None) -> None:
    """Take away what `user` logs in with besides the password, and log them out everywhere.

    `by` is None for the command line. Every administrator gets an email.
    """
    TotpKey.objects.filter(user=user).delete()
    WebAuthnCredential.objects.filter(user=user).delete()
    OneTimeCode.objects.filter(user=user).delete()
    end_sessions(user)
    note_reset(user, by=by)
    event = audit.record(audit.Event.SECOND_FACTOR_RESET, by=by, about=user)
    told = administrators().exclude(email="").values_list("pk", flat=True)
    outbox.queue("second_factor_reset", told, batch_id=event.pk, now=timezone.now())
