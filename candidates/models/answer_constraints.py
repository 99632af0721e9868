"""The database's constraints on every answer."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models.triggers import (
    CYCLE_OF_CANDIDACY,
    is_of_a_run_that_counts,
    refuse_if,
    refusing,
    stays_as_archived,
)

# What a second person verified; who changes it has it verified again.
VERIFIED_COLUMNS = (
    "candidacy_id",
    "pledge_text_id",
    "kind",
    "answered_on",
    "answered_on_precision",
    "signer_name",
    "signer_role",
    "statement",
    "changed_text",
    "lead_evidence_id",
    "supersedes_id",
)

CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(published_at=None) | Q(lead_evidence__isnull=False),
        name="answer_published_has_evidence",
    ),
    models.CheckConstraint(
        condition=Q(published_at=None)
        | (
            Q(verified_by__isnull=False)
            & (Q(verification_waived=True) | ~Q(verified_by=F("recorded_by")))
        ),
        name="answer_published_was_verified_by_a_second_person",
    ),
    models.CheckConstraint(
        condition=Q(retracted_at=None, retraction_reason="")
        | (Q(retracted_at__isnull=False, published_at__isnull=False) & ~Q(retraction_reason="")),
        name="answer_retraction_has_a_reason",
    ),
    models.CheckConstraint(
        condition=Q(supersedes=None) | Q(supersedes__lt=F("id")),
        name="answer_supersedes_an_earlier_one",
    ),
    models.UniqueConstraint(
        "supersedes",
        condition=Q(retracted_at=None),
        name="answer_is_corrected_once",
        violation_error_code="supersedes",
        violation_error_message=_(
            "Someone is already correcting this answer. Open that draft, or correct the correction."
        ),
    ),
    models.CheckConstraint(
        condition=Q(changed_text="") | Q(kind="signed_with_changes"),
        name="answer_changed_text_is_of_a_changed_pledge",
        violation_error_code="changed_text",
        violation_error_message=_("Clear this, or choose “signed with changes.”"),
    ),
    models.CheckConstraint(
        condition=Q(published_at=None) | Q(position__isnull=False),
        name="answer_published_has_its_place",
    ),
    models.UniqueConstraint("candidacy", "position", name="answer_has_a_place_of_its_own"),
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
    stays_as_archived("answer", CYCLE_OF_CANDIDACY),
    pgtrigger.Trigger(
        name="answer_changed_is_verified_again",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(
            "OLD.published_at IS NULL AND OLD.verified_by_id IS NOT NULL AND ({}) IS DISTINCT FROM"
            " ({})".format(
                ", ".join(f"OLD.{name}" for name in VERIFIED_COLUMNS),
                ", ".join(f"NEW.{name}" for name in VERIFIED_COLUMNS),
            )
        ),
        func="NEW.verified_by_id := NULL; NEW.verification_waived := false; RETURN NEW;",
    ),
    is_of_a_run_that_counts("answer"),
    refusing(
        "answer_supersedes_one_of_its_campaign",
        """NOT EXISTS (
            SELECT FROM candidates_answer
            WHERE id = NEW.supersedes_id AND candidacy_id = NEW.candidacy_id
                AND published_at IS NOT NULL
        )""",
        _("Choose a published answer from the same campaign."),
        field="supersedes",
        condition=pgtrigger.Q(new__supersedes__isnull=False),
    ),
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
    # Waits for an edit of the text that is under way; from then on it is frozen.
    pgtrigger.Trigger(
        name="answer_holds_its_pledge_text",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func="""
        PERFORM FROM candidates_pledgetext WHERE id = NEW.pledge_text_id FOR SHARE;
        RETURN NEW;""",
    ),
    refusing(
        "answer_evidence_suffices",
        """NEW.kind IN ('refused', 'rescinded') AND NOT EXISTS (
            SELECT FROM candidates_evidence
            WHERE answer_id = NEW.id AND kind <> 'press_report'
        )""",
        _("A news report isn’t enough to publish a refusal. Add evidence from the campaign."),
        before="PERFORM FROM candidates_evidence WHERE answer_id = NEW.id FOR SHARE;"
        + refuse_if(
            """NOT EXISTS (
            SELECT FROM candidates_evidence WHERE id = NEW.lead_evidence_id AND answer_id = NEW.id
        )""",
            "answer_leads_with_its_own_evidence",
            _("Choose main evidence that belongs to this answer."),
            field="lead_evidence",
        ),
        condition=pgtrigger.Q(new__published_at__isnull=False),
    ),
    refusing(
        "answer_needs_more_than_a_screenshot",
        """NOT EXISTS (
            SELECT FROM candidates_evidence
            WHERE answer_id = NEW.id AND NOT (
                kind IN ('email', 'campaign_site', 'social_post')
                AND url = '' AND original !~ '[.]pdf$'
            )
        ) AND NOT EXISTS (
            SELECT FROM candidates_proof
            WHERE answer_id = NEW.id AND withdrawn_at IS NULL
                AND (kind <> 'call_back' OR seconded_at IS NOT NULL)
        )""",
        _("A screenshot alone isn’t enough. Add the link to it, other evidence, or a proof."),
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("published_at"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Q(new__published_at__isnull=False),
    ),
    refusing(
        "answer_refusal_comes_after_its_notice",
        """NEW.kind IN ('refused', 'rescinded') AND NOT EXISTS (
            SELECT FROM candidates_evidence AS evidence
            JOIN candidates_desksubmission AS sent ON sent.sha256 = evidence.sha256
            WHERE evidence.answer_id = NEW.id AND kind = 'desk'
                AND action IN ('decline', 'take-back')
        ) AND NOT EXISTS (
            SELECT FROM candidates_answer
            WHERE id = NEW.supersedes_id AND kind IN ('refused', 'rescinded')
        ) AND NOT EXISTS (
            SELECT FROM candidates_answernotice AS notice
            WHERE answer_id = NEW.id AND (
                way = 'older' OR due_at <= NEW.published_at
                OR urgent_by_id NOT IN (NEW.recorded_by_id, NEW.verified_by_id)
            ) AND (way <> 'email' OR EXISTS (
                SELECT FROM candidates_noticeemail AS email
                WHERE email.notice_id = notice.id AND sent_at IS NOT NULL AND bounced_at IS NULL
            ))
        )""",
        _("Send the campaign notice first, and wait until its time to reply is over."),
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("published_at"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Q(new__published_at__isnull=False),
    ),
]
