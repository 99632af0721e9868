"""What happens to an answer between its recorder and the public."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from candidates.models import Answer, Evidence
from tests.factories import OrganizerFactory, draft_answer, publish_answer, run

pytestmark = pytest.mark.django_db


class TestSendBack:
    def test_takes_the_draft_out_of_the_queue_with_a_note(self):
        answer, second = draft_answer(run()), OrganizerFactory.create()
        answer.send_back(second, note="The page is illegible.", now=timezone.now())
        assert not Answer.objects.waiting().exists()
        assert Answer.objects.sent_back().get() == answer
        assert (answer.sent_back_by, answer.is_verified) == (second, False)

    def test_publishes_nothing_until_it_is_mended(self):
        answer = draft_answer(run())
        second = answer.verified_by
        answer.send_back(second, note="Wrong day.", now=timezone.now())
        answer.verify(second)
        with pytest.raises(ValidationError, match="has not been mended"):
            answer.publish(now=timezone.now())
        answer.revise(answer.recorded_by)
        answer.verify(second)
        answer.publish(now=timezone.now())
        assert answer.is_published

    def test_needs_a_note(self):
        with pytest.raises(IntegrityError, match="answer_sent_back_waits_with_a_note"):
            draft_answer(run()).send_back(OrganizerFactory.create(), note="", now=timezone.now())

    def test_comes_too_late_for_a_published_answer(self):
        answer = publish_answer(run())
        with pytest.raises(ValidationError, match="retracted, never edited"):
            answer.send_back(OrganizerFactory.create(), note="No.", now=timezone.now())


class TestRevise:
    def test_makes_whoever_changed_it_last_its_recorder(self):
        answer = draft_answer(run())
        first, second = answer.recorded_by, answer.verified_by
        answer.revise(second)
        assert (answer.recorded_by, answer.is_verified) == (second, False)
        with pytest.raises(ValidationError, match="Somebody else"):
            answer.verify(second)
        answer.verify(first)
        assert answer.is_verified

    def test_leaves_a_published_answer_alone(self):
        with pytest.raises(ValidationError, match="retracted, never edited"):
            publish_answer(run()).revise(OrganizerFactory.create())


class TestVerify:
    def test_comes_too_late_for_a_published_answer(self):
        answer = publish_answer(run())
        with pytest.raises(ValidationError, match="retracted, never edited"):
            answer.verify(OrganizerFactory.create())


class TestDiscard:
    def test_deletes_a_draft_with_its_evidence(self):
        draft_answer(run()).discard()
        assert not Answer.objects.exists()
        assert not Evidence.objects.exists()

    def test_leaves_a_published_answer_alone(self):
        with pytest.raises(ValidationError, match="retracted, never edited"):
            publish_answer(run()).discard()
