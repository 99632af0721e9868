"""Thanking people for confirming a signature, at most once a day."""

import datetime
from collections.abc import Collection

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib import outbox
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.email_templates import CompiledEmail, compile_email
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.kinds import those_among
from campaign.lib.outbox.models import Lane, Message
from candidates.models import Candidacy, Cycle, Jurisdiction
from candidates.models.choices import Outcome
from candidates.place_lookup import ballot_url
from candidates.statistics import campaign_groups, figures_of
from pledges.mail import bounces, links, messages
from pledges.mail.addresses import may_be_mailed
from pledges.mail.messages import FORWARDED, Draft
from pledges.models import Petition, Signature, Supporter

THANKED_ONCE_IN = datetime.timedelta(days=1)
# A state can have hundreds of candidates; the rest are on its page.
MOST_LISTED = 20


def thank(signature: Signature, *, now: datetime.datetime) -> None:
    """Queue the email that thanks for a confirmed signature, in the caller's transaction.

    The caller holds the lock of the supporter, so two confirmations at once queue one.
    """
    own = Signature.objects.filter(supporter=signature.supporter_id).values("pk")
    thanked = Message.objects.filter(
        kind="thanks", object_id__in=own, queued_at__gt=now - THANKED_ONCE_IN
    )
    if not thanked.exists():
        outbox.queue("thanks", [signature.pk], now=now)


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    today = timezone.localdate(now)

    def draft(signature: Signature, _batch: int) -> Draft:
        supporter = signature.supporter
        return Draft(
            thanks(signature.petition, signature.place, supporter.language, today),
            supporter,
            {"name": supporter.first_name},
            links.forwarded_links(supporter, now=now),
        )

    signatures = Signature.objects.select_related("petition", "supporter").defer("comment")
    return messages.compose(recipients, signatures, draft)


def still_welcome(recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those whose signature still counts, and who did not unsubscribe."""
    welcome = may_be_mailed(Supporter.objects.filter(unsubscribed_at=None))
    return those_among(recipients, Signature.objects.confirmed().filter(supporter__in=welcome))


def thanks(
    petition: Petition | None, place: str, language: str, today: datetime.date
) -> CompiledEmail:
    def write() -> CompiledEmail:
        subject: str | Promise = _("Thanks for signing: %(petition)s")
        if petition is None:
            subject = _("Thanks for joining us")
        words = messages.words_of(petition)
        return compile_email(
            "pledges/thanks",
            {**words, **ballot_of(place, today)},
            subject=str(subject) % words,
            slots=FORWARDED,
        )

    return messages.kept(f"thanks:{petition.pk if petition else 0}:{place}", language, write)


def ballot_of(place: str, today: datetime.date) -> dict[str, object]:
    """Return what the email says about the ballot of a state; nothing without candidates.

    Before the election it lists who is running, afterward who won, and in between nobody. `is_over`
    and `is_waiting` say which it is.
    """
    state = Jurisdiction.objects.filter(code=place).first()
    cycle = Cycle.objects.current()
    if state is None or cycle is None:
        return {}
    tally = figures_of(campaign_groups(cycle, today, state)).by_state[state.code]
    people = Candidacy.objects.counted().in_cycle(cycle).in_state(state.code)
    people = people.filter(race__replaced_by=None)
    if tally.is_waiting:
        people = people.none()
    elif tally.is_over:
        people = people.filter(outcome=Outcome.ELECTED, person__died_on=None)
    else:
        people = people.running_on(cycle.day_shown(today))
    shown = people.select_related("person", "race", "current_answer").order_by(
        "-race__chamber", "race__district", "person__sort_key", "pk"
    )
    ballot = list(shown[:MOST_LISTED])
    return {
        "state": state.name_in_text,
        "state_url": absolute_url(reverse("candidates:state", args=[state.path_code])),
        "ballot_url": absolute_url(ballot_url(state, [])),
        "ballot": ballot,
        "is_over": tally.is_over,
        "is_waiting": tally.is_waiting,
        "left_count": people.count() - len(ballot),
    }


KIND = Kind(
    "thanks",
    Lane.REPLY,
    compose=compose,
    may_send=still_welcome,
    refused=bounces.refused_signers,
    complained=bounces.complained_signers,
    label=_("thank-you for signing"),
)
