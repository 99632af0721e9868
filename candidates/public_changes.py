"""One change in public view, and what each kind of row in the ledger changed.

New, changed, corrected and retracted answers, retracted results, elections declared void,
candidacies that ended early, and accepted reports of errors. Drafts, private notes and what
strangers claimed aren't read here.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from django.db import models as db
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.answer_words import (
    Standing,
    answer_corrected,
    answer_retracted,
    reason_given,
    review_began,
    review_ended,
    status_changed,
)
from candidates.derivation import deciding_answer
from candidates.models import (
    Answer,
    BallotRuling,
    Candidacy,
    Correction,
    Hold,
    Race,
    StageResult,
    StageRuling,
)
from candidates.models.answers import AnswerQuerySet
from candidates.timelines import Source, election_name

Value = TypeVar("Value")


class Kind(db.TextChoices):
    STATUS = "status", gettext_lazy("New status")
    RETRACTION = "retraction", gettext_lazy("Retracted")
    ELECTION = "election", gettext_lazy("Election")
    RUN = "run", gettext_lazy("Left the race")
    CORRECTION = "correction", gettext_lazy("Corrected")
    REVIEW = "review", gettext_lazy("Under review")


@dataclass(frozen=True)
class Change:
    """One entry: when it came into public view, about whom, what happened in a sentence.

    `key` never changes, within the page either. `candidacy` is None for an election, which concerns
    everyone in `race`. Sentences are made only for what is shown. `answer` is what was published or
    retracted, if it was one.
    """

    key: str
    at: datetime.datetime
    kind: Kind
    candidacy_id: int | None
    _sentence: Callable[[], str] = field(compare=False)
    source_url: str = ""
    race: Race | None = None
    candidacy: Candidacy | None = None
    answer: Answer | None = field(default=None, compare=False)

    @property
    def sentence(self) -> str:
        return self._sentence()

    @property
    def about(self) -> str:
        """Return whom or what it’s about: “Ada Quartz, MI-11”."""
        code = known(self.race).code
        return f"{self.candidacy.person.full_name}, {code}" if self.candidacy else code

    @property
    def url(self) -> str:
        return (self.candidacy or known(self.race)).get_absolute_url()

    @property
    def source(self) -> Source | None:
        return Source.at(self.source_url)


def known(value: Value | None) -> Value:
    """Return `value`, which a constraint of the database promises to be there."""
    if value is None:
        raise ValueError("The record lacks what its constraints promise.")
    return value


class _Corrections:
    """What corrections of answers say, read once the first of them is shown; four queries."""

    def __init__(self, ids: Collection[int]) -> None:
        self._ids = ids

    @cached_property
    def _by_id(self) -> dict[int, Answer]:
        answers = Answer.objects.select_related("pledge_text", "supersedes__pledge_text")
        return answers.prefetch_related("evidence", "supersedes__evidence").in_bulk(self._ids)

    def sentence(self, answer_id: int, before: Standing, after: Standing) -> str:
        answer = self._by_id[answer_id]
        return answer_corrected(known(answer.supersedes), answer, before, after)


def of_answers(answers: AnswerQuerySet) -> Iterator[Change]:
    """Yield what `answers` and their reviews changed; two queries.

    They hold all or none that a campaign published.
    """
    by_candidacy, by_number = defaultdict(list), {}
    for answer in answers.defer("statement", "note").order_by("published_at", "pk"):
        by_candidacy[answer.candidacy_id].append(answer)
        by_number[answer.pk] = answer
    holds = defaultdict(list)
    for hold in Hold.objects.filter(answer__in=answers.order_by().values("pk")):
        if found := by_number.get(hold.answer_id):  # else it was published meanwhile
            hold.answer = found
            holds[found.candidacy_id].append(hold)
    corrections = _Corrections([each.pk for each in by_number.values() if each.supersedes_id])
    for candidacy_id, each in by_candidacy.items():
        yield from _of_one_campaign(each, holds[candidacy_id], corrections)


def _of_one_campaign(
    answers: Sequence[Answer], holds: Sequence[Hold], corrections: _Corrections
) -> Iterator[Change]:
    """Follow the status of one campaign from each moment that may have changed it to the next."""
    moments = {
        *(moment for each in answers for moment in (each.published_at, each.retracted_at)),
        *(moment for each in holds for moment in (each.placed_at, each.ended_at)),
    }
    before = Standing()
    for at in sorted(moment for moment in moments if moment):
        after = _standing(answers, holds, at)
        for answer in answers:
            if answer.retracted_at == at:
                yield Change(
                    f"answer-{answer.pk}-retracted",
                    at,
                    Kind.RETRACTION,
                    answer.candidacy_id,
                    partial(answer_retracted, answer, before, after),
                    answer=answer,
                )
        published = [answer for answer in answers if answer.published_at == at]
        for answer in published:
            if answer.supersedes_id:
                yield Change(
                    f"answer-{answer.pk}-corrects",
                    at,
                    Kind.CORRECTION,
                    answer.candidacy_id,
                    partial(corrections.sentence, answer.pk, before, after),
                    answer=answer,
                )
        published = [answer for answer in published if not answer.supersedes_id]
        if published and before.label != after.label:
            answer = max(published, key=lambda answer: answer is after.answer)
            yield Change(
                f"answer-{answer.pk}-published",
                at,
                Kind.STATUS,
                answer.candidacy_id,
                partial(status_changed, before, after),
                answer=answer,
            )
        for hold in holds:
            about = (Kind.REVIEW, answers[0].candidacy_id)
            if hold.placed_at == at:
                began = partial(review_began, hold, before, after)
                yield Change(f"hold-{hold.pk}-placed", at, *about, began)
            if hold.ended_at == at:
                ended = partial(review_ended, hold, before, after)
                yield Change(f"hold-{hold.pk}-ended", at, *about, ended)
        before = after


def _standing(answers: Sequence[Answer], holds: Sequence[Hold], at: datetime.datetime) -> Standing:
    answer = deciding_answer(answers, at=at)
    is_reviewed = any(
        hold.answer == answer
        and hold.placed_at <= at
        and (hold.ended_at is None or at < hold.ended_at)
        for hold in holds
    )
    return Standing(answer, is_reviewed)


def of_results(results: db.QuerySet[StageResult]) -> Iterator[Change]:
    for result in results.select_related("stage"):
        yield Change(
            f"result-{result.pk}-retracted",
            known(result.retracted_at),
            Kind.RETRACTION,
            result.candidacy_id,
            partial(_result_retracted, result),
        )


def _result_retracted(result: StageResult) -> str:
    taken_back = _("We retracted the result “%(outcome)s” (%(election)s, %(day)s).") % {
        "outcome": result.get_outcome_display(),
        "election": election_name(result.stage),
        "day": date_format(result.stage.held_on),
    }
    return f"{taken_back} {reason_given(result.retraction_reason)}"


def of_elections(rulings: db.QuerySet[StageRuling]) -> Iterator[Change]:
    for ruling in rulings.select_related("stage__race"):
        yield Change(
            f"vote-ruling-{ruling.pk}",
            ruling.ruled_at,
            Kind.ELECTION,
            None,
            partial(_election_ruled, ruling),
            source_url=ruling.source_url,
            race=ruling.stage.race,
        )


def _election_ruled(ruling: StageRuling) -> str:
    election = {"election": election_name(ruling.stage), "day": date_format(ruling.stage.held_on)}
    if ruling.is_void:
        return _("%(election)s (%(day)s): declared void. Its results no longer count.") % election
    return _("%(election)s (%(day)s): valid after all. Its results count again.") % election


def rulings_on_runs_that_ended() -> db.QuerySet[BallotRuling]:
    """Return all rulings on campaigns that ended, those that came back since too."""
    ended = BallotRuling.objects.exclude(ballot_status__in=Candidacy.RUNNING)
    return BallotRuling.objects.filter(candidacy__in=ended.values("candidacy"))


def of_runs(rulings: db.QuerySet[BallotRuling]) -> Iterator[Change]:
    """Yield what ended a candidacy or brought it back, but not each step toward the ballot."""
    had_ended: dict[int, bool] = {}
    for ruling in rulings.order_by("ruled_at", "pk"):
        if ruling.ends_the_run or had_ended.get(ruling.candidacy_id):
            yield Change(
                f"run-ruling-{ruling.pk}",
                ruling.ruled_at,
                Kind.RUN,
                ruling.candidacy_id,
                partial(_run_ruled, ruling),
                source_url=ruling.source_url,
            )
        had_ended[ruling.candidacy_id] = ruling.ends_the_run


def _run_ruled(ruling: BallotRuling) -> str:
    how = capfirst(ruling.get_ballot_status_display())
    if not ruling.ends_the_run:
        return _("Back in the race: %(how)s.") % {"how": how}
    return _("%(how)s, %(day)s.") % {"how": how, "day": date_format(known(ruling.since))}


def of_corrections(corrections: db.QuerySet[Correction]) -> Iterator[Change]:
    for correction in corrections.only("candidacy", "field", "explanation", "decided_at"):
        yield Change(
            f"correction-{correction.pk}",
            known(correction.decided_at),
            Kind.CORRECTION,
            correction.candidacy_id,
            partial(_corrected, correction),
        )


def _corrected(correction: Correction) -> str:
    corrected = _("We corrected %(field)s after a report.") % {
        "field": correction.get_field_display()
    }
    return f"{corrected} {correction.explanation}".rstrip()
