import datetime

import pytest
from django.core.exceptions import ValidationError

from candidates import ledger
from tests.factories import (
    PledgeTextFactory,
    draft_answer,
    run,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


class TestDays:
    def test_to_come_are_refused(self):
        answer = draft_answer(run(), answered_on=datetime.date(2062, 11, 1))
        with pytest.raises(ValidationError, match="in the future"):
            ledger.answers.publish(answer, now=NOW)

    def test_before_the_text_is_in_use_are_refused_whatever_the_precision(self):
        text = PledgeTextFactory.create(version=2, effective_on=datetime.date(2026, 12, 1))
        answer = draft_answer(
            run(),
            pledge_text=text,
            answered_on=datetime.date(2026, 1, 1),
            answered_on_precision="year",
        )
        with pytest.raises(ValidationError, match=r"takes effect on Dec\. 1, 2026"):
            ledger.answers.publish(answer, now=NOW)
