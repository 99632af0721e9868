"""What the triggers of the record refuse, in words that an organizer can act on."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.constraint_messages import SENTENCES

ARCHIVED = _(
    "This cycle is archived. To change its record, first clear “Archived” on the cycle’s page."
)
DUPLICATE = _("This candidacy is linked as a duplicate. Use the one it’s linked to.")
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
        _("A news report isn’t enough to publish a refusal. Add evidence from the campaign."),
    ),
    "answer_supersedes_one_of_its_campaign": (
        "supersedes",
        _("Choose a published answer from the same campaign."),
    ),
    "candidacy_fec_id_stands_for_one_run_a_cycle": (
        "fec_id",
        _("Another candidacy this cycle has this FEC ID. Search for the ID to find it."),
    ),
    "candidacy_has_an_fec_id_of_its_person": (
        "fec_id",
        _("This FEC ID belongs to someone else. If they’re the same person, merge them first."),
    ),
    "candidacy_is_of_somebody_not_merged": (
        "person",
        _("This person was merged into another. Choose the other one."),
    ),
    "evidence_published_is_frozen": (
        NON_FIELD_ERRORS,
        _("This answer is published, so you can’t change its evidence."),
    ),
    "pledge_text_is_frozen_by_an_answer": (
        NON_FIELD_ERRORS,
        _(
            "You can’t change this text, because a published answer uses it. Add a new version "
            "instead."
        ),
    ),
    "race_replaces_one_for_its_seat": (
        "replaces",
        _("Choose a canceled race for the same seat in the same cycle."),
    ),
    "stage_result_is_of_the_race": (
        NON_FIELD_ERRORS,
        _("One of these candidacies is in another race. Choose candidacies from this race."),
    ),
}
