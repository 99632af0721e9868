from __future__ import annotations

import pytest
from django.test import Client

from pledges.models import Signature, Supporter
from tests.pledges.emails import answered, mailed_link
from tests.pledges.signers import FORM, press_confirm

pytestmark = pytest.mark.django_db


class TestJoin:
    def test_needs_the_agreement_to_be_written_to(self, visitor):
        response = visitor.post("/join/", FORM)
        assert response.status_code == 422
        assert "Check this box so we can email you" in response.text

    def test_agrees_once_confirmed(self, visitor, mailoutbox):
        response = visitor.post("/join/", {**FORM, "agrees_to_mail": "on"})
        assert FORM["email"] in response.text
        assert 'action="/join/sent/"' in response.text
        answered()
        assert Supporter.objects.get().agreed_at is None
        response = press_confirm(Client(), mailed_link("confirm", mailoutbox))
        assert response.headers["Location"] == "/join/joined/"
        assert Supporter.objects.get().agreed_at

    def test_twice_is_one_row(self, visitor):
        for _time in range(2):
            visitor.post("/join/", {**FORM, "agrees_to_mail": "on"})
        assert Signature.objects.get().petition is None
