"""Campaigns with a link, and what their staff send by it."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from campaign.lib.outbox.models import Message
from candidates.desk import links
from candidates.desk.offers import disputable
from candidates.models import Candidacy, DeskLink, DeskSubmission
from tests.campaign.lib.outbox.sending import drain
from tests.factories import OrganizerFactory, PledgeTextFactory, run

SIGN: dict[str, Any] = {
    "version": "1",
    "sender_name": "Ines Basalt",
    "role": "candidate",
    "words": "I have seen the cells.",
    "recording_url": "",
}
FORMS: dict[str, dict[str, Any]] = {
    "sign": SIGN,
    "decline": SIGN,
    "take-back": SIGN,
    "sign-with-changes": {**SIGN, "changed_text": "I will vote to close the agency."},
    "question": {"sender_name": "Ines Basalt", "words": "Who asks?"},
    "fact": {"sender_name": "Ines", "field": "party", "claimed_value": "Green", "words": "Look."},
    "reply": {**SIGN, "words": "We were never asked."},
    "dispute": {**SIGN, "words": "An intern answered without asking anyone."},
}
# How a browser that shows a page to somebody asks for it.
SHOWN = {"Sec-Fetch-Dest": "document"}


def a_link(
    candidacy: Candidacy | None = None,
    email: str = "desk@basalt.example",
    *,
    now: datetime.datetime | None = None,
) -> DeskLink:
    PledgeTextFactory.create()
    by = OrganizerFactory.create()
    return links.send(candidacy or run("Ines Basalt"), email, by=by, now=now or timezone.now())


def path_of(link: DeskLink, *, send: str = "") -> str:
    path = f"/desk/{links.token_of_link(link)}/"
    return f"{path}send/{send}/" if send else path


def post(link: DeskLink, action: str = "sign", **changes: Any) -> HttpResponse:
    """Send a form from a browser that comes from an email program: no cookie, no origin."""
    client = Client(enforce_csrf_checks=True)
    if action == "dispute" and "answer" not in changes:
        changes["answer"] = disputable(link.campaign)[0].pk
    response: Any = client.post(path_of(link, send=action), {**FORMS[action], **changes})
    return response


def submit(link: DeskLink, action: str = "sign", **changes: Any) -> DeskSubmission:
    response = post(link, action, **changes)
    assert response.status_code == 303, response.content.decode()
    number = response.headers["Location"].rstrip("/").rpartition("/")[2]
    return DeskSubmission.objects.get(pk=number)


def a_submission(link: DeskLink, **values: Any) -> DeskSubmission:
    """Return a question, or another message, without anybody who sends it."""
    told = {"action": "question", "words": "Who asks?", "text": "Who asks?", "sha256": "0" * 64}
    told |= {"candidacy": link.campaign, "received_at": timezone.now(), **values}
    return DeskSubmission.objects.create(link=link, **told)


def send_due() -> None:
    """Send the emails that are due, as the sender does."""
    drain(timezone.now)


def waiting(kind: str) -> int:
    return Message.objects.waiting().filter(kind=kind).count()
