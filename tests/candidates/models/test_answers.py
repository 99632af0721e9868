import pytest

from tests.factories import AnswerFactory


class TestDayAsKnown:
    @pytest.mark.parametrize(
        ("precision", "text"), [("day", "2026-03-14"), ("month", "2026-03"), ("year", "2026")]
    )
    def test_says_no_more_than_is_known(self, precision, text):
        answer = AnswerFactory.build(answered_on_precision=precision, candidacy=None)
        assert answer.day_as_known == text
