"""Sheets with the results of elections: one row for each candidate and election."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.progress import Note
from candidates import ledger
from candidates.derivation import WINS
from candidates.importers.sheets import cells
from candidates.importers.sheets.mapping import WHO, Row, Target
from candidates.importers.sheets.plan import (
    Change,
    Kind,
    PlannedRow,
    Sheet,
    refuse_duplicates_of_runs,
)
from candidates.ledger import nights
from candidates.ledger.acts import Acting
from candidates.models import Candidacy, ResultDraft, Stage, StageResult

Outcome = StageResult.Outcome


class Results(Kind):
    RIGHT = "candidates.add_stageresult"
    TARGETS = (
        *WHO,
        Target("race", gettext_lazy("race, such as MI-11"), ("seat", "contest", "district")),
        Target("held_on", gettext_lazy("election day"), ("day", "date", "election_date")),
        Target("kind", gettext_lazy("kind of election"), ("election", "stage", "type")),
        Target("outcome", gettext_lazy("outcome"), ("result",)),
        Target("source_url", gettext_lazy("source"), ("source", "link", "url")),
    )
    NEEDED = (("id", "fec_id"), ("held_on",), ("kind",), ("outcome",), ("source_url",))

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        races = {run.race_id for run in sheet.runs.values()}
        self.stages: dict[int, list[Stage]] = defaultdict(list)
        for stage in Stage.objects.filter(race__in=races).select_related("race").order_by("pk"):
            self.stages[stage.race_id].append(stage)
        results = StageResult.objects.unretracted().filter(stage__race__in=races)
        self.known = {(each.stage_id, each.candidacy_id): each.outcome for each in results}
        self.waits = nights.needs_release(sheet.by)
        drafts = ResultDraft.objects.filter(stage__race__in=races)
        self.drafts = {
            (*nights.contest_of(each.stage, each.candidacy), each.candidacy_id): each.outcome
            for each in drafts.select_related("stage", "candidacy")
        }
        # What the rows so far add, by election: refused together if too many advance.
        self.added: dict[Stage, dict[Candidacy, Outcome]] = defaultdict(dict)

    def plan(self, row: Row, planned: PlannedRow, run: Candidacy) -> None:
        refuse_duplicates_of_runs(run)
        text = {name: cells.plain(cell) for name, cell in row.cells.items()}
        stage = self._stage(text, run)
        outcome = Outcome(cells.choice(text["outcome"], Outcome.choices))
        URLValidator(schemes=["http", "https"])(text["source_url"])
        known = self.known.get((stage.pk, run.pk))
        if known == outcome or self._is_drafted(stage, run, outcome):
            return
        if known:
            raise ValidationError(
                _("We already have a result: %(outcome)s. Retract it first."),
                code="known",
                params={"outcome": Outcome(known).label},
            )
        if stage.is_void:
            raise ValidationError(
                _("This election was declared void. Schedule the new election first."), code="void"
            )
        if outcome in WINS:
            ledger.stages.refuse_too_many_advancing(stage, {**self.added[stage], run: outcome})
            self.added[stage][run] = outcome
        self.known[stage.pk, run.pk] = outcome
        planned.values |= {"stage": stage, "outcome": outcome, "source_url": text["source_url"]}
        after = _("%(outcome)s, once a second person releases it") if self.waits else "%(outcome)s"
        words = after % {"outcome": outcome.label}
        planned.changes.append(Change("outcome", str(stage), "", words))

    def _is_drafted(self, stage: Stage, run: Candidacy, outcome: Outcome) -> bool:
        """Say whether the result waits already. Raises ValidationError if others of it do."""
        contest = nights.contest_of(stage, run)
        if self.drafts.get((*contest, run.pk)) == outcome:
            return True
        if any(key[:2] == contest for key in self.drafts):
            raise ValidationError(
                _("Results of this election wait for a second person. Release them first."),
                code="drafted",
            )
        return False

    def _stage(self, text: dict[str, str], run: Candidacy) -> Stage:
        """Return the election that a row means. Raises ValidationError unless there is just one."""
        code = run.race.code.upper().replace(" ", "")
        if (race := text.get("race")) and cells.seat(race) != code:
            raise ValidationError(
                _("This campaign is in %(race)s, not %(text)s."),
                code="race",
                params={"race": run.race.code, "text": race},
            )
        kind, on = cells.choice(text["kind"], Stage.Kind.choices), cells.day(text["held_on"])
        lines = {None, run.party_code, *run.other_party_codes}
        found = [
            stage
            for stage in self.stages[run.race_id]
            if (stage.kind, stage.held_on) == (kind, on) and stage.party in lines
        ]
        if len(found) != 1:
            raise ValidationError(
                _("We have no such election that day in %(race)s.")
                if not found
                else _("This candidate is in two such elections that day. Enter it by hand."),
                code="no_election",
                params={"race": run.race.code},
            )
        return found[0]

    def apply(self, act: Acting, rows: Sequence[PlannedRow], note: Note) -> None:
        outcomes: dict[tuple[int, str], dict[Candidacy, Outcome]] = defaultdict(dict)
        stages = {row.values["stage"].pk: row.values["stage"] for row in rows}
        for row in rows:
            if row.run is not None:
                key = row.values["stage"].pk, row.values["source_url"]
                outcomes[key][row.run] = row.values["outcome"]
        count = 0
        drafted: dict[int, list[nights.Entry]] = {}
        for (stage_id, source_url), of_stage in sorted(outcomes.items(), key=lambda item: item[0]):
            stage = stages[stage_id]
            if self.waits:
                entries = [
                    nights.Entry(stage, run, outcome, source_url, self.sheet.by)
                    for run, outcome in of_stage.items()
                ]
                drafted[stage_id] = [*drafted.get(stage_id, []), *entries]
                continue
            with act.noting(Stage.objects.filter(pk=stage_id), stage.results.all()):
                ledger.stages.record_results(
                    stage,
                    of_stage,
                    source_url=source_url,
                    by=self.sheet.by,
                    now=self.sheet.now,
                )
            note(count := count + len(of_stage))
        for stage_id, entries in drafted.items():
            with act.noting(ResultDraft.objects.filter(stage=stage_id)):
                nights.draft(entries, by=self.sheet.by, now=self.sheet.now)
            note(count := count + len(entries))
