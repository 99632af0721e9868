"""The words for what is asked of a campaign."""

import re

import pytest

from candidates.call_words import HEADINGS, PURPOSES, QUESTIONS, REPLIES, SUBJECTS, Kind

PRONOUN = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)


class TestWords:
    @pytest.mark.parametrize("words", [HEADINGS, SUBJECTS, PURPOSES, QUESTIONS])
    def test_are_different_for_each_kind_and_guess_no_pronoun(self, words):
        said = {str(words[kind]) for kind in Kind}
        assert len(said) == len(Kind)
        assert not [each for each in said if PRONOUN.search(each)]

    def test_answer_two_things_that_an_office_may_say(self):
        assert {len(REPLIES[kind]) for kind in Kind} == {2}
