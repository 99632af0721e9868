"""What the database demands of a notice."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import AnswerNotice
from tests.factories import AnswerFactory

pytestmark = pytest.mark.django_db


class TestNotice:
    def test_has_a_clock_and_names_its_attempts(self):
        answer, now = AnswerFactory.create(kind="refused"), timezone.now()
        clock = {"sent_at": now, "due_at": now}
        for wrong, name in (
            ({"way": "email"}, "has_its_clock"),
            ({"way": "older", **clock}, "has_its_clock"),
            ({"way": "attempts", **clock}, "names_its_attempts"),
            ({"way": "email", "reply": "No.", **clock}, "reply_has_its_moment"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                AnswerNotice.objects.create(answer=answer, **wrong)
