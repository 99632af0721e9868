import datetime

import pytest

from candidates.answer_words import (
    HEADLINES,
    asked_at_a_glance,
    asked_how_often,
    asked_in_short,
    asked_in_words,
    differences_between,
    headline,
)
from candidates.coverage import Asked
from candidates.models import Answer
from candidates.models.choices import UNDER_REVIEW
from tests.factories import EvidenceFactory, draft_answer, publish_answer, run

DAY = datetime.date(2026, 2, 1)


class TestAskedInWords:
    @pytest.mark.parametrize(
        ("times", "words"),
        [
            (1, "We asked this campaign once, on Feb. 1, 2026."),
            (2, "We’ve asked this campaign twice, most recently on Feb. 1, 2026."),
            (3, "We’ve asked this campaign 3 times, most recently on Feb. 1, 2026."),
        ],
    )
    def test_counts_like_a_person(self, times, words):
        assert asked_in_words(Asked(times, DAY)) == words

    def test_says_that_nobody_asked_yet(self):
        assert asked_in_words(Asked(0, None)) == "We haven’t asked this campaign yet."


class TestAskedInShort:
    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            (Asked(), "Not asked yet"),
            (Asked(1, DAY), "Asked once, on Feb. 1"),
            (Asked(2, DAY), "Asked twice, last on Feb. 1"),
            (Asked(3, DAY.replace(year=2025)), "Asked 3 times, last on Feb. 1, 2025"),
        ],
    )
    def test_leaves_out_what_the_page_says(self, asked, words):
        assert asked_in_short(asked, 2026).replace("\N{NO-BREAK SPACE}", " ") == words


class TestAskedHowOften:
    def test_says_no_more_than_how_often(self):
        words = [asked_how_often(Asked(times, DAY, DAY)) for times in range(4)]
        assert words == ["Not asked yet", "Asked once", "Asked twice", "Asked 3 times"]


@pytest.mark.django_db
class TestAskedAtAGlance:
    def test_says_since_when_of_more_than_one_time(self):
        row, first = run(), DAY.replace(month=1)
        said = [asked_at_a_glance(row, Asked(times, DAY, first)) for times in (1, 2, 3)]
        assert [words.replace("\N{NO-BREAK SPACE}", " ") for words in said] == [
            "Asked once, on Feb. 1",
            "Asked twice since Jan. 1",
            "Asked 3 times since Jan. 1",
        ]


@pytest.mark.django_db
class TestHeadline:
    def test_says_what_was_answered(self):
        assert HEADLINES.keys() == {"", UNDER_REVIEW, *Answer.Kind.values}
        candidacy = run("Ada Quartz")
        assert headline(candidacy, "the pledge") == "No answer from Ada Quartz on the pledge"
        publish_answer(candidacy, "refused")
        assert headline(candidacy, "the pledge") == "Ada Quartz refused to sign the pledge"


@pytest.mark.django_db
class TestDifferencesBetween:
    def test_names_what_differs_and_nothing_else(self):
        old, new = draft_answer(run()), draft_answer(run(), statement="I sign.")
        assert list(differences_between(old, old)) == []
        assert list(differences_between(old, new)) == [
            "The statement changed from missing to “I sign.”"
        ]

    def test_notices_another_file(self):
        old, new = draft_answer(run()), draft_answer(run())
        EvidenceFactory.create(answer=old, sha256="0" * 64, original="evidence/a.pdf")
        EvidenceFactory.create(answer=new, sha256="1" * 64, original="evidence/b.pdf")
        assert list(differences_between(old, new)) == ["We replaced a file of the evidence."]
