import datetime

import pytest
from django.db import IntegrityError, transaction

from candidates import ledger
from tests.factories import (
    PledgeTextFactory,
    draft_answer,
    run,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


class TestAPledgeText:
    def test_is_frozen_by_a_published_answer_and_not_by_a_draft(self):
        text = PledgeTextFactory.create(version=2)
        answer = draft_answer(run(), pledge_text=text)
        type(text).objects.filter(pk=text.pk).update(body="Without the placeholder.")
        ledger.answers.publish(answer, now=NOW)
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            type(text).objects.update(effective_on=datetime.date(2026, 3, 1))
