"""Whether we may look outside now: only where that's on, and five times a day for each campaign."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.lib import limits

A_DAY = 5
# So long that none comes back before the day ends, when the limit starts over.
NEVER_BACK_SECONDS = 10**9


def require(candidacy_id: int, *, now: datetime.datetime) -> None:
    """Count one look outside for a campaign. Raises ValidationError if there may be none."""
    if not settings.OUTSIDE_LOOKUPS:
        raise ValidationError(
            _(
                "This site isn’t set up to look things up on the internet. Ask the "
                "person who runs it to set OUTSIDE_LOOKUPS, or use another kind of proof."
            ),
            code="closed",
        )
    if not limits.allow(
        "proof of a campaign",
        str(candidacy_id),
        capacity=A_DAY,
        per_seconds=NEVER_BACK_SECONDS,
        now=now,
    ):
        raise ValidationError(
            _("We’ve already looked %(times)s times today for this campaign. Try tomorrow."),
            code="too_often",
            params={"times": A_DAY},
        )
