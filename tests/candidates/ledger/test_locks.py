import threading
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import OperationalError
from django.utils import timezone

from campaign.lib.admin.constraint_messages import sentences_of
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from candidates import ledger
from candidates.admin.answer_forms import RecordAnswerForm
from candidates.admin.answer_recording import record_answer, refuse_a_second
from candidates.ledger import acts
from candidates.ledger.answers import correct
from candidates.ledger.people import merge_people
from candidates.models import Act, Answer, Candidacy, Cycle
from candidates.models.choices import Status
from tests.factories import (
    SOURCE,
    AnswerFactory,
    OrganizerFactory,
    PledgeTextFactory,
    draft_answer,
    publish_answer,
    run,
)


def codes(error: ValidationError) -> set[str]:
    return {item.code for item in error.error_list}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestTwoAtOnce:
    def test_publishing_one_answer_happens_once(self):
        answer = draft_answer(run())
        refused = []

        def publish() -> None:
            try:
                ledger.answers.publish(Answer.objects.get(pk=answer.pk), now=timezone.now())
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
                ledger.answers.publish(Answer.objects.get(pk=answer.pk), now=timezone.now())
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
            ledger.answers.publish(answer, now=timezone.now())
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
        assert "already recorded this answer" in refused[1]
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

    def test_two_who_undo_one_act_undo_it_once(self):
        act = an_act(run())
        undone = []

        def undo() -> None:
            try:
                same = Act.objects.get(pk=act.pk)
                undone.append(acts.undo(same, by=None, now=timezone.now()))
            finally:
                connection.close()

        run_together(undo, undo)
        assert sorted(undone) == [False, True]
        assert AuditEvent.objects.filter(event=Event.UNDONE).count() == 1

    def test_undoing_waits_for_a_change_of_its_row_and_is_then_refused(self):
        candidacy = run()
        act = an_act(candidacy)
        refused = []

        def undo() -> None:
            try:
                acts.undo(act, by=None, now=timezone.now())
            except ValidationError as error:
                refused.append(codes(error))
            finally:
                connection.close()

        with transaction.atomic():
            (row,) = acts.locked(Candidacy, [candidacy.pk])
            row.campaign_url = "https://newer.example/"
            row.save(update_fields=["campaign_url"])
            undoer = threading.Thread(target=undo)
            undoer.start()
            undoer.join(timeout=0.3)
            assert refused == []
        undoer.join()
        assert refused == [{"changed_since"}]
        candidacy.refresh_from_db()
        assert candidacy.campaign_url == "https://newer.example/"

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
            ledger.answers.publish(answer, now=timezone.now())
            archivist = threading.Thread(target=archive)
            archivist.start()
            archivist.join()
        assert "lock timeout" in refused[0]


def an_act(candidacy: Candidacy) -> Act:
    now = timezone.now()
    with acts.acting(Act.Kind.SHEET, title="Websites", by=None, now=now) as act:
        act.set(candidacy, campaign_url="https://new.example/")
    return act.row


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
