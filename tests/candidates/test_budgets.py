"""No page takes more queries when it shows more rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidates.models import Candidacy, Cycle
from candidates.views.tracker import PAGE_SIZE
from tests.candidates.budgets import BUDGETS, CALL, CANDIDATE, OUTREACH, RANKS_ON_A_PAGE
from tests.factories import (
    OutreachFactory,
    PersonFactory,
    RaceFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)


@pytest.fixture(params=[1, 50])
def candidacy(request: pytest.FixtureRequest, db: None) -> Candidacy:
    """Return a signer; there are as many of everything that a page lists as the parameter says."""
    count: int = request.param
    person = PersonFactory.create(full_name="Ada Quartz", slug="ada")
    first = run(person=person)
    for number in range(count):
        publish_answer(run())
        publish_answer(first)
        draft_answer(first)
        OutreachFactory.create(candidacy=first)
        stage = StageFactory.create(race=first.race, party=f"{number:03}")
        record_results(stage, {first: "won"})
        other_race = RaceFactory.create(district=f"{20 + number % 30:02}", kind="special")
        if not person.candidacies.filter(race=other_race).exists():
            run(person=person, race=other_race)
    first.refresh_from_db()
    Cycle.objects.update(pinned_on="2026-05-01")  # so that there's something to say
    return first


class TestBudgets:
    def test_hold_for_one_row_and_for_fifty(self, client, candidacy):
        found = {}
        own = {
            candidacy.get_absolute_url(): CANDIDATE,
            f"/ballot/mi/{candidacy.public_id}/": CALL,
        }
        budgets = {**BUDGETS, **own}
        if Candidacy.objects.signed().count() < PAGE_SIZE:
            budgets["/tracker/"] += RANKS_ON_A_PAGE + OUTREACH
        for address, budget in budgets.items():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found[address] = (len(queries), budget)
        assert {
            address: counts for address, counts in found.items() if counts[0] != counts[1]
        } == {}
