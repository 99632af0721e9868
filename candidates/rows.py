"""The public columns of a candidacy: what the CSV, the JSON and the page about them agree on.

Codes are those that the tracker's filters take. A column is never renamed or moved; a new one is
added at the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import DateTimeField, F, Func, QuerySet, TextField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.batches import at_once, in_parts
from candidates.coverage import last_asked
from candidates.models.answers import day_as_known
from candidates.models.candidacies import Candidacy
from candidates.statistics import independent_proofs

LICENSE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
Row = dict[str, str | int | None]
# How many campaigns are looked up at once, so that a file takes no more memory for more of them.
LOOKED_UP = 1000


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
        _(
            "signed, refused or pending. Pending means no answer, signed with changes, or under "
            "review."
        ),
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
    Column(
        "evidence_kind",
        _(
            "What the main evidence is: signed_document, email, letter, campaign_site, "
            "social_post, recording or press_report. Empty if there’s no answer."
        ),
    ),
    Column(
        "evidence_copy_url",
        _("Our public copy of the main evidence, to download. Empty if we show none."),
    ),
    Column(
        "evidence_sha256",
        _("SHA-256 of that public copy, byte for byte as you download it."),
    ),
    Column(
        "pledge_version",
        _("The version of the pledge they answered, a number. Empty if there’s no answer."),
    ),
    Column(
        "verified_on",
        _(
            "The day we published the answer, after checking it against the evidence, in Eastern "
            "time. Empty if there’s no answer."
        ),
    ),
    Column(
        "asked_count",
        _(
            "How many times we asked the campaign, a number. Calls that nobody answered and emails "
            "that came back aren’t counted."
        ),
    ),
    Column(
        "last_asked_on",
        _("The day we last asked. Empty if we haven’t asked yet."),
    ),
    Column(
        "independent_proofs",
        _(
            "How many independent proofs show that the campaign itself gave the answer, a number. "
            "Empty if there’s no answer."
        ),
    ),
    Column(
        "review",
        _(
            "dispute if the campaign says the person who answered wasn’t allowed to, hold if we "
            "took the answer out of view to check it. The status is pending meanwhile. "
            "Otherwise empty."
        ),
    ),
)
COLUMN_NAMES = [column.name for column in COLUMNS]
# PostgreSQL writes the moment of each row faster than Python does; this is `moment_text`.
UPDATED_AT = Func(
    Func(Value("UTC"), F("updated_at"), function="timezone", output_field=DateTimeField()),
    Value('YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    function="to_char",
    output_field=TextField(),
)
# What a row is made of. For an answer that isn't there, PostgreSQL gives None.
FIELDS = (
    "pk",
    "current_answer",
    "fec_id",
    "person__full_name",
    "race__chamber",
    "race__jurisdiction",
    "race__district",
    "party_code",
    "status",
    "current_answer__answered_on",
    "current_answer__answered_on_precision",
    "outcome",
    "current_answer__lead_evidence__url",
    "person__slug",
    "race__cycle__year",
    "race__cycle__year_in_addresses",
    UPDATED_AT,
    "current_answer__lead_evidence__kind",
    "current_answer__lead_evidence__public_copy",
    "current_answer__lead_evidence__public_copy_sha256",
    "current_answer__pledge_text__version",
    "current_answer__published_at",
    "review",
)
NEVER_ASKED = (0, None)


def public_rows(*candidacies: QuerySet[Candidacy, Any]) -> Iterator[Row]:
    """Yield each of some candidacies by the names of COLUMNS, then others; None for an empty cell.

    They come as `values_list(*FIELDS)`. One query, read in parts, and two for each part.
    """
    # All addresses begin with this, and to ask Django for each takes as long as a row.
    start = absolute_url(reverse("candidates:candidate", args=["0", "-"])).removesuffix("0--/")
    found: Any = Candidacy.objects.none().union(*candidacies, all=True)
    for part in in_parts(at_once(found, LOOKED_UP), LOOKED_UP):
        asked = last_asked([row[0] for row in part])
        proved = independent_proofs([row[1] for row in part if row[1]])
        for (
            number,
            answer,
            fec_id,
            name,
            chamber,
            state,
            district,
            party,
            status,
            answered_on,
            precision,
            outcome,
            evidence_url,
            slug,
            year,
            has_year,
            updated_at,
            kind,
            public_copy,
            sha256,
            version,
            published_at,
            review,
        ) in part:
            times, last_on = asked.get(number, NEVER_ASKED)
            yield {
                "fec_id": fec_id,
                "name": name,
                "chamber": chamber,
                "state": state,
                "district": district,
                "party": party or None,
                "status": status,
                "status_on": answered_on and day_as_known(answered_on, precision),
                "outcome": outcome,
                "evidence_url": evidence_url or None,
                "url": f"{start}{fec_id or number}-{slug}/{f'{year}/' if has_year else ''}",
                "updated_at": updated_at,
                "evidence_kind": kind,
                "evidence_copy_url": _address_of(public_copy) if public_copy else None,
                "evidence_sha256": sha256 or None,
                "pledge_version": version,
                "verified_on": published_at and str(timezone.localdate(published_at)),
                "asked_count": times,
                "last_asked_on": last_on,
                "independent_proofs": proved.get(answer, 0) if answer else None,
                "review": review or None,
            }


def _address_of(public_copy: str) -> str:
    return absolute_url(default_storage.url(public_copy))
