"""Who gets their campaign's link when an organizer sends many, and who doesn't, and why."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.desk.links import known_addresses
from candidates.models import Candidacy, DeskLink
from candidates.models.candidacy_querysets import CandidacyQuerySet

# Nobody gets the link again sooner when many are sent.
AGAIN_AFTER = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Planned:
    """One campaign: the address that gets its link, or the reason why none does."""

    candidacy: Candidacy
    email: str = ""
    reason: str = ""


def plan(candidacies: CandidacyQuerySet, *, now: datetime.datetime) -> list[Planned]:
    """Return what would happen to each of these campaigns. Two queries."""
    runs = list(candidacies.select_related("person", "race__cycle"))
    links = DeskLink.objects.filter(candidacy__in=runs, sent_at__gt=now - AGAIN_AFTER)
    sent = {link.candidacy_id: link.sent_at for link in links}
    return [_planned(run, sent.get(run.pk)) for run in runs]


def to_send(planned: Iterable[Planned]) -> list[tuple[Candidacy, str]]:
    return [(each.candidacy, each.email) for each in planned if each.email]


def _planned(run: Candidacy, sent_at: datetime.datetime | None) -> Planned:
    addresses = known_addresses(run)
    if run.race.cycle.archived_at or run.duplicate_of_id or run.person.died_on or run.has_ended:
        return Planned(run, reason=_("not running, or in an archived cycle"))
    if run.wants_no_contact:
        return Planned(run, reason=_("asked us not to contact them"))
    if sent_at:
        day = date_format(timezone.localdate(sent_at))
        return Planned(run, reason=_("got the link on %(day)s already") % {"day": day})
    if not addresses:
        return Planned(run, reason=_("no email address that works"))
    return Planned(run, email=addresses[0])
