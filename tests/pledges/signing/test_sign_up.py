"""Signing: what is stored of whom, and how little can be told from outside."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from campaign.lib.outbox.models import Message
from pledges.mail.addresses import domain_key, email_key, forget_rules
from pledges.models import (
    Petition,
    Signature,
    SignUp,
    Supporter,
    Suppression,
)
from pledges.signing import withdraw
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import State, a_petition, a_supporter
from tests.pledges.signers import FORM, bytes_of, press_confirm, sign

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def petition() -> Petition:
    return a_petition(slug="ice")


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True, headers=BROWSER)


class TestSign:
    def test_leads_to_the_page_that_asks_to_look_into_the_mail(self, visitor, petition):
        response = sign(visitor)
        assert response.status_code == 303
        assert response.headers["Location"] == "/petitions/ice/sign/sent/"
        assert not response.cookies

    def test_stores_a_signature_that_does_not_count_yet(self, visitor, petition):
        sign(visitor, comment="Enough", shown_publicly="on", agrees_to_mail="on")
        signature = Signature.objects.get()
        assert signature.petition == petition
        assert (signature.state, signature.place) == (State.PENDING, "MI")
        assert (signature.comment, signature.comment_state) == ("Enough", "")
        assert signature.shown_publicly
        assert signature.asks_for_mail
        supporter = signature.supporter
        assert (supporter.name, supporter.email) == ("Ines Basalt", "ines@example.org")
        assert supporter.postal_code == "48226"
        assert bytes(supporter.domain_key) == domain_key("example.org")
        assert supporter.confirmed_at is None
        assert supporter.agreed_at is None

    @pytest.mark.parametrize(
        "email",
        [
            "ines@example.org",
            "INES@Example.ORG",
        ],
    )
    def test_twice_is_one_row(self, visitor, petition, email):
        sign(visitor)
        sign(visitor, email=email)
        assert Supporter.objects.count() == 1
        assert Signature.objects.count() == 1
        assert SignUp.objects.count() == 2

    def test_with_another_address_of_one_mailbox_is_one_row(self, visitor, petition):
        for email in ["ines.basalt@gmail.com", "inesbasalt+ice@googlemail.com"]:
            sign(visitor, email=email)
        assert Supporter.objects.get().email == "ines.basalt@gmail.com"

    def test_keeps_names_exactly(self, visitor, petition):
        for number, name in enumerate(["O'Brien-Nuñez", "李雷", "X"]):
            sign(visitor, name=name, email=f"{number}@example.org")
        names = {supporter.name for supporter in Supporter.objects.all()}
        assert names == {"O'Brien-Nuñez", "李雷", "X"}

    def test_takes_the_first_five_digits_of_a_long_zip_code(self, visitor, petition):
        sign(visitor, postal_code=" 48226-1234\n")
        assert Supporter.objects.get().postal_code == "48226"

    @pytest.mark.parametrize(
        ("zip_code", "place"), [("09012", "AF"), ("00001", ""), ("00901", "PR")]
    )
    def test_knows_where_a_zip_code_lies(self, visitor, petition, zip_code, place):
        sign(visitor, postal_code=zip_code)
        assert Signature.objects.get().place == place


class TestRefusal:
    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("name", "", "Enter your name."),
            ("name", "\u200b", "Enter your name."),
            ("name", "a" * 151, "at most 150"),
            ("name", "see https://spam.example", "only a name"),
            ("name", "=SUM(A1)", "can’t start with"),
            ("name", "＝SUM(A1)", "can’t start with"),
            ("name", "Ines\u202eBasalt", "invisible character"),
            ("email", "ines@example.org\nBcc: b@example.org", "Enter an email address"),
            ("email", "a@example.org, b@example.org", "Enter an email address"),
            ("email", "a@[192.0.2.1]", "Enter an email address"),
            ("email", f"{'a' * 65}@example.org", "Enter an email address"),
            ("email", "ines\u00ad@example.org", "There’s an invisible character"),
            ("email", "ines@☃.net", "Enter an email address"),
            ("postal_code", "4822", "five-digit"),
            ("postal_code", "４８２２６", "five-digit"),
            ("postal_code", "٤٨٢٢٦", "five-digit"),
            ("postal_code", "a" * 10_000, "five-digit"),
            ("comment", "x" * 50_000, "at most 500"),
        ],
    )
    def test_is_said_at_the_field_and_keeps_what_was_typed(
        self, visitor, petition, field, value, words
    ):
        response = sign(visitor, **{field: value})
        assert response.status_code == 422
        assert words in response.text
        assert f'id="id_{field}_error"' in response.text
        for name, typed in FORM.items():
            if name != field:
                assert f'value="{typed}"' in response.text
        assert not Supporter.objects.exists()

    def test_of_a_likely_typing_error_offers_the_right_domain_and_forces_nothing(
        self, visitor, petition
    ):
        response = sign(visitor, email="ines@gmial.com")
        assert response.status_code == 422
        assert "Did you mean ines@gmail.com?" in response.text
        assert sign(visitor, email="ines@gmial.com", is_address_right="on").status_code == 303
        assert Supporter.objects.get().email == "ines@gmial.com"

    def test_of_an_address_that_was_pasted_goes_to_its_domain(self, visitor, petition, mailoutbox):
        assert sign(visitor, email="\u202aines@faß.de\u202c").status_code == 303
        answered()
        assert [message.to for message in mailoutbox] == [["ines@xn--fa-hia.de"]]

    @pytest.mark.parametrize(
        "headers", [{}, {"Origin": "null"}, {"Origin": "https://elsewhere.example"}]
    )
    def test_of_a_form_from_elsewhere_keeps_what_was_typed(self, petition, headers):
        response = sign(Client(enforce_csrf_checks=True, headers=headers))
        assert response.status_code == 403
        assert 'value="ines@example.org"' in response.text
        assert not Supporter.objects.exists()

    @pytest.mark.parametrize("state", ["paused", "closed", "won", "withdrawn"])
    def test_of_a_petition_that_takes_no_signatures_stores_nothing(self, visitor, petition, state):
        Petition.objects.update(state=state, state_note="Because.")
        assert sign(visitor).status_code == 409
        assert not Supporter.objects.exists()

    def test_of_a_petition_past_its_time_stores_nothing(self, visitor, petition):
        Petition.objects.update(closes_at=timezone.now() - datetime.timedelta(seconds=1))
        assert sign(visitor).status_code == 409

    def test_of_a_draft_is_that_there_is_no_such_page(self, visitor, petition):
        Petition.objects.update(state="draft")
        assert sign(visitor).status_code == 404
        assert visitor.get("/petitions/ice/sign/").status_code == 404
        assert visitor.get("/petitions/ice/sign/sent/").status_code == 404

    @pytest.mark.parametrize("headers", [BROWSER, {"Origin": "https://elsewhere.example"}])
    def test_while_the_database_is_away_keeps_what_was_typed(self, database_away, headers):
        """At a domain that no memory knows: no form needs the database to be drawn."""
        forget_rules()
        visitor = Client(enforce_csrf_checks=True, headers=headers)
        response = sign(visitor, email="ines@gmial.com", comment="KEPT <1>", is_address_right="on")
        assert response.status_code == (503 if headers == BROWSER else 403)
        assert ("Retry-After" in response.headers) == (headers == BROWSER)
        assert 'value="ines@gmial.com"' in response.text
        assert "KEPT &lt;1&gt;" in response.text
        [box] = re.findall(r'<input type="checkbox" name="is_address_right"[^>]*>', response.text)
        assert "checked" in box

    def test_while_the_database_only_reads_keeps_what_was_typed(
        self, petition, visitor, database_read_only
    ):
        response = sign(visitor, comment="KEPT <1>")
        assert response.status_code == 503
        assert "KEPT &lt;1&gt;" in response.text


class TestQuarantine:
    def test_takes_what_fills_the_honeypot(self, visitor, petition):
        person, robot = sign(visitor, email="a@example.org"), sign(visitor, leaf="x")
        assert bytes_of(person) == bytes_of(robot)
        assert Signature.objects.get(state=State.QUARANTINED).quarantine == "trap"

    def test_forgives_a_person_who_tries_again(self, visitor, petition):
        sign(visitor, leaf="x")
        sign(visitor)
        answered()
        assert Signature.objects.get().is_pending
        assert Message.objects.get().kind == "confirm"

    def test_gets_no_mail(self, visitor, petition, mailoutbox):
        sign(visitor, leaf="x")
        answered()
        assert mailoutbox == []


class TestErased:
    def test_stores_nothing_again(self, visitor, petition):
        withdraw.erase(a_supporter(FORM["email"]), now=timezone.now(), bars_address=True)
        sign(visitor)
        assert not Supporter.objects.exists()
        assert not Signature.objects.exists()
        answered()
        assert not SignUp.objects.exists()
        assert Suppression.objects.get().email_key == email_key(FORM["email"])


class TestJoin:
    def test_needs_the_agreement_to_be_written_to(self, visitor):
        response = visitor.post("/join/", FORM)
        assert response.status_code == 422
        assert "Check this box so we can email you" in response.text

    def test_agrees_once_confirmed(self, visitor, mailoutbox):
        response = visitor.post("/join/", {**FORM, "agrees_to_mail": "on"})
        assert response.headers["Location"] == "/join/sent/"
        answered()
        assert Supporter.objects.get().agreed_at is None
        response = press_confirm(Client(), mailed_link("confirm", mailoutbox))
        assert response.headers["Location"] == "/join/joined/"
        assert Supporter.objects.get().agreed_at

    def test_twice_is_one_row(self, visitor):
        for _time in range(2):
            visitor.post("/join/", {**FORM, "agrees_to_mail": "on"})
        assert Signature.objects.get().petition is None
