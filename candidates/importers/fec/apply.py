"""Writing what a plan says, in a number of statements that does not grow with its lines."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from campaign.lib.admin.history import keep_first_versions, keep_versions
from candidates.importers.bulk_sql import insert_rows, update_rows
from candidates.importers.fec import merge
from candidates.importers.fec.plan import Addition, Plan, Update
from candidates.ledger.refresh import refresh_people
from candidates.models import Candidacy, FecId, Person, StageResult
from candidates.models.people import unused_slug

VERSION_REASON = "the FEC's file"


def apply_plan(plan: Plan, *, now: datetime.datetime) -> None:
    """Write the plan. The caller holds the transaction and the locks of `imports`."""
    returning = [row for row in plan.additions if row.person_id]
    _add_people([row for row in plan.additions if not row.person_id])
    renames = [(row.person_id, row.held, row.renamed) for row in returning]
    renames += [(row.known.person_id, row.known.values, row.changed) for row in plan.updates]
    renamed = _rename(renames, now=now)
    ids = _add([row for row in plan.additions if not row.duplicate_of], {}, now=now)
    _add([row for row in plan.additions if row.duplicate_of], ids, now=now)
    written = _update(plan.updates, renamed, now=now)
    # A run of an archived cycle stays as it is, whatever its person is called later.
    theirs = Candidacy.objects.in_open_cycles().filter(person__in=renamed).order_by()
    others = set(theirs.values_list("pk", flat=True)) - written
    Candidacy.objects.filter(pk__in=others).update(updated_at=now)
    Candidacy.objects.filter(pk__in=[row.pk for row in plan.vanished]).update(
        missing_from_fec_since=timezone.localdate(now)
    )
    unsettled = {row.person_id for row in returning if row.person_id} | _unsettled(plan)
    refresh_people(unsettled, now=now)


def _unsettled(plan: Plan) -> set[int]:
    """Return the people whose outcome may change because an update changes their race or party.

    `candidates.derivation` reads the party only along with results.
    """
    results = StageResult.objects.filter(candidacy__race__cycle=plan.cycle).order_by()
    with_results = set(results.values_list("candidacy", flat=True).distinct())
    return {
        row.known.person_id
        for row in plan.updates
        if "race_id" in row.changed
        or ("party_code" in row.changed and row.known.pk in with_results)
    }


def _add_people(additions: Collection[Addition]) -> None:
    """Make a person of each run; whether two are one person is asked later."""
    if not additions:
        return
    taken = set(Person.objects.values_list("slug", flat=True))
    slugs = []
    for row in additions:
        slugs.append(unused_slug(row.run.values["full_name"], taken))
        taken.add(slugs[-1])
    people = insert_rows(
        Person,
        [
            {"slug": slug} | {name: row.run.values[name] for name in merge.PERSON_FIELDS}
            for slug, row in zip(slugs, additions, strict=True)
        ],
        common={},
        returning=("slug", "id"),
    )
    for slug, row in zip(slugs, additions, strict=True):
        row.person_id = people[slug]
    insert_rows(
        FecId,
        [
            {"fec_id": row.run.filing.fec_id, "person_id": people[slug]}
            for slug, row in zip(slugs, additions, strict=True)
        ],
        common={},
        returning=("fec_id", "id"),
    )


def _add(
    additions: Collection[Addition], counted: Mapping[str, int], *, now: datetime.datetime
) -> dict[str, int]:
    """Make a candidacy of each run of a person; return their ids by FEC id."""
    rows = []
    for row in additions:
        twin = row.duplicate_of
        rows.append(
            {
                "person_id": row.person_id,
                "fec_id": row.run.filing.fec_id,
                "fec_values": row.run.values,
                "duplicate_of_id": twin and (twin.pk or counted[str(twin.fec_id)]),
                "is_current": not twin,
                **{name: row.run.values[name] for name in merge.CANDIDACY_FIELDS},
            }
        )
    return insert_rows(Candidacy, rows, common={"updated_at": now}, returning=("fec_id", "id"))


def _rename(
    renames: Collection[tuple[int | None, merge.Values, merge.Values]], *, now: datetime.datetime
) -> set[int]:
    """Write what changes in people's names; return whose public name changed."""
    people: dict[int, dict[str, Any]] = {}
    renamed = set()
    for person_id, held, changed in renames:
        names = changed.keys() & set(merge.PERSON_FIELDS)
        if person_id is None or not names:
            continue
        values = {**held, **changed}
        row = people.setdefault(
            person_id, {"id": person_id} | {name: held[name] for name in merge.PERSON_FIELDS}
        )
        # Where two lines rename one person, the whole name is that of the later line.
        for group in merge.GROUPS:
            if names & group:
                row |= {name: values[name] for name in group}
        if names - merge.PRIVATE_FIELDS:
            renamed.add(person_id)
    keep_first_versions(Person, people.keys(), now=now)
    update_rows(Person, people.values())
    keep_versions(Person, people.keys(), now=now, reason=VERSION_REASON)
    return renamed


def _update(
    updates: Collection[Update], renamed: Collection[int], *, now: datetime.datetime
) -> set[int]:
    """Write what changes in candidacies, and what to remember of the file.

    Return those that read differently now.
    """
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    written, with_versions = set(), set()
    for update in updates:
        known, names = update.known, update.changed.keys()
        values = {**known.values, **update.changed}
        row = {"id": known.pk, "fec_values": update.base, "missing_from_fec_since": None}
        row |= {name: values[name] for name in merge.CANDIDACY_FIELDS if name != "race_id"}
        # The database looks closely at rows whose race or ID is written.
        if "race_id" in names:
            row["race_id"] = values["race_id"]
        if not known.had_id:
            row["fec_id"] = known.fec_id
        if names & set(merge.CANDIDACY_FIELDS):
            with_versions.add(known.pk)
        if known.pk in with_versions or known.person_id in renamed:
            row["updated_at"] = now
            written.add(known.pk)
        rows[tuple(row)].append(row)
    keep_first_versions(Candidacy, with_versions, now=now)
    for alike in rows.values():
        update_rows(Candidacy, alike)
    keep_versions(Candidacy, with_versions, now=now, reason=VERSION_REASON)
    return written
