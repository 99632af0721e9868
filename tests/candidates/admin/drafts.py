"""Drafts of answers, and their pages in the admin."""

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from candidates.models import Answer
from tests.factories import AnswerFactory, EvidenceFactory, PledgeTextFactory, run


def page(name: str, answer: Answer) -> str:
    return reverse(f"admin:candidates_answer_{name}", args=[answer.pk])


def seen(client: Client, answer: Answer) -> dict[str, str]:
    return {"seen": client.get(page("review", answer)).context["seen"]}


def drafted_by(recorder: User, **attributes: object) -> Answer:
    """Return a draft with evidence that nobody verified yet."""
    answer = AnswerFactory.create(candidacy=run(), recorded_by=recorder, **attributes)
    answer.lead_evidence = EvidenceFactory.create(answer=answer)
    answer.save()
    return answer


def typed(answer: Answer, **changes: object) -> dict[str, object]:
    """Return what is posted to record `answer` once more."""
    return {
        "candidacy": answer.candidacy_id,
        "kind": answer.kind,
        "answered": answer.day_as_known,
        "pledge_text": PledgeTextFactory.create().pk,
        "evidence_kind": "letter",
        "url": "https://example.org/letter",
        **changes,
    }
