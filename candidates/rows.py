"""The public columns of a candidacy: what the CSV, the JSON and the page about them agree on.

Codes are those that the tracker's filters take. A column is never renamed or moved; a new one is
added at the end.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.open_data import moment_text
from candidates.models import Candidacy, Cycle
from candidates.models.candidacies import CandidacyQuerySet

LICENSE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
Row = tuple[str | None, ...]


def _status_on(candidacy: Candidacy) -> str | None:
    return candidacy.current_answer.day_as_known if candidacy.current_answer else None


def _evidence_url(candidacy: Candidacy) -> str | None:
    answer = candidacy.current_answer
    return (answer.lead_evidence.url if answer and answer.lead_evidence else "") or None


@dataclass(frozen=True)
class Column:
    """One public column: its name, what it means, and how it is read; None is an empty cell."""

    name: str
    meaning: str | Promise
    value: Callable[[Candidacy], str | None]


COLUMNS = (
    Column(
        "fec_id",
        _("The candidate’s Federal Election Commission ID. Empty if there isn’t one."),
        lambda candidacy: candidacy.fec_id,
    ),
    Column("name", _("The candidate’s name."), lambda candidacy: candidacy.person.full_name),
    Column(
        "chamber", _("H for the House, S for the Senate."), lambda candidacy: candidacy.race.chamber
    ),
    Column(
        "state",
        _("Two-letter code of the state, district or territory."),
        lambda candidacy: candidacy.race.jurisdiction_id,
    ),
    Column(
        "district",
        _("Two digits. 00 for at-large seats and the Senate, as the FEC writes it."),
        lambda candidacy: candidacy.race.district,
    ),
    Column(
        "party",
        _("The FEC’s party code, such as DEM, REP or IND. Empty if none is listed."),
        lambda candidacy: candidacy.party_code or None,
    ),
    Column(
        "status",
        _("signed, refused or pending. Pending means no answer, or signed with changes."),
        lambda candidacy: candidacy.status,
    ),
    Column(
        "status_on",
        _(
            "The date of that answer, as precisely as we know it: 2026-03-14, 2026-03 or 2026. "
            "Empty if there’s no answer."
        ),
        _status_on,
    ),
    Column(
        "outcome",
        _(
            "Where the campaign stands: active, won_primary, lost_primary, elected, lost_general, "
            "withdrew, disqualified or died."
        ),
        lambda candidacy: candidacy.outcome,
    ),
    Column(
        "evidence_url",
        _("Link to the main evidence for the answer. Empty if it isn’t online."),
        _evidence_url,
    ),
    Column(
        "url",
        _("The candidate’s page on this site, with all evidence and history."),
        lambda candidacy: absolute_url(candidacy.get_absolute_url()),
    ),
    Column(
        "updated_at",
        _("When this row last changed, in UTC."),
        lambda candidacy: moment_text(candidacy.updated_at),
    ),
)
COLUMN_NAMES = [column.name for column in COLUMNS]


def public_rows(candidacies: CandidacyQuerySet) -> list[Row]:
    return [
        tuple(column.value(candidacy) for column in COLUMNS)
        for candidacy in candidacies.with_public_columns().iterator()
    ]


def as_of(cycle: Cycle | None) -> datetime.datetime | None:
    """Return when the record of `cycle` last changed, None while it is empty."""
    moment: datetime.datetime | None = Candidacy.objects.filter(race__cycle=cycle).aggregate(
        moment=Max("updated_at")
    )["moment"]
    return moment
