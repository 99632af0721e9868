import pytest

from candidates.models import Candidacy
from tests.factories import run

pytestmark = pytest.mark.django_db


class TestCandidacyQuerySet:
    def test_is_on_the_ballot_until_somebody_leaves_or_loses(self):
        ada = run()
        for gone in ("withdrew", "disqualified", "died", "lost_primary", "lost_general"):
            Candidacy.objects.filter(pk=run().pk).update(outcome=gone)
        run(person__died_on="2026-05-01", person__died_source_url="https://example.org/")
        run(race=ada.race, person=ada.person, duplicate_of=ada, is_current=False)
        assert list(Candidacy.objects.on_the_ballot()) == [ada]
