"""A candidacy: on the ballot or not, left for another race, registered twice."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.lib.folding import fold
from candidates.ledger.locks import lock_people
from candidates.ledger.refresh import refresh_people
from candidates.ledger.stages import no_place_taken_back
from candidates.models import Candidacy, Person, Race
from candidates.models.people import family_name_first, tidy
from candidates.parties import NAMES


def add_candidate(
    race: Race, name: str, *, party_code: str, is_write_in: bool, now: datetime.datetime
) -> Candidacy:
    """Add someone who isn't on record yet to a race, as on its ballot or a write-in.

    Raises ValidationError if the race has someone of that name.
    """
    name = tidy(name)
    with transaction.atomic():
        Race.objects.select_for_update().get(pk=race.pk)
        names = race.candidacies.values_list("person__full_name", flat=True)
        if fold(name) in {fold(other) for other in names}:
            raise ValidationError(
                _("%(name)s is already in this race."), code="present", params={"name": name}
            )
        person = Person.objects.create(
            full_name=name,
            sort_name=family_name_first(name),
            slug=Person.objects.unused_slug(name),
            is_invented=Person.objects.invented().exists(),
        )
        statuses = Candidacy.BallotStatus
        run = Candidacy.objects.create(
            person=person,
            race=race,
            party_code=party_code,
            party_name=NAMES.get(party_code, party_code),
            ballot_status=statuses.WRITE_IN if is_write_in else statuses.QUALIFIED,
            updated_at=now,
        )
        keep_ruling(run, now=now)
        refresh_people([person.pk], now=now)
    return run


def set_ballot_status(
    run: Candidacy,
    ballot_status: Candidacy.BallotStatus,
    *,
    on: datetime.date | None,
    source_url: str,
    now: datetime.datetime,
) -> None:
    """Record that the person withdrew, died, qualified …, with its day and source.

    Does nothing if it's already recorded. Raises ValidationError if the person would come back to
    a place that someone else took.
    """
    with transaction.atomic(), no_place_taken_back(run.person_id):
        run.refresh_from_db()
        said = (ballot_status, on, source_url)
        if said == (run.ballot_status, run.ballot_status_on, run.ballot_status_source):
            return
        run.ballot_status, run.ballot_status_on, run.ballot_status_source = said
        run.save(update_fields=["ballot_status", "ballot_status_on", "ballot_status_source"])
        keep_ruling(run, now=now)
        refresh_people([run.person_id], now=now)
    run.refresh_from_db()


def keep_ruling(run: Candidacy, *, now: datetime.datetime) -> None:
    run.rulings.create(
        ballot_status=run.ballot_status,
        since=run.ballot_status_on,
        source_url=run.ballot_status_source,
        ruled_at=now,
    )


def switch_race(
    run: Candidacy, race: Race, *, on: datetime.date, source_url: str, now: datetime.datetime
) -> Candidacy:
    """Close this candidacy for the person's one in `race`, opened if need be.

    No answer goes along: an organizer who knows that the pledge still holds carries it over
    with a note (`ledger.answers.carry_over`). Raises ValidationError when one of the two runs has
    ended.
    """
    with transaction.atomic():
        lock_people([run.person_id])
        run.refresh_from_db()
        successor, _opened = Candidacy.objects.listed().get_or_create(
            person=run.person,
            race=race,
            defaults={
                "party_code": run.party_code,
                "party_name": run.party_name,
                "campaign_url": run.campaign_url,
                "updated_at": now,
            },
        )
        for either in (run, successor):
            if either.has_ended:
                raise ValidationError(
                    _("%(candidacy)s already ended. Choose a candidacy that’s still running."),
                    code="ended",
                    params={"candidacy": either},
                )
        set_ballot_status(
            run, Candidacy.BallotStatus.SWITCHED_RACE, on=on, source_url=source_url, now=now
        )
    successor.refresh_from_db()
    return successor


def link_as_duplicate(run: Candidacy, kept: Candidacy, *, now: datetime.datetime) -> None:
    """Say that this row registers the same run as `kept`, which alone is counted.

    Raises ValidationError when the rows are not of one person and race, when `kept` is a
    duplicate itself, or when this row has answers or results that would be lost to view.
    """
    with transaction.atomic():
        lock_people([run.person_id, kept.person_id])
        kept.refresh_from_db()
        if run.pk == kept.pk or kept.duplicate_of_id:
            raise ValidationError(
                _("This one is a duplicate itself. Link to the candidacy it points to."),
                code="not_a_kept_row",
            )
        if (run.person_id, run.race_id) != (kept.person_id, kept.race_id):
            raise ValidationError(
                _(
                    "Duplicates have to be the same person in the same race. Merge the people "
                    "first."
                ),
                code="not_one_run",
            )
        if run.answers.unretracted().exists() or run.stage_results.unretracted().exists():
            raise ValidationError(
                _("This candidacy has answers or results. Keep it, and link the other one to it."),
                code="has_a_record",
            )
        for duplicate in run.duplicates.all():
            duplicate.duplicate_of = kept
            duplicate.save(update_fields=["duplicate_of"])
        run.duplicate_of = kept
        run.is_current = False
        run.save(update_fields=["duplicate_of", "is_current"])
        refresh_people([run.person_id], now=now)
    run.refresh_from_db()
