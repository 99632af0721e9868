import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from candidates.models import DeskSubmission
from tests.candidates.desk.desks import a_link, submit

pytestmark = pytest.mark.django_db


class TestDeskSubmission:
    def test_stays_as_it_was_sent(self, subtests):
        sent = submit(a_link())
        rows = DeskSubmission.objects.filter(pk=sent.pk)
        refused = {
            "edit": lambda: rows.update(words="Other words."),
            "another hash": lambda: rows.update(sha256="0" * 64),
            "delete": rows.delete,
            "a decision without a moment": lambda: rows.update(decision="accepted"),
            "set aside without a reason": lambda: rows.update(
                decision="set_aside", decided_at=timezone.now()
            ),
        }
        for name, act in refused.items():
            with subtests.test(name), pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_names_who_it_is_about(self):
        assert str(submit(a_link())) == "Ines Basalt: sign the pledge"
