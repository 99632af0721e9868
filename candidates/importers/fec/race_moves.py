"""Whether a candidacy may follow the FEC's file into another race without a person's look."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from candidates.importers.fec.merge import KnownRun
from candidates.models import Answer, Candidacy, StageResult


def obstacles(moves: Collection[tuple[KnownRun, int]]) -> dict[int, str]:
    """Return why rows cannot be moved to the race they are paired with, by their id.

    What hangs on a race stays in it: answers, results, a ballot status, linked registrations.
    Two queries, none for no moves.
    """
    if not moves:
        return {}
    hanging = {
        row.pk: row
        for row in Candidacy.objects.filter(pk__in=[known.pk for known, _race_id in moves])
        .annotate(
            has_answers=Exists(Answer.objects.filter(candidacy=OuterRef("pk"))),
            has_results=Exists(StageResult.objects.filter(candidacy=OuterRef("pk"))),
            has_duplicates=Exists(Candidacy.objects.filter(duplicate_of=OuterRef("pk"))),
        )
        .only("ballot_status", "duplicate_of")
    }
    people = {known.person_id for known, _race_id in moves}
    taken = set(
        Candidacy.objects.filter(person__in=people).values_list("person_id", "race_id").order_by()
    )
    found: dict[int, str] = {}
    for known, race_id in moves:
        row = hanging[known.pk]
        if row.has_answers:
            found[known.pk] = _("It has answers.")
        elif row.has_results:
            found[known.pk] = _("It has results.")
        elif row.ballot_status != Candidacy.BallotStatus.FILED:
            found[known.pk] = _("Its ballot status was set for the old race.")
        elif row.duplicate_of_id or row.has_duplicates:
            found[known.pk] = _("It’s linked as a duplicate.")
        elif (known.person_id, race_id) in taken:
            found[known.pk] = _("The person already has a candidacy in the new race.")
        taken.add((known.person_id, race_id))
    return found
