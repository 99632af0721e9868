import datetime

import pytest

from candidates.derivation import derive_outcome
from candidates.models.choices import Outcome
from tests.factories import (
    StageFactory,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db


class TestADeath:
    def test_before_a_runoff_of_the_general_election_ends_the_run(self):
        general = StageFactory.create(kind="general", held_on=datetime.date(2026, 11, 3))
        candidacy = run(race=general.race)
        record_results(general, {candidacy: "to_runoff"})
        person = candidacy.person
        person.died_on, person.died_source_url = datetime.date(2026, 11, 20), "https://example.org"
        person.save()
        candidacy.person = person
        results = candidacy.stage_results.select_related("stage")
        assert derive_outcome(candidacy, results) == Outcome.DIED
