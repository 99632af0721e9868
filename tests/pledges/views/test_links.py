"""What a mailed link shows, and what only its button does."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pledges.mail import links
from pledges.models import MailedLink, Petition, Signature, Supporter, Suppression
from pledges.signing import withdraw
from pledges.statistics import petition_figures
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_supporter, signatures
from tests.pledges.signers import BROWSER, FORM, me_of, press_confirm, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """Return a browser that comes from a mail program: no cookie, no origin."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def signed(petition, mailoutbox):
    """Sign, and let the mail come."""
    Client(headers=BROWSER).post("/petitions/ice/sign/", {**FORM, "agrees_to_mail": "on"})
    answered()
    return mailoutbox


class TestConfirm:
    def test_counts_by_the_button_only(self, client, petition, signed):
        link = mailed_link("confirm", signed)
        for _time in range(100):
            assert client.get(link).status_code == 200
            assert client.head(link).status_code == 200
        assert petition_figures(petition).total == 0
        response = press_confirm(client, link)
        assert response.status_code == 303
        assert response.headers["Location"] == "/petitions/ice/signed/mi/"
        assert petition_figures(petition).total == 1
        assert Supporter.objects.get().agreed_at

    def test_shows_the_figure_that_has_moved_and_no_cache_keeps_it(self, client, petition, signed):
        signatures(petition, 9)
        page = client.get(press_confirm(client, mailed_link("confirm", signed)).headers["Location"])
        assert "10</strong> have signed" in page.text
        assert "no-store" in page.headers["Cache-Control"]

    def test_sets_no_cookie_and_is_kept_by_nobody(self, client, signed):
        response = client.get(mailed_link("confirm", signed))
        assert not response.cookies
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.text
        # The page passes its own address on to nobody.
        assert response.text.count(mailed_link("confirm", signed)) == 1


class TestLink:
    def test_that_is_not_valid_gets_one_page_whatever_is_wrong(self, client, petition, signed):
        good = mailed_link("confirm", signed).removeprefix("/confirm/").rstrip("/")
        me = mailed_link("me", signed).removeprefix("/me/").rstrip("/")
        answers = {
            (response.status_code, response.text.replace(token, "TOKEN"))
            for token in [good[:-1], good[::-1], me, "too-short", "a" * 500]
            if (response := client.get(f"/confirm/{token}/")) is not None
        }
        [(status, text)] = answers
        assert (status, "How to get a new one" in text) == (404, True)

    def test_expires(self, client, signed):
        link = mailed_link("confirm", signed)
        with time_machine.travel(timezone.now() + datetime.timedelta(days=7, minutes=1)):
            assert client.get(link).status_code == 404
            assert client.post(link).status_code == 404

    def test_is_in_the_database_as_a_hash_only(self, signed):
        token = mailed_link("confirm", signed).split("/")[2]
        for row in MailedLink.objects.values():
            assert token not in str(row)
            assert token.encode() not in bytes(row["token_hash"])

    @pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
    def test_serves_no_other_method(self, client, signed, method):
        response = getattr(client, method)(mailed_link("confirm", signed))
        assert response.status_code == 405
        assert response.headers["Allow"]


class TestUnsubscribe:
    def test_by_one_click_needs_nothing_but_the_address(self, client):
        supporter = a_supporter(agreed_at=timezone.now())
        link = links.stored_url(links.unsubscribe_link(supporter, now=timezone.now()))[
            len("http://127.0.0.1:8000") :
        ]
        for _time in range(3):
            client.get(link)
        supporter.refresh_from_db()
        assert supporter.agreed_at
        for _time in range(2):
            response = client.post(link, {"List-Unsubscribe": "One-Click"})
            assert response.status_code == 200
        supporter.refresh_from_db()
        assert supporter.agreed_at is None

    def test_of_an_address_that_nobody_confirmed_stops_everything(self, client, petition, signed):
        supporter = Supporter.objects.get()
        client.post(f"{me_of(supporter)}mail/", {"wanted": "no"})
        assert Suppression.objects.get().reason == "asked"


class TestUsedLink:
    @pytest.fixture
    def used(self, owner: Client, link: str) -> str:
        press_confirm(owner, link)
        return link

    def test_says_that_it_is_done_and_nothing_about_the_person(self, owner, used, petition):
        for response in (owner.get(used), owner.post(used)):
            assert response.status_code == 200
            assert "You already confirmed" in response.text
            assert petition.title in response.text
            for secret in ("Ines", "Basalt", FORM["email"], "48226", "Michigan", "/me/"):
                assert secret not in response.text
        assert "no-store" in response.headers["Cache-Control"]
        assert petition_figures(petition).total == 1

    def test_is_gone_on_withdrawal_also_after_signing_again(self, visitor, owner, used, mailoutbox):
        withdraw.withdraw(Signature.objects.get(), now=timezone.now())
        assert owner.get(used).status_code == 404
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11)):
            sign(visitor)
            answered()
            press_confirm(owner, mailed_link("confirm", mailoutbox))
            assert Signature.objects.get().is_confirmed
            assert owner.get(used).status_code == 404

    def test_is_gone_on_erasure(self, owner, used):
        withdraw.erase(Supporter.objects.get(), now=timezone.now(), bars_address=False)
        assert owner.get(used).status_code == 404

    def test_is_gone_once_old_links_are_turned_off(self, owner, used):
        withdraw.renew_links(Supporter.objects.get(), now=timezone.now())
        assert owner.get(used).status_code == 404

    def test_is_gone_on_expiry(self, owner, used):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
            assert owner.get(used).status_code == 404

    def test_is_gone_where_the_petition_is_no_longer_public(self, owner, used):
        Petition.objects.update(state="draft")
        assert owner.get(used).status_code == 404


class TestThanks:
    def test_knows_what_was_done(self, owner, link):
        page = owner.get(press_confirm(owner, link).headers["Location"]).text
        main = page[page.index("<main") : page.index("</main>")]
        assert "Your name counts" in main
        assert "Not signed yet" not in main
        assert "/sign/" not in main
        assert "#sign" not in main
        assert "Sign a petition" not in main
