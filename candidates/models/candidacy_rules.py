"""What the database holds of every candidacy, whoever writes it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from candidates.models.archive import CYCLE_OF_RACE, stays_as_archived


def is_of_a_run_that_counts(table: str) -> pgtrigger.Trigger:
    """Return a trigger that keeps rows of `table` off registrations linked as duplicates."""
    name = f"{table}_is_of_a_run_that_counts"
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("candidacy_id"),  # type: ignore[no-untyped-call]
        when=pgtrigger.Before,
        func=f"""
                    PERFORM FROM candidates_candidacy
                        WHERE id = NEW.candidacy_id AND duplicate_of_id IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'The record belongs to the registration that is counted.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
                    END IF;
                    RETURN NEW;
                """,
    )


# What the FEC gives a candidate for the House or the Senate, as a pattern.
FEC_ID = "[HS][0-9][A-Z]{2}[0-9]{5}"

CONSTRAINTS: list[models.BaseConstraint] = [
    models.UniqueConstraint(
        "person",
        "race",
        condition=Q(duplicate_of=None),
        name="candidacy_is_one_per_person_and_race",
    ),
    models.CheckConstraint(
        condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("id")),
        name="candidacy_does_not_duplicate_itself",
    ),
    models.CheckConstraint(
        condition=Q(duplicate_of=None) | Q(is_current=False),
        name="candidacy_duplicate_is_not_counted",
    ),
    models.CheckConstraint(
        condition=Q(fec_id=None) | Q(fec_id__regex=f"^{FEC_ID}$"),
        name="candidacy_fec_id_is_one_of_a_candidate",
    ),
    models.CheckConstraint(
        condition=Q(ballot_status__in=["filed", "qualified", "write_in"])
        | (Q(ballot_status_on__isnull=False) & ~Q(ballot_status_source="")),
        name="candidacy_that_ended_has_date_and_source",
    ),
    models.CheckConstraint(
        condition=Q(published_email="", published_phone="") | ~Q(published_contact_source=""),
        name="candidacy_published_contact_has_a_source",
    ),
    models.CheckConstraint(
        condition=Q(status="pending") | Q(current_answer__isnull=False),
        name="candidacy_status_comes_from_an_answer",
    ),
]

INDEXES = [
    models.Index("race", "status", name="candidacy_race_status"),
    models.Index("is_current", "status", name="candidacy_current_status"),
]

TRIGGERS = [
    pgtrigger.Protect(name="candidacy_is_never_deleted", operation=pgtrigger.Delete),
    stays_as_archived("candidacy", CYCLE_OF_RACE),
    pgtrigger.Trigger(
        name="candidacy_is_of_somebody_not_merged",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("person_id"),  # type: ignore[no-untyped-call]
        when=pgtrigger.Before,
        func="""
                    PERFORM FROM candidates_person
                        WHERE id = NEW.person_id AND merged_into_id IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'This person was merged into another.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'candidacy_is_of_somebody_not_merged';
                    END IF;
                    RETURN NEW;
                """,
    ),
]
