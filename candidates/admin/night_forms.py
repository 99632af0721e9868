"""The form of an election night: an outcome for each candidate, and one source for all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candidates.admin.night_sheet import Contest, Election, Line
from candidates.derivation import WINS
from candidates.ledger.nights import Entry, contest_of
from candidates.models import ResultDraft, StageResult

Outcome = StageResult.Outcome
OUTCOME_NAME = re.compile(r"outcome_(\d{1,18})_(\d{1,18})")
BOTH_OF_A_RUNOFF = 2
# What was chosen for each line, by the name of its field.
Chosen = dict[str, tuple[Line, Outcome]]


class NightForm(forms.Form):
    source_url = forms.URLField(
        label=_("Source for all of these results"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=_("A link, such as the election office’s page."),
    )
    others_lost = forms.BooleanField(
        label=_("Everyone I leave blank lost"),
        required=False,
        initial=True,
        help_text=_("Only where you chose everyone who goes on. You’ll see it before you save."),
    )

    def __init__(
        self, *args: Any, elections: Sequence[Election], user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.elections, self.user = elections, user
        self.entries: list[Entry] = []
        self.cleared: set[tuple[int, str]] = set()
        for election in elections:
            for line in election.lines():
                if self.is_bound:
                    line.value = self.data.get(line.name, "")
                elif line.draft:
                    line.value = line.draft.outcome
            name = f"source_{election.stage.pk}"
            self.fields[name] = forms.URLField(
                required=False, assume_scheme="https", max_length=200
            )
            election.source = self.data.get(name, "") if self.is_bound else ""
            for part in ("name", "party"):
                posted = self.data.get(f"new_{part}_{election.stage.pk}", "")
                setattr(election, f"new_{part}", posted)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for election in self.elections:
            self._read(election, cleaned)
        self._note_what_others_entered()
        if any(election.problems for election in self.elections):
            self.add_error(None, forms.ValidationError(_("Some results need another look.")))
        elif not self.entries and not self.cleared and "source_url" not in self.errors:
            words = _("Choose an outcome for at least one candidate.")
            self.add_error(None, forms.ValidationError(words, code="empty"))
        elif any(not entry.source_url for entry in self.entries) and not self.errors:
            words = _("Enter the link that shows these results.")
            self.add_error("source_url", forms.ValidationError(words, code="required"))
        return cleaned

    def contests(self) -> set[tuple[int, str]]:
        """Return the contests in which something was chosen or taken back."""
        return {entry.contest for entry in self.entries} | self.cleared

    def refuse(self, by_stage: dict[int, list[str]]) -> None:
        """Show what the record refused, at each election."""
        for election in self.elections:
            election.problems += by_stage.get(election.stage.pk, [])
        self.add_error(None, forms.ValidationError(_("Some results need another look.")))

    def _read(self, election: Election, cleaned: dict[str, Any]) -> None:
        name = f"source_{election.stage.pk}"
        for sentence in self.errors.get(name, ()):
            election.problems.append(gettext("Source: %(problem)s") % {"problem": sentence})
        source = cleaned.get(name) or cleaned.get("source_url") or ""
        offered = {value for value, _label in election.offered}
        chosen: dict[tuple[int, str], Chosen] = defaultdict(dict)
        for line in election.lines():
            if line.value and line.value not in offered:
                election.problems.append(gettext("Choose one of the outcomes in the list."))
            elif line.value:
                key = contest_of(election.stage, line.candidacy)
                chosen[key][line.name] = (line, Outcome(line.value))
        for contest in election.contests:
            outcomes = chosen.pop(contest.key, {})
            if outcomes and cleaned.get("others_lost"):
                self._fill(election, contest, outcomes)
            self._take(election, contest.lines, outcomes.values(), source, contest.key)
        for key, outcomes in chosen.items():  # guests of a list that has nobody else
            self._take(election, [], outcomes.values(), source, key)

    def _fill(self, election: Election, contest: Contest, outcomes: Chosen) -> None:
        """Say that the others lost, if everyone who goes on is known."""
        known = [outcome for _line, outcome in outcomes.values()]
        known += [Outcome(result.outcome) for result in contest.recorded]
        through = sum(outcome in WINS for outcome in known)
        to_runoff = known.count(Outcome.TO_RUNOFF)
        is_decided = (
            through >= election.stage.advances
            or to_runoff >= BOTH_OF_A_RUNOFF
            or Outcome.UNOPPOSED in known
        )
        blank = [line for line in contest.lines if line.name not in outcomes]
        if is_decided:
            for line in blank:
                outcomes[line.name] = (line, Outcome.LOST)
        elif blank and (through or to_runoff):
            election.notes.append(
                gettext(
                    "%(contest)s: not everyone who goes on is chosen yet. The others stay without "
                    "a result."
                )
                % {"contest": contest.label}
            )

    def _take(
        self,
        election: Election,
        lines: Iterable[Line],
        outcomes: Iterable[tuple[Line, Outcome]],
        source: str,
        key: tuple[int, str],
    ) -> None:
        """Take what was chosen in one contest, unless it's what this person drafted before."""
        outcomes = list(outcomes)
        drafts = [line.draft for line in lines if line.draft]
        if drafts and not outcomes:
            self.cleared.add(key)
            return
        said = {(line.candidacy.pk, outcome) for line, outcome in outcomes}
        drafted = {(draft.candidacy_id, draft.outcome) for draft in drafts}
        sources = {draft.source_url for draft in drafts}
        if said == drafted and sources <= {source} and not any(draft.note for draft in drafts):
            return
        self.entries += [
            Entry(election.stage, line.candidacy, outcome, source, self.user)
            for line, outcome in outcomes
        ]

    def _note_what_others_entered(self) -> None:
        """Say of outcomes that were chosen for somebody who has one by now who entered it."""
        elections = {election.stage.pk: election for election in self.elections}
        for name, value in self.data.items():
            match = OUTCOME_NAME.fullmatch(name)
            election = elections.get(int(match[1])) if match else None
            if not value or election is None or match is None:
                continue
            for contest in election.contests:
                entered: list[StageResult | ResultDraft] = [*contest.recorded, *contest.waiting]
                for row in entered:
                    if row.candidacy_id == int(match[2]):
                        election.notes.append(_entered_meanwhile(row, value))
                        election.taken.append(name)


def _entered_meanwhile(row: StageResult | ResultDraft, chosen: str) -> str:
    by = row.recorded_by if isinstance(row, StageResult) else row.entered_by
    words = {
        "person": by or gettext("Someone"),
        "candidate": row.candidacy.person.full_name,
        "outcome": row.get_outcome_display(),
        "yours": Outcome(chosen).label if chosen in Outcome.values else chosen,
    }
    if row.outcome == chosen:
        return gettext("%(person)s already entered this: %(candidate)s, %(outcome)s.") % words
    return (
        gettext(
            "%(person)s entered this meanwhile: %(candidate)s, %(outcome)s. You chose “%(yours)s.” "
            "Theirs stays. If it’s wrong, talk to them or retract it."
        )
        % words
    )


class MissingForm(forms.Form):
    """Someone who's in an election but not on record yet."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Enter the name of the candidate who’s missing.")},
    )
    party = forms.CharField(
        label=_("Party code"),
        max_length=3,
        required=False,
        error_messages={"max_length": _("Enter the party’s code, such as DEM or REP.")},
    )
    is_write_in = forms.BooleanField(label=_("Write-in"), required=False)

    def __init__(self, data: Any, *, election: Election) -> None:
        names = ("name", "party", "is_write_in")
        super().__init__({name: data.get(f"new_{name}_{election.stage.pk}") for name in names})
        self.election = election

    def clean_party(self) -> str:
        stage = self.election.stage
        code = str(self.cleaned_data["party"] or stage.party or "").strip().upper()
        if not code and self.election.needs_party:
            raise forms.ValidationError(
                _("Enter the party’s code, such as DEM or REP. Each party has its own list here."),
                code="required",
            )
        return code
