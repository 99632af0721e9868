"""What a supporter can do by the links in our mail, and what nobody else can."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from pledges.mail import links
from pledges.models import MailedLink, Petition, Signature, Supporter
from pledges.statistics import petition_figures
from tests.pledges.people import State, a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition() -> Petition:
    return a_petition(slug="ice")


@pytest.fixture
def client() -> Client:
    """Return a browser that comes from a mail program: no cookie, no origin."""
    return Client(enforce_csrf_checks=True)


def me_of(supporter: Supporter) -> str:
    return links.stored_url(links.me_link(supporter, now=timezone.now())).removeprefix(
        "http://127.0.0.1:8000"
    )


class TestMe:
    def test_shows_what_we_hold(self, client, petition):
        signature = a_signature(petition, a_supporter(name="Ines Basalt"), comment="Enough")
        response = client.get(me_of(signature.supporter))
        for text in ["Ines", "48226", signature.supporter.email, petition.title, "Enough"]:
            assert text in response.text
        assert "no-store" in response.headers["Cache-Control"]

    def test_corrects_the_name_and_moves_the_count_to_the_other_state(self, client, petition):
        supporter = a_supporter()
        a_signature(petition, supporter)
        response = client.post(
            f"{me_of(supporter)}correct/", {"name": "Inés Basalt", "postal_code": "10001"}
        )
        assert response.status_code == 303
        supporter.refresh_from_db()
        assert (supporter.name, supporter.postal_code) == ("Inés Basalt", "10001")
        assert Signature.objects.get().place == "NY"
        assert petition_figures(petition).total == 1

    def test_refuses_a_wrong_correction_and_keeps_it(self, client):
        supporter = a_supporter()
        response = client.post(
            f"{me_of(supporter)}correct/", {"name": "KEPT", "postal_code": "wrong"}
        )
        assert response.status_code == 422
        assert 'value="KEPT"' in response.text
        assert 'value="wrong"' in response.text

    def test_withdraws_one_signature(self, client, petition):
        other = a_petition()
        supporter = a_supporter()
        kept, gone = a_signature(other, supporter), a_signature(petition, supporter, comment="x")
        done = client.post(f"{me_of(supporter)}withdraw/{gone.pk}/")
        page = client.get(done.headers["Location"])
        assert "the count has gone down by one" in page.text
        gone.refresh_from_db()
        kept.refresh_from_db()
        assert (gone.state, gone.comment) == (State.WITHDRAWN, "")
        assert kept.state == State.CONFIRMED
        assert petition_figures(petition).total == 0
        assert petition_figures(other).total == 1

    def test_touches_nobody_elses_signature(self, client, petition):
        foreign = a_signature(petition)
        response = client.post(f"{me_of(a_supporter())}withdraw/{foreign.pk}/")
        assert response.status_code == 404
        foreign.refresh_from_db()
        assert foreign.is_confirmed

    def test_shows_and_hides_the_name(self, client, petition):
        signature = a_signature(petition)
        address = f"{me_of(signature.supporter)}show/{signature.pk}/"
        for shown in ("yes", "no"):
            client.post(address, {"shown": shown})
            signature.refresh_from_db()
            assert signature.shown_publicly == (shown == "yes")

    def test_gives_everything_as_a_file(self, client, petition):
        signature = a_signature(petition, comment="Enough")
        response = client.post(f"{me_of(signature.supporter)}download/")
        assert "attachment" in response.headers["Content-Disposition"]
        holdings = json.loads(response.content)
        assert holdings["email"] == signature.supporter.email
        assert holdings["signatures"][0]["comment"] == "Enough"

    @pytest.mark.parametrize("page", ["correct", "mail", "download", "withdraw/1", "show/1"])
    def test_changes_nothing_by_looking(self, client, page):
        assert client.get(f"{me_of(a_supporter())}{page}/").status_code == 405


class TestWithdrawal:
    def test_of_what_never_counted_says_so(self, client, petition):
        supporter = a_supporter()
        waiting = a_signature(petition, supporter, state=State.PENDING)
        done = client.post(f"{me_of(supporter)}withdraw/{waiting.pk}/")
        assert "It had not been counted" in client.get(done.headers["Location"]).text


class TestOldLinks:
    def test_are_useless_once_their_owner_says_so(self, client):
        supporter = a_supporter()
        old = me_of(supporter)
        waiting = a_signature(a_petition(), supporter, state=State.PENDING)
        response = client.post(f"{old}renew/")
        assert client.get(old).status_code == 404
        new = response.headers["Location"]
        assert "has a new address" in client.get(new).text
        assert MailedLink.objects.get().purpose == "me"
        waiting.refresh_from_db()
        assert waiting.generation == 2

    def test_to_a_signature_that_is_gone_are_not_valid_and_kept_by_nobody(self, client):
        link = me_of(a_supporter())
        for page in ("withdraw/9", "show/9"):
            response = client.post(f"{link}{page}/")
            assert response.status_code == 404
            assert "no-store" in response.headers["Cache-Control"]
            assert response.headers["X-Robots-Tag"] == "noindex"
            assert link not in response.text
