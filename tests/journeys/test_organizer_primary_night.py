"""The night of a primary: ten races by keyboard alone, and one vote declared void.

`make test` enters four of them by keyboard and the others by the record's own verb.
"""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, expect

from candidates.models import Candidacy, Stage
from candidates.statistics import record_figures
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)
from tests.journeys.conftest import WatchedPages
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as
from tests.thorough import sample

NAMES = ("Ada Quartz", "Mica Fern", "Onyx Reed")


@pytest.fixture
def votes(site_address: str) -> list[Stage]:
    """Return the primaries of ten races; in each the first of three has signed."""
    stages = []
    for number in range(1, 11):
        race = RaceFactory.create(jurisdiction=state("CA"), district=f"{number:02}")
        candidacies = [run(f"{name} {number}", race=race) for name in NAMES]
        publish_answer(candidacies[0])
        stages.append(StageFactory.create(race=race, party="DEM"))
    return stages


def enter(page: Page, winner: Candidacy) -> None:
    """Choose who advanced, say that the others lost, and give the source."""
    tab_to(page.locator(f"#id_outcome_{winner.pk}"))
    page.keyboard.type("adv")
    tab_to(page.locator("#id_others_lost"))
    page.keyboard.press("Space")
    tab_to(page.locator("#id_source_url"))
    page.keyboard.type(SOURCE)
    follow(page, "input[type=submit]")
    expect(page.get_by_text("Every candidate in this election has a result.")).to_be_visible()


def outcomes_of_signers(client: Client) -> dict[str, int]:
    """Return the figures in public; they are those of the statistics and of the file."""
    stats = client.get("/stats.json").json()
    outcomes = {name: count for name, count in stats["outcomes"].items() if count}
    figures = record_figures(Candidacy.objects.all()[0].race.cycle)
    assert outcomes == {name: count for name, count in figures.outcomes.items() if count}
    assert sum(outcomes.values()) == stats["signed"] == 10
    for outcome, count in outcomes.items():
        rows = client.get(f"/tracker.json?status=signed&outcome={outcome}").json()
        assert rows["count"] == count
    call_command("check_record")
    return outcomes


class TestPrimaryNight:
    def test_by_keyboard_alone(
        self, pages: WatchedPages, client: Client, votes: list[Stage]
    ) -> None:
        organizer = OrganizerFactory.create(username="robin", is_superuser=True)
        page = open_as(pages, organizer, "/admin/candidates/stage/")
        by_keyboard = sample(votes, 3)
        for position, vote in enumerate(votes):
            running = list(vote.race.candidacies.order_by("person__full_name"))
            # The signer wins in the first six races and loses in the last four.
            winner = running[0] if position < 6 else running[1]
            if vote in by_keyboard:
                follow(page, f"a[href='/admin/candidates/stage/{vote.pk}/results/']")
                enter(page, winner)
                page.goto(f"{pages.address}/admin/candidates/stage/")
            else:
                record_results(
                    vote, {each: "advanced" if each == winner else "lost" for each in running}
                )
        assert outcomes_of_signers(client) == {"won_primary": 6, "lost_primary": 4}

        page.goto(f"{pages.address}/admin/candidates/stage/{votes[9].pk}/change/")
        follow(page, "a[href$='/declare-void/']")
        tab_to(page.locator("#id_source_url"))
        page.keyboard.type("https://example.org/ruling")
        follow(page, "input[type=submit]")
        expect(page.get_by_text("Declared void:")).to_be_visible()
        assert outcomes_of_signers(client) == {"won_primary": 6, "lost_primary": 3, "active": 1}
        shown = client.get("/tracker/ca/10/").content.decode()
        assert "void" in shown.lower()

    def test_takes_back_what_was_mixed_up(
        self, pages: WatchedPages, client: Client, votes: list[Stage]
    ) -> None:
        organizer = OrganizerFactory.create(username="robin", is_superuser=True)
        address = f"/admin/candidates/stage/{votes[0].pk}/results/"
        page = open_as(pages, organizer, address)
        running = list(votes[0].race.candidacies.order_by("person__full_name"))
        enter(page, running[1])
        assert outcomes_of_signers(client) == {"lost_primary": 1, "active": 9}
        tab_to(page.locator("summary"))
        page.keyboard.press("Enter")
        for number in range(3):
            tab_to(page.locator(f"#id_results_{number}"))
            page.keyboard.press("Space")
        tab_to(page.locator("#id_reason"))
        page.keyboard.type("Two names were mixed up.")
        follow(page, "details input[type=submit]")
        expect(page.get_by_text("Retracted 3 results.")).to_be_visible()
        assert outcomes_of_signers(client) == {"active": 10}
        enter(page, running[0])
        assert outcomes_of_signers(client) == {"won_primary": 1, "active": 9}
