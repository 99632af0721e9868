"""What cannot be published: days to come, texts not in use, an answer that was taken back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.ledger.answers import carry_over, correct
from candidates.models import Answer
from tests.factories import (
    OrganizerFactory,
    PledgeTextFactory,
    RaceFactory,
    draft_answer,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


class TestDays:
    def test_to_come_are_refused(self):
        answer = draft_answer(run(), answered_on=datetime.date(2062, 11, 1))
        with pytest.raises(ValidationError, match="still to come"):
            answer.publish(now=NOW)

    def test_before_the_text_is_in_use_are_refused_whatever_the_precision(self):
        text = PledgeTextFactory.create(version=2, effective_on=datetime.date(2026, 12, 1))
        answer = draft_answer(
            run(),
            pledge_text=text,
            answered_on=datetime.date(2026, 1, 1),
            answered_on_precision="year",
        )
        with pytest.raises(ValidationError, match=r"in use from Dec\. 1, 2026 only"):
            answer.publish(now=NOW)


class TestAWaiver:
    def test_names_the_recorder(self):
        answer = draft_answer(run())
        unnamed = Answer.objects.filter(pk=answer.pk)
        with (
            pytest.raises(IntegrityError, match="verified_by_a_second_person"),
            transaction.atomic(),
        ):
            unnamed.update(verification_waived=True, verified_by=None, published_at=NOW, position=1)


class TestCarryOver:
    def test_is_refused_for_an_answer_that_was_taken_back_or_never_public(self):
        first = run()
        other = run(person=first.person, race=RaceFactory.create(district="12"))
        retracted = publish_answer(first)
        retracted.retract(reason="It was forged.", now=timezone.now())
        for answer in (retracted, draft_answer(first)):
            with pytest.raises(ValidationError, match="still counts"):
                carry_over(answer, other, by=OrganizerFactory.create(), note="It still holds.")
        assert not other.answers.exists()


class TestAPledgeText:
    def test_is_frozen_by_a_published_answer_and_not_by_a_draft(self):
        text = PledgeTextFactory.create(version=2)
        answer = draft_answer(run(), pledge_text=text)
        type(text).objects.filter(pk=text.pk).update(body="Without the placeholder.")
        answer.publish(now=NOW)
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            type(text).objects.update(effective_on=datetime.date(2026, 3, 1))


class TestARetractedCorrection:
    def test_brings_back_what_it_corrected_only_where_its_place_is_known(self):
        candidacy = run()
        wrong = publish_answer(candidacy, answered_on=datetime.date(2026, 5, 1))
        draft = correct(wrong, by=OrganizerFactory.create())
        Answer.objects.filter(pk=draft.pk).update(answered_on=datetime.date(2026, 2, 1))
        draft.refresh_from_db()
        draft.verify(OrganizerFactory.create())
        draft.publish(now=timezone.now())
        # Later than the corrected day, and nobody said where among the days of the wrong one.
        since = publish_answer(candidacy, "refused", answered_on=datetime.date(2026, 3, 1))
        with pytest.raises(ValidationError, match="Correct this answer instead"):
            draft.retract(reason="It was right before.", now=timezone.now())
        since.retract(reason="Another campaign's.", now=timezone.now())
        draft.retract(reason="It was right before.", now=timezone.now())
        candidacy.refresh_from_db()
        assert candidacy.current_answer == wrong


class TestPositions:
    def test_leave_room_between_any_two(self):
        candidacy = run()
        last = publish_answer(candidacy)
        for _number in range(3):
            before = publish_answer(candidacy, place=str(last.pk))
            middle = publish_answer(candidacy, place=str(last.pk))
            order = candidacy.answers.published().order_by("position")
            assert list(order)[-3:] == [before, middle, last]
