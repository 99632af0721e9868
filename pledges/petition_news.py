"""What a petition's page shows besides its text: demands, updates, recent signers, the timeline."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import JSONField, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pledges.models import Invalidation, Milestone, PaperBatch, Petition, Signature, Update
from pledges.names import NEIGHBOR, place_in_text, shown_name
from pledges.petition_status import status_of
from pledges.places import place_names

SIGNERS_SHOWN = 10
# What belongs to a petition and is public at a moment, in one query instead of five.
NEWS = """
    jsonb_build_object(
        'demands', ARRAY(
            SELECT text FROM pledges_demand
            WHERE petition_id = pledges_petition.id ORDER BY position, id
        ),
        'updates', ARRAY(
            SELECT jsonb_build_object(
                'id', id, 'title', title, 'body', body, 'published_at', published_at
            )
            FROM pledges_update WHERE petition_id = pledges_petition.id AND published_at <= %s
            ORDER BY published_at DESC, id DESC
        ),
        'milestones', ARRAY(
            SELECT jsonb_build_object(
                'size', size, 'reached_at', reached_at, 'taken_back_at', taken_back_at
            )
            FROM pledges_milestone WHERE petition_id = pledges_petition.id ORDER BY size DESC
        ),
        'removed_batches', ARRAY(
            SELECT jsonb_build_object(
                'count', count, 'taken_back_at', taken_back_at,
                'taken_back_reason', taken_back_reason
            )
            FROM pledges_paperbatch
            WHERE petition_id = pledges_petition.id
            AND taken_back_at IS NOT NULL AND NOT awaits_release
            ORDER BY entered_at DESC, id DESC
        ),
        'invalidations', ARRAY(
            SELECT jsonb_build_object(
                'counted_count', counted_count, 'applied_at', applied_at,
                'public_reason', public_reason, 'reverted_at', reverted_at,
                'reverted_count', reverted_count
            )
            FROM pledges_invalidation
            WHERE petition_id = pledges_petition.id AND counted_count > 0 ORDER BY id DESC
        )
    )
"""
Row = TypeVar("Row", bound=Model)


def with_news(petitions: QuerySet[Petition], now: datetime.datetime) -> QuerySet[Petition]:
    """Have petitions bring along what `demands_of`, `updates_of` and `events_of` read."""
    return petitions.annotate(news=RawSQL(NEWS, [now], JSONField()))  # noqa: S611 (a constant)


def _news_of(petition: Petition, now: datetime.datetime) -> dict[str, list[Any]]:
    if "news" not in vars(petition):
        petition = with_news(Petition.objects.filter(pk=petition.pk), now).get()
    news: dict[str, list[Any]] = vars(petition)["news"]
    return news


def _rows(model: type[Row], rows: list[dict[str, Any]]) -> Iterator[Row]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    for row in rows:
        yield model(**{name: fields[name].to_python(value) for name, value in row.items()})


def demands_of(petition: Petition, now: datetime.datetime) -> list[str]:
    return _news_of(petition, now)["demands"]


def updates_of(petition: Petition, now: datetime.datetime) -> list[Update]:
    """Return the updates that are public, the newest first."""
    return list(_rows(Update, _news_of(petition, now)["updates"]))


@dataclass(frozen=True)
class Signer:
    """What a signer agreed to show: a name of their choice, a state, and a comment."""

    name: str
    place: str | Promise
    comment: str

    @property
    def is_named(self) -> bool:
        return self.name != NEIGHBOR

    @property
    def place_in_text(self) -> str:
        return place_in_text(self.place)


def signers_of(petition: Petition, *, said_above: Collection[str] = ()) -> list[Signer]:
    """Return recent signers who agreed to be shown; one query.

    Comments whose words the page has above are left out.
    """
    columns = ("supporter__name", "supporter__shown_as", "place", "comment", "comment_state")
    shown = Signature.objects.shown_on(petition).values_list(*columns)[:SIGNERS_SHOWN]
    names = place_names()
    return [
        Signer(
            name=shown_name(name, shown_as),
            place=names.get(place, ""),
            comment=comment if is_approved and " ".join(comment.split()) not in said_above else "",
        )
        for name, shown_as, place, comment, comment_state in shown
        for is_approved in [comment_state == Signature.CommentState.APPROVED]
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
    """Return what happened to a published petition until `now`, the newest first."""
    status = status_of(petition, now)
    news = _news_of(petition, now)
    milestones = list(_rows(Milestone, news["milestones"]))
    events = [
        Event(
            each.reached_at,
            ngettext("%(number)s signature", "%(number)s signatures", each.size)
            % {"number": intcomma(each.size)},
        )
        for each in milestones
        if each.taken_back_at is None
    ]
    for batch in _rows(PaperBatch, news["removed_batches"]):
        removed_at = batch.taken_back_at or now
        words = ngettext(
            "%(number)s paper signature removed",
            "%(number)s paper signatures removed",
            batch.count,
        ) % {"number": intcomma(batch.count)}
        lost = _lost(milestones, removed_at)
        events.append(Event(removed_at, words, f"{batch.taken_back_reason} {lost}"))
    for each in _rows(Invalidation, news["invalidations"]):
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
