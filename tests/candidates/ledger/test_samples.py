import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from candidates import ledger
from candidates.models import AuditSample, SampledAnswer
from candidates.sample_results import SampleResult, newest_result
from tests.factories import OrganizerFactory, draft_answer, publish_answer, run

pytestmark = pytest.mark.django_db


def judge(sampled: SampledAnswer, by: object, *, is_right: bool = True) -> None:
    note = "" if is_right else "Another day"
    ledger.samples.judge(sampled, is_right=is_right, note=note, by=by, now=timezone.now())


class TestDraw:
    def test_takes_the_smallest_hashes_of_what_is_published(self):
        answers = [publish_answer(run()) for _number in range(6)]
        draft_answer(run())
        gone = publish_answer(run())
        ledger.answers.retract(gone, reason="Wrong person", now=timezone.now())
        sample = ledger.samples.draw("lottery 4 8 15", now=timezone.now(), size=4)
        lots = sorted(
            (hashlib.sha256(f"lottery 4 8 15:{answer.pk}".encode()).hexdigest(), answer.pk)
            for answer in answers
        )
        assert [each.answer_id for each in sample.sampled.all()] == [pk for _lot, pk in lots[:4]]
        assert sample.drawn_from == 6

    def test_refuses_a_seed_that_was_used_and_an_empty_record(self):
        with pytest.raises(ValidationError, match="no published answers"):
            ledger.samples.draw("a", now=timezone.now())
        publish_answer(run())
        ledger.samples.draw("a", now=timezone.now())
        with pytest.raises(ValidationError, match="already a sample"):
            ledger.samples.draw("a", now=timezone.now())


class TestJudge:
    def test_takes_two_people_who_did_not_work_on_the_answer(self):
        answer = publish_answer(run())
        sample = ledger.samples.draw("a", now=timezone.now())
        sampled = sample.sampled.get()
        first, second, third = OrganizerFactory.create_batch(3)
        for person in (answer.recorded_by, answer.verified_by):
            with pytest.raises(ValidationError, match="Two other people"):
                judge(sampled, person)
        judge(sampled, first)
        with pytest.raises(ValidationError, match="Two other people"):
            judge(sampled, first)
        assert newest_result() is None
        judge(sampled, second, is_right=False)
        with pytest.raises(ValidationError, match="Two other people"):
            judge(sampled, third)
        sample.refresh_from_db()
        assert sample.finished_at
        assert newest_result() == SampleResult("a", sample.drawn_at, 1, 1, errors=1)

    def test_needs_a_reason_for_what_is_wrong(self):
        publish_answer(run())
        sampled = ledger.samples.draw("a", now=timezone.now()).sampled.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            ledger.samples.judge(
                sampled, is_right=False, note="", by=OrganizerFactory.create(), now=timezone.now()
            )


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_three_people_at_once_leave_two_verdicts(self):
        publish_answer(run())
        sampled = ledger.samples.draw("a", now=timezone.now()).sampled.get()

        def try_to_judge(person: object) -> bool:
            try:
                judge(sampled, person)
            except ValidationError:
                return False
            finally:
                connection.close()
            return True

        people = OrganizerFactory.create_batch(3)
        with ThreadPoolExecutor(3) as pool:
            assert sorted(pool.map(try_to_judge, people)) == [False, True, True]
        assert AuditSample.objects.get().finished_at
