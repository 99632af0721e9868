"""Require a second factor entered within the last ten minutes.

    demand_recent_proof(request)

Call it first in a view or an action. People who haven't entered one recently are asked for it, then
come back. `campaign.accounts` asks; `campaign.content.kept_forms` keeps the form they sent.
"""

import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

RECENT = datetime.timedelta(minutes=10)
SESSION_KEY = "second_factor"
PASSKEY, TOTP, CODE, SKIPPED = "passkey", "totp", "code", "skipped"
# A one-time code logs people in and lets them replace a lost phone, and does nothing else.
PROOFS = frozenset({PASSKEY, TOTP})
ANY_PROOF = PROOFS | {CODE}


class ProofNeededError(Exception):
    """The organizer has to enter a second factor before this request is answered."""


def note_proof(request: HttpRequest, kind: str, *, now: datetime.datetime) -> None:
    request.session[SESSION_KEY] = [kind, now.timestamp()]


def has_recent_proof(request: HttpRequest, *, kinds: frozenset[str] = PROOFS) -> bool:
    """Say whether one of `kinds` was entered recently. A trial on your own machine needs none."""
    kind, at = request.session.get(SESSION_KEY, ("", 0))
    if kind == SKIPPED:
        return bool(settings.TRIAL_MAIL)
    return kind in kinds and timezone.now().timestamp() - at < RECENT.total_seconds()


def demand_recent_proof(request: HttpRequest, *, kinds: frozenset[str] = PROOFS) -> None:
    """Raise ProofNeededError unless one of `kinds` was entered recently."""
    if not has_recent_proof(request, kinds=kinds):
        raise ProofNeededError
