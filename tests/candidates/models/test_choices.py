from candidates.derivation import STATUS_OF_KIND
from candidates.models import Answer
from candidates.models.choices import STATUS_LABELS, UNDER_REVIEW


class TestStatusLabels:
    def test_have_a_word_for_each_kind_of_answer_and_for_none(self):
        assert (
            STATUS_LABELS.keys() == STATUS_OF_KIND.keys() == {"", UNDER_REVIEW, *Answer.Kind.values}
        )
        assert len(set(map(str, STATUS_LABELS.values()))) == len(STATUS_LABELS)
