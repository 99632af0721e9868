"""What the database holds of every candidacy, whoever writes it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from candidates.models.archive import CYCLE_OF_RACE, stays_as_archived

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
        condition=Q(fec_id=None) | Q(fec_id__regex=r"^[HS][0-9][A-Z]{2}[0-9]{5}$"),
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
]
