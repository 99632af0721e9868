"""The demo: an invented record of a whole country, built and taken down again.

Real and invented people never share a site. Everything is the same on each build.
"""

from __future__ import annotations

import datetime
from functools import partial
from random import Random

import pgtrigger
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import connection, transaction

from candidates import models
from candidates.calendar import open_cycle
from candidates.demo.country import settle
from candidates.demo.story import Story

YEAR = 2026
SEED = 20_261_103
USERNAMES = ("demo-recorder", "demo-verifier")
SETTLED_AT = datetime.datetime(2026, 1, 5, 15, tzinfo=datetime.UTC)


class RealRecordsExist(Exception):
    """The site holds real people, whom a demo must not touch."""


def build() -> None:
    """Build the demo in one transaction; a demo that stands already is left as it is.

    Raises RealRecordsExist where the record holds anybody real.
    """
    with transaction.atomic():
        refuse_real_records()
        if models.Person.objects.invented().exists():
            return
        cycle = open_cycle(YEAR)
        # The country of the demo is always in the middle of its campaign.
        cycle.pinned_phase = models.Cycle.Phase.CAMPAIGNING
        cycle.save()
        rng = Random(SEED)  # noqa: S311 (a story, no secret)
        candidacies = settle(cycle, rng, now=SETTLED_AT)
        recorder, verifier = (stand_in(username) for username in USERNAMES)
        Story(candidacies, recorder=recorder, verifier=verifier, rng=rng).tell()


def remove() -> int:
    """Delete every invented person with all that belongs to them; return how many there were.

    This is the one place that deletes from the ledger. It also deletes the pledge texts, races
    and votes of the demo's cycle, and the files of its evidence. It touches no organizer's
    account but the demo's own two, and not the site's profile.
    Raises RealRecordsExist where the record holds anybody real.
    """
    with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        refuse_real_records()
        count = models.Person.objects.count()
        files = [
            file
            for evidence in models.Evidence.objects.all()
            for file in (evidence.original, evidence.public_copy)
            if file
        ]
        for model in (
            models.Evidence,
            models.Answer,
            models.PledgeText,
            models.StageResult,
            models.StageRuling,
            models.Stage,
            models.Outreach,
            models.Correction,
            models.Candidacy,
            models.LinkSuggestion,
            models.Person,
            models.Race,
            models.Cycle,
        ):
            # Foreign keys are checked at the end of the transaction, so rings of them may go too.
            for rows in (model, model.history.model) if hasattr(model, "history") else (model,):
                table = connection.ops.quote_name(rows._meta.db_table)
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (a name of ours)
        get_user_model().objects.filter(username__in=USERNAMES).delete()
        for file in files:
            transaction.on_commit(partial(file.delete, save=False))
    return count


def refuse_real_records() -> None:
    if models.Person.objects.real().exists():
        raise RealRecordsExist(
            "This site holds real people. The demo is only for an empty site of its own."
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
