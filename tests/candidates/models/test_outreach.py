import pytest
from django.db import IntegrityError, transaction

from tests.factories import CandidacyFactory, OutreachFactory, run


@pytest.mark.django_db
class TestOutreach:
    def test_belongs_to_the_registration_that_counts(self):
        kept = run()
        twin = CandidacyFactory.create(
            person=kept.person, race=kept.race, duplicate_of=kept, is_current=False
        )
        with pytest.raises(IntegrityError, match="run_that_counts"), transaction.atomic():
            OutreachFactory.create(candidacy=twin)
        assert "email" in str(OutreachFactory.create(candidacy=kept))
