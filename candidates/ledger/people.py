"""One person under several FEC ids: finding who may be one, and merging two into one.

An import never decides that two filers are one person. It suggests pairs of one name in one state;
an organizer says "the same" or "not the same", and either word is remembered.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from campaign.lib.admin.history import keep_first_versions, keep_versions
from campaign.lib.folding import fold
from candidates.ledger.locks import lock_people
from candidates.ledger.refresh import refresh_people
from candidates.models import Answer, Candidacy, Cycle, FecId, LinkSuggestion, Person, StageResult

# More people of one name in one state than this are a fault of the file, not one person.
MOST_ALIKE = 20


@dataclass(frozen=True)
class ComparedName:
    family: str
    first: str
    middle: tuple[str, ...]
    suffix: str

    @classmethod
    def of(cls, sort_name: str, suffix: str) -> ComparedName:
        """Return the parts of a name written “Family, First Middle”, without nicknames."""
        family, _comma, given = re.sub(r"[“\"(][^”\")]*[”\")]", " ", sort_name).partition(",")
        first, *middle = re.sub(r"[.\s]+", " ", fold(given)).split() or [""]
        return cls(
            family=re.sub(r"[-\s]+", " ", fold(family)),
            first=first,
            middle=tuple(middle),
            suffix=fold(suffix).strip("."),
        )

    def may_be(self, other: ComparedName) -> bool:
        """Say whether both may name one person.

        Where both have a suffix it must be one: a father and his son are never suggested. Middle
        names must agree as far as both have them, an initial with a name that begins with it.
        """
        if (self.family, self.first) != (other.family, other.first):
            return False
        if self.suffix and other.suffix and self.suffix != other.suffix:
            return False
        return all(
            one == another or (1 in {len(one), len(another)} and one[0] == another[0])
            for one, another in zip(self.middle, other.middle, strict=False)
        )


def suggest_links(cycle: Cycle, *, now: datetime.datetime) -> None:
    """Suggest every pair of people who run in one state in `cycle` and may be one by their names.

    A pair that was suggested before stays as it was decided. Two queries.
    """
    runs = Candidacy.objects.in_cycle(cycle).filter(person__merged_into=None).order_by("person")
    alike: dict[tuple[str, ...], dict[int, ComparedName]] = defaultdict(dict)
    races: dict[int, set[int]] = defaultdict(set)
    for person_id, sort_name, suffix, state, race_id in runs.values_list(
        "person_id", "person__sort_name", "person__suffix", "race__jurisdiction_id", "race_id"
    ):
        name = ComparedName.of(sort_name, suffix)
        alike[state, name.family, name.first][person_id] = name
        races[person_id].add(race_id)
    LinkSuggestion.objects.bulk_create(
        (
            LinkSuggestion(
                first_id=first,
                second_id=second,
                reason=_("Same name in the same race")
                if races[first] & races[second]
                else _("Same name in the same state"),
                suggested_at=now,
            )
            for names in alike.values()
            if len(names) <= MOST_ALIKE
            for first, second in combinations(sorted(names), 2)
            if names[first].may_be(names[second])
        ),
        ignore_conflicts=True,
    )


def which_to_keep(first: Person, second: Person) -> tuple[Person, Person]:
    """Return both people, the one whose page should stay first: with answers, else the older."""
    with_answers = set(
        Answer.objects.filter(candidacy__person__in=[first, second])
        .order_by()
        .values_list("candidacy__person", flat=True)
    )
    kept, merged = sorted((first, second), key=lambda row: (row.pk not in with_answers, row.pk))
    return kept, merged


def say_not_the_same(
    suggestion: LinkSuggestion, *, by: AbstractBaseUser, now: datetime.datetime
) -> None:
    """Remember that the two are different people; no import suggests them again.

    Raises ValidationError when somebody decided the pair before.
    """
    decision = LinkSuggestion.Decision.NOT_SAME
    waiting = LinkSuggestion.objects.filter(pk=suggestion.pk, decision="")
    if not waiting.update(decision=decision, decided_at=now, decided_by=by.pk):
        raise decided_meanwhile()


def say_the_same(
    suggestion: LinkSuggestion, *, by: AbstractBaseUser, now: datetime.datetime
) -> None:
    """Merge the two into the one whose page should stay.

    Raises what `merge_people` does, and ValidationError when the pair got another decision
    since `suggestion` was read: nobody merges over a “not the same” that they did not see.
    """
    pair = [suggestion.first_id, suggestion.second_id]
    with transaction.atomic():
        lock_people(pair)
        stored = LinkSuggestion.objects.select_for_update().get(pk=suggestion.pk)
        if stored.decision != suggestion.decision:
            raise decided_meanwhile()
        first, second = Person.objects.filter(pk__in=pair)
        kept, merged = which_to_keep(first, second)
        merge_people(kept, merged, by=by, now=now)


def decided_meanwhile() -> ValidationError:
    return ValidationError(_("Someone else just decided this pair."), code="decided_meanwhile")


def merge_people(
    kept: Person, merged: Person, *, by: AbstractBaseUser, now: datetime.datetime
) -> None:
    """Make two people one: `merged` gives every candidacy to `kept`, and its page leads there.

    Two rows in one race become one run and its duplicate; the row with answers or results stays,
    else one still running, the incumbent's, the one with the lower FEC id. Raises ValidationError
    when one of the two was merged already, or both have answers or results in one race, and
    IntegrityError when a run of an archived cycle would change.
    """
    with transaction.atomic():
        lock_people([kept.pk, merged.pk])
        kept.refresh_from_db()
        merged.refresh_from_db()
        if kept.pk == merged.pk or kept.merged_into_id or merged.merged_into_id:
            raise ValidationError(_("One of these two was already merged."), code="merged_already")
        runs = list(
            Candidacy.objects.filter(person__in=[kept, merged]).values_list("pk", flat=True)
        )
        people = [
            merged.pk,
            *Person.objects.filter(merged_into=merged).values_list("pk", flat=True),
        ]
        keep_first_versions(Candidacy, runs, now=now)
        keep_first_versions(Person, [kept.pk, *people], now=now)
        for staying, duplicate in _rows_in_one_race(kept, merged):
            Candidacy.objects.filter(Q(pk=duplicate) | Q(duplicate_of=duplicate)).update(
                duplicate_of=staying, is_current=False, updated_at=now
            )
        merged.fec_ids.update(person=kept)
        merged.candidacies.update(person=kept, updated_at=now)
        Person.objects.filter(Q(pk=merged.pk) | Q(merged_into=merged)).update(merged_into=kept)
        if merged.died_on and not kept.died_on:
            kept.died_on, kept.died_source_url = merged.died_on, merged.died_source_url
            kept.save(update_fields=["died_on", "died_source_url"])
        keep_versions(Candidacy, runs, by=by, now=now)
        keep_versions(Person, people, by=by, now=now)
        _hand_over_suggestions(kept, merged, by=by, now=now)
        refresh_people([kept.pk], now=now)
    merged.refresh_from_db()


def _rows_in_one_race(kept: Person, merged: Person) -> Iterator[tuple[int, int]]:
    """Yield the ids of the row that stays and of its duplicate, for each race of both."""
    rows = (
        Candidacy.objects.listed()
        .filter(person__in=[kept, merged])
        .annotate(
            has_record=Exists(Answer.objects.unretracted().filter(candidacy=OuterRef("pk")))
            | Exists(StageResult.objects.unretracted().filter(candidacy=OuterRef("pk")))
        )
    )
    by_race = defaultdict(list)
    for row in rows.order_by("race", "pk"):
        by_race[row.race_id].append(row)
    for same_race in by_race.values():
        if len(same_race) < 2:
            continue
        if all(row.has_record for row in same_race):
            raise ValidationError(
                _("Both have answers or results in the same race. Retract one person’s first."),
                code="two_records",
            )
        staying, duplicate = sorted(
            same_race,
            key=lambda row: (
                not row.has_record,
                row.has_ended,
                row.incumbency != Candidacy.Incumbency.INCUMBENT,
                row.fec_id is None,
                row.fec_id,
            ),
        )
        yield staying.pk, duplicate.pk


def _hand_over_suggestions(
    kept: Person, merged: Person, *, by: AbstractBaseUser, now: datetime.datetime
) -> None:
    """Remember the merger, and of `kept` what was suggested and decided about `merged`."""
    same = {"decision": LinkSuggestion.Decision.SAME, "decided_at": now, "decided_by_id": by.pk}
    first, second = sorted((kept.pk, merged.pk))
    LinkSuggestion.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults=same,
        create_defaults=same | {"reason": _("Merged by an organizer"), "suggested_at": now},
    )
    others = LinkSuggestion.objects.filter(Q(first=merged) | Q(second=merged)).exclude(
        decision=LinkSuggestion.Decision.SAME
    )
    for suggestion in others:
        first, second = sorted({suggestion.first_id, suggestion.second_id, kept.pk} - {merged.pk})
        pair = {"first_id": first, "second_id": second}
        told = {"reason": suggestion.reason, "suggested_at": suggestion.suggested_at}
        LinkSuggestion.objects.get_or_create(**pair, defaults=told)
        LinkSuggestion.objects.filter(**pair, decision="").update(
            decision=suggestion.decision,
            decided_at=suggestion.decided_at,
            decided_by=suggestion.decided_by_id,
        )


def fec_id_of(person: Person, fec_id: str | None) -> FecId | None:
    """Return the row of an id, made for `person` if nobody has it; None without an id."""
    if not fec_id:
        return None
    row, _made = FecId.objects.get_or_create(fec_id=fec_id, defaults={"person": person})
    return row
