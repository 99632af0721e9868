"""The public columns of a candidacy: what the CSV, the JSON and the page about them agree on.

Codes are those that the tracker's filters take. A column is never renamed or moved; a new one is
added at the end.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import DateTimeField, F, Func, TextField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.batches import at_once, in_parts
from candidates.coverage import times_asked
from candidates.models.answers import day_as_known
from candidates.models.candidacies import Candidacy
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.statistics import independent_proofs

LICENSE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
Row = tuple[str | int | None, ...]
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
    "outcome",
    "race__cycle__year",
    "race__cycle__year_in_addresses",
    UPDATED_AT,
    "current_answer__lead_evidence__kind",
    "current_answer__lead_evidence__url",
    "current_answer__lead_evidence__public_copy",
    "current_answer__lead_evidence__public_copy_sha256",
    "current_answer__answered_on",
    "current_answer__answered_on_precision",
    "current_answer__pledge_text__version",
    "current_answer__published_at",
    "current_answer",
    "review",
)


def public_rows(*candidacies: CandidacyQuerySet) -> Iterator[Row]:
    """Yield the columns of each of some candidacies, then of others; None for an empty cell.

    One query, read in parts, and two for each part.
    """
    # The addresses differ in these three only, and to ask Django for each takes as long as a row.
    with_year = absolute_url(reverse("candidates:candidate", args=["0", "-", 2000]))
    address = with_year.replace("/0--/2000/", "/{}-{}/{}")
    parts = (rows.values_list(*FIELDS) for rows in candidacies)
    found: Any = Candidacy.objects.none().union(*parts, all=True)
    for part in in_parts(at_once(found, LOOKED_UP), LOOKED_UP):
        asked = times_asked([number for number, *_facts in part])
        proved = independent_proofs([answer for *_facts, answer, _review in part if answer])
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
            outcome,
            year,
            has_year,
            updated_at,
            kind,
            *answer,
            answer_number,
            review,
        ) in part:
            evidence_url, day, *checked = _of_answer(*answer) if kind else NO_ANSWER
            times, last_on = asked[number][:2]
            yield (
                fec_id,
                name,
                chamber,
                state,
                district,
                party or None,
                status,
                day,
                outcome,
                evidence_url,
                address.format(fec_id or number, slug, f"{year}/" if has_year else ""),
                updated_at,
                kind,
                *checked,
                times,
                str(last_on) if last_on else None,
                proved.get(answer_number, 0) if answer_number else None,
                review or None,
            )


def _of_answer(
    url: str,
    public_copy: str,
    sha256: str,
    answered_on: datetime.date,
    precision: str,
    version: int,
    published_at: datetime.datetime,
) -> Row:
    """Return the cells about an answer, as in NO_ANSWER."""
    copy_url = absolute_url(default_storage.url(public_copy)) if public_copy else None
    verified_on = str(timezone.localdate(published_at))
    day = day_as_known(answered_on, precision)
    return url or None, day, copy_url, sha256 or None, version, verified_on


# The link of the evidence, the day, the public copy and its hash, version and verification.
NO_ANSWER: Row = (None,) * 6
