"""What a petition's page shows besides its text: recent signers and the timeline."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pledges.models import Milestone, Petition, Signature
from pledges.names import NEIGHBOR
from pledges.petition_status import status_of
from pledges.places import place_names

SIGNERS_SHOWN = 10


@dataclass(frozen=True)
class Signer:
    """What a signer agreed to show: a name of their choice, a state, and a comment."""

    name: str
    place: str | Promise
    comment: str

    @property
    def is_named(self) -> bool:
        return self.name != NEIGHBOR


def signers_of(petition: Petition) -> list[Signer]:
    """Return recent signers who agreed to be shown; two queries."""
    shown = Signature.objects.shown_on(petition).select_related("supporter")[:SIGNERS_SHOWN]
    names = place_names()
    approved = Signature.CommentState.APPROVED
    return [
        Signer(
            name=each.supporter.shown_name,
            place=names.get(each.place, ""),
            comment=each.comment if each.comment_state == approved else "",
        )
        for each in shown
    ]


@dataclass(frozen=True)
class Event:
    """Something that happened to a petition, on a day in Eastern time."""

    at: datetime.datetime
    what: str
    detail: str = ""

    @property
    def on(self) -> datetime.date:
        return timezone.localdate(self.at)


def _lost(milestones: Sequence[Milestone], at: datetime.datetime) -> str:
    """Say which milestones were taken back at a moment, with the signatures that reached them."""
    sizes = sorted(each.size for each in milestones if each.taken_back_at == at)
    if not sizes:
        return ""
    return ngettext(
        "The %(last)s milestone no longer counts.",
        "The milestones from %(first)s to %(last)s no longer count.",
        len(sizes),
    ) % {"first": intcomma(sizes[0]), "last": intcomma(sizes[-1])}


def events_of(petition: Petition, now: datetime.datetime) -> list[Event]:
    """Return what happened to a published petition until `now`, the newest first; three queries."""
    status = status_of(petition, now)
    milestones = list(petition.milestones.all())
    events = [
        Event(
            each.reached_at,
            ngettext("%(number)s signature", "%(number)s signatures", each.size)
            % {"number": intcomma(each.size)},
        )
        for each in milestones
        if each.taken_back_at is None
    ]
    for batch in petition.paper_batches.removed():
        removed_at = batch.taken_back_at or now
        words = ngettext(
            "%(number)s paper signature removed",
            "%(number)s paper signatures removed",
            batch.count,
        ) % {"number": intcomma(batch.count)}
        lost = _lost(milestones, removed_at)
        events.append(Event(removed_at, words, f"{batch.taken_back_reason} {lost}"))
    for each in petition.invalidations.filter(counted_count__gt=0):
        if each.applied_at:
            words = ngettext(
                "%(number)s signature removed as fraudulent",
                "%(number)s signatures removed as fraudulent",
                each.counted_count,
            ) % {"number": intcomma(each.counted_count)}
            lost = _lost(milestones, each.applied_at)
            events.append(Event(each.applied_at, words, f"{each.public_reason} {lost}"))
        if each.reverted_at:
            words = ngettext(
                "%(number)s signature restored",
                "%(number)s signatures restored",
                each.reverted_count,
            ) % {"number": intcomma(each.reverted_count)}
            events.append(Event(each.reverted_at, words))
    opened_at = petition.opens_at or (petition.state_since if status.is_open else None)
    if opened_at:
        events.append(Event(opened_at, _("Opened")))
    if not status.is_open:
        events.append(Event(status.since, f"{status.label}", status.note))
    return sorted(events, key=lambda event: event.at, reverse=True)
