"""The demo: an invented record of a whole country, built and taken down again.

Real and invented people never share a site. Everything is the same on each build, the numbers of
the rows included: an invented person has no FEC id, so their address is such a number. Only the
notices of two refusals begin on the day before, so that one still runs.
"""

import datetime
from functools import partial
from random import Random

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from candidates import models
from candidates.calendar import open_cycle
from candidates.demo.country import settle
from candidates.demo.notices import give_notices
from candidates.demo.removal import (
    delete_rows,
    hold_off_writers,
    restart_numbers_of_empty_tables,
    tables_of_the_record,
    with_all_that_hangs_on,
)
from candidates.demo.story import Story
from candidates.demo.words import WORDS

YEAR = 2026
SEED = 20_261_103
USERNAMES = ("demo-recorder", "demo-verifier")
# A day after the last one of the story.
TOLD_ON = datetime.date(2026, 5, 25)
SETTLED_AT = datetime.datetime(2026, 1, 5, 15, tzinfo=datetime.UTC)


class RealRecordsExist(Exception):
    """The site holds real people, or a campaign has started there; a demo must not touch it."""


def build() -> None:
    """Build the demo in one transaction; an existing demo stays as it is.

    Raises RealRecordsExist where the record holds anybody real, a pledge text or a cycle.
    """
    with transaction.atomic():
        hold_off_writers()
        refuse_real_records()
        if models.Person.objects.exists():
            return
        if has_record():
            raise RealRecordsExist(
                "This site already has a pledge or a cycle. You can only add the demo to an empty "
                "site."
            )
        restart_numbers_of_empty_tables(tables_of_the_record())
        cycle = open_cycle(YEAR)
        # The country of the demo is always in the middle of its campaign.
        cycle.pinned_on = TOLD_ON
        cycle.save()
        rng = Random(SEED)  # noqa: S311 (a story, no secret)
        candidacies = settle(cycle, rng, now=SETTLED_AT)
        recorder, verifier = (stand_in(username) for username in USERNAMES)
        story = Story(candidacies, recorder=recorder, verifier=verifier, rng=rng)
        story.tell()
        give_notices(story, now=timezone.now())


def remove() -> int:
    """Delete every invented person with all that belongs to them; return how many there were.

    This is the one place that deletes from the ledger. It also deletes the demo's pledge texts, its
    cycle with races and elections, its two organizers, the files of its evidence, and what is known
    of bulk changes: nothing where nobody is invented. `build` refuses a site that has a text or a
    cycle, so these are the demo's.
    What organizers made beside it stays, and so does the site's profile.
    Raises RealRecordsExist where the record holds anybody real.
    """
    with transaction.atomic():
        hold_off_writers()
        refuse_real_records()
        invented = models.Person.objects.invented()
        count = invented.count()
        if not count:
            return 0
        doomed = with_all_that_hangs_on(
            invented,
            models.Cycle.objects.filter(year=YEAR),
            models.PledgeText.objects.filter(version__lte=len(WORDS["pledge_versions"])),
            models.Act.objects.all(),
        )
        files = [
            file
            for evidence in models.Evidence.objects.filter(pk__in=doomed[models.Evidence])
            for file in (evidence.original, evidence.public_copy)
            if file
        ]
        delete_rows(doomed)
        get_user_model().objects.filter(username__in=USERNAMES).delete()
        for file in files:
            transaction.on_commit(partial(file.delete, save=False))
    return count


def has_record() -> bool:
    return any(model.objects.exists() for model in (models.Cycle, models.PledgeText, models.Person))


def refuse_real_records() -> None:
    if models.Person.objects.real().exists():
        raise RealRecordsExist(
            "This site has real people. You can only add the demo to an empty site."
        )


def stand_in(username: str) -> User:
    """Return an account that records or verifies the demo's answers; nobody can log in to it."""
    user, created = get_user_model().objects.get_or_create(
        username=username, defaults={"is_active": False}
    )
    if created:
        user.set_unusable_password()
        user.save()
    return user
