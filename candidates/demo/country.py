"""A whole country of invented campaigns: someone runs for every seat of the cycle."""

import datetime
from random import Random

from candidates.demo.words import FIRST_NAMES, SURNAMES
from candidates.models import Candidacy, Cycle, Person, Race
from candidates.models.people import unused_slug

# How many run for a seat, and how often that is so.
FIELD_SIZES, FIELD_WEIGHTS = (2, 3, 4, 5, 6), (12, 25, 28, 20, 15)
MAJOR_PARTIES = (("DEM", "Democratic"), ("REP", "Republican"))
OTHER_PARTIES = (*MAJOR_PARTIES, ("IND", "Independent"), ("LIB", "Libertarian"), ("GRE", "Green"))


def settle(cycle: Cycle, rng: Random, *, now: datetime.datetime) -> list[Candidacy]:
    """Store invented people and their candidacies in every race of `cycle`; all without answer.

    Returns them by race, the Senate first and states in the order of their codes.
    """
    names = [f"{first} {last}" for first in FIRST_NAMES for last in SURNAMES]
    rng.shuffle(names)
    people, candidacies = [], []
    races = Race.objects.in_cycle(cycle).select_related("jurisdiction").senate_first()
    for number, race in enumerate(races):
        [size] = rng.choices(FIELD_SIZES, FIELD_WEIGHTS)
        incumbent_position = number % 2 if rng.random() < 0.85 else None
        for position in range(size):
            person = invented_person(names.pop())
            people.append(person)
            candidacy = campaign_of(person, race, position, incumbent_position, rng)
            candidacy.updated_at = now
            candidacies.append(candidacy)
    Person.objects.bulk_create(people)
    Candidacy.objects.bulk_create(candidacies)
    return candidacies


def invented_person(full_name: str) -> Person:
    first, last = full_name.split(" ", 1)
    return Person(
        full_name=full_name,
        sort_name=f"{last}, {first}",
        slug=unused_slug(full_name, taken=set()),
        is_invented=True,
    )


def campaign_of(
    person: Person, race: Race, position: int, incumbent_position: int | None, rng: Random
) -> Candidacy:
    """Return an unsaved candidacy: the first two in a race are of the two largest parties."""
    party_code, party_name = MAJOR_PARTIES[position] if position < 2 else rng.choice(OTHER_PARTIES)
    if incumbent_position is None:
        incumbency = Candidacy.Incumbency.OPEN_SEAT
    elif position == incumbent_position:
        incumbency = Candidacy.Incumbency.INCUMBENT
    else:
        incumbency = Candidacy.Incumbency.CHALLENGER
    # Names under .example lead nowhere, by RFC 2606.
    site = f"https://{person.slug}.example"
    return Candidacy(
        person=person,
        race=race,
        party_code=party_code,
        party_name=party_name,
        incumbency=incumbency,
        ballot_status=Candidacy.BallotStatus.QUALIFIED,
        campaign_url=f"{site}/",
        published_email=f"office@{person.slug}.example",
        published_phone=f"202-555-01{rng.randrange(100):02}",
        published_contact_source=f"{site}/contact",
    )
