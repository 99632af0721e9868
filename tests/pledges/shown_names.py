"""Names on a petition's page: shown, corrected by their owners, and decided on by organizers."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from pledges.models import Petition, Signature, Supporter
from tests.pledges.people import a_signature, a_supporter
from tests.pledges.signers import fields_of, me_of

NAMES = reverse("admin:pledges_signature_names")
DECIDE = reverse("admin:pledges_signature_decide_names")


def page(petition: Petition) -> str:
    return Client().get(petition.get_absolute_url()).text


def shown(petition: Petition, name: str = "Jane Doe", **values: Any) -> Signature:
    return a_signature(petition, a_supporter(name=name), shown_publicly=True, **values)


def correct(supporter: Supporter, **typed: str) -> Any:
    me = me_of(supporter)
    return Client().post(f"{me}correct/", {**fields_of(Client().get(me).text), **typed})


def decide(organizer: Client, decision: str, which: str) -> Any:
    listed = organizer.get(f"{NAMES}?list={which}").text
    boxes = [part.split('"')[0] for part in listed.split('name="signature" value="')[1:]]
    values = {"list": which, "signature": boxes, "decision": decision}
    return organizer.post(DECIDE, values, follow=True)
