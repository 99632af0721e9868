"""What the database refuses about the record, in words that an organizer can act on."""

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
    "answer_is_corrected_once": (
        "supersedes",
        _(
            "Somebody is already correcting this answer. Open that draft, or correct the "
            "correction."
        ),
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
    "candidacy_is_one_per_person_and_race": (
        "race",
        _("This person runs in this race already. Open that candidacy instead."),
    ),
    "candidacy_published_contact_has_a_source": (
        "published_contact_source",
        _("Say where the campaign publishes this address or number."),
    ),
    "candidacy_that_ended_has_date_and_source": (
        "ballot_status_source",
        _("Give the day and the source of a run that ended."),
    ),
    "cycle_is_named_by_the_year_of_its_election": (
        "general_election_on",
        _("The general election is in the year that names the cycle."),
    ),
    "evidence_is_a_link_or_a_file": ("url", _("Give a link or a file.")),
    "evidence_published_is_frozen": (
        NON_FIELD_ERRORS,
        _("The answer has been published; its evidence stays as it is."),
    ),
    "link_suggestion_is_made_once": (
        NON_FIELD_ERRORS,
        _("This pair was suggested before. Find it in the list, decided pairs included."),
    ),
    "log_entry_is_kept": (
        NON_FIELD_ERRORS,
        _("This account is in the log of what organizers did. Deactivate it instead."),
    ),
    "person_death_has_a_source": ("died_source_url", _("Give the source of the death.")),
    "pledge_text_is_frozen_by_an_answer": (
        NON_FIELD_ERRORS,
        _("A published answer refers to this text, so it can’t change. Add a new version instead."),
    ),
    "race_has_a_seat_of_its_chamber": (
        "district",
        _("A Senate seat has a class and district 00; a House seat a district and no class."),
    ),
    "race_is_the_only_one_for_its_seat": (
        NON_FIELD_ERRORS,
        _("This seat has a race of that kind in this cycle already."),
    ),
    "race_replaces_one_for_its_seat": (
        "replaces",
        _("A race takes the place of a cancelled one for the same seat in the same cycle."),
    ),
    "race_term_is_shortened_by_a_special_election_only": (
        "term_ends_on",
        _("Only a special election fills part of a term, which ends after the election."),
    ),
    "race_title_says_who_votes": (
        "title",
        _("Senators and representatives vote; delegates and the Resident Commissioner do not."),
    ),
    "stage_advances_somebody": ("advances", _("At least one advances.")),
    "stage_is_held_once": (
        "kind",
        _("This race has that vote already. Declare it void before you set it again."),
    ),
    "stage_result_is_of_the_race": (
        NON_FIELD_ERRORS,
        _("One of the candidacies runs in another race."),
    ),
    "stage_result_is_one_per_candidacy": (
        NON_FIELD_ERRORS,
        _("Somebody entered results of this vote meanwhile. Look at them before you add yours."),
    ),
}
