"""Invented people and their records, built as the site builds them.

Each factory makes one valid row; the functions at the end tell a whole story in one call
(`sign(candidacy)`), through the same verbs as the site, so that what is stored is derived.
"""

from __future__ import annotations

import datetime
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from campaign.content.models import Article, Comment
from candidates import ledger
from candidates.calendar import general_election_day
from candidates.models import (
    Answer,
    Candidacy,
    Cycle,
    Evidence,
    FecId,
    Jurisdiction,
    Outreach,
    Person,
    PledgeText,
    Race,
    Stage,
    StageResult,
)

SOURCE = "https://example.org/source"


class OrganizerFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda number: f"organizer{number}")
    is_staff = True


class CycleFactory(DjangoModelFactory):
    class Meta:
        model = Cycle
        django_get_or_create = ("year",)

    year = 2026
    general_election_on = factory.LazyAttribute(lambda cycle: general_election_day(cycle.year))


class RaceFactory(DjangoModelFactory):
    """A House race of a state; `senate=True` makes it the state's Senate race."""

    class Meta:
        model = Race
        django_get_or_create = ("cycle", "jurisdiction", "chamber", "district", "kind")

    class Params:
        senate = factory.Trait(chamber="S", district="00", title="senator", senate_class=2)
        delegate = factory.Trait(district="00", title="delegate", voting=False)

    cycle = factory.SubFactory(CycleFactory)
    jurisdiction = factory.LazyFunction(lambda: Jurisdiction.objects.get(code="MI"))
    chamber = "H"
    district = "11"
    kind = "regular"
    election_on = factory.LazyAttribute(lambda race: race.cycle.general_election_on)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    full_name = factory.Sequence(lambda number: f"Ada Quartz {number}")
    sort_name = factory.LazyAttribute(
        lambda person: ", ".join(reversed(person.full_name.split(" ", 1)))
    )
    slug = factory.Sequence(lambda number: f"ada-quartz-{number}")


class CandidacyFactory(DjangoModelFactory):
    class Meta:
        model = Candidacy

    person = factory.SubFactory(PersonFactory)
    race = factory.SubFactory(RaceFactory)
    party_code = "DEM"
    party_name = "Democratic"

    @classmethod
    def _create(cls, model_class: type[Candidacy], *args: Any, **values: Any) -> Candidacy:
        if values.get("fec_id"):
            FecId.objects.get_or_create(
                fec_id=values["fec_id"], defaults={"person": values["person"]}
            )
        return super()._create(model_class, *args, **values)


class PledgeTextFactory(DjangoModelFactory):
    class Meta:
        model = PledgeText
        django_get_or_create = ("version",)

    version = 1
    title = "The pledge"
    body = "I will vote to abolish the agency."
    effective_on = datetime.date(2026, 1, 5)


class AnswerFactory(DjangoModelFactory):
    """A draft without evidence."""

    class Meta:
        model = Answer

    candidacy = factory.SubFactory(CandidacyFactory)
    pledge_text = factory.SubFactory(PledgeTextFactory)
    kind = "signed"
    answered_on = datetime.date(2026, 3, 14)
    recorded_by = factory.SubFactory(OrganizerFactory)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    answer = factory.SubFactory(AnswerFactory)
    kind = "signed_document"
    url = "https://example.org/evidence"


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    race = factory.SubFactory(RaceFactory)
    kind = "primary"
    held_on = datetime.date(2026, 8, 4)
    source_url = SOURCE


class OutreachFactory(DjangoModelFactory):
    class Meta:
        model = Outreach

    candidacy = factory.SubFactory(CandidacyFactory)
    channel = "email"
    done_on = datetime.date(2026, 2, 1)


class ArticleFactory(DjangoModelFactory):
    """A published article; `published_at=None` makes it a draft."""

    class Meta:
        model = Article

    title = factory.Sequence(lambda number: f"Report {number}")
    slug = factory.LazyAttribute(lambda article: slugify(article.title))
    summary = "What we found out."
    body = "It happened in Springfield."
    published_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=1))


class CommentFactory(DjangoModelFactory):
    """A comment that waits; `state="approved"` and others decide it."""

    class Meta:
        model = Comment

    article = factory.SubFactory(ArticleFactory)
    name = "Fern Reader"
    email = "fern@example.org"
    text = factory.Sequence(lambda number: f"I read it {number} times.")
    decided_at = factory.LazyAttribute(
        lambda comment: None if comment.state == "waiting" else timezone.now()
    )
    state = "waiting"


def state(code: str) -> Jurisdiction:
    return Jurisdiction.objects.get(code=code)


def run(name: str = "", **attributes: Any) -> Candidacy:
    """Return a candidacy of an invented person; `attributes` as of CandidacyFactory."""
    if name:
        attributes["person__full_name"] = name
    return CandidacyFactory.create(**attributes)


def draft_answer(candidacy: Candidacy, kind: str = "signed", **attributes: Any) -> Answer:
    """Return a verified answer with a signed page as its evidence, ready to be published."""
    answer = AnswerFactory.create(candidacy=candidacy, kind=kind, **attributes)
    answer.lead_evidence = EvidenceFactory.create(answer=answer)
    answer.save()
    ledger.answers.verify(answer, by=OrganizerFactory.create())
    if answer.is_refusal:
        ledger.notices.note_older(answer)
    return answer


def publish_answer(
    candidacy: Candidacy, kind: str = "signed", *, place: str = "last", **attributes: Any
) -> Answer:
    """Return a published answer, as late as its day allows; the candidacy is read again."""
    answer = draft_answer(candidacy, kind, **attributes)
    ledger.answers.publish(answer, now=timezone.now(), place=place)
    candidacy.refresh_from_db()
    return answer


def record_results(stage: Stage, outcomes: dict[Candidacy, str]) -> list[StageResult]:
    """Record stage results with one source; the candidacies are read again."""
    results = ledger.stages.record_results(
        stage,
        {candidacy: StageResult.Outcome(outcome) for candidacy, outcome in outcomes.items()},
        source_url=SOURCE,
        by=None,
        now=timezone.now(),
    )
    for candidacy in outcomes:
        candidacy.refresh_from_db()
    return results
