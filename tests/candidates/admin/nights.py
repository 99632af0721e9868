"""An election night in tests: its elections, and what an organizer types."""

from typing import Any

from django.test import Client

from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Stage
from tests.factories import SOURCE, RaceFactory, StageFactory, publish_answer, run

NIGHT = "/admin/candidates/stage/night/mi-2026-08-04/"


def two_primaries() -> list[Stage]:
    """Return the primaries of two races on one night; in each the first of three has signed."""
    stages = []
    for district in ("11", "12"):
        race = RaceFactory.create(district=district)
        field = [run(f"{name} {district}", race=race) for name in ("Ada", "Mica", "Onyx")]
        publish_answer(field[0])
        stages.append(StageFactory.create(race=race, party="DEM"))
    return stages


def field_of(stage: Stage) -> list[Candidacy]:
    return list(stage.race.candidacies.order_by("person__sort_key"))


def typed(*outcomes: tuple[Stage, int, str], **others: str) -> dict[str, str]:
    """Return what is posted: outcomes by election and the candidate's place in its field."""
    named = {
        f"outcome_{stage.pk}_{field_of(stage)[place].pk}": outcome
        for stage, place, outcome in outcomes
    }
    return {"source_url": SOURCE, "others_lost": "on", **named, **others}


def save(client: Client, data: dict[str, str]) -> Any:
    """Go on from the preview to its button; return the answer."""
    preview = client.post(NIGHT, data)
    assert preview.status_code == 200, preview.context["form"].errors
    hidden = dict(preview.context["typed"])
    seen = preview.context["preview"].seen
    return client.post(NIGHT, {**hidden, "seen": seen, "step": "save"})


def outcomes(stage: Stage) -> list[str]:
    assert not list(differences(Candidacy.objects.all()))
    return [row.outcome for row in field_of(stage)]
