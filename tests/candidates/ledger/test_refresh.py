import pytest
from django.utils import timezone

from candidates.ledger.refresh import refresh_people
from candidates.models import Candidacy, Person
from candidates.models.choices import Outcome
from tests.factories import publish_answer, run

pytestmark = pytest.mark.django_db


class TestRefreshPeople:
    def test_changes_no_row_that_is_right(self):
        candidacy = run()
        publish_answer(candidacy)
        before = candidacy.updated_at
        assert refresh_people([candidacy.person_id], now=timezone.now()) == 0
        candidacy.refresh_from_db()
        assert candidacy.updated_at == before

    def test_repairs_what_somebody_wrote_past_the_verbs(self):
        candidacy = run()
        publish_answer(candidacy)
        Candidacy.objects.update(outcome=Outcome.ELECTED)
        refresh_people(Person.objects.values_list("pk", flat=True), now=timezone.now())
        assert Candidacy.objects.get().outcome == Outcome.ACTIVE
