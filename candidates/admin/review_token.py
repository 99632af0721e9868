"""That a second person verifies what they saw: a token of everything on the page."""

from django.utils.crypto import constant_time_compare

from campaign.lib.digest import digest_of
from candidates import ledger
from candidates.models import Answer
from candidates.models.answer_constraints import VERIFIED_COLUMNS

REVIEWED = (*VERIFIED_COLUMNS, "note", "verified_by_id", "sent_back_at")


def review_token(answer: Answer) -> str:
    """Return a digest of the answer with its evidence, the reply to its notice, and the text."""
    values = [getattr(answer, name) for name in REVIEWED]
    values.append(answer.pledge_text.sha256)
    # What it is placed among, where the dates don't say which came later.
    others = answer.candidacy.answers.published().unretracted().order_by("pk")
    values += others.values_list("pk", flat=True)
    values += ledger.proofs.of_these_words(answer).values_list("pk", flat=True)
    values += answer.notices.values_list("pk", "reply")
    for row in answer.evidence.order_by("pk").values_list():
        values += row
    return digest_of(values)


def is_as_seen(answer: Answer, token: str) -> bool:
    return constant_time_compare(review_token(answer), token)
