"""The results of an election night: entered, then released by a second person.

One person enters results. If `TWO_PERSON_RULE` is on and someone else may release them, they wait
as drafts until that person does.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.admin.constraint_messages import sentences_of
from campaign.lib.permission_holders import holders_of
from candidates.ledger import acts
from candidates.ledger.locks import lock_people_behind
from candidates.ledger.stages import record_results
from candidates.models import Act, Candidacy, ResultDraft, Stage, StageResult
from candidates.nights import Night

RELEASE = "candidates.release_stageresult"


@dataclass(frozen=True)
class Entry:
    """What an election decided about one candidacy, and who says so."""

    stage: Stage
    candidacy: Candidacy
    outcome: StageResult.Outcome
    source_url: str
    by: User | None

    @property
    def contest(self) -> tuple[int, str]:
        return contest_of(self.stage, self.candidacy)

    @classmethod
    def of(cls, draft: ResultDraft) -> "Entry":
        outcome = StageResult.Outcome(draft.outcome)
        return cls(draft.stage, draft.candidacy, outcome, draft.source_url, draft.entered_by)


class Refusal(ValidationError):
    """What stands against results, by the id of the election."""

    def __init__(self, by_stage: dict[int, list[str]]) -> None:
        super().__init__([sentence for each in by_stage.values() for sentence in each])
        self.by_stage = by_stage


def contest_of(stage: Stage, candidacy: Candidacy) -> tuple[int, str]:
    """Return what names everyone who runs against each other: an election, or one party's in it."""
    return stage.pk, stage.list_of(candidacy.party_code)


def needs_release(by: User) -> bool:
    """Say whether results that `by` enters wait for a second person.

    They don't if nobody else may release them.
    """
    return bool(settings.TWO_PERSON_RULE) and holders_of(RELEASE).exclude(pk=by.pk).exists()


def record(entries: Collection[Entry], *, by: User, now: datetime.datetime) -> list[StageResult]:
    """Record results, all or none. `by` releases what someone else entered. Raises Refusal."""
    with transaction.atomic():
        lock(entries)
        own = {entry.contest for entry in entries if entry.by == by}
        _refuse_what_others_entered(own, by=by)
        stages = [stage for stage, _entries in by_stage(entries)]
        ids = [stage.pk for stage in stages]
        noted = (Stage.objects.filter(pk__in=ids), StageResult.objects.filter(stage__in=ids))
        with (
            acts.acting(Act.Kind.RESULTS, title=_title(stages), by=by, now=now) as act,
            act.noting(*noted),
        ):
            results, refused = try_to_record(entries, by=by, now=now)
            if refused:
                raise Refusal(refused)
    return results


def _title(stages: Collection[Stage]) -> str:
    nights = sorted({str(Night.of(stage)) for stage in stages})
    words = ngettext(
        "Results of %(number)d election: %(night)s",
        "Results of %(number)d elections: %(night)s",
        len(stages),
    )
    return words % {"number": len(stages), "night": "; ".join(nights)}


def try_to_record(
    entries: Iterable[Entry], *, by: User, now: datetime.datetime
) -> tuple[list[StageResult], dict[int, list[str]]]:
    """Record what can be recorded. Return it, and what stands against the rest by election."""
    results: list[StageResult] = []
    refused: dict[int, list[str]] = {}
    for stage, group in by_stage(entries):
        try:
            with transaction.atomic():
                results += _record(stage, group, by=by, now=now)
        except (ValidationError, IntegrityError) as refusal:
            refused[stage.pk] = sentences_of(refusal)
    return results, refused


def _record(
    stage: Stage, entries: Iterable[Entry], *, by: User, now: datetime.datetime
) -> list[StageResult]:
    sources: dict[Any, dict[Candidacy, StageResult.Outcome]] = defaultdict(dict)
    for entry in entries:
        sources[entry.source_url, entry.by][entry.candidacy] = entry.outcome
    return [
        result
        for (source_url, recorder), outcomes in sources.items()
        for result in record_results(
            stage,
            outcomes,
            source_url=source_url,
            by=recorder,
            released_by=None if recorder == by else by,
            now=now,
        )
    ]


def draft(
    entries: Collection[Entry],
    cleared: Collection[tuple[int, str]] = (),
    *,
    by: User,
    now: datetime.datetime,
) -> None:
    """Have results wait for a second person, in place of what `by` drafted for these contests.

    Where changes were requested, it replaces even someone else's. `cleared` are contests whose
    drafts `by` takes back. Raises Refusal where someone else entered results meanwhile.
    """
    contests = {entry.contest for entry in entries} | set(cleared)
    with transaction.atomic():
        ids = {stage_id for stage_id, _party in contests}
        list(Stage.objects.filter(pk__in=ids).order_by("pk").select_for_update())
        _refuse_what_others_entered(contests, by=by)
        own = ResultDraft.objects.filter(Q(entered_by=by) | Q(sent_back_at__isnull=False))
        own = own.filter(stage__in=ids)
        own = own.select_related("stage", "candidacy")
        replaced = [row.pk for row in own if contest_of(row.stage, row.candidacy) in contests]
        ResultDraft.objects.filter(pk__in=replaced).delete()
        ResultDraft.objects.bulk_create(
            ResultDraft(
                stage=entry.stage,
                candidacy=entry.candidacy,
                outcome=entry.outcome,
                source_url=entry.source_url,
                entered_by=by,
                entered_at=now,
            )
            for entry in entries
        )


def _refuse_what_others_entered(contests: Collection[tuple[int, str]], *, by: User) -> None:
    stages = {stage_id for stage_id, _party in contests}
    drafts = ResultDraft.objects.waiting().filter(stage__in=stages)
    drafts = drafts.exclude(entered_by=by).select_related("stage", "candidacy", "entered_by")
    refused = {
        row.stage_id: [
            _("%(person)s entered results for this election at the same time.")
            % {"person": row.entered_by.get_username()}
        ]
        for row in drafts
        if contest_of(row.stage, row.candidacy) in contests
    }
    if refused:
        raise Refusal(refused)


def release(drafts: Collection[ResultDraft], *, by: User, now: datetime.datetime) -> list[Stage]:
    """Record drafts as a second person, and return the elections. Raises Refusal.

    Where `TWO_PERSON_RULE` is off, the person who entered them may release them too.
    """
    with transaction.atomic():
        rows = _locked(drafts)
        own = {row.stage_id for row in rows if row.entered_by_id == by.pk}
        if own and settings.TWO_PERSON_RULE:
            words = _("You entered these results, so someone else has to release them.")
            raise Refusal({stage_id: [words] for stage_id in own})
        entries = [Entry.of(row) for row in rows]
        record(entries, by=by, now=now)
        ResultDraft.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [stage for stage, _entries in by_stage(entries)]


def _locked(drafts: Collection[ResultDraft]) -> list[ResultDraft]:
    """Lock drafts that wait, with the people and elections behind them. Raises Refusal."""
    lock([Entry.of(row) for row in drafts])
    waiting = ResultDraft.objects.waiting().filter(pk__in=[row.pk for row in drafts])
    waiting = waiting.select_related("stage__race", "candidacy__person", "entered_by")
    rows = list(waiting.order_by("stage", "pk").select_for_update(of=("self",)))
    gone = {row.stage_id for row in drafts} if len(rows) < len(drafts) else set()
    if gone:
        words = _("These results changed since you opened the page. Review them again.")
        raise Refusal({stage_id: [words] for stage_id in gone})
    return rows


def send_back(
    drafts: Collection[ResultDraft], *, by: User, note: str, now: datetime.datetime
) -> None:
    """Ask the person who entered these drafts for changes. Raises Refusal."""
    with transaction.atomic():
        ids = [row.pk for row in _locked(drafts)]
        ResultDraft.objects.filter(pk__in=ids).update(sent_back_by=by, sent_back_at=now, note=note)


def by_stage(entries: Iterable[Entry]) -> list[tuple[Stage, list[Entry]]]:
    """Return each election with what was entered for it, in the order of the entries."""
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.stage.pk, []).append(entry)
    return [(found[pk][0].stage, found[pk]) for pk in found]


def lock(entries: Collection[Entry]) -> None:
    """Lock everyone that results are about, then the elections, as all verbs do."""
    lock_people_behind({entry.candidacy.pk for entry in entries})
    stages = Stage.objects.filter(pk__in={entry.stage.pk for entry in entries})
    list(stages.order_by("pk").select_for_update().values_list("pk"))
