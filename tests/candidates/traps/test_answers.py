"""Texts that were altered, answers that were taken back or found late."""

import datetime

import pytest
from django.utils import timezone

from candidates import ledger
from candidates.models import Answer
from candidates.models.choices import Status
from tests.factories import (
    PledgeTextFactory,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db
ELECTION_DAY = datetime.date(2026, 11, 3)


class TestAnswers:
    def test_an_older_text_signed_is_signed(self):
        old = PledgeTextFactory.create(version=1)
        PledgeTextFactory.create(version=2, effective_on=datetime.date(2026, 4, 1))
        candidacy = run()
        publish_answer(candidacy, pledge_text=old, answered_on=datetime.date(2026, 5, 1))
        assert candidacy.status == Status.SIGNED
        assert candidacy.current_answer.pledge_text.version == 1

    def test_an_altered_text_is_an_answer_and_not_a_signature(self):
        candidacy = run()
        publish_answer(candidacy, "signed_with_changes")
        assert candidacy.status == Status.PENDING
        assert candidacy.status_label == "Signed with changes"
        assert candidacy.status_on == datetime.date(2026, 3, 14)

    def test_signed_rescinded_and_signed_again(self):
        candidacy = run()
        publish_answer(candidacy, answered_on=datetime.date(2026, 2, 1))
        publish_answer(candidacy, "rescinded", answered_on=datetime.date(2026, 3, 1))
        assert (candidacy.status, candidacy.status_label) == (
            Status.REFUSED,
            "Signed, then took it back",
        )
        publish_answer(candidacy, answered_on=datetime.date(2026, 4, 1))
        assert candidacy.status == Status.SIGNED
        assert candidacy.answers.published().count() == 3

    def test_an_older_answer_found_later_does_not_win(self):
        candidacy = run()
        publish_answer(candidacy, answered_on=datetime.date(2026, 4, 1))
        publish_answer(candidacy, "refused", answered_on=datetime.date(2026, 1, 10))
        assert candidacy.status == Status.SIGNED

    def test_a_superseding_answer_wins_whatever_its_date_until_it_is_retracted(self):
        candidacy = run()
        wrong = publish_answer(candidacy, answered_on=datetime.date(2026, 4, 1))
        right = publish_answer(
            candidacy, "refused", answered_on=datetime.date(2026, 3, 1), supersedes=wrong
        )
        assert candidacy.status == Status.REFUSED
        ledger.answers.retract(
            right, reason="It was another campaign's letter.", now=timezone.now()
        )
        candidacy.refresh_from_db()
        assert candidacy.status == Status.SIGNED

    def test_retracting_the_only_answer_leaves_no_answer(self):
        candidacy = run()
        answer = publish_answer(candidacy, "refused")
        ledger.answers.retract(answer, reason="Recorded for the wrong person.", now=timezone.now())
        candidacy.refresh_from_db()
        assert (candidacy.status, candidacy.current_answer) == (Status.PENDING, None)
        assert Answer.objects.published().get().retraction_reason
