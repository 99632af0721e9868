"""Writing what a plan says, in a number of statements that does not grow with its lines."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone

from candidates import standing
from candidates.importers.fec_merge import (
    CANDIDACY_FIELDS,
    GROUPS,
    PERSON_FIELDS,
    PRIVATE_FIELDS,
)
from candidates.importers.fec_plan import Plan, Run, Update
from candidates.importers.rows import insert_rows, update_rows
from candidates.models import Candidacy, Person
from candidates.models.people import unused_slug
from candidates.versions import keep_first_versions, keep_versions

VERSION_REASON = "the FEC's file"
# What `candidates.standing` reads of the values that an import writes.
STANDING_FIELDS = {"party_code", "race_id"}


def apply_plan(plan: Plan, *, now: datetime.datetime) -> None:
    """Write the plan. The caller holds the transaction and the locks of `fec_import`."""
    _add(plan.additions, now=now)
    _update(plan.updates, now=now)
    Candidacy.objects.filter(pk__in=[row.pk for row in plan.vanished]).update(
        missing_from_fec_since=timezone.localdate(now)
    )


def _add(runs: Collection[Run], *, now: datetime.datetime) -> None:
    """Make a person and a candidacy of each run; whether two are one person is asked later."""
    if not runs:
        return
    taken = set(Person.objects.values_list("slug", flat=True))
    slugs = []
    for run in runs:
        slugs.append(unused_slug(run.values["full_name"], taken))
        taken.add(slugs[-1])
    people = insert_rows(
        Person,
        [
            {"slug": slug} | {name: run.values[name] for name in PERSON_FIELDS}
            for slug, run in zip(slugs, runs, strict=True)
        ],
        common={},
        returning=("slug", "id"),
    )
    insert_rows(
        Candidacy,
        [
            {
                "person_id": people[slug],
                "fec_id": run.filing.fec_id,
                "fec_values": run.values,
                **{name: run.values[name] for name in CANDIDACY_FIELDS},
            }
            for slug, run in zip(slugs, runs, strict=True)
        ],
        common={"updated_at": now},
        returning=("fec_id", "id"),
    )


def _update(updates: Collection[Update], *, now: datetime.datetime) -> None:
    people: dict[int, dict[str, Any]] = {}
    candidacies = []
    renamed, changed, unsettled = set(), set(), set()
    for update in updates:
        known, names = update.known, update.changed.keys()
        values = {**known.values, **update.changed}
        if names & set(PERSON_FIELDS):
            row = people.setdefault(
                known.person_id,
                {"id": known.person_id} | {name: known.values[name] for name in PERSON_FIELDS},
            )
            # Where two lines rename one person, the whole name is that of the later line.
            for group in GROUPS:
                if names & group & set(PERSON_FIELDS):
                    row |= {name: values[name] for name in group}
        candidacies.append(
            {"id": known.pk, "fec_values": update.base, "missing_from_fec_since": None}
            | {name: values[name] for name in CANDIDACY_FIELDS}
        )
        if names & set(PERSON_FIELDS) - PRIVATE_FIELDS:
            renamed.add(known.person_id)
        if names & set(CANDIDACY_FIELDS):
            changed.add(known.pk)
        if names & STANDING_FIELDS:
            unsettled.add(known.person_id)
    keep_first_versions(Person, people.keys(), now=now)
    keep_first_versions(Candidacy, changed, now=now)
    update_rows(Person, people.values())
    update_rows(Candidacy, candidacies)
    keep_versions(Person, people.keys(), now=now, reason=VERSION_REASON)
    keep_versions(Candidacy, changed, now=now, reason=VERSION_REASON)
    # A run of an archived cycle stays as it is, whatever its person is called later.
    Candidacy.objects.filter(
        Q(pk__in=changed) | Q(person__in=renamed), race__cycle__archived_at=None
    ).update(updated_at=now)
    standing.refresh_people(unsettled, now=now)
