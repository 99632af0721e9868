"""Confirming: what a page shows is what its button confirms."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pledges.models import Petition, Signature, Supporter
from pledges.signing import withdraw
from pledges.statistics import petition_figures
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.pledges.signers import FORM, fields_of, press_confirm, sign

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Site": "same-origin"}
RUDE = {"name": "Rude Word", "comment": "Rude", "shown_publicly": "on", "agrees_to_mail": "on"}


@pytest.fixture
def petition() -> Petition:
    return a_petition(slug="ice", title="Investigate ICE")


@pytest.fixture
def visitor() -> Client:
    return Client(headers=BROWSER)


@pytest.fixture
def owner() -> Client:
    """Return a browser that comes from an email program: no cookie, no origin."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def link(visitor: Client, petition: Petition, mailoutbox: Any) -> str:
    """Sign, and let the email come."""
    sign(visitor)
    answered()
    return mailed_link("confirm", mailoutbox)


def post_rudely(visitor: Client) -> None:
    """Send the form with the same address, and let it take the place of what nobody confirmed."""
    sign(visitor, **RUDE)
    answered()


class TestWhatWasShown:
    def test_is_confirmed_by_one_press(self, visitor, owner, petition, mailoutbox):
        sign(visitor, comment="Enough\r\nis enough", shown_publicly="on", agrees_to_mail="on")
        answered()
        response = press_confirm(owner, mailed_link("confirm", mailoutbox))
        assert response.status_code == 303
        signature = Signature.objects.get()
        assert signature.is_confirmed
        assert signature.comment == "Enough\nis enough"
        assert signature.comment_state == "waiting"
        assert signature.shown_publicly
        assert signature.asks_for_mail
        assert signature.supporter.name == FORM["name"]
        assert signature.supporter.agreed_at

    def test_is_never_what_somebody_sent_after_the_page_was_opened(self, visitor, owner, link):
        page = fields_of(owner.get(link).text)
        post_rudely(visitor)
        response = owner.post(link, page)
        assert response.status_code == 409
        assert "Nothing is confirmed yet" in response.text
        assert "Rude Word" in response.text
        assert not Signature.objects.confirmed().exists()
        # A second press confirms what the page showed first, however often others send the form.
        post_rudely(visitor)
        again = fields_of(response.text)
        assert (again["name"], again["comment"]) == (FORM["name"], "")
        assert owner.post(link, again).status_code == 303
        signature = Signature.objects.get()
        assert signature.is_confirmed
        assert signature.supporter.name == FORM["name"]
        assert not signature.comment
        assert not signature.shown_publicly
        assert not signature.asks_for_mail
        assert signature.supporter.agreed_at is None

    @pytest.mark.parametrize("sent", [{}, {"seen": "made up"}])
    def test_is_needed_to_confirm(self, owner, link, sent):
        response = owner.post(link, sent)
        assert response.status_code == 409
        assert not Signature.objects.confirmed().exists()

    def test_is_enough_to_confirm(self, visitor, owner, link):
        seen = {"seen": fields_of(owner.get(link).text)["seen"]}
        post_rudely(visitor)
        assert owner.post(link, seen).status_code == 409
        seen = {"seen": fields_of(owner.get(link).text)["seen"]}
        assert owner.post(link, seen).status_code == 303

    @pytest.mark.parametrize(
        "change",
        [
            {"name": "Somebody Else"},
            {"postal_code": "10001"},
            {"comment": "Other words"},
            {"shown_publicly": "on"},
            {"agrees_to_mail": "on"},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_covers_everything_on_the_page(self, visitor, owner, link, change):
        page = fields_of(owner.get(link).text)
        sign(visitor, **change)
        answered()
        assert owner.post(link, page).status_code == 409


class TestCorrecting:
    def test_on_the_page_wins_over_somebody_who_keeps_posting(self, visitor, owner, petition, link):
        typed = {
            **fields_of(owner.get(link).text),
            "name": "Inés Basalt",
            "postal_code": "10001",
            "comment": "My words",
            "shown_publicly": "on",
        }
        for _time in range(3):
            post_rudely(visitor)
        assert owner.post(link, typed).status_code == 303
        signature = Signature.objects.get()
        assert signature.is_confirmed
        assert (signature.supporter.name, signature.place) == ("Inés Basalt", "NY")
        assert (signature.comment, signature.comment_state) == ("My words", "waiting")
        assert signature.shown_publicly
        assert not signature.asks_for_mail

    def test_takes_back_a_box(self, visitor, owner, petition, mailoutbox):
        sign(visitor, shown_publicly="on", agrees_to_mail="on")
        answered()
        link = mailed_link("confirm", mailoutbox)
        page = fields_of(owner.get(link).text)
        del page["shown_publicly"], page["asks_for_mail"]
        owner.post(link, page)
        signature = Signature.objects.get()
        assert signature.is_confirmed
        assert not signature.shown_publicly
        assert signature.supporter.agreed_at is None

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("name", "", "Enter your name."),
            ("name", "see https://spam.example", "only a name"),
            ("postal_code", "4822", "five digits"),
            ("comment", "x" * 501, "at most 500"),
        ],
    )
    def test_is_refused_at_the_field_and_keeps_what_was_typed(
        self, owner, link, field, value, words
    ):
        typed = {"name": "KEPT", "comment": "KEPT TOO", field: value}
        response = press_confirm(owner, link, **typed)
        assert response.status_code == 422
        assert words in response.text
        assert "KEPT" in response.text
        assert '<details class="flow" open>' in response.text
        assert not Signature.objects.confirmed().exists()

    def test_moves_what_a_confirmed_supporter_signed_before(
        self, visitor, owner, petition, mailoutbox
    ):
        before = a_signature(a_petition(), a_supporter(FORM["email"]))
        sign(visitor)
        answered()
        press_confirm(owner, mailed_link("confirm", mailoutbox), postal_code="10001")
        assert {each.place for each in Signature.objects.confirmed()} == {"NY"}
        assert before.supporter_id == Supporter.objects.get().pk

    def test_keeps_what_was_typed_while_the_database_is_away(self, database_away, owner):
        values = {"name": "KEPT", "postal_code": "48226", "comment": "KEPT TOO", "seen": "abc"}
        response = owner.post(f"/confirm/{'a' * 43}/", values)
        assert response.status_code == 503
        assert values.items() <= fields_of(response.text).items()


class TestJoining:
    def test_shows_name_and_zip_only_and_agrees_to_email(self, visitor, owner, mailoutbox):
        visitor.post("/join/", {**FORM, "agrees_to_mail": "on"})
        answered()
        link = mailed_link("confirm", mailoutbox)
        fields = fields_of(owner.get(link).text)
        assert not {"comment", "shown_publicly", "asks_for_mail"} & set(fields)
        assert {"seen", "name", "postal_code", "shown_as"} <= set(fields)
        response = owner.post(link, {**fields, "name": "Inés Basalt"})
        assert response.headers["Location"] == "/join/joined/"
        supporter = Supporter.objects.get()
        assert supporter.agreed_at
        assert supporter.name == "Inés Basalt"
        assert "You already confirmed" in owner.get(link).text


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


class TestPunctuation:
    @pytest.mark.parametrize(
        "after",
        [
            ".",
            ">",
            ")",
            ",",
            "%3E",
            "/.",
            "/>",
            "/)",
            "/,",
            "/%3E",
            "/%253E",
            "/&gt;",
            "_",
            "/”",
            "//",
        ],
    )
    def test_after_a_mailed_link_is_forgiven(self, owner, link, mailoutbox, after):
        me = mailed_link("me", mailoutbox)
        for path in (link, me):
            assert owner.get(path.rstrip("/") + after, follow=True).status_code == 200

    def test_does_not_make_another_token_valid(self, owner, link):
        for path in (f"{link[:-2]}./", f"{link[:-1]}a/", f"{link}a", f"{link}me/"):
            assert owner.get(path).status_code == 404

    def test_is_forgiven_where_a_mail_program_unsubscribes(self, owner):
        from pledges.mail import links

        supporter = a_supporter(agreed_at=timezone.now())
        url = links.stored_url(links.unsubscribe_link(supporter, now=timezone.now())).removeprefix(
            "http://127.0.0.1:8000"
        )
        assert owner.post(f"{url}>", {"List-Unsubscribe": "One-Click"}).status_code == 200
        supporter.refresh_from_db()
        assert supporter.agreed_at is None


class TestThanks:
    def test_knows_what_was_done(self, owner, link):
        page = owner.get(press_confirm(owner, link).headers["Location"]).text
        main = page[page.index("<main") : page.index("</main>")]
        assert "Your name counts" in main
        assert "Not signed yet" not in main
        assert "/sign/" not in main
        assert "#sign" not in main
        assert "Sign a petition" not in main
