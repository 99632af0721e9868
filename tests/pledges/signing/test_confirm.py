"""Confirming: what a page shows is what its button confirms."""

from __future__ import annotations

import pytest
from django.test import Client

from pledges.models import Signature, Supporter
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition, a_signature, a_supporter
from tests.pledges.signers import FORM, fields_of, press_confirm, sign

pytestmark = pytest.mark.django_db


RUDE = {"name": "Rude Word", "comment": "Rude", "shown_publicly": "on", "agrees_to_mail": "on"}


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
            ("postal_code", "4822", "five-digit ZIP code"),
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
