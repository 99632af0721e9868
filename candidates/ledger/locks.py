"""Who waits for whom while the record changes: people first, in the order of their ids.

Every verb of the ledger locks the people behind what it changes, then the row itself (a stage, an
answer). All in this order, so that no two transactions wait for each other.
"""

from collections.abc import Collection

from candidates.models import Candidacy, Person


def lock_people(person_ids: Collection[int]) -> None:
    """Let no other transaction change the ledger of these people until this one ends."""
    people = Person.objects.filter(pk__in=person_ids).order_by("pk")
    list(people.select_for_update().values_list("pk"))


def lock_people_behind(candidacy_ids: Collection[int]) -> set[int]:
    """Lock the people of these candidacies, who may be merged meanwhile; return their ids."""
    runs = Candidacy.objects.filter(pk__in=candidacy_ids).order_by()
    locked: set[int] = set()
    while not (behind := set(runs.values_list("person", flat=True))) <= locked:
        lock_people(behind - locked)
        locked |= behind
    return behind
