"""What changed in public view, newest first: derived from the ledger, never typed.

`public_changes` says what each kind of row changed. The pages and feeds show that and nothing else.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from django.db.models import Exists, OuterRef, Q

from candidates.models import (
    Answer,
    Candidacy,
    Correction,
    Hold,
    StageResult,
    StageRuling,
)
from candidates.public_changes import (
    Change,
    of_answers,
    of_corrections,
    of_elections,
    of_results,
    of_runs,
    rulings_on_runs_that_ended,
)


class Changelog:
    """All changes, the newest first.

    A slice reads what its changes and newer ones are made of, not the rest of the record.
    """

    def __len__(self) -> int:
        """Count the changes. The only answer of a campaign is one, so few answers are read."""
        published = Answer.objects.published()
        others = published.filter(candidacy=OuterRef("candidacy")).exclude(pk=OuterRef("pk"))
        reviewed = Hold.objects.filter(answer=OuterRef("pk"))
        is_alone = ~Exists(others) & ~Exists(reviewed) & Q(retracted_at=None)
        return (
            published.filter(is_alone).count()
            + sum(1 for _change in of_answers(published.exclude(is_alone)))
            + StageResult.objects.retracted().count()
            + StageRuling.objects.count()
            + sum(1 for _change in of_runs(rulings_on_runs_that_ended()))
            + Correction.objects.accepted().count()
        )

    def __getitem__(self, index: slice) -> list[Change]:
        """Return some changes; not every moment brings one, so it may have to read further back."""
        if index.stop == 0:
            return []
        count = index.stop
        while True:
            # A campaign that answers again with the same words changes nothing in public view.
            count = count and 2 * count
            since = _moment(count)
            found = _changes(since)
            if since is None or len(found) >= index.stop:
                break
        found.sort(key=lambda change: (change.at, change.key), reverse=True)
        return _with_candidacies(found[index])

    def __iter__(self) -> Iterator[Change]:
        return iter(self[:])


def changes_of_answers(since: datetime.datetime, through: datetime.datetime) -> list[Change]:
    """Return what answers changed after `since` up to `through`, the oldest first; two queries."""
    published = Answer.objects.published()
    changed = published.filter(published_at__gt=since, published_at__lte=through)
    changed |= published.filter(retracted_at__gt=since, retracted_at__lte=through)
    # Nobody is told of an answer that is under review.
    campaigns = published.filter(candidacy__in=changed.values("candidacy"), candidacy__review="")
    changes = (change for change in of_answers(campaigns) if change.answer)
    found = [change for change in changes if since < change.at <= through]
    return _with_candidacies(sorted(found, key=lambda change: (change.at, change.key)))


def _with_candidacies(changes: Sequence[Change]) -> list[Change]:
    candidacies = Candidacy.objects.select_related("person", "race__cycle").in_bulk(
        {change.candidacy_id for change in changes if change.candidacy_id}
    )
    return [
        replace(change, candidacy=row, race=row.race)
        if (row := candidacies.get(change.candidacy_id or 0))
        else change
        for change in changes
    ]


def _moment(number: int | None) -> datetime.datetime | None:
    """Return when something happened, counted back from the last; None if there was less.

    Not all of that changed what the public sees. One query.
    """
    if number is None:
        return None
    published = Answer.objects.published()
    moments = [
        (published, "published_at"),
        (published.exclude(retracted_at=None), "retracted_at"),
        (StageResult.objects.retracted(), "retracted_at"),
        (StageRuling.objects.all(), "ruled_at"),
        (rulings_on_runs_that_ended(), "ruled_at"),
        (Correction.objects.accepted(), "decided_at"),
        (Hold.objects.all(), "placed_at"),
        (Hold.objects.ended(), "ended_at"),
    ]
    first, *others = (rows.order_by().values_list(field) for rows, field in moments)
    newest = first.union(*others, all=True).order_by("-published_at")
    return next(iter(newest[number - 1 : number]), (None,))[0]


def _changes(since: datetime.datetime | None) -> list[Change]:
    """Return the changes from the moment `since` on, or all, in any order; six queries."""
    answers, rulings = Answer.objects.published(), rulings_on_runs_that_ended()
    results, elections = StageResult.objects.retracted(), StageRuling.objects.all()
    corrections = Correction.objects.accepted()
    if since:
        # What a campaign's change says depends on what happened to it before.
        changed = answers.filter(
            Q(published_at__gte=since)
            | Q(retracted_at__gte=since)
            | Q(holds__placed_at__gte=since)
            | Q(holds__ended_at__gte=since)
        )
        answers = answers.filter(candidacy__in=changed.values("candidacy"))
        ruled = rulings.filter(ruled_at__gte=since)
        rulings = rulings.filter(candidacy__in=ruled.values("candidacy"))
        results, elections = (
            results.filter(retracted_at__gte=since),
            elections.filter(ruled_at__gte=since),
        )
        corrections = corrections.filter(decided_at__gte=since)
    found = (
        of_answers(answers),
        of_results(results),
        of_elections(elections),
        of_runs(rulings),
        of_corrections(corrections),
    )
    return [each for each in chain.from_iterable(found) if since is None or each.at >= since]


def newest_answers(count: int, **campaign: object) -> Iterable[Answer]:
    """Return the answers published last, those since retracted too, with what a line needs.

    `campaign` are lookups of an answer, such as `candidacy__race__jurisdiction`.
    """
    published = (
        Answer.objects.published()
        .in_public_view()
        .filter(**campaign)
        .order_by("-published_at", "-pk")
    )
    return published.select_related("candidacy__person", "candidacy__race__cycle", "pledge_text")[
        :count
    ]
