import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates import ledger
from candidates.ledger.answers import carry_over
from candidates.models import Answer, Evidence
from candidates.models.choices import Status
from tests.factories import (
    SOURCE,
    AnswerFactory,
    EvidenceFactory,
    OrganizerFactory,
    PledgeTextFactory,
    RaceFactory,
    draft_answer,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db


def codes(error: ValidationError) -> set[str]:
    return {item.code for item in error.error_list}


class TestPublish:
    def test_makes_the_answer_count(self):
        candidacy = run()
        answer = draft_answer(candidacy)
        candidacy.refresh_from_db()
        assert candidacy.status == Status.PENDING
        now = timezone.now()
        ledger.answers.publish(answer, now=now)
        candidacy.refresh_from_db()
        assert (candidacy.status, candidacy.current_answer) == (Status.SIGNED, answer)
        assert candidacy.updated_at == answer.published_at == now

    def test_says_everything_that_is_missing_at_once(self):
        answer = AnswerFactory.create()
        with pytest.raises(ValidationError) as refused:
            ledger.answers.publish(answer, now=timezone.now())
        assert codes(refused.value) == {"no_evidence", "not_verified"}

    def test_is_refused_without_evidence_by_the_database_too(self):
        answer = AnswerFactory.create()
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        with pytest.raises(IntegrityError, match="answer_"), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(published_at=timezone.now(), position=1)

    def test_is_refused_with_another_answers_evidence(self):
        answer, other = draft_answer(run()), draft_answer(run())
        Answer.objects.filter(pk=answer.pk).update(lead_evidence=other.lead_evidence)
        answer.refresh_from_db()
        with pytest.raises(ValidationError) as refused:
            ledger.answers.publish(answer, now=timezone.now())
        assert "no_evidence" in codes(refused.value)
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        with pytest.raises(IntegrityError, match="leads_with_its_own_evidence"):
            Answer.objects.filter(pk=answer.pk).update(published_at=timezone.now())

    @pytest.mark.parametrize(
        ("answered_on", "precision", "code"),
        [
            (datetime.date(2026, 1, 4), "day", "before_the_text"),
            (datetime.date(2025, 12, 1), "month", "before_the_text"),
            (datetime.date(2026, 6, 2), "day", "after_death"),
        ],
    )
    def test_needs_a_day_on_which_it_can_have_been_given(self, answered_on, precision, code):
        candidacy = run(person__died_on=datetime.date(2026, 6, 1), person__died_source_url=SOURCE)
        answer = draft_answer(candidacy, answered_on=answered_on, answered_on_precision=precision)
        with pytest.raises(ValidationError) as refused:
            ledger.answers.publish(answer, now=timezone.now())
        assert codes(refused.value) == {code}

    @pytest.mark.parametrize(
        ("answered_on", "precision"),
        [(datetime.date(2026, 1, 1), "month"), (datetime.date(2026, 1, 1), "year")],
    )
    def test_goes_by_the_last_day_of_what_is_known(self, answered_on, precision):
        publish_answer(run(), answered_on=answered_on, answered_on_precision=precision)

    def test_needs_a_new_verification_once_the_draft_changed_past_the_form(self):
        answer = draft_answer(run())
        answer.kind = "refused"
        answer.save()
        answer.refresh_from_db()
        assert not answer.is_verified
        answer.note = "A private note is no part of it."
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        answer.save(update_fields=["note"])
        answer.refresh_from_db()
        assert answer.is_verified

    def test_supersedes_only_what_is_public_and_of_the_same_campaign(self):
        public, draft = publish_answer(run()), draft_answer(run())
        for candidacy, other in [(run(), public), (draft.candidacy, draft)]:
            with (
                pytest.raises(IntegrityError, match="answer_supersedes_one_of_its_campaign"),
                transaction.atomic(),
            ):
                AnswerFactory.create(candidacy=candidacy, supersedes=other)

    def test_belongs_to_the_registration_that_is_counted(self):
        kept = run()
        duplicate = run(person=kept.person, race=kept.race, duplicate_of=kept, is_current=False)
        with pytest.raises(IntegrityError, match="of_a_run_that_counts"):
            AnswerFactory.create(candidacy=duplicate)

    @pytest.mark.parametrize("kind", ["refused", "rescinded"])
    def test_needs_more_than_a_press_report_for_a_refusal(self, kind):
        answer = draft_answer(run(), kind)
        Evidence.objects.filter(answer=answer).update(kind="press_report")
        with pytest.raises(ValidationError) as refused:
            ledger.answers.publish(answer, now=timezone.now())
        assert codes(refused.value) == {"press_only"}
        with (
            pytest.raises(IntegrityError, match="evidence_suffices"),
            transaction.atomic(),
        ):
            Answer.objects.filter(pk=answer.pk).update(published_at=timezone.now())
        EvidenceFactory.create(answer=answer, kind="email")
        ledger.answers.publish(answer, now=timezone.now())

    def test_takes_a_press_report_for_a_signature(self):
        answer = draft_answer(run(), "signed")
        Evidence.objects.filter(answer=answer).update(kind="press_report")
        ledger.answers.publish(answer, now=timezone.now())
        assert answer.is_published

    def test_is_refused_for_a_text_that_is_still_a_draft(self):
        draft = PledgeTextFactory.create(version=2, effective_on=None)
        answer = draft_answer(run(), pledge_text=draft)
        with pytest.raises(ValidationError) as refused:
            ledger.answers.publish(answer, now=timezone.now())
        assert codes(refused.value) == {"draft_text"}

    def test_is_refused_the_second_time(self):
        answer = publish_answer(run())
        with pytest.raises(ValidationError) as refused:
            ledger.answers.publish(answer, now=timezone.now())
        assert codes(refused.value) == {"published"}


class TestVerify:
    def test_is_refused_to_the_recorder(self):
        answer = AnswerFactory.create()
        with pytest.raises(ValidationError) as refused:
            ledger.answers.verify(answer, by=answer.recorded_by)
        assert codes(refused.value) == {"same_person"}

    def test_stores_the_waiver_where_one_person_is_the_team(self, settings):
        settings.TWO_PERSON_RULE = False
        answer = draft_answer(run())
        ledger.answers.verify(answer, by=answer.recorded_by)
        assert answer.verification_waived
        ledger.answers.publish(answer, now=timezone.now())

    def test_takes_the_waiver_back_once_a_second_person_verifies(self, settings):
        settings.TWO_PERSON_RULE = False
        answer = AnswerFactory.create()
        ledger.answers.verify(answer, by=answer.recorded_by)
        ledger.answers.verify(answer, by=OrganizerFactory.create())
        answer.refresh_from_db()
        assert not answer.verification_waived

    def test_by_the_recorder_is_refused_by_the_database_without_a_waiver(self):
        answer = draft_answer(run())
        Answer.objects.filter(pk=answer.pk).update(verified_by=answer.recorded_by)
        with pytest.raises(IntegrityError, match="verified_by_a_second_person"):
            Answer.objects.filter(pk=answer.pk).update(published_at=timezone.now(), position=1)

    def test_comes_too_late_for_a_published_answer(self):
        answer = publish_answer(run())
        with pytest.raises(ValidationError, match="so you can’t edit it"):
            ledger.answers.verify(answer, by=OrganizerFactory.create())


class TestRetract:
    def test_keeps_the_answer_with_its_reason(self):
        candidacy = run()
        answer = publish_answer(candidacy)
        ledger.answers.retract(answer, reason="Another person of that name.", now=timezone.now())
        candidacy.refresh_from_db()
        assert candidacy.status == Status.PENDING
        assert Answer.objects.get().retraction_reason == "Another person of that name."

    def test_needs_a_reason(self):
        answer = publish_answer(run())
        with pytest.raises(IntegrityError, match="answer_retraction_has_a_reason"):
            ledger.answers.retract(answer, reason="", now=timezone.now())

    @pytest.mark.parametrize("prepare", [draft_answer, publish_answer])
    def test_is_refused_for_a_draft_and_the_second_time(self, prepare):
        answer = prepare(run())
        if answer.is_published:
            ledger.answers.retract(answer, reason="Wrong person.", now=timezone.now())
        with pytest.raises(ValidationError) as refused:
            ledger.answers.retract(answer, reason="Again.", now=timezone.now())
        assert codes(refused.value) == {"does_not_count"}


class TestCarryOver:
    def test_is_refused_for_an_answer_that_was_taken_back_or_never_public(self):
        first = run()
        other = run(person=first.person, race=RaceFactory.create(district="12"))
        retracted = publish_answer(first)
        ledger.answers.retract(retracted, reason="It was forged.", now=timezone.now())
        for answer in (retracted, draft_answer(first)):
            with pytest.raises(ValidationError, match="hasn’t been retracted"):
                carry_over(answer, other, by=OrganizerFactory.create(), note="It still holds.")
        assert not other.answers.exists()


class TestSendBack:
    def test_takes_the_draft_out_of_the_queue_with_a_note(self):
        answer, second = draft_answer(run()), OrganizerFactory.create()
        ledger.answers.send_back(
            answer, by=second, note="The page is illegible.", now=timezone.now()
        )
        assert not Answer.objects.waiting().exists()
        assert Answer.objects.sent_back().get() == answer
        assert (answer.sent_back_by, answer.is_verified) == (second, False)

    def test_publishes_nothing_until_it_is_mended(self):
        answer = draft_answer(run())
        second = answer.verified_by
        ledger.answers.send_back(answer, by=second, note="Wrong day.", now=timezone.now())
        ledger.answers.verify(answer, by=second)
        with pytest.raises(ValidationError, match="Changes were requested"):
            ledger.answers.publish(answer, now=timezone.now())
        ledger.answers.revise(answer, by=answer.recorded_by)
        ledger.answers.verify(answer, by=second)
        ledger.answers.publish(answer, now=timezone.now())
        assert answer.is_published

    def test_needs_a_note(self):
        with pytest.raises(IntegrityError, match="answer_sent_back_waits_with_a_note"):
            ledger.answers.send_back(
                draft_answer(run()), by=OrganizerFactory.create(), note="", now=timezone.now()
            )

    def test_comes_too_late_for_a_published_answer(self):
        answer = publish_answer(run())
        with pytest.raises(ValidationError, match="so you can’t edit it"):
            ledger.answers.send_back(
                answer, by=OrganizerFactory.create(), note="No.", now=timezone.now()
            )


class TestRevise:
    def test_makes_whoever_changed_it_last_its_recorder(self):
        answer = draft_answer(run())
        first, second = answer.recorded_by, answer.verified_by
        ledger.answers.revise(answer, by=second)
        assert (answer.recorded_by, answer.is_verified) == (second, False)
        with pytest.raises(ValidationError, match="someone else"):
            ledger.answers.verify(answer, by=second)
        ledger.answers.verify(answer, by=first)
        assert answer.is_verified

    def test_leaves_a_published_answer_alone(self):
        with pytest.raises(ValidationError, match="so you can’t edit it"):
            ledger.answers.revise(publish_answer(run()), by=OrganizerFactory.create())


class TestDiscard:
    def test_deletes_a_draft_with_its_evidence(self):
        ledger.answers.discard(draft_answer(run()))
        assert not Answer.objects.exists()
        assert not Evidence.objects.exists()

    def test_leaves_a_published_answer_alone(self):
        with pytest.raises(ValidationError, match="so you can’t edit it"):
            ledger.answers.discard(publish_answer(run()))
