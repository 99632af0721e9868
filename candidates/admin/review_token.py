"""That a second person verifies what they saw: a token of everything on the page."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.utils.crypto import constant_time_compare

from campaign.lib.digest import digest_of
from candidates import ledger
from candidates.models import Answer, AnswerNotice, Evidence, Proof
from candidates.models.answer_constraints import VERIFIED_COLUMNS

REVIEWED = (*VERIFIED_COLUMNS, "note", "verified_by_id", "sent_back_at")


def review_token(answer: Answer) -> str:
    """Return a digest of the answer with its evidence, the reply to its notice, and the text."""
    return review_tokens([answer])[answer.pk]


def review_tokens(answers: Collection[Answer]) -> dict[int, str]:
    """Return the token of each answer by its id. Four queries; their pledge texts are fetched."""
    # What it is placed among, where the dates don't say which came later.
    others: dict[int, list[int]] = defaultdict(list)
    placed = Answer.objects.published().unretracted()
    placed = placed.filter(candidacy__in=[answer.candidacy_id for answer in answers])
    for candidacy_id, pk in placed.order_by("pk").values_list("candidacy", "pk"):
        others[candidacy_id].append(pk)
    proofs: dict[tuple[int, str], list[int]] = defaultdict(list)
    standing = Proof.objects.standing().filter(answer__in=answers)
    for answer_id, said, pk in standing.values_list("answer", "said", "pk"):
        proofs[answer_id, said].append(pk)
    shown: dict[int, list[Any]] = defaultdict(list)
    notices = AnswerNotice.objects.filter(answer__in=answers)
    for answer_id, *columns in notices.values_list("answer", "pk", "reply"):
        shown[answer_id].append(tuple(columns))
    evidence = Evidence.objects.filter(answer__in=answers).order_by("pk")
    for row in evidence.values():
        shown[row["answer_id"]] += row.values()
    return {
        answer.pk: digest_of(
            [
                *(getattr(answer, name) for name in REVIEWED),
                answer.pledge_text.sha256,
                others[answer.candidacy_id],
                proofs[answer.pk, ledger.proofs.said_in(answer)],
                shown[answer.pk],
            ]
        )
        for answer in answers
    }


def is_as_seen(answer: Answer, token: str) -> bool:
    return constant_time_compare(review_token(answer), token)
