"""What one election may say: of whom, of how many, and of somebody who is merged meanwhile."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from candidates import ledger
from candidates.ledger.people import merge_people
from candidates.models import Candidacy, StageResult
from candidates.models.choices import Outcome
from tests.factories import (
    CandidacyFactory,
    OrganizerFactory,
    RaceFactory,
    StageFactory,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db


class TestRecord:
    def test_lets_no_more_through_than_the_election_does_whoever_asks_first(self):
        general = StageFactory.create(kind="general")
        first, second = run(race=general.race), run(race=general.race)
        record_results(general, {first: "won"})
        with pytest.raises(ValidationError, match="Too many candidates advance"):
            record_results(general, {second: "won"})
        second.refresh_from_db()
        assert second.outcome == Outcome.ACTIVE

    def test_is_refused_for_a_registration_that_does_not_count(self):
        stage = StageFactory.create()
        kept = run(race=stage.race)
        duplicate = CandidacyFactory.create(
            person=kept.person, race=stage.race, duplicate_of=kept, is_current=False
        )
        with pytest.raises(IntegrityError, match="of_a_run_that_counts"):
            record_results(stage, {duplicate: "lost"})

    @pytest.mark.parametrize("is_taken_back", [False, True])
    def test_reaches_whom_somebody_was_merged_into_meanwhile(self, is_taken_back):
        stage = StageFactory.create()
        opened = run("Ada Quartz", race=stage.race)
        elsewhere = run("Ada Quartz", race=RaceFactory.create(district="12"))
        results = record_results(stage, {opened: "lost"}) if is_taken_back else []
        seen_before = Candidacy.objects.select_related("person").get(pk=opened.pk)
        for result in results:
            assert result.candidacy.person_id == opened.person_id
        organizer = OrganizerFactory.create()
        merge_people(elsewhere.person, opened.person, by=organizer, now=timezone.now())
        if results:
            ledger.stages.retract_result(
                results[0], reason="Two names were mixed up.", now=timezone.now()
            )
        else:
            record_results_of(stage, seen_before)
        call_command("check_record")


def record_results_of(stage, candidacy: Candidacy) -> None:
    """Record that somebody lost, from a row that was read before."""
    ledger.stages.record_results(
        stage,
        {candidacy: StageResult.Outcome.LOST},
        source_url="https://example.org/results",
        by=None,
        now=timezone.now(),
    )
