import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.ledger.people import merge_people
from tests.factories import (
    CandidacyFactory,
    OrganizerFactory,
    RaceFactory,
    run,
)

pytestmark = pytest.mark.django_db


class TestAMergedPerson:
    def test_gets_no_other_run(self):
        kept, gone = run("Ada Quartz"), run("Ada Quartz", race=RaceFactory.create(district="12"))
        former = gone.person
        merge_people(kept.person, former, by=OrganizerFactory.create(), now=timezone.now())
        with pytest.raises(IntegrityError, match="of_somebody_not_merged"), transaction.atomic():
            CandidacyFactory.create(person=former, race=RaceFactory.create(district="13"))
