"""Who waits for whom while the record changes: people first, in the order of their ids.

Every verb of the ledger locks the people behind what it changes, then the row itself (a stage, an
answer). All in this order, so that no two transactions wait for each other.
"""

from collections.abc import Collection, Mapping

from django.db.models import Model

from candidates.models import Candidacy, FecId, LinkSuggestion, Person, Stage

# How to find the people behind a row of each model. Other models name a candidacy.
PATHS: Mapping[type[Model], tuple[str, ...]] = {
    Person: ("pk",),
    Candidacy: ("person",),
    FecId: ("person",),
    Stage: ("race__candidacies__person",),
    LinkSuggestion: ("first", "second"),
}


def lock_people(person_ids: Collection[int]) -> None:
    """Let no other transaction change the ledger of these people until this one ends."""
    people = Person.objects.filter(pk__in=person_ids).order_by("pk")
    list(people.select_for_update().values_list("pk"))


def lock_people_behind(candidacy_ids: Collection[int]) -> set[int]:
    """Lock the people of these candidacies, who may be merged meanwhile; return their ids."""
    return lock_people_of({Candidacy: candidacy_ids})


def lock_people_of(rows: Mapping[type[Model], Collection[int]]) -> set[int]:
    """Lock the people behind rows of several models, given by their ids; return the people's ids.

    Of an election they are everybody in its race.
    """
    locked: set[int] = set()
    while not (behind := _people_of(rows)) <= locked:
        lock_people(behind - locked)
        locked |= behind
    return behind


def _people_of(rows: Mapping[type[Model], Collection[int]]) -> set[int]:
    people: set[int | None] = set()
    for model, ids in rows.items():
        for path in PATHS.get(model, ("candidacy__person",)):
            found = model._default_manager.filter(pk__in=ids).order_by()
            people.update(found.values_list(path, flat=True))
    return {pk for pk in people if pk is not None}
