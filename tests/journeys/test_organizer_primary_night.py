"""The night of a primary: thirty races by keyboard alone, and one vote declared void."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

from candidates.admin.night_pages import page_of_night
from candidates.models import Candidacy, Stage
from candidates.nights import Night
from candidates.statistics import record_figures
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    run,
    state,
)
from tests.journeys.conftest import WatchedPages
from tests.journeys.effort import Effort
from tests.journeys.keyboard import follow, tab_to
from tests.journeys.organizers import open_as

NAMES = ("Ada Quartz", "Mica Fern", "Onyx Reed")
SIGNERS = 10


@pytest.fixture
def votes(site_address: str) -> list[Stage]:
    """Return the primaries of thirty races; in each of ten the first of three has signed."""
    stages = []
    for number in range(1, 31):
        race = RaceFactory.create(jurisdiction=state("CA"), district=f"{number:02}")
        candidacies = [run(f"{name} {number}", race=race) for name in NAMES]
        if number <= SIGNERS:
            publish_answer(candidacies[0])
        stages.append(StageFactory.create(race=race, party="DEM"))
    return stages


def field(vote: Stage) -> list[Candidacy]:
    return list(vote.race.candidacies.order_by("person__sort_key"))


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
    def test_by_keyboard_alone_with_a_second_person(
        self,
        pages: WatchedPages,
        client: Client,
        votes: list[Stage],
        note_effort: Callable[[str, Effort], None],
    ) -> None:
        robin, sasha = (
            OrganizerFactory.create(username=name, is_superuser=True) for name in ("robin", "sasha")
        )
        page = open_as(pages, robin, page_of_night(Night.of(votes[0])))
        entering = Effort(page)
        expect(page.locator("#id_source_url")).to_be_focused()
        page.keyboard.type(SOURCE)
        page.keyboard.press("Enter")
        for position in range(len(votes)):
            # The signer wins in the first six races and loses in the next four.
            page.keyboard.type("2" if position < 6 else "1")
            page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What will change")).to_be_visible()
        expect(page.get_by_text("Signers: Won the primary")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_text("90 results wait for a second person.")).to_be_visible()
        note_effort("enter 30 races", entering)
        assert entering.clicks == 0
        assert entering.seconds < 180
        assert outcomes_of_signers(client) == {"active": SIGNERS}

        second = open_as(pages, sasha, page_of_night(Night.of(votes[0])))
        releasing = Effort(second)
        follow(second, "a[href$='/release/']")
        follow(second, "button[value=release]")
        expect(second.get_by_text("Released the results of 30 elections.")).to_be_visible()
        note_effort("release 30 races", releasing)
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

    def test_takes_back_what_was_mixed_up_without_scripts(
        self, pages: WatchedPages, client: Client, votes: list[Stage]
    ) -> None:
        robin = OrganizerFactory.create(username="robin", is_superuser=True)
        page = open_as(pages, robin, page_of_night(Night.of(votes[0])), java_script_enabled=False)
        expect(page.locator("#id_source_url")).to_be_focused()
        page.keyboard.type(SOURCE)
        page.locator(f"#id_outcome_{votes[0].pk}_{field(votes[0])[0].pk}").focus()
        page.keyboard.type("adv")
        page.keyboard.press("Tab")
        page.get_by_role("button", name="See what changes").press("Enter")
        page.get_by_role("button", name="Record 3 results").press("Enter")
        expect(page.get_by_text("Recorded 3 results.")).to_be_visible()
        assert outcomes_of_signers(client) == {"lost_primary": 1, "active": 9}
        page.goto(f"{pages.address}/admin/candidates/stage/{votes[0].pk}/results/")
        page.locator("summary").press("Enter")
        for number in range(3):
            page.locator(f"#id_results_{number}").press("Space")
        page.locator("#id_reason").type("Two names were mixed up.")
        page.locator("details input[type=submit]").press("Enter")
        expect(page.get_by_text("Retracted 3 results.")).to_be_visible()
        assert outcomes_of_signers(client) == {"active": 10}
