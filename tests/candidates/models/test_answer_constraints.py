import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from candidates import ledger
from candidates.models import Answer
from tests.factories import (
    draft_answer,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db


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
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM candidates_answer WHERE id = %s", [answer.pk])

    def test_once_retracted_stays_so(self):
        answer = publish_answer(run())
        ledger.answers.retract(answer, reason="Wrong person.", now=timezone.now())
        with pytest.raises(ProgrammingError, match="Cannot update"):
            Answer.objects.filter(pk=answer.pk).update(retracted_at=None, retraction_reason="")

    @pytest.mark.parametrize("statement", ["UPDATE {} SET body = 'x'", "DELETE FROM {}"])
    def test_freezes_its_pledge_text(self, statement):
        publish_answer(run())
        with (
            pytest.raises(IntegrityError, match="pledge_text_is_frozen_by_an_answer"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format("candidates_pledgetext"))


NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


class TestAWaiver:
    def test_names_the_recorder(self):
        answer = draft_answer(run())
        unnamed = Answer.objects.filter(pk=answer.pk)
        with (
            pytest.raises(IntegrityError, match="verified_by_a_second_person"),
            transaction.atomic(),
        ):
            unnamed.update(verification_waived=True, verified_by=None, published_at=NOW, position=1)
