"""Signing: what is stored of whom, and how little can be told from outside."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.lib.outbox.models import Message
from pledges.mail.addresses import domain_key, email_key
from pledges.models import Signature, SignUp, Supporter, Suppression
from pledges.signing import withdraw
from pledges.signing.sign_up import ask_again
from tests.pledges.emails import answered, kinds, send_due
from tests.pledges.people import State, a_petition, a_signature, a_supporter
from tests.pledges.signers import FORM, START, bytes_of, fields_of, sign, signed

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


class TestSign:
    def test_names_the_address_that_the_email_goes_to_where_nobody_else_finds_it(
        self, visitor, petition, caplog
    ):
        response = sign(visitor, email="o'neil&co@example.org")
        assert response.status_code == 200
        assert "o&#x27;neil&amp;co@example.org" in response.text
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.cookies
        again = sign(visitor, email="next@example.org").text
        assert "next@example.org" in again
        assert "neil" not in again
        assert fields_of(again) == {"email": "next@example.org"}
        assert "example.org" not in caplog.text
        assert "example.org" not in visitor.get("/petitions/ice/sign/sent/").text

    def test_takes_one_message_to_the_database(self, visitor, petition):
        sign(visitor, email="first@example.org")  # reads the rules of providers
        with CaptureQueriesContext(connection) as queries:
            assert sign(visitor).status_code == 200
        # Each test makes a salt of the day; a process makes it once.
        assert len([each for each in queries if "limits_dailysalt" not in each["sql"]]) == 1

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


class TestQuarantine:
    def test_takes_what_fills_the_honeypot(self, visitor, petition):
        person, robot = sign(visitor, email="a@example.org"), sign(visitor, leaf="x")
        assert bytes_of(person, "a@example.org") == bytes_of(robot)
        assert Signature.objects.get(state=State.QUARANTINED).quarantine == "honeypot"

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


class TestAskAgain:
    def ask(self, petition, at, email="ines@example.org"):
        ask_again(email, petition.pk, client_block="203.0.113.0/24", now=at)
        answered(at)

    def test_sends_the_email_again_and_keeps_what_was_typed(self, mailoutbox):
        petition = a_petition()
        signed(petition, comment="Enough", shown_publicly=True)
        self.ask(petition, START + 11 * MINUTE)
        assert len(mailoutbox) == 2
        signature = Signature.objects.get()
        assert (signature.comment, signature.shown_publicly) == ("Enough", True)
        assert signature.supporter.name == "Ines Basalt"

    def test_waits_for_its_turn(self, mailoutbox):
        petition = a_petition()
        signed(petition)
        for _time in range(3):
            self.ask(petition, START + 2 * MINUTE)
        send_due(START + 9 * MINUTE)
        assert len(mailoutbox) == 1
        send_due(START + 10 * MINUTE)
        assert len(mailoutbox) == 2
        assert not Message.objects.waiting().exists()

    def test_tells_a_signer_that_it_counts_already(self, mailoutbox):
        petition = a_petition()
        a_signature(petition, a_supporter("ines@example.org"))
        self.ask(petition, START)
        assert kinds() == ["already"]

    def test_does_nothing_about_what_nobody_signed_or_an_organizer_holds(self, mailoutbox):
        petition = a_petition()
        apart = a_supporter("ines@example.org", confirmed_at=None)
        a_signature(petition, apart, state=State.QUARANTINED, quarantine="honeypot")
        self.ask(petition, START)
        self.ask(a_petition(), START)
        self.ask(petition, START, email="unknown@example.org")
        assert mailoutbox == []
        assert Signature.objects.get().state == State.QUARANTINED
        assert not SignUp.objects.exists()
