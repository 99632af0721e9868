"""Undoing an act: every row goes back, or none does."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from campaign.lib import audit
from campaign.lib.admin.constraint_messages import sentence_about
from campaign.lib.admin.history import keep_first_versions, keep_versions
from campaign.lib.audit import Event
from campaign.lib.batches import in_parts
from campaign.lib.progress import Note
from candidates.ledger import answers, runs, stages
from candidates.ledger.locks import lock_people_of
from candidates.ledger.refresh import refresh_people
from candidates.ledger.snapshots import (
    CONTACTS,
    is_kept_in_history,
    label_of,
    snapshot,
    write,
    write_many,
)
from candidates.models import (
    Act,
    ActChange,
    Answer,
    Candidacy,
    FecId,
    LinkSuggestion,
    Outreach,
    Person,
    ResultDraft,
    Stage,
    StageResult,
)

# In this order rows are locked and go back: a person before the ids and runs that hang on them.
MODELS: Mapping[str, type[models.Model]] = {
    model._meta.label_lower: model
    for model in (
        Person,
        FecId,
        Candidacy,
        Stage,
        StageResult,
        ResultDraft,
        Answer,
        Outreach,
        LinkSuggestion,
    )
}
BALLOT = {"ballot_status", "ballot_status_on", "ballot_status_source"}
# Columns that go back row by row, in order: the database compares them between rows.
IN_ORDER = BALLOT | {"person", "fec", "duplicate_of", "merged_into", "status", "first", "second"}


def _delete(row: models.Model, now: datetime.datetime) -> None:
    row.delete()


# How a row that an act made goes away again.
TAKE_BACK: Mapping[type[models.Model], Callable[[Any, datetime.datetime], None]] = {
    StageResult: lambda row, now: stages.retract_result(row, reason=_("Undone."), now=now),
    Answer: lambda row, now: answers.discard(row),
    Outreach: _delete,
    ResultDraft: _delete,
    LinkSuggestion: _delete,
}

Rows = Mapping[str, Mapping[int, models.Model]]


def undo(
    act: Act, *, by: User | None, now: datetime.datetime, note: Note = lambda count: None
) -> bool:
    """Put back every row as it was before the act. Returns False if it was undone already.

    Raises ValidationError, with one message for each row that changed since, and changes nothing.
    `note` hears how many rows are back.
    """
    with transaction.atomic():
        act.refresh_from_db(from_queryset=Act.objects.select_for_update())
        if act.is_undone:
            return False
        changes = _in_order(act)
        lock_people_of(_ids_by_model(changes))
        rows = rows_of(changes, lock=True)
        reasons = list(_reasons(act, changes, rows, now=now))
        if reasons:
            raise ValidationError(reasons)
        _put_back(changes, rows, by=by, now=now, note=note)
        act.undone_at, act.undone_by = now, by
        act.undoing_since, act.undo_problem = None, ""
        act.save(update_fields=["undone_at", "undone_by", "undoing_since", "undo_problem"])
        audit.record(Event.UNDONE, by=by, about=act, did=act.kind, rows=act.row_count)
    return True


def reasons_against_undoing(act: Act, *, now: datetime.datetime) -> list[ValidationError]:
    """Return why an act can't be undone now, as far as its rows show, one for each row."""
    if act.is_undone:
        return [ValidationError(_("This was already undone."), code="undone")]
    changes = _in_order(act)
    return list(_reasons(act, changes, rows_of(changes), now=now))


def rows_of(changes: Collection[ActChange], *, lock: bool = False) -> Rows:
    """Return the rows that still exist, by model and id; locked if asked for."""
    found: dict[str, dict[int, models.Model]] = {}
    for model, ids in _ids_by_model(changes).items():
        rows = model._default_manager.filter(pk__in=ids).order_by("pk")
        if lock:
            rows = rows.select_for_update(of=("self",))
        found[model._meta.label_lower] = {row.pk: row for row in _named(rows)}
    return found


def _named(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Fetch what a row's name is made of."""
    if hasattr(rows.model, "candidacy"):
        return rows.select_related("candidacy__person", "candidacy__race__cycle")
    if rows.model is Candidacy:
        return rows.select_related("person", "race__cycle")
    if rows.model is LinkSuggestion:
        return rows.select_related("first", "second")
    return rows


def _in_order(act: Act) -> list[ActChange]:
    """Return the changes as they go back: a run leaves before another one takes its place."""
    order = list(MODELS)

    def place(change: ActChange) -> tuple[int, bool, int]:
        return order.index(change.model), "person" not in (change.before or {}), change.pk

    return sorted(act.changes.all(), key=place)


def _ids_by_model(changes: Collection[ActChange]) -> dict[type[models.Model], list[int]]:
    ids: dict[type[models.Model], list[int]] = {}
    for change in changes:
        ids.setdefault(MODELS[change.model], []).append(change.row_id)
    return ids


def _reasons(
    act: Act, changes: Collection[ActChange], rows: Rows, *, now: datetime.datetime
) -> Iterator[ValidationError]:
    if act in Act.objects.past_undoing(now):
        yield ValidationError(
            _("You can undo something for %(days)d days. This was done before."),
            code="too_old",
            params={"days": Act.KEPT.days},
        )
        return
    for change in changes:
        row = rows[change.model].get(change.row_id)
        if reason := _reason(change, row):
            yield reason


def _reason(change: ActChange, row: models.Model | None) -> ValidationError | None:
    if row is None:
        name = MODELS[change.model]._meta.verbose_name
        return ValidationError(
            _("%(kind)s %(number)d no longer exists."),
            code="gone",
            params={"kind": str(name).capitalize(), "number": change.row_id},
        )
    meant = change.after | {name: pair[1] for name, pair in change.private.items()}
    held = snapshot(row)
    changed = [name for name, value in meant.items() if held.get(name) != value]
    if changed or (change.is_new and _has_grown(row)):
        labels = [label_of(type(row), name) for name in changed]
        return ValidationError(
            _("%(row)s changed since: %(what)s.") if labels else _("%(row)s changed since."),
            code="changed_since",
            params={"row": row, "what": ", ".join(labels)},
        )
    if isinstance(row, Answer) and row.is_published:
        return ValidationError(
            _("%(row)s was published since. Retract it instead."),
            code="published_since",
            params={"row": row},
        )
    run = row if isinstance(row, Candidacy) else getattr(row, "candidacy", None)
    if run and run.race.cycle.archived_at:
        return ValidationError(
            _("%(row)s belongs to an archived cycle. Open the cycle again first."),
            code="archived",
            params={"row": row},
        )
    return None


def _has_grown(row: models.Model) -> bool:
    """Say whether someone added evidence to a draft."""
    return isinstance(row, Answer) and any(
        item.pk != row.lead_evidence_id for item in row.evidence.all()
    )


def _put_back(
    changes: Collection[ActChange],
    rows: Rows,
    *,
    by: User | None,
    now: datetime.datetime,
    note: Note,
) -> None:
    """Put all rows back. Raises ValidationError that names the first one the rules refuse."""
    ids = _ids_by_model(changes)
    people = lock_people_of(ids)
    change: ActChange | None = None
    try:
        with transaction.atomic(), ExitStack() as stack:
            for person_id in sorted(_who_may_come_back(changes, rows)):
                stack.enter_context(stages.no_place_taken_back(person_id))
            for model, row_ids in _kept(changes).items():
                keep_first_versions(model, row_ids, now=now)
            plain = []
            for count, change in enumerate(changes, start=1):
                row = rows[change.model][change.row_id]
                if change.is_new or set(change.before) & IN_ORDER:
                    _put_one_back(change, row, now=now)
                else:
                    plain.append((row, _before(change)))
                note(count - len(plain))
            change = None
            left = len(plain)
            for part in in_parts(plain, 500):
                write_many(part)
                left -= len(part)
                note(len(changes) - left)
            Candidacy.objects.filter(pk__in=_seen_again(changes)).update(updated_at=now)
            for model, row_ids in _kept(changes).items():
                keep_versions(model, row_ids, now=now, by=by)
            people |= lock_people_of(ids)
            _refuse_what_hangs_on_them(people)
            if any(change.is_new or set(change.before) - CONTACTS for change in changes):
                refresh_people(people, now=now)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as refusal:
        sentence = sentence_about(refusal)[1]
        if change:
            sentence = f"{rows[change.model][change.row_id]}: {sentence}"
        raise ValidationError(sentence, code="refused_by_the_record") from refusal


def _put_one_back(change: ActChange, row: models.Model, *, now: datetime.datetime) -> None:
    if change.is_new:
        TAKE_BACK[type(row)](row, now)
        return
    write(row, _before(change))
    if isinstance(row, Candidacy) and set(change.before) & BALLOT:
        runs.keep_ruling(row, now=now)


def _before(change: ActChange) -> dict[str, Any]:
    return {**change.before, **{name: pair[0] for name, pair in change.private.items()}}


def _seen_again(changes: Collection[ActChange]) -> list[int]:
    """Return the candidacies whose public columns go back."""
    label = Candidacy._meta.label_lower
    back = [change for change in changes if change.model == label and not change.is_new]
    return [change.row_id for change in back if set(change.before) - {"assigned_to"}]


def _kept(changes: Collection[ActChange]) -> dict[type[models.Model], list[int]]:
    """Return the ids of rows that go back in a column of their history, by model."""
    back = [change for change in changes if not change.is_new]
    return _ids_by_model([row for row in back if is_kept_in_history(MODELS[row.model], row.before)])


def _who_may_come_back(changes: Collection[ActChange], rows: Rows) -> set[int]:
    """Return the people who are back in a race if these changes are undone."""
    return {
        row.person_id if isinstance(row := rows[each.model][each.row_id], Candidacy) else row.pk
        for each in changes
        if not each.is_new and set(each.before) & {*BALLOT, "died_on"}
    }


def _refuse_what_hangs_on_them(people: Collection[int]) -> None:
    """Refuse to part what was joined since: a run and its duplicate, or its FEC id."""
    runs_of_them = Candidacy.objects.filter(person__in=people).select_related("person", "race")
    torn = Q(duplicate_of__isnull=False) & ~Q(duplicate_of__person=F("person"))
    torn |= Q(fec__isnull=False) & ~Q(fec__person=F("person"))
    reasons = [
        ValidationError(
            _("%(row)s was added or linked since. Unlink it first."),
            code="joined_since",
            params={"row": run},
        )
        for run in runs_of_them.filter(torn)
    ]
    if reasons:
        raise ValidationError(reasons)
