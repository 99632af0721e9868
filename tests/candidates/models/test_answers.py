import datetime
import threading
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import OperationalError, ProgrammingError
from django.utils import timezone

from campaign.lib.admin.constraint_messages import sentences_of
from candidates.admin.answer_forms import RecordAnswerForm
from candidates.admin.answer_recording import record_answer, refuse_a_second
from candidates.ledger.answers import correct
from candidates.linking import merge_people
from candidates.models import Answer, Cycle, Evidence
from candidates.standing import Status
from tests.factories import (
    SOURCE,
    AnswerFactory,
    EvidenceFactory,
    OrganizerFactory,
    PledgeTextFactory,
    draft_answer,
    publish_answer,
    run,
)


def codes(error: ValidationError) -> set[str]:
    return {item.code for item in error.error_list}


@pytest.mark.django_db
class TestPublish:
    def test_makes_the_answer_count(self):
        candidacy = run()
        answer = draft_answer(candidacy)
        candidacy.refresh_from_db()
        assert candidacy.status == Status.PENDING
        now = timezone.now()
        answer.publish(now=now)
        candidacy.refresh_from_db()
        assert (candidacy.status, candidacy.current_answer) == (Status.SIGNED, answer)
        assert candidacy.updated_at == answer.published_at == now

    def test_says_everything_that_is_missing_at_once(self):
        answer = AnswerFactory.create()
        with pytest.raises(ValidationError) as refused:
            answer.publish(now=timezone.now())
        assert codes(refused.value) == {"no_evidence", "not_verified"}

    def test_is_refused_without_evidence_by_the_database_too(self):
        answer = AnswerFactory.create()
        answer.verify(OrganizerFactory.create())
        with pytest.raises(IntegrityError, match="answer_"), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(published_at=timezone.now(), position=1)

    def test_is_refused_with_another_answers_evidence(self):
        answer, other = draft_answer(run()), draft_answer(run())
        Answer.objects.filter(pk=answer.pk).update(lead_evidence=other.lead_evidence)
        answer.refresh_from_db()
        with pytest.raises(ValidationError) as refused:
            answer.publish(now=timezone.now())
        assert "no_evidence" in codes(refused.value)
        answer.verify(OrganizerFactory.create())
        with pytest.raises(IntegrityError, match="belongs to another answer"):
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
            answer.publish(now=timezone.now())
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
        answer.verify(OrganizerFactory.create())
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
        with pytest.raises(IntegrityError, match="registration that is counted"):
            AnswerFactory.create(candidacy=duplicate)

    @pytest.mark.parametrize("kind", ["refused", "rescinded"])
    def test_needs_more_than_a_press_report_for_a_refusal(self, kind):
        answer = draft_answer(run(), kind)
        Evidence.objects.filter(answer=answer).update(kind="press_report")
        with pytest.raises(ValidationError) as refused:
            answer.publish(now=timezone.now())
        assert codes(refused.value) == {"press_only"}
        with (
            pytest.raises(IntegrityError, match="press report alone"),
            transaction.atomic(),
        ):
            Answer.objects.filter(pk=answer.pk).update(published_at=timezone.now())
        EvidenceFactory.create(answer=answer, kind="email")
        answer.publish(now=timezone.now())

    def test_takes_a_press_report_for_a_signature(self):
        answer = draft_answer(run(), "signed")
        Evidence.objects.filter(answer=answer).update(kind="press_report")
        answer.publish(now=timezone.now())
        assert answer.is_published

    def test_is_refused_for_a_text_that_is_still_a_draft(self):
        draft = PledgeTextFactory.create(version=2, effective_on=None)
        answer = draft_answer(run(), pledge_text=draft)
        with pytest.raises(ValidationError) as refused:
            answer.publish(now=timezone.now())
        assert codes(refused.value) == {"draft_text"}

    def test_is_refused_the_second_time(self):
        answer = publish_answer(run())
        with pytest.raises(ValidationError) as refused:
            answer.publish(now=timezone.now())
        assert codes(refused.value) == {"published"}


@pytest.mark.django_db
class TestVerify:
    def test_is_refused_to_the_recorder(self):
        answer = AnswerFactory.create()
        with pytest.raises(ValidationError) as refused:
            answer.verify(answer.recorded_by)
        assert codes(refused.value) == {"same_person"}

    def test_stores_the_waiver_where_one_person_is_the_team(self, settings):
        settings.TWO_PERSON_RULE = False
        answer = draft_answer(run())
        answer.verify(answer.recorded_by)
        assert answer.verification_waived
        answer.publish(now=timezone.now())

    def test_takes_the_waiver_back_once_a_second_person_verifies(self, settings):
        settings.TWO_PERSON_RULE = False
        answer = AnswerFactory.create()
        answer.verify(answer.recorded_by)
        answer.verify(OrganizerFactory.create())
        answer.refresh_from_db()
        assert not answer.verification_waived

    def test_by_the_recorder_is_refused_by_the_database_without_a_waiver(self):
        answer = draft_answer(run())
        Answer.objects.filter(pk=answer.pk).update(verified_by=answer.recorded_by)
        with pytest.raises(IntegrityError, match="verified_by_a_second_person"):
            Answer.objects.filter(pk=answer.pk).update(published_at=timezone.now(), position=1)


@pytest.mark.django_db
class TestRetract:
    def test_keeps_the_answer_with_its_reason(self):
        candidacy = run()
        answer = publish_answer(candidacy)
        answer.retract(reason="Another person of that name.", now=timezone.now())
        candidacy.refresh_from_db()
        assert candidacy.status == Status.PENDING
        assert Answer.objects.get().retraction_reason == "Another person of that name."

    def test_needs_a_reason(self):
        answer = publish_answer(run())
        with pytest.raises(IntegrityError, match="answer_retraction_has_a_reason"):
            answer.retract(reason="", now=timezone.now())

    @pytest.mark.parametrize("prepare", [draft_answer, publish_answer])
    def test_is_refused_for_a_draft_and_the_second_time(self, prepare):
        answer = prepare(run())
        if answer.is_published:
            answer.retract(reason="Wrong person.", now=timezone.now())
        with pytest.raises(ValidationError) as refused:
            answer.retract(reason="Again.", now=timezone.now())
        assert codes(refused.value) == {"does_not_count"}


@pytest.mark.django_db
class TestPublishedAnswer:
    """The database keeps it as it is, whoever writes."""

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "refused"},
            {"answered_on": "2026-01-01"},
            {"statement": "Something else."},
            {"published_at": None},
            {"lead_evidence": None},
        ],
    )
    def test_is_never_edited(self, change):
        answer = publish_answer(run())
        with pytest.raises((ProgrammingError, IntegrityError), match=r"Cannot update|answer_"):
            Answer.objects.filter(pk=answer.pk).update(**change)

    def test_is_never_deleted(self):
        answer = publish_answer(run())
        with (
            pytest.raises(ProgrammingError, match="Cannot delete"),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM candidates_answer WHERE id = %s", [answer.pk])

    def test_once_retracted_stays_so(self):
        answer = publish_answer(run())
        answer.retract(reason="Wrong person.", now=timezone.now())
        with pytest.raises(ProgrammingError, match="Cannot update"):
            Answer.objects.filter(pk=answer.pk).update(retracted_at=None, retraction_reason="")

    @pytest.mark.parametrize("change", [{"url": "https://example.org/other"}, {"kind": "email"}])
    def test_keeps_its_evidence(self, change):
        answer = publish_answer(run())
        with pytest.raises(IntegrityError, match="stays as it is"):
            answer.evidence.update(**change)

    def test_may_gain_an_archived_copy_of_its_evidence(self):
        answer = publish_answer(run())
        answer.evidence.update(archived_url="https://archive.example.org/1")

    @pytest.mark.parametrize("statement", ["UPDATE {} SET body = 'x'", "DELETE FROM {}"])
    def test_freezes_its_pledge_text(self, statement):
        publish_answer(run())
        with (
            pytest.raises(IntegrityError, match="has been answered"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format("candidates_pledgetext"))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestTwoAtOnce:
    def test_publishing_one_answer_happens_once(self):
        answer = draft_answer(run())
        refused = []

        def publish() -> None:
            try:
                Answer.objects.get(pk=answer.pk).publish(now=timezone.now())
            except ValidationError as error:
                refused.append(codes(error))
            finally:
                connection.close()

        run_together(publish, publish)
        assert refused == [{"published"}]

    def test_two_answers_of_one_campaign_leave_the_later_in_force(self):
        candidacy = run()
        early = draft_answer(candidacy, "signed", answered_on="2026-03-01")
        late = draft_answer(candidacy, "refused", answered_on="2026-03-02")

        def publish(answer: Answer) -> None:
            try:
                Answer.objects.get(pk=answer.pk).publish(now=timezone.now())
            finally:
                connection.close()

        run_together(lambda: publish(late), lambda: publish(early))
        candidacy.refresh_from_db()
        assert (candidacy.status, candidacy.current_answer) == (Status.REFUSED, late)

    def test_an_edit_of_the_pledge_text_waits_for_the_answer_that_freezes_it(self):
        text = PledgeTextFactory.create(version=9)
        answer = draft_answer(run(), pledge_text=text)
        outcome = []

        def edit() -> None:
            try:
                type(text).objects.filter(pk=text.pk).update(body="Two.")
                outcome.append("edited")
            except IntegrityError:
                outcome.append("frozen")
            finally:
                connection.close()

        with transaction.atomic():
            answer.publish(now=timezone.now())
            editor = threading.Thread(target=edit)
            editor.start()
            editor.join(timeout=0.5)
            assert outcome == []
        editor.join()
        assert outcome == ["frozen"]

    def test_one_answer_gets_one_correction_and_one_copy_of_what_is_recorded(self):
        answer = publish_answer(run())
        organizers = OrganizerFactory.create_batch(2)
        PledgeTextFactory.create()
        typed = {
            "candidacy": run().pk,
            "kind": "signed",
            "answered": "2026-03-14",
            "pledge_text": answer.pledge_text_id,
            "evidence_kind": "letter",
            "url": SOURCE,
        }
        refused = []

        def act(do) -> None:
            try:
                do()
            except (IntegrityError, ValidationError) as refusal:
                refused.append(sentences_of(refusal)[0])
            finally:
                connection.close()

        def record(by: User) -> None:
            form = RecordAnswerForm(typed, {})
            assert form.is_valid()
            with transaction.atomic():
                record_answer(form.cleaned_data, by=by)

        run_together(*(partial(act, partial(correct, answer, by=each)) for each in organizers))
        run_together(*(partial(act, partial(record, each)) for each in organizers))
        assert "already correcting" in refused[0]
        assert "recorded this answer before" in refused[1]
        assert Answer.objects.unpublished().count() == 2

    def test_merging_waits_for_an_answer_that_is_being_recorded(self):
        kept, merged = run("Ada Quartz"), run("Ada Quartz", race__district="12")
        organizer = OrganizerFactory.create()
        merged_first = []

        def merge() -> None:
            try:
                merge_people(kept.person, merged.person, by=organizer, now=timezone.now())
                merged_first.append(not Answer.objects.exists())
            finally:
                connection.close()

        with transaction.atomic():
            refuse_a_second(AnswerFactory.build(candidacy=merged), candidacy=merged)
            merger = threading.Thread(target=merge)
            merger.start()
            merger.join(timeout=0.5)
            assert merged_first == []
            AnswerFactory.create(candidacy=merged, recorded_by=organizer)
        merger.join()
        assert merged_first == [False]
        assert Answer.objects.get().candidacy.person == kept.person

    def test_a_cycle_is_not_archived_while_an_answer_in_it_is_being_published(self):
        answer = draft_answer(run())
        refused = []

        def archive() -> None:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '200ms'")
                    Cycle.objects.update(archived_at=timezone.now())
            except OperationalError as error:
                refused.append(str(error))
            finally:
                connection.close()

        with transaction.atomic():
            answer.publish(now=timezone.now())
            archivist = threading.Thread(target=archive)
            archivist.start()
            archivist.join()
        assert "lock timeout" in refused[0]


def run_together(*actions) -> None:
    barrier = threading.Barrier(len(actions))

    def wait_and(action) -> None:
        barrier.wait()
        action()

    threads = [threading.Thread(target=wait_and, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
