"""The page of what we hold of a supporter, when something happens meanwhile."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from pledges.mail import links
from pledges.models import MailedLink, Supporter
from pledges.signing import withdraw
from tests.pledges.people import a_petition, a_signature, a_supporter

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
