"""What the database holds of every answer, whoever writes it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(published_at=None) | Q(lead_evidence__isnull=False),
        name="answer_published_has_evidence",
    ),
    models.CheckConstraint(
        condition=Q(published_at=None)
        | Q(verification_waived=True)
        | (Q(verified_by__isnull=False) & ~Q(verified_by=F("recorded_by"))),
        name="answer_published_was_verified_by_a_second_person",
    ),
    models.CheckConstraint(
        condition=Q(retracted_at=None, retraction_reason="")
        | (Q(retracted_at__isnull=False, published_at__isnull=False) & ~Q(retraction_reason="")),
        name="answer_retraction_has_a_reason",
    ),
    models.CheckConstraint(
        condition=Q(supersedes=None) | ~Q(supersedes=F("id")),
        name="answer_does_not_supersede_itself",
    ),
    models.CheckConstraint(
        condition=Q(sent_back_at=None, sent_back_by=None, sent_back_note="")
        | (
            Q(sent_back_at__isnull=False, sent_back_by__isnull=False, published_at=None)
            & ~Q(sent_back_note="")
        ),
        name="answer_sent_back_waits_with_a_note",
    ),
]

TRIGGERS = [
    pgtrigger.Protect(
        name="answer_published_is_never_deleted",
        operation=pgtrigger.Delete,
        condition=pgtrigger.Q(old__published_at__isnull=False),
    ),
    pgtrigger.Protect(
        name="answer_published_is_never_edited",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.published_at IS NOT NULL AND"
            " to_jsonb(OLD.*) - '{retracted_at,retraction_reason}'::text[]"
            " IS DISTINCT FROM"
            " to_jsonb(NEW.*) - '{retracted_at,retraction_reason}'::text[]"
        ),
    ),
    pgtrigger.Protect(
        name="answer_retracted_stays_retracted",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.retracted_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*"
        ),
    ),
    # Waits for whoever edits the text at this moment; from then on it is frozen.
    pgtrigger.Trigger(
        name="answer_holds_its_pledge_text",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func="""
                    PERFORM FROM candidates_pledgetext WHERE id = NEW.pledge_text_id FOR SHARE;
                    RETURN NEW;
                """,
    ),
    pgtrigger.Trigger(
        name="answer_evidence_suffices",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__published_at__isnull=False),
        func="""
                    PERFORM FROM candidates_evidence WHERE answer_id = NEW.id FOR SHARE;
                    IF NOT EXISTS (
                        SELECT FROM candidates_evidence
                        WHERE id = NEW.lead_evidence_id AND answer_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'The lead evidence belongs to another answer.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'answer_evidence_suffices';
                    END IF;
                    IF NEW.kind IN ('refused', 'rescinded') AND NOT EXISTS (
                        SELECT FROM candidates_evidence
                        WHERE answer_id = NEW.id AND kind <> 'press_report'
                    ) THEN
                        RAISE EXCEPTION 'A press report alone cannot publish a refusal.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'answer_evidence_suffices';
                    END IF;
                    RETURN NEW;
                """,
    ),
]
