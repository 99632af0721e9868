"""The database's constraints on every candidacy."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models.contact_wishes import CONTACT_CONSTRAINTS, CONTACT_TRIGGERS
from candidates.models.triggers import CYCLE_OF_RACE, refuse_if, refusing, stays_as_archived

CONSTRAINTS: list[models.BaseConstraint] = [
    models.UniqueConstraint(
        "person",
        "race",
        condition=Q(duplicate_of=None),
        name="candidacy_is_one_per_person_and_race",
        violation_error_code="race",
        violation_error_message=_(
            "This person is already in this race. Open that candidacy instead."
        ),
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
        condition=Q(ballot_status__in=["filed", "qualified", "write_in"])
        | (Q(ballot_status_on__isnull=False) & ~Q(ballot_status_source="")),
        name="candidacy_that_ended_has_date_and_source",
        violation_error_code="ballot_status_source",
        violation_error_message=_("Enter the date and the source."),
    ),
    models.CheckConstraint(
        condition=Q(published_email="", published_phone="") | ~Q(published_contact_source=""),
        name="candidacy_published_contact_has_a_source",
        violation_error_code="published_contact_source",
        violation_error_message=_(
            "Enter a link to where the campaign publishes this email address or phone number."
        ),
    ),
    models.CheckConstraint(
        condition=Q(office_phone="") | ~Q(office_phone_source=""),
        name="candidacy_office_phone_has_a_source",
        violation_error_code="office_phone_source",
        violation_error_message=_("Enter a link to where the office publishes this number."),
    ),
    models.CheckConstraint(
        condition=Q(status="pending") | Q(current_answer__isnull=False),
        name="candidacy_status_comes_from_an_answer",
    ),
    models.CheckConstraint(
        condition=Q(review="") | Q(status="pending", current_answer=None),
        name="candidacy_under_review_is_pending",
    ),
    *CONTACT_CONSTRAINTS,
]

INDEXES = [
    models.Index("race", "status", name="candidacy_race_status"),
    models.Index("is_current", "status", name="candidacy_current_status"),
    models.Index("updated_at", name="candidacy_updated_at"),
    # Lists read people by name, and look up here which of them match.
    models.Index(
        "status",
        "person",
        include=["id", "race"],
        condition=Q(duplicate_of=None),
        name="candidacy_listed_status",
    ),
]

TRIGGERS = [
    pgtrigger.Protect(name="candidacy_is_never_deleted", operation=pgtrigger.Delete),
    stays_as_archived("candidacy", CYCLE_OF_RACE),
    refusing(
        "candidacy_fec_id_stands_for_one_run_a_cycle",
        """EXISTS (
            SELECT FROM candidates_candidacy AS other
            JOIN candidates_race AS its_race ON its_race.id = other.race_id
            JOIN candidates_race AS race ON race.cycle_id = its_race.cycle_id
            WHERE race.id = NEW.race_id AND other.fec_id = NEW.fec_id AND other.id <> NEW.id
        )""",
        _("Another candidacy this cycle has this FEC ID. Search for the ID to find it."),
        field="fec_id",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("fec_id", "person_id", "race_id"),  # type: ignore[no-untyped-call]
        before="""
        PERFORM FROM candidates_fecid
            WHERE fec_id = NEW.fec_id AND person_id = NEW.person_id FOR NO KEY UPDATE;"""
        + refuse_if(
            "NOT FOUND",
            "candidacy_has_an_fec_id_of_its_person",
            _("This FEC ID belongs to someone else. If they’re the same person, merge them first."),
            field="fec_id",
        ),
        condition=pgtrigger.Q(new__fec__isnull=False),
    ),
    refusing(
        "candidacy_is_of_somebody_not_merged",
        "NOT FOUND",
        _("This person was merged into another. Choose the other one."),
        field="person",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("person_id"),  # type: ignore[no-untyped-call]
        before="""
        PERFORM FROM candidates_person
            WHERE id = NEW.person_id AND merged_into_id IS NULL FOR SHARE;""",
    ),
    *CONTACT_TRIGGERS,
]
