"""Releasing what was held for review: it keeps what was typed, and its signer is asked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from pledges.models import Signature
from tests.pledges.emails import answered, mailed_link
from tests.pledges.people import a_petition
from tests.pledges.signers import FORM, press_confirm

pytestmark = pytest.mark.django_db


class TestRelease:
    def test_keeps_everything_that_was_typed_and_asks_the_signer(self, admin_client, mailoutbox):
        a_petition(slug="ice")
        typed = {**FORM, "comment": "Enough", "shown_publicly": "on", "agrees_to_mail": "on"}
        visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
        visitor.post("/petitions/ice/sign/", {**typed, "leaf": "x"})
        answered()
        held = Signature.objects.get()
        assert held.quarantine == "honeypot"
        assert mailoutbox == []
        admin_client.post(reverse("admin:pledges_signature_release", args=[held.pk]))
        answered()
        press_confirm(Client(), mailed_link("confirm", mailoutbox))
        signature = Signature.objects.get()
        assert signature.is_confirmed
        assert (signature.comment, signature.place) == ("Enough", "MI")
        assert signature.shown_publicly
        assert signature.asks_for_mail
        supporter = signature.supporter
        assert (supporter.name, supporter.postal_code) == (FORM["name"], FORM["postal_code"])
        assert supporter.agreed_at
        assert signature.signed_at == held.signed_at
