"""How soon what was published is on every page of every process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from campaign.lib.cache.generation import LOOK_SECONDS, Generation
from campaign.lib.cache.middleware import FinishedPages
from pledges.models import Invalidation, Signature
from pledges.moderation import decide_names, name_digest
from pledges.signing import withdraw as verbs
from tests.campaign.lib.cache.asking import ask
from tests.factories import CandidacyFactory, publish_answer
from tests.pledges.people import a_petition, a_signature, a_supporter

FILES = ("/tracker.csv", "/tracker.json", "/stats.json", "/tracker/feed/")


class Processes:
    """Two processes of the site, on a clock that stands still until they are to look again."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.sites = [FinishedPages(get_wsgi_application()) for _process in range(2)]
        for site in self.sites:
            site.generation = Generation(clock=lambda: self.seconds)

    def read(self, address: str) -> set[bytes]:
        return {ask(site, address).body for site in self.sites}


@pytest.fixture
def processes() -> Processes:
    return Processes()


@pytest.mark.django_db(transaction=True)
class TestAPublishedAnswer:
    def test_is_on_every_page_and_file_of_two_processes_after_a_look(self, processes):
        candidacy = CandidacyFactory.create()
        place = f"/tracker/{candidacy.race.jurisdiction.path_code}/"
        addresses = (
            *("/", "/tracker/", "/tracker/signed/", "/tracker/?party=DEM", *FILES),
            *(place, f"{place}{candidacy.race.path_seat}/", f"{place}sheet/"),
            *("/pledge/", candidacy.get_absolute_url()),
        )
        before = {address: processes.read(address) for address in addresses}
        publish_answer(candidacy)
        assert {address: processes.read(address) for address in addresses} == before
        processes.seconds += LOOK_SECONDS
        after = {address: processes.read(address) for address in addresses}
        assert [address for address in addresses if len(after[address]) > 1] == []
        assert [address for address in addresses if after[address] == before[address]] == []


@pytest.mark.django_db(transaction=True)
class TestAName:
    def test_leaves_two_processes_at_once_whoever_takes_it_off(self, processes):
        petition, now = a_petition(), timezone.now()
        address = petition.get_absolute_url()
        corrected: dict[str, Any] = {"postal_code": "48226", "shown_as": ""}

        def hide(signature: Signature) -> None:
            decide_names({signature.pk: name_digest(signature)}, Signature.NameState.HIDDEN)

        def invalidate(signature: Signature) -> None:
            rule = {"name_pattern": "Rowan*", "public_reason": "Made up."}
            invalidation = Invalidation.objects.create(petition=petition, **rule)
            Signature.objects.filter(pk=signature.pk).update(
                state="invalid", state_before="confirmed", invalidation=invalidation
            )

        acts: dict[str, Callable[[Signature], Any]] = {
            "Hazel": hide,
            "Sorrel": lambda row: verbs.show(row, is_shown=False),
            "Clover": lambda row: verbs.withdraw(row, now=now),
            "Yarrow": lambda row: verbs.correct(row.supporter, name="Iris Moss", **corrected),
            "Tansy": lambda row: verbs.erase(row.supporter, now=now, bars_address=False),
            "Sedge": lambda row: row.delete(),
            "Rowan": invalidate,
        }
        rows = {
            name: a_signature(petition, a_supporter(name=f"{name} Moss"), shown_publicly=True)
            for name in acts
        }
        for name, act in acts.items():
            (before,) = processes.read(address)
            assert name.encode() in before
            act(rows[name])
            processes.seconds += LOOK_SECONDS
            (after,) = processes.read(address)
            assert name.encode() not in after, name
