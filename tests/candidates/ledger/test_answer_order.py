import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from candidates import ledger
from candidates.ledger.answers import correct
from candidates.models import Answer
from tests.factories import (
    OrganizerFactory,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db


class TestARetractedCorrection:
    def test_brings_back_what_it_corrected_only_where_its_place_is_known(self):
        candidacy = run()
        wrong = publish_answer(candidacy, answered_on=datetime.date(2026, 5, 1))
        draft = correct(wrong, by=OrganizerFactory.create())
        Answer.objects.filter(pk=draft.pk).update(answered_on=datetime.date(2026, 2, 1))
        draft.refresh_from_db()
        ledger.answers.verify(draft, by=OrganizerFactory.create())
        ledger.answers.publish(draft, now=timezone.now())
        # Later than the corrected day, and nobody said where among the days of the wrong one.
        since = publish_answer(candidacy, "refused", answered_on=datetime.date(2026, 3, 1))
        with pytest.raises(ValidationError, match="Correct this answer instead"):
            ledger.answers.retract(draft, reason="It was right before.", now=timezone.now())
        ledger.answers.retract(since, reason="Another campaign's.", now=timezone.now())
        ledger.answers.retract(draft, reason="It was right before.", now=timezone.now())
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
