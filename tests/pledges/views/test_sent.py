"""“Send it again”: one more email within the limits, and the same answer to everyone."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pledges.models import Signature
from pledges.signing import withdraw
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import State, a_signature, a_supporter
from tests.pledges.signers import FORM, bytes_of, fields_of, press_confirm, sign

pytestmark = pytest.mark.django_db
SENT = "/petitions/ice/sign/sent/"
MINUTES = datetime.timedelta(minutes=1)


def ask_again(visitor: Client, email: str = FORM["email"], path: str = SENT) -> object:
    fields = fields_of(visitor.get(path).text)
    return visitor.post(path, {**fields, "email": email})


class TestSendItAgain:
    def test_sends_the_same_link_once_ten_minutes_have_passed(self, visitor, petition, mailoutbox):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            sign(visitor)
            answered()
            first = mailed_link("confirm", mailoutbox)
            response = ask_again(visitor)
            assert response.status_code == 200
            assert not response.cookies
            assert "we’ll send the email again" in response.text
            assert FORM["email"] in response.text
            answered()
            assert len(mailoutbox) == 1
            clock.shift(11 * MINUTES)
            ask_again(visitor)
            answered()
            assert len(mailoutbox) == 2
            assert mailed_link("confirm", mailoutbox) == first
            press_confirm(Client(), first)
        assert Signature.objects.get().is_confirmed

    def test_changes_nothing_of_what_was_signed(self, visitor, petition):
        sign(visitor, comment="Enough", shown_publicly="on")
        answered()
        with time_machine.travel(timezone.now() + 11 * MINUTES):
            ask_again(visitor)
            answered()
        signature = Signature.objects.get()
        assert (signature.comment, signature.shown_publicly) == ("Enough", True)
        assert signature.supporter.name == FORM["name"]

    def test_works_for_joining(self, visitor, mailoutbox):
        visitor.post("/join/", {**FORM, "agrees_to_mail": "on"})
        answered()
        with time_machine.travel(timezone.now() + 11 * MINUTES):
            assert ask_again(visitor, path="/join/sent/").status_code == 200
            answered()
        assert len(mailoutbox) == 2

    def test_answers_every_kind_of_address_alike(self, visitor, petition):
        a_signature(petition, a_supporter("confirmed@example.org"))
        pending = a_supporter("pending@example.org", confirmed_at=None)
        a_signature(petition, pending, state=State.PENDING)
        apart = a_supporter("apart@example.org", confirmed_at=None)
        a_signature(petition, apart, state=State.QUARANTINED, quarantine="honeypot")
        withdraw.erase(a_supporter("gone@example.org"), now=timezone.now(), bars_address=True)
        ask_again(visitor, "first@example.org")  # makes the salt of the day
        answers = set()
        for name in ("nobody", "confirmed", "pending", "apart", "gone"):
            with CaptureQueriesContext(connection) as queries:
                answer = ask_again(visitor, f"{name}@example.org")
            sent = tuple(each["sql"].split()[0] for each in queries)
            answers.add((str(bytes_of(answer, f"{name}@example.org")), sent))
        assert len(answers) == 1

    @pytest.mark.parametrize(("email", "words"), [("", "Enter your email"), ("x@", "Enter an e")])
    def test_refuses_what_is_no_address_at_its_field(self, visitor, petition, email, words):
        response = ask_again(visitor, email)
        assert response.status_code == 422
        assert words in response.text
        assert 'id="id_email_error"' in response.text

    def test_from_elsewhere_is_refused_and_keeps_the_address(self, petition):
        response = Client().post(SENT, {"email": FORM["email"]})
        assert response.status_code == 403
        assert f'value="{FORM["email"]}"' in response.text

    def test_keeps_the_address_while_the_database_is_away(self, database_away, visitor):
        response = visitor.post(SENT, {"email": FORM["email"]})
        assert response.status_code == 503
        assert f'value="{FORM["email"]}"' in response.text
