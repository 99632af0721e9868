"""What a supporter can do by the links in our mail, and what nobody else can."""

from __future__ import annotations

import datetime
import json

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pledges.mail import links
from pledges.models import MailedLink, Petition, Signature, Supporter, Suppression
from pledges.privacy.download import holdings_of
from pledges.privacy.register import HELD
from pledges.statistics import petition_figures
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import State, a_petition, a_signature, a_supporter, signatures
from tests.pledges.signers import press_confirm

pytestmark = pytest.mark.django_db
FORM = {"name": "Ines Basalt", "email": "ines@example.org", "postal_code": "48226"}
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def petition() -> Petition:
    return a_petition(slug="ice")


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


def me_of(supporter: Supporter) -> str:
    return links.stored_url(links.me_link(supporter, now=timezone.now())).removeprefix(
        "http://127.0.0.1:8000"
    )


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


class TestFirstName:
    @pytest.mark.parametrize(
        ("name", "first"),
        [
            ("Ines Basalt", "Ines"),
            ("Ines\N{NO-BREAK SPACE}Basalt", "Ines"),
            ("山田\N{IDEOGRAPHIC SPACE}太郎", "山田"),
            ("李雷", "李雷"),
            ("O'Brien-Nuñez", "O'Brien-Nuñez"),
        ],
    )
    def test_is_what_stands_before_the_first_blank_of_any_script(self, name, first):
        assert a_supporter(name=name).first_name == first


class TestHoldings:
    def test_are_everything_that_the_list_of_what_we_hold_names(self, petition):
        signature = a_signature(petition, comment="Enough", source="petition")
        holdings = holdings_of(signature.supporter)
        given = {*holdings, *holdings["signatures"][0]}
        # What a column is called there; the others have their own name.
        called = {
            "created_at": "first_came_at",
            "confirmed_at": "email_confirmed_at",
            "agreed_at": "agreed_to_mail_at",
            "email_key": "email",
            "other_keys": "email",
            "domain_key": "email",
            "asks_for_mail": "asked_for_mail",
            "shown_publicly": "name_and_state_shown",
            "quarantine": "kept_apart_because",
            "block_hash": "network_is_noted",
            "supporter": "email",
        }
        for held in HELD:
            for column in held.columns:
                _app, model, name = column.split(".")
                if model in {"Supporter", "Signature"}:
                    assert called.get(name, name) in given, column
