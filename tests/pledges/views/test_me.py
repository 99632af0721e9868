"""What supporters see of their information, and what they do about it by its page."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from pledges.mail import links
from pledges.models import MailedLink, Signature, Supporter
from pledges.signing import withdraw
from pledges.statistics import petition_figures
from tests.pledges.people import State, a_petition, a_signature, a_supporter
from tests.pledges.signers import me_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """Return a browser that comes from an email program: no cookie, no origin."""
    return Client(enforce_csrf_checks=True)


class TestCorrect:
    def test_keeps_what_was_typed_while_the_database_is_away(self, client, database_away):
        address = f"/me/{'a' * 43}/correct/"
        response = client.post(address, {"name": "KEPT 1", "postal_code": "KEPT 2"})
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert 'value="KEPT 1"' in response.text
        assert 'value="KEPT 2"' in response.text
        assert f'action="{address}"' in response.text


class TestErasedMeanwhile:
    """Erased after the link was looked up, and before its page did what was asked."""

    @pytest.fixture
    def erased(self, monkeypatch) -> tuple[str, int]:
        """Return the address of a supporter's page and a signature that are gone when found."""
        supporter = a_supporter(agreed_at=timezone.now())
        signature = a_signature(a_petition(slug="ice"), supporter)
        url = links.stored_url(links.me_link(supporter, now=timezone.now()))
        find = links.find

        def find_and_erase(*args, **options):
            link = find(*args, **options)
            withdraw.erase(supporter, now=timezone.now(), bars_address=False)
            return link

        monkeypatch.setattr(links, "find", find_and_erase)
        return url.removeprefix("http://127.0.0.1:8000"), signature.pk

    def test_is_no_valid_link_to_correct_and_renew_by(self, client, erased):
        me, _ = erased
        corrected = {"name": "Ines Basalt", "postal_code": "48226"}
        for response in (client.post(f"{me}correct/", corrected), client.post(f"{me}renew/")):
            assert response.status_code == 404
            assert "This link doesn’t work" in response.text
        assert not Supporter.objects.exists()
        assert not MailedLink.objects.exists()

    @pytest.mark.parametrize("page", ["", "correct/", "mail/", "download/", "erase/"])
    def test_breaks_no_page(self, client, erased, page):
        me, _ = erased
        for send in (client.get, client.post):
            assert send(f"{me}{page}").status_code < 500

    @pytest.mark.parametrize("page", ["withdraw", "show"])
    def test_breaks_no_button_of_a_signature(self, client, erased, page):
        me, signature_id = erased
        assert client.post(f"{me}{page}/{signature_id}/").status_code in {303, 404}


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
        disposition = response.headers["Content-Disposition"]
        assert disposition == 'attachment; filename="your-information.json"'
        information = json.loads(response.content)
        assert information["email"] == signature.supporter.email
        assert information["signatures"][0]["comment"] == "Enough"

    @pytest.mark.parametrize("page", ["correct", "mail", "download", "withdraw/1", "show/1"])
    def test_changes_nothing_by_looking(self, client, page):
        assert client.get(f"{me_of(a_supporter())}{page}/").status_code == 405


class TestWithdrawal:
    def test_of_what_never_counted_says_so(self, client, petition):
        supporter = a_supporter()
        waiting = a_signature(petition, supporter, state=State.PENDING)
        done = client.post(f"{me_of(supporter)}withdraw/{waiting.pk}/")
        assert "We hadn’t counted it" in client.get(done.headers["Location"]).text


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
