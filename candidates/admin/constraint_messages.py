"""What the triggers of the record refuse, in words that an organizer can act on."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.constraint_messages import SENTENCES

ARCHIVED = _(
    "This cycle is archived. To change its record, first clear “Archived” on the cycle’s page."
)
DUPLICATE = _("This row is linked as a duplicate. Take the row of the same run that stays.")
SENTENCES |= {
    **{
        f"{table}_stays_as_archived": (NON_FIELD_ERRORS, ARCHIVED)
        for table in ("race", "stage", "candidacy", "stage_result", "answer", "outreach")
    },
    **{
        f"{table}_is_of_a_run_that_counts": ("candidacy", DUPLICATE)
        for table in ("answer", "outreach")
    },
    "stage_result_is_of_a_run_that_counts": (NON_FIELD_ERRORS, DUPLICATE),
    "answer_evidence_suffices": (
        NON_FIELD_ERRORS,
        _("The evidence does not suffice: a press report alone cannot publish a refusal."),
    ),
    "answer_supersedes_one_of_its_campaign": (
        "supersedes",
        _("Choose a published answer of the same campaign."),
    ),
    "candidacy_fec_id_stands_for_one_run_a_cycle": (
        "fec_id",
        _("Another candidacy of this cycle has this FEC id. Search for the id to find it."),
    ),
    "candidacy_has_an_fec_id_of_its_person": (
        "fec_id",
        _("This FEC id belongs to somebody else. If they’re one person, merge the two first."),
    ),
    "candidacy_is_of_somebody_not_merged": (
        "person",
        _("This person was merged into another one. Take the one that stays."),
    ),
    "evidence_published_is_frozen": (
        NON_FIELD_ERRORS,
        _("The answer has been published; its evidence stays as it is."),
    ),
    "pledge_text_is_frozen_by_an_answer": (
        NON_FIELD_ERRORS,
        _("A published answer refers to this text, so it can’t change. Add a new version instead."),
    ),
    "race_replaces_one_for_its_seat": (
        "replaces",
        _("A race takes the place of a cancelled one for the same seat in the same cycle."),
    ),
    "stage_result_is_of_the_race": (
        NON_FIELD_ERRORS,
        _("One of the candidacies runs in another race."),
    ),
}
