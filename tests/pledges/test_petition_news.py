from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pledges.admin.delivery import names_of
from pledges.mail import links
from pledges.models import Petition, Signature, Supporter
from pledges.moderation import names_waiting_count
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.pledges.signers import fields_of

pytestmark = pytest.mark.django_db
NAMES = reverse("admin:pledges_signature_names")
DECIDE = reverse("admin:pledges_signature_decide_names")


@pytest.fixture
def petition() -> Petition:
    return a_petition(slug="ice", title="Investigate ICE")


def page(petition: Petition) -> str:
    return Client().get(petition.get_absolute_url()).text


def shown(petition: Petition, name: str = "Jane Doe", **values: Any) -> Signature:
    return a_signature(petition, a_supporter(name=name), shown_publicly=True, **values)


def me_of(supporter: Supporter) -> str:
    return links.stored_url(links.me_link(supporter, now=timezone.now())).removeprefix(
        "http://127.0.0.1:8000"
    )


def correct(supporter: Supporter, **typed: str) -> Any:
    me = me_of(supporter)
    return Client().post(f"{me}correct/", {**fields_of(Client().get(me).text), **typed})


def decide(organizer: Client, decision: str, which: str) -> Any:
    listed = organizer.get(f"{NAMES}?list={which}").text
    boxes = [part.split('"')[0] for part in listed.split('name="signature" value="')[1:]]
    values = {"list": which, "signature": boxes, "decision": decision}
    return organizer.post(DECIDE, values, follow=True)


class TestPetitionPage:
    @pytest.mark.parametrize(
        ("name", "words"),
        [("Doe, Jane", "Jane</strong>, Mich"), ("Dr. Jane Doe", "Jane</strong>, Mich")],
    )
    def test_shows_no_wrong_part_of_a_name(self, petition, name, words):
        shown(petition, name)
        assert words in page(petition)

    def test_shows_a_neighbor_who_wants_no_name(self, petition):
        signature = shown(petition)
        correct(signature.supporter, shown_as="@neighbor")
        assert "A neighbor</strong> in Michigan" in page(petition)
        assert list(names_of(petition)) == ["<li>A neighbor in Michigan</li>\n"]

    def test_waits_for_approval_where_the_petition_asks_for_it(self, petition, admin_client):
        Petition.objects.update(approves_names=True)
        petition.refresh_from_db()
        shown(petition)
        assert "Jane" not in page(petition)
        assert list(names_of(petition)) == []
        assert names_waiting_count() == 1
        decide(admin_client, "approved", "waiting")
        assert "Jane" in page(petition)
        assert names_waiting_count() == 0
