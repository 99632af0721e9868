"""What the database refuses about petitions, in words that an organizer can act on."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.constraint_messages import SENTENCES

SENTENCES |= {
    "petition_closes_after_it_opens": (
        "closes_at",
        _("It closes before it opens. Give a later moment."),
    ),
    "petition_goal_is_positive": ("goal", _("A goal is at least 1.")),
    "invalidation_has_a_rule": (
        NON_FIELD_ERRORS,
        _("Say which signatures are meant: fill in at least one part of the rule."),
    ),
    "paper_batch_is_not_empty": ("count", _("A batch has at least one signature.")),
}
