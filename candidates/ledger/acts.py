"""Changing many rows as one act: one transaction, one event in the audit log, one undo.

    with acts.acting(Act.Kind.ASSIGNMENT, title=_("…"), by=organizer, now=now) as act:
        for candidacy in acts.locked(Candidacy, ids):
            act.set(candidacy, assigned_to=caller)      # columns without rules of their own
        act.created(Outreach.objects.create(…))         # a row made in this act
        with act.noting(Stage.objects.filter(pk=7), stage.results.all()):
            ledger.stages.record_results(stage, …)      # whatever a verb changes in these rows
    …
    acts.undo(act.row, by=organizer, now=now)

`set` keeps a version of each row in its history, as every save does. If nothing changed, no act
stays.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import models, transaction

from campaign.lib import audit
from campaign.lib.admin.history import keep_first_versions, keep_versions
from campaign.lib.audit import Event
from candidates.ledger.locks import lock_people_of
from candidates.ledger.refresh import refresh_people
from candidates.ledger.snapshots import (
    CONTACTS,
    columns_of,
    field_of,
    is_kept_in_history,
    snapshot,
    write,
)
from candidates.ledger.undoing import reasons_against_undoing as reasons_against_undoing
from candidates.ledger.undoing import undo as undo
from candidates.models import Act, ActChange, Candidacy
from candidates.models.acts import PRIVATE

AnyModel = TypeVar("AnyModel", bound=models.Model)
Key = tuple[type[models.Model], int]
# Columns with rules of their own: their verbs change them, within `noting`.
RULED = {"person", "race", "fec", "duplicate_of", "merged_into", "died_on", "candidacy"} | {
    "ballot_status",
    "ballot_status_on",
    "ballot_status_source",
}


class Acting:
    """An act while it is being done."""

    def __init__(self, row: Act) -> None:
        self.row = row
        self._changes: dict[Key, tuple[dict[str, Any] | None, dict[str, Any]]] = {}
        self._to_keep: dict[type[models.Model], set[int]] = defaultdict(set)
        self._people: set[int] = set()

    def set(self, row: models.Model, **columns: Any) -> bool:
        """Store these columns in a row that is locked and was read since. Say if one changed."""
        model = type(row)
        fields = [field for name in columns if (field := field_of(model, name))]
        refused = columns.keys() - settable(model)
        if refused:
            raise ValueError(f"Only verbs of the ledger set these columns: {sorted(refused)}")
        before = snapshot(row, fields)
        for name, value in columns.items():
            setattr(row, name, value)
        after = snapshot(row, fields)
        changed = {name for name, value in after.items() if value != before[name]}
        if not changed:
            return False
        if is_kept_in_history(model, changed):
            if row.pk not in self._to_keep[model]:
                keep_first_versions(model, [row.pk], now=self.row.done_at)
            self._to_keep[model].add(row.pk)
        write(row, {name: after[name] for name in changed})
        self._note(row, {name: before[name] for name in changed}, after)
        return True

    def created(self, row: models.Model) -> None:
        """Note a row that this act made. Call it once the row holds all it will hold."""
        self._note(row, None, snapshot(row))

    @contextmanager
    def noting(self, *rows: models.QuerySet[Any]) -> Iterator[None]:
        """Note what the block changes in these rows, and which of them it makes.

        The rows are locked before. The block keeps their versions, as verbs of the ledger do.
        """
        before = {(type(row), row.pk): snapshot(row) for each in rows for row in each.all()}
        yield
        found = {(type(row), row.pk): row for each in rows for row in each.all()}
        for model, pk in before.keys() - found.keys():
            found[model, pk] = model._base_manager.get(pk=pk)
        for key, row in found.items():
            after, known = snapshot(row), before.get(key)
            if known is None:
                self._note(row, None, after)
            elif changed := {name for name in after if after[name] != known[name]}:
                self._note(row, {name: known[name] for name in changed}, after)

    def _note(
        self, row: models.Model, before: dict[str, Any] | None, after: dict[str, Any]
    ) -> None:
        """Add to what is known of a row: the first `before` and the last `after` count."""
        key = (type(row), row.pk)
        first, last = self._changes.get(key, ({}, {}))
        if before is None or (first is None):
            self._changes[key] = None, last | after
            return
        before = before | first
        self._changes[key] = before, {name: (last | after)[name] for name in before}

    def finish(self) -> None:
        """Store what was changed, with versions and what follows from it."""
        changes = [
            change_of(self.row, model, pk, *_different(before, after))
            for (model, pk), (before, after) in self._changes.items()
            if before != after
        ]
        if not changes:
            self.row.delete()
            return
        ActChange.objects.bulk_create(changes, batch_size=1000)
        self.row.row_count = len(changes)
        self.row.save(update_fields=["row_count"])
        for model, ids in self._to_keep.items():
            keep_versions(model, ids, now=self.row.done_at, by=self.row.by)
        self._touch_candidacies(changes)
        audit.record(
            Event.BULK, by=self.row.by, about=self.row, did=self.row.kind, rows=len(changes)
        )

    def _touch_candidacies(self, changes: Collection[ActChange]) -> None:
        """Say of candidacies that the public saw a change, and derive them again."""
        changed = [row for row in changes if row.model == Candidacy._meta.label_lower]
        touched = Candidacy.objects.filter(pk__in=[row.row_id for row in changed])
        seen = [row.row_id for row in changed if set(row.after) - {"assigned_to"}]
        Candidacy.objects.filter(pk__in=seen).update(updated_at=self.row.done_at)
        deriving = [row.row_id for row in changed if set(row.after) - CONTACTS]
        people = set(touched.filter(pk__in=deriving).order_by().values_list("person", flat=True))
        refresh_people(people, now=self.row.done_at)


@contextmanager
def acting(
    kind: Act.Kind, *, title: str, by: User | None, now: datetime.datetime
) -> Iterator[Acting]:
    """Do the block as one act in one transaction. `by` is None for the command line.

    `title` says in a few words what is done to what, and names nobody but candidates.
    """
    with transaction.atomic():
        row = Act.objects.create(kind=kind, title=title[:200], by=by, done_at=now)
        act = Acting(row)
        yield act
        act.finish()


def locked(model: type[AnyModel], ids: Collection[int]) -> list[AnyModel]:
    """Lock these rows and the people behind them, in the ledger's order. Return them, by id."""
    lock_people_of({model: ids})
    rows = model._default_manager.filter(pk__in=ids).order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def settable(model: type[models.Model]) -> set[str]:
    """Return the columns that `set` may change."""
    fields = [field for field in columns_of(model) if field.name not in RULED]
    return {name for field in fields for name in (field.name, field.attname)}


def change_of(
    act: Act, model: type[models.Model], pk: int, before: dict[str, Any] | None, after: Any
) -> ActChange:
    """Return the row that keeps a change, with the private columns apart."""
    label = model._meta.label_lower
    private = PRIVATE.get(label, set()) & set(after)
    return ActChange(
        act=act,
        model=label,
        row_id=pk,
        before=None if before is None else _without(before, private),
        after=_without(after, private),
        private={
            name: [None if before is None else before[name], after[name]]
            for name in sorted(private)
        },
    )


def _different(
    before: dict[str, Any] | None, after: dict[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    if before is None:
        return None, after
    names = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _without(columns: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name not in names}
