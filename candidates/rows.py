"""The public columns of a candidacy: what the CSV, the JSON and the page about them agree on.

Codes are those that the tracker's filters take. A column is never renamed or moved; a new one is
added at the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.open_data import moment_text
from candidates.models.answers import day_as_known
from candidates.models.candidacies import CandidacyQuerySet

LICENSE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Column:
    """One public column: its name, and what it means."""

    name: str
    meaning: str | Promise


COLUMNS = (
    Column(
        "fec_id",
        _("The candidate’s Federal Election Commission ID. Empty if there isn’t one."),
    ),
    Column("name", _("The candidate’s name.")),
    Column("chamber", _("H for the House, S for the Senate.")),
    Column(
        "state",
        _("Two-letter code of the state, district or territory."),
    ),
    Column(
        "district",
        _("Two digits. 00 for at-large seats and the Senate, as the FEC writes it."),
    ),
    Column(
        "party",
        _("The FEC’s party code, such as DEM, REP or IND. Empty if none is listed."),
    ),
    Column(
        "status",
        _("signed, refused or pending. Pending means no answer, or signed with changes."),
    ),
    Column(
        "status_on",
        _(
            "The date of that answer, as precisely as we know it: 2026-03-14, 2026-03 or 2026. "
            "Empty if there’s no answer."
        ),
    ),
    Column(
        "outcome",
        _(
            "Where the campaign stands: active, won_primary, lost_primary, elected, lost_general, "
            "withdrew, disqualified or died. After the election, active and won_primary mean that "
            "we haven’t recorded a result yet."
        ),
    ),
    Column(
        "evidence_url",
        _("Link to the main evidence for the answer. Empty if it isn’t online."),
    ),
    Column(
        "url",
        _("The candidate’s page on this site, with all evidence and history."),
    ),
    Column(
        "updated_at",
        _("When this row last changed, in UTC."),
    ),
)
COLUMN_NAMES = [column.name for column in COLUMNS]
# What a row is made of.
FIELDS = (
    "pk",
    "fec_id",
    "person__full_name",
    "person__slug",
    "race__chamber",
    "race__jurisdiction",
    "race__district",
    "party_code",
    "status",
    "current_answer__answered_on",
    "current_answer__answered_on_precision",
    "outcome",
    "current_answer__lead_evidence__url",
    "race__cycle__year",
    "race__cycle__year_in_addresses",
    "updated_at",
)


def public_rows(candidacies: CandidacyQuerySet) -> Iterator[Row]:
    """Yield the columns of each candidacy, None for an empty cell; one query, read in parts."""
    # The addresses differ in these three only, and to ask Django for each takes as long as a row.
    with_year = absolute_url(reverse("candidates:candidate", args=["0", "-", 2000]))
    address = with_year.replace("/0--/2000/", "/{}-{}/{}")
    for (
        number,
        fec_id,
        name,
        slug,
        chamber,
        state,
        district,
        party,
        status,
        answered_on,
        precision,
        outcome,
        evidence_url,
        year,
        has_year,
        updated_at,
    ) in candidacies.values_list(*FIELDS).iterator():
        yield (
            fec_id,
            name,
            chamber,
            state,
            district,
            party or None,
            status,
            day_as_known(answered_on, precision) if answered_on else None,
            outcome,
            evidence_url or None,
            address.format(fec_id or number, slug, f"{year}/" if has_year else ""),
            moment_text(updated_at),
        )
