"""Email from organizers to campaigns: who gets it, what it says, and what became of it.

The outbox sends it. Each campaign has an outreach entry that starts as “not sent yet” and then says
whether it was sent, stopped or came back.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import outbox
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.email_templates import BLANK_LINES, sender
from campaign.lib.outbox.kinds import Kind, Recipient
from campaign.lib.outbox.models import Lane
from candidates import ledger, whom_to_email
from candidates.calls_to_action import CallToAction, call_to_action_for
from candidates.coverage import times_asked
from candidates.models import CampaignEmail, Candidacy, Outreach, PledgeText
from candidates.whom_to_email import Line

NAME = "campaign_email"
ROWS = (*whom_to_email.ROWS, "race__replaced_by", "current_answer__pledge_text")
Outcome = Outreach.Outcome
# What stands for what in the text, as organizers read it. `values_for` fills them in.
SLOTS = {
    "name": gettext_lazy("the candidate’s name"),
    "ask": gettext_lazy("what we ask this campaign, from what’s on record"),
    "pledge": gettext_lazy("the words of the pledge"),
    "pledge_page": gettext_lazy("the address of the pledge"),
    "page": gettext_lazy("the address of the campaign’s page on this site"),
}


def plan(rows: Iterable[Candidacy], *, by: User, now: datetime.datetime) -> list[Line]:
    """Say of each campaign whether and where it gets an email from `by`. Four queries."""
    campaigns = list(rows)
    calls = calls_for(campaigns, now)
    return whom_to_email.plan(
        campaigns, by=by, now=now, own_reason=lambda row: reason_against(calls[row.pk])
    )


def reason_against(call: CallToAction | None) -> str:
    if not call or not call.asks:
        return _("There’s nothing to ask them now.")
    if call.is_to_the_office:
        return _("They were elected. Offices take email only on their websites.")
    return ""


def calls_for(rows: Collection[Candidacy], now: datetime.datetime) -> dict[int, Any]:
    """Return what to ask each campaign, None for nothing, by its number. Two queries."""
    today = timezone.localdate(now)
    in_use = PledgeText.objects.in_use_on(today)
    asked = times_asked([row.pk for row in rows])
    return {
        row.pk: call_to_action_for(row, today, asked=asked[row.pk], text_in_use=in_use)
        for row in rows
    }


def queue(
    candidacy_ids: Collection[int], *, subject: str, text: str, by: User, now: datetime.datetime
) -> list[Line]:
    """Queue an email to each of these campaigns that may get one. Return what was decided.

    The campaigns are locked, so two organizers never email one at the same time.
    """
    with transaction.atomic():
        whom_to_email.lock(candidacy_ids)
        rows = Candidacy.objects.filter(pk__in=candidacy_ids).order_by("pk")
        lines = plan(rows.select_related(*ROWS), by=by, now=now)
        going = [line for line in lines if line.contact]
        if not going:
            return lines
        email = CampaignEmail.objects.create(subject=subject, text=text, by=by, queued_at=now)
        entries = Outreach.objects.bulk_create(
            Outreach(
                candidacy=line.candidacy,
                channel=Outreach.Channel.EMAIL,
                done_on=timezone.localdate(now),
                by=by,
                outcome=Outcome.QUEUED,
                contact=line.contact or "",
                campaign_email=email,
            )
            for line in going
        )
        outbox.queue(NAME, [entry.pk for entry in entries], now=now, batch_id=email.pk)
        whom_to_email.keep_in_audit_log(NAME, going, by=by)
    return lines


def standard_subject() -> str:
    return _("{name}: will you sign the pledge?")


def standard_text() -> str:
    words = render_to_string("candidates/calls_to_action/desk_email.txt")
    return BLANK_LINES.sub("\n\n", words.strip())


def values_for(call: CallToAction) -> dict[str, str]:
    """Return what stands for each of SLOTS in the email to one campaign."""
    row = call.candidacy
    ask = render_to_string(call.point, {"call_to_action": call})
    return {
        "name": row.person.full_name,
        "ask": BLANK_LINES.sub("\n\n", ask.strip()),
        "pledge": call.text.body.strip(),
        "pledge_page": absolute_url(reverse("candidates:pledge")),
        "page": absolute_url(row.get_absolute_url()),
    }


def filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def letter(call: CallToAction, *, subject: str, text: str) -> tuple[str, str]:
    """Return the subject, on one line, and the text of the email to one campaign."""
    values = values_for(call)
    body = filled(text.replace("\r\n", "\n"), values)
    footer = render_to_string("emails/candidates/campaign_footer.txt").strip()
    return " ".join(filled(subject, values).split()), f"{body.strip()}\n\n-- \n{footer}\n"


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    entries = _entries(recipients)
    calls = calls_for([entry.candidacy for entry in entries.values()], now)
    reply_to = render_to_string("emails/reply_to.txt").strip()
    found: dict[Recipient, EmailMessage] = {}
    for recipient, entry in entries.items():
        call, words = calls[entry.candidacy_id], entry.campaign_email
        address = getattr(entry.candidacy, entry.contact, "")
        if not (call and words and address):
            continue
        subject, body = letter(call, subject=words.subject, text=words.text)
        found[recipient] = EmailMessage(
            subject,
            body,
            sender(),
            to=[address],
            reply_to=[reply_to] if reply_to else None,
            headers={"Auto-Submitted": "auto-generated"},
        )
    return found


def may_send(recipients: Collection[Recipient]) -> set[Recipient]:
    """Return whose email may still go out, and note that the others' was stopped."""
    entries = _entries(recipients)
    calls = calls_for([entry.candidacy for entry in entries.values()], timezone.now())
    allowed = {
        recipient
        for recipient, entry in entries.items()
        if entry.outcome == Outcome.QUEUED
        and not entry.candidacy.wants_no_contact
        and entry.contact not in entry.candidacy.bad_contacts
        and (call := calls[entry.candidacy_id])
        and call.asks
    }
    _note(set(recipients) - allowed, Outcome.QUEUED, outcome=Outcome.STOPPED)
    return allowed


def sent(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    _note(recipients, Outcome.QUEUED, outcome=Outcome.SENT, done_on=timezone.localdate(now))


def refused(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    """Note that these addresses don't exist: nobody emails them again, and nobody was asked."""
    with transaction.atomic():
        for entry in _entries(recipients).values():
            ledger.calls.mark_bad([entry.candidacy_id], entry.contact, now=now)
        _note(recipients, Outcome.QUEUED, Outcome.SENT, outcome=Outcome.BAD_CONTACT)


def complained(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    """Take a report of spam for a wish not to be contacted."""
    for entry in _entries(recipients).values():
        who = _("They reported our email as spam.")
        ledger.calls.stop(entry.candidacy_id, asked_by=who, on=timezone.localdate(now), now=now)


def _entries(recipients: Collection[Recipient]) -> dict[Recipient, Outreach]:
    related = ("campaign_email", *(f"candidacy__{name}" for name in ROWS))
    entries = Outreach.objects.select_related(*related).in_bulk([r.object_id for r in recipients])
    return {r: entries[r.object_id] for r in recipients if r.object_id in entries}


def _note(recipients: Collection[Recipient], *before: Outreach.Outcome, **values: Any) -> None:
    numbers = [recipient.object_id for recipient in recipients]
    Outreach.objects.filter(pk__in=numbers, outcome__in=before).update(**values)


CAMPAIGN_EMAIL = Kind(
    NAME,
    Lane.BULK,
    compose,
    may_send=may_send,
    sent=sent,
    refused=refused,
    complained=complained,
    label=gettext_lazy("email to a campaign"),
)
