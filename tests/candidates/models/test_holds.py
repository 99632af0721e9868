"""What the database holds reviews of answers to, whoever writes."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from candidates import ledger
from candidates.models import Hold
from tests.factories import OrganizerFactory, publish_answer, run

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def refused(name: str, rows, **values) -> bool:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**values)
    return True


class TestHold:
    def test_is_decided_by_two_who_explain_it(self):
        one, two = OrganizerFactory.create_batch(2)
        hold = ledger.holds.dispute(
            publish_answer(run()), reason="Nobody there signed.", by=one, now=NOW
        )
        rows = Hold.objects.filter(pk=hold.pk)
        assert refused("hold_proposal_is_explained", rows, proposed="stands", proposed_by=one)
        assert refused("hold_is_decided_by_two", rows, ended_at=NOW, outcome="lapsed")
        rows.update(proposed="stands", proposed_by=one, explanation="They did sign.")
        ended = {"ended_at": NOW, "outcome": "stands"}
        assert refused("hold_is_decided_by_two", rows, **ended)
        assert refused("hold_is_decided_by_two", rows, seconded_by=one, **ended)
        rows.update(seconded_by=two, **ended)
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            rows.update(explanation="Another.")
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            rows.delete()

    def test_is_one_at_a_time_and_extended_by_someone_else(self):
        one = OrganizerFactory.create()
        answer = publish_answer(run())
        hold = ledger.holds.hold(answer, reason="A doubt.", by=one, now=NOW)
        with pytest.raises(IntegrityError, match="hold_is_one_at_a_time"), transaction.atomic():
            ledger.holds.dispute(answer, reason="Theirs.", by=one, now=NOW)
        assert refused("extended_by_someone_else", Hold.objects.filter(pk=hold.pk), extended_by=one)
        assert list(Hold.objects.overdue(NOW)) == []
        assert list(Hold.objects.overdue(hold.due_at)) == [hold]
        assert str(answer) in str(hold)
