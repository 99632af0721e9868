"""What the status and the outcome of a candidacy may be, and the words for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    SIGNED = "signed", _("Signed")
    REFUSED = "refused", _("Refused")
    PENDING = "pending", _("No answer or signed with changes")


class Outcome(models.TextChoices):
    ACTIVE = "active", _("Running")
    WON_PRIMARY = "won_primary", _("Won the primary")
    LOST_PRIMARY = "lost_primary", _("Lost the primary")
    ELECTED = "elected", _("Elected")
    LOST_GENERAL = "lost_general", _("Lost the general election")
    WITHDREW = "withdrew", _("Withdrew")
    DISQUALIFIED = "disqualified", _("Disqualified")
    DIED = "died", _("Died")


class Review(models.TextChoices):
    """Why a published answer doesn't count for now."""

    DISPUTE = "dispute", _("disputed")
    HOLD = "hold", _("on hold")


# Stands for the kind of an answer that is under review.
UNDER_REVIEW = "under_review"

# The words for a status, by the kind of the current answer; "" means no answer.
STATUS_LABELS = {
    "": _("No answer"),
    "signed": _("Signed"),
    "signed_with_changes": _("Signed with changes"),
    "refused": _("Refused"),
    "rescinded": _("Signed, then took it back"),
    UNDER_REVIEW: _("Under review"),
}
