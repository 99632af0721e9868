"""How well an answer is proved, in words that the public reads."""

from candidates.proof_words import confirmed_in_words
from tests.candidates.proofs.test_grades import ANY_MAIL, CALL, FILED_MAIL, POST, SITE


class TestConfirmedInWords:
    def test_says_no_more_than_there_is(self):
        said = [
            confirmed_in_words(proofs)
            for proofs in (
                [],
                [ANY_MAIL],
                [SITE],
                [SITE, FILED_MAIL],
                [SITE, FILED_MAIL, POST, CALL],
            )
        ]
        assert said == [
            "It rests on the evidence alone: we have no further proof from the campaign",
            "Not confirmed by the campaign: we only know the mailbox that sent it",
            "Confirmed by the campaign: one proof",
            "Confirmed by the campaign: two independent proofs",
            "Confirmed by the campaign: four independent proofs",
        ]
