import pytest

from candidates.admin.review_token import is_as_seen, review_token
from tests.candidates.ledger.test_proofs import link
from tests.factories import draft_answer, publish_answer, run


@pytest.mark.django_db
class TestReviewToken:
    def test_changes_with_the_answer_its_evidence_and_the_pledge_text(self):
        answer = draft_answer(run())
        draft_answer(run())
        tokens = [review_token(answer)]
        link(answer)
        tokens.append(review_token(answer))
        publish_answer(answer.candidacy, answered_on="2026-02-01")
        tokens.append(review_token(answer))
        answer.statement = "Another statement."
        tokens.append(review_token(answer))
        answer.evidence.update(publisher="Another publisher")
        tokens.append(review_token(answer))
        answer.pledge_text.body = "Another text."
        tokens.append(review_token(answer))
        assert len(set(tokens)) == len(tokens)
        assert is_as_seen(answer, tokens[-1])
        assert not is_as_seen(answer, tokens[0])
