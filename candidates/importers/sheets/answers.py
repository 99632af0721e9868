"""Sheets with answers. They come in as drafts with a link as evidence, for a second person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.progress import Note
from candidates import ledger
from candidates.forms.fields import PartialDateField
from candidates.importers.sheets import cells
from candidates.importers.sheets.mapping import WHO, Row, Target
from candidates.importers.sheets.plan import (
    Change,
    Kind,
    PlannedRow,
    Sheet,
    refuse_duplicates_of_runs,
)
from candidates.ledger.acts import Acting
from candidates.ledger.answer_order import last_day
from candidates.ledger.answer_rules import reasons_against_day
from candidates.models import Answer, Candidacy, Evidence, PledgeText

SAID = ("signer_name", "signer_role", "statement", "note")
SHOWN = ("url", "archived_url", "publisher")


class Answers(Kind):
    RIGHT = "candidates.add_answer"
    TARGETS = (
        *WHO,
        Target("kind", gettext_lazy("answer"), ("status", "response")),
        Target("answered_on", gettext_lazy("answered on"), ("date", "day", "signed_on")),
        Target("evidence_kind", gettext_lazy("kind of evidence"), ("evidence_type",)),
        Target("url", gettext_lazy("link to the evidence"), ("link", "evidence", "source")),
        Target("archived_url", gettext_lazy("archived copy"), ("archive",)),
        Target("publisher", gettext_lazy("publisher")),
        Target("signer_name", gettext_lazy("signed by"), ("signer",)),
        Target("signer_role", gettext_lazy("role")),
        Target("statement", gettext_lazy("statement"), ("quote",)),
        Target("note", gettext_lazy("note"), ("notes",)),
        Target("pledge_version", gettext_lazy("version of the pledge"), ("version",)),
    )
    NEEDED = (("id", "fec_id"), ("kind",), ("answered_on",), ("evidence_kind",), ("url",))

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.texts = {str(text.version): text for text in PledgeText.objects.dated()}
        runs = {run.pk for run in sheet.runs.values()}
        self.known: dict[int, list[Answer]] = defaultdict(list)
        answers = Answer.objects.unretracted().filter(candidacy__in=runs)
        for answer in answers.select_related("candidacy__person").order_by("pk"):
            self.known[answer.candidacy_id].append(answer)

    def plan(self, row: Row, planned: PlannedRow, run: Candidacy) -> None:
        refuse_duplicates_of_runs(run)
        text = {name: cells.plain(cell) for name, cell in row.cells.items()}
        answer = self._answer(text, run)
        evidence = Evidence(
            kind=cells.choice(text["evidence_kind"], Evidence.CHOICES),
            **{name: text.get(name, "") for name in SHOWN},
        )
        if not evidence.url:
            raise ValidationError(_("Enter a link to the evidence."), code="no_link")
        answer.clean_fields(exclude=["candidacy", "pledge_text", "recorded_by"])
        evidence.clean_fields(exclude=["answer", "sha256", "public_copy_sha256"])
        if any(_tells_the_same(answer, other) for other in self.known[run.pk]):
            return
        planned.notes += [
            _note_about(other) for other in self.known[run.pk] if _is_newer(other, answer)
        ]
        self.known[run.pk].append(answer)
        planned.values |= {"answer": answer, "evidence": evidence}
        said = f"{answer.get_kind_display()}, {answer.day_as_known}"
        planned.changes.append(Change("answer", _("new draft"), "", said))

    def _answer(self, text: dict[str, str], run: Candidacy) -> Answer:
        try:
            day, precision = PartialDateField().clean(text["answered_on"])
        except ValidationError:
            day, precision = cells.day(text["answered_on"]), "day"
        version = text.get("pledge_version", "").removesuffix(".0")
        pledge = (
            self.texts.get(version)
            if version
            else PledgeText.objects.in_use_on(last_day(day, precision))
        )
        if pledge is None:
            raise ValidationError(_("There’s no such version of the pledge."), code="no_text")
        today = timezone.localdate(self.sheet.now)
        reasons = reasons_against_day(day, precision, text=pledge, person=run.person, today=today)
        if found := list(reasons):
            raise ValidationError(found)
        return Answer(
            candidacy=run,
            pledge_text=pledge,
            kind=cells.choice(text["kind"], Answer.Kind.choices),
            answered_on=day,
            answered_on_precision=precision,
            recorded_by=self.sheet.by,
            recorded_at=self.sheet.now,
            **{name: text.get(name, "") for name in SAID},
        )

    def apply(self, act: Acting, rows: Sequence[PlannedRow], note: Note) -> None:
        for count, row in enumerate(rows, start=1):
            answer, evidence = row.values["answer"], row.values["evidence"]
            ledger.answers.record(answer, evidence, file=None)
            act.created(answer)
            note(count)


def _tells_the_same(one: Answer, other: Answer) -> bool:
    told = ("kind", "answered_on", "answered_on_precision")
    return all(getattr(one, name) == getattr(other, name) for name in told)


def _is_newer(other: Answer, answer: Answer) -> bool:
    """Say whether `other` may have been given after `answer`."""
    known_until = last_day(other.answered_on, other.answered_on_precision)
    return bool(other.pk) and known_until >= answer.answered_on


def _note_about(other: Answer) -> str:
    return _("This campaign has a newer answer: %(answer)s, %(day)s.") % {
        "answer": other.get_kind_display(),
        "day": other.day_as_known,
    }
